"""Logging in and sending forms, for tests of a client's pages."""

import uuid

from django.test import Client as Browser

from tests.factories.accounts import AdminFactory, MembershipFactory, UserFactory, log_in


class Pages:
    """A browser that is logged in, below one client's mount."""

    def __init__(self, browser: Browser, slug: str) -> None:
        self.browser, self.slug = browser, slug

    def get(self, path: str, **options: object) -> object:
        return self.browser.get(f"/clients/{self.slug}/{path}", **options)

    def post(self, path: str, **data: object) -> object:
        return self.browser.post(f"/clients/{self.slug}/{path}", data)


def as_partner(client: object) -> Pages:
    """The pages as one of the partner's administrators sees them."""
    return Pages(log_in(AdminFactory()), client.slug)


def as_member(client: object, role: str, person_id: uuid.UUID | None = None, **user: object) -> Pages:
    """The pages as a member of the client sees them, in a role."""
    member = UserFactory(**user)
    MembershipFactory(user=member, client=client, role=role, person_id=person_id)
    return Pages(log_in(member), client.slug)


def text(response: object) -> str:
    """A page's words."""
    return response.content.decode()
