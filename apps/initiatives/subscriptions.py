"""What happens here when something happens elsewhere: a login and a person with the same address are the same somebody.

The address is proved: its owner accepted an invitation that was mailed to it, or a partner admin vouched for it.
"""

import uuid

from apps.accounts.events import MEMBERSHIP_GRANTED
from apps.accounts.selectors import MemberRow, member_rows, unlinked_member
from apps.accounts.services import link_membership
from apps.initiatives.events import PERSON_CREATED
from apps.initiatives.models import Person
from apps.initiatives.services import link_person
from kernel.access import system_actor
from kernel.ledger.services import AnyEntry, subscribe
from kernel.tenancy.context import find_client, mounted, mounted_client


@subscribe(MEMBERSHIP_GRANTED)
def recognise_member(entry: AnyEntry) -> None:
    """Link a new member with the person whom the invitation named, or else with the one who has the same address."""
    client = find_client(uuid.UUID(entry.data["client_id"]))
    member = next(row for row in member_rows(client_id=client.pk) if row.id == entry.subject_id)
    with mounted(client):
        if entry.data["person_id"] is not None:
            link_person(by=system_actor(), person_id=uuid.UUID(entry.data["person_id"]), user_id=member.user_id)
            return
        person = Person.objects.filter(email__iexact=member.email, user_id__isnull=True).order_by("created_at").first()
        if person is not None:
            _link(person, member)


@subscribe(PERSON_CREATED)
def recognise_person(entry: AnyEntry) -> None:
    """Link a new person with the member who has the same address and is nobody in the register yet."""
    person = Person.objects.get(pk=entry.subject_id)
    member = unlinked_member(client_id=mounted_client().pk, email=person.email) if person.email else None
    if member is not None and not Person.objects.filter(user_id=member.user_id).exists():
        _link(person, member)


def _link(person: Person, member: MemberRow) -> None:
    link_person(by=system_actor(), person_id=person.pk, user_id=member.user_id)
    link_membership(by=system_actor(), membership_id=member.id, person_id=person.pk)
