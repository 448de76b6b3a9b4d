import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import TestCase

from apps.accounts.models import Invitation
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def test_it_invites_the_first_partner_admin():
    with TestCase.captureOnCommitCallbacks(execute=True), pytest.raises(CommandError, match="could not be sent"):
        call_command(
            "invite_partner_admin", "petra@example.com", "Petra Vogel"
        )  # the mail follows the commit, and there is none here
    assert mail.outbox[0].to == ["petra@example.com"]
    assert Invitation.objects.get().role == "partner_admin"


def test_it_says_why_it_does_not():
    UserFactory(email="petra@example.com")
    with pytest.raises(CommandError, match="has an account already"):
        call_command("invite_partner_admin", "petra@example.com", "Petra Vogel")
