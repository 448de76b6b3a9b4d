"""The mail that carries an invitation."""

import logging
import smtplib

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation

from apps.accounts.choices import PartnerRole, Role
from apps.accounts.models import Invitation
from kernel import clock
from kernel.tenancy.context import public

log = logging.getLogger(__name__)


def mail_invitation(invitation: Invitation, token: str) -> bool:
    """Send it at the canonical address, in the invited person's language, and note when; False where the mail server refused.

    It is sent here and not by a task, because a task's arguments would keep the token in the queue.
    """
    with public(), translation.override(invitation.language):
        labels = dict(PartnerRole.choices) | dict(Role.choices)
        context = {
            "invitation": invitation,
            "client_name": invitation.client.name if invitation.client else "",
            "role": labels[invitation.role],
            "inviter": invitation.invited_by.name if invitation.invited_by else "",
            "link": f"{settings.CANONICAL_URL}/invitations/{token}/",
        }
        subject = " ".join(render_to_string("accounts/mail/invitation_subject.txt", context).split())
        mail = EmailMultiAlternatives(
            subject, render_to_string("accounts/mail/invitation.txt", context), to=[invitation.email]
        )
        mail.attach_alternative(render_to_string("accounts/mail/invitation.html", context), "text/html")
        try:
            mail.send()
        except (OSError, smtplib.SMTPException) as error:
            log.warning("The mail of invitation %s could not be sent: %s.", invitation.pk, type(error).__name__)
            return False
        Invitation.objects.filter(pk=invitation.pk).update(sent_at=clock.now())
    return True
