"""The address that signatures and the ledger name."""

import pytest
from django.test import RequestFactory

from apps.accounts.addresses import caller_address
from kernel.journal.models import PlatformEntry
from tests.factories.accounts import UserFactory, log_in

PROXY = "172.18.0.5"


def came(forwarded: str | None = None, connected: str = PROXY):
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    return RequestFactory().get("/", headers=headers, REMOTE_ADDR=connected)


@pytest.mark.parametrize(
    ("forwarded", "address"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("1.2.3.4, 203.0.113.7", "203.0.113.7"),
        ("2001:DB8::7", "2001:db8::7"),
        # What is no address is not recorded as one: then it is who connected.
        ("203.0.113.7, <script>", PROXY),
        ("", PROXY),
        (None, PROXY),
    ],
)
def test_it_is_the_last_hop_behind_our_proxy(settings, forwarded, address):
    settings.BEHIND_PROXY = True

    assert caller_address(came(forwarded)) == address


def test_it_believes_no_header_without_a_proxy(settings):
    settings.BEHIND_PROXY = False

    assert caller_address(came("203.0.113.7", connected="198.51.100.4")) == "198.51.100.4"


def test_it_is_empty_where_nobody_knows():
    assert caller_address(came(connected="")) == ""


@pytest.mark.django_db
def test_it_stands_in_the_ledger(settings):
    settings.BEHIND_PROXY = True
    browser = log_in(UserFactory())
    sent = {"name": "Ada Byron", "language": "en", "time_zone": "Europe/Berlin"}

    answer = browser.post("/account/", sent, headers={"X-Forwarded-For": "1.2.3.4, 203.0.113.7"}, REMOTE_ADDR=PROXY)

    assert answer.status_code == 302
    assert PlatformEntry.objects.last().address == "203.0.113.7"
