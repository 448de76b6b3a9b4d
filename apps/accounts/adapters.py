"""What this product changes about the login: nobody signs up by themselves, secrets of second factors are encrypted, links are canonical."""

import base64
import hashlib
import logging
from smtplib import SMTPException
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.http import HttpRequest
from django.utils import translation

from apps.accounts.addresses import caller_address
from apps.accounts.models import User

log = logging.getLogger(__name__)
PRODUCT = "Throughline"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts come from invitations alone; mail carries the canonical address, in the person's language."""

    def is_open_for_signup(self, _request: HttpRequest) -> bool:
        """Never: an account exists only through an invitation."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Whose attempts are counted: the address that the ledger names too."""
        return caller_address(request)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The link in the mail, at the canonical address whatever host the request came in by."""
        return str(settings.CANONICAL_URL) + urlsplit(str(super().get_reset_password_from_key_url(key))).path

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """As allauth's, with the product's name in place of a site, and in the receiver's language."""
        user = context.get("user") or User.objects.filter(email__iexact=email).first()
        site = SimpleNamespace(name=PRODUCT, domain=urlsplit(settings.CANONICAL_URL).netloc)
        with translation.override(user.language if user else translation.get_language()):
            super().send_mail(
                template_prefix, email, context | {"current_site": site, "canonical_url": settings.CANONICAL_URL}
            )

    def send_notification_mail(
        self, template_prefix: str, user: User, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """As allauth's, to the one address that a user has here. What it tells of has happened: a mail server that is away undoes nothing."""
        try:
            super().send_notification_mail(template_prefix, user, context, email=email or user.email)
        except (OSError, SMTPException) as error:
            log.warning("A notification to user %s could not be sent: %s.", user.pk, type(error).__name__)


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets of second factors are encrypted at rest; passkeys belong to the canonical host."""

    def encrypt(self, text: str) -> str:
        """The text under a key derived from the application's secret."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The text again; keys of former secrets still open it."""
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Whose passkey it is: the canonical host's, so that a request with another Host header cannot enrol one."""
        return {"id": urlsplit(settings.CANONICAL_URL).hostname or "localhost", "name": PRODUCT}


def _cipher() -> MultiFernet:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [hashlib.sha256(b"second factors at rest:" + str(secret).encode()).digest() for secret in secrets]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
