"""Browsers of people in each role of a client, for tests of pages."""

from typing import Any

from django.test import Client as Browser

from apps.accounts.choices import PartnerRole
from apps.initiatives.models import Person
from tests.factories.accounts import PASSWORD, ConsultantFactory, MembershipFactory, UserFactory, log_in

WITHIN = "/clients/acme"


def enter(client: Any, role: str, person: Person | None = None, **user: Any) -> Browser:
    """The browser of somebody who has just logged in, in this role of the client."""
    made = (ConsultantFactory if role == "consultant" else UserFactory)(**user)
    MembershipFactory(client=client, user=made, role=role, person_id=person.pk if person else None)
    return log_in(made)


def enter_as_admin(**user: Any) -> Browser:
    """The browser of one of the partner's administrators."""
    return log_in(UserFactory(partner_role=PartnerRole.ADMIN, **user))


def prove(browser: Browser, next_path: str = "/") -> Any:
    """Give the password again, as the page before a signature asks."""
    return browser.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": next_path})
