"""Letting people and systems in, in a real browser."""

import re
import uuid

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail

from apps.accounts.choices import Role
from apps.clients.models import Client
from kernel.journal.models import PlatformEntry
from tests.factories.accounts import (
    PASSWORD,
    AdminFactory,
    ConsultantFactory,
    InvitationFactory,
    MembershipFactory,
    ServiceAccountFactory,
    UserFactory,
)
from tests.factories.accounts import (
    log_in as session_of,
)
from tests.journeys.conftest import assert_accessible


def unique(name):
    return f"{name}-{uuid.uuid4().hex[:8]}@example.com"


@pytest.fixture
def acme(site, django_db_blocker):
    with django_db_blocker.unblock():
        yield Client.objects.get(slug="acme")


@pytest.fixture
def admin(log_in):
    found = AdminFactory(name="Petra Vogel", email=unique("petra"))
    log_in(found)
    return found


def test_it_keeps_every_page_open_to_everybody(admin, acme, page):
    consultant = ConsultantFactory(name="Jan Kok", email=unique("jan"))
    MembershipFactory(user=consultant, client=acme, role=Role.CONSULTANT)
    MembershipFactory(user=UserFactory(name="Ada Byron", email=unique("ada")), client=acme)
    InvitationFactory(client=acme, name="Grace Hopper", email=unique("grace"))
    account = ServiceAccountFactory(clients=[acme], name="CRM export")
    for path in [
        "/team/",
        "/team/invite/",
        f"/team/{consultant.pk}/",
        "/integrations/",
        "/integrations/new/",
        f"/integrations/{account.pk}/",
        "/account/",
        "/clients/new/",
        f"/client-setup/{acme.pk}/",
        "/clients/acme/members/",
        "/clients/acme/members/invite/",
    ]:
        page.goto(path)
        assert_accessible(page)


def test_it_shows_a_key_once(admin, acme, page):
    account = ServiceAccountFactory(clients=[acme], name=f"CRM export {uuid.uuid4().hex[:6]}")
    page.goto(f"/integrations/{account.pk}/")
    page.get_by_role("button", name="Issue a key").first.click()
    page.get_by_role("dialog").get_by_role("button", name="Issue a key").click()
    text = page.locator("#new-key").inner_text()
    assert re.fullmatch(r"tl_live_\w{12}_\w{46}", text)
    assert_accessible(page)
    page.goto(f"/integrations/{account.pk}/")
    assert text not in page.content()


def test_it_lets_an_invited_colleague_in_once_their_second_factor_is_set_up(site, acme, page, context):
    inviter = session_of(AdminFactory(name="Petra Vogel", email=unique("petra")))
    address = unique("jan")
    inviter.post("/team/invite/", {"name": "Jan Kok", "email": address, "partner_role": "consultant", "language": "en"})
    token = mail.outbox[-1].body.split("/invitations/")[1].split("/")[0]
    page.goto(f"/invitations/{token}/")
    assert_accessible(page)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Accept the invitation").click()
    page.wait_for_url("**/accounts/2fa/**")
    page.goto("/accounts/2fa/totp/activate/")
    page.locator("input[type=password]").fill(PASSWORD)
    page.locator("main form button[type=submit], form button[type=submit]").last.click()
    page.wait_for_url("**/accounts/2fa/totp/activate/**")
    secret = page.locator("#authenticator_secret").input_value()
    code = format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
    page.locator("input[name=code]").fill(code)
    page.locator("input[name=code]").press("Enter")
    page.wait_for_url("**/accounts/2fa/recovery-codes/**")
    page.goto("/clients/")
    assert page.get_by_role("heading", name="Clients", level=1).is_visible()
    assert PlatformEntry.objects.filter(event="user.factor_added", actor_name="Jan Kok").exists()
    assert Authenticator.objects.filter(user__email=address, type="recovery_codes").exists()
