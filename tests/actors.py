"""Actors as doors make them, for tests of services."""

from apps.initiatives.models import Person
from kernel.access import Actor
from kernel.ids import new_id


def user(*roles: str, person: Person | None = None, name: str = "Petra Vogel") -> Actor:
    """Somebody who is logged in, in these roles of the mounted client."""
    return Actor(
        kind="user",
        id=new_id(),
        name=name,
        roles=frozenset(roles),
        person_id=person.pk if person else None,
        address="192.0.2.10",
    )


def service(*scopes: str) -> Actor:
    """A service account with these scopes."""
    roles = frozenset({"service_account"})
    return Actor(kind="service", id=new_id(), name="CRM export", roles=roles, scopes=frozenset(scopes), door="api")
