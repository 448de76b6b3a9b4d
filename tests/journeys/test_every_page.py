"""Everybody's pages, found by following links from where their log-in leads: accessible, on a phone too, and quiet in the console."""

import re

import pytest

from apps.accounts.models import User
from apps.console.demo.telling import tell
from tests.journeys.conftest import PHONE, WIDE, violations

IDENTIFIER = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}|/clients/[a-z-]+(?=/)")
# Files, the documentation of the API, and the back office, which is looked at in a journey of its own.
ELSEWHERE = re.compile(r"/pdf/|/api/|/admin/|\.csv|/document\.json|/developers/|/library/schemas/")


@pytest.fixture(scope="session")
def demo(site, django_db_blocker):
    """The demo's clients, in the database that the site runs on."""
    with django_db_blocker.unblock():
        tell()


def kind_of(address, site):
    """The page that an address is of, whichever row or client it shows."""
    return IDENTIFIER.sub("*", re.sub(r"[?#].*", "", address).removeprefix(site))


@pytest.mark.parametrize("email", ["petra.vogel@nordwind.example", "ada@partner.example"])
def test_it_is_accessible_wherever_a_person_goes(page, site, demo, log_in, email):
    log_in(User.objects.get(email=email))
    to_visit, seen, wrong = [f"{site}/"], set(), []

    while to_visit:
        address = to_visit.pop(0)
        if kind_of(address, site) in seen:
            continue
        seen.add(kind_of(address, site))
        response = page.goto(address)
        assert response.status == 200, address
        for size, scheme in [(WIDE, "light"), (PHONE, "dark")]:
            page.set_viewport_size(size)
            page.emulate_media(color_scheme=scheme)
            wrong += [f"{address}, {size['width']} px, {scheme}: {found}" for found in violations(page)]
        if page.evaluate("document.documentElement.scrollWidth") > PHONE["width"]:
            wrong.append(f"{address} is wider than a phone")
        found = page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)")
        to_visit += [link.partition("#")[0] for link in found if link.startswith(site) and not ELSEWHERE.search(link)]

    assert wrong == []
    assert len(seen) > 10
