"""What happens here when something happens elsewhere: a login and a person with the same address are the same somebody.

The address is proved: its owner accepted an invitation that was mailed to it, or a partner admin vouched for it. A person who
is entered after the member joined is recognised by `create_person` itself, which locks in the same order as this does.
"""

import uuid

from apps.accounts.events import MEMBERSHIP_GRANTED
from apps.accounts.selectors import member_rows
from apps.accounts.services import link_membership
from apps.initiatives.models import Person
from apps.initiatives.services import link_person
from kernel.access import system_actor
from kernel.ledger.services import AnyEntry, subscribe
from kernel.tenancy.context import find_client, mounted


@subscribe(MEMBERSHIP_GRANTED)
def recognise_member(entry: AnyEntry) -> None:
    """Link a new member with the person whom the invitation named, or with who they were before, or who has the same address.

    The platform's ledger is locked already; the client's follows.
    """
    client = find_client(uuid.UUID(entry.data["client_id"]))
    member = next(row for row in member_rows(client_id=client.pk) if row.id == entry.subject_id)
    by = system_actor()
    with mounted(client):
        if entry.data["person_id"] is not None:
            link_person(by=by, person_id=uuid.UUID(entry.data["person_id"]), user_id=member.user_id)
            return
        person = (
            Person.objects.filter(user_id=member.user_id).first()
            or Person.objects.filter(email__iexact=member.email, user_id__isnull=True).order_by("created_at").first()
        )
        if person is not None:
            link_membership(by=by, membership_id=member.id, person_id=person.pk)
            link_person(by=by, person_id=person.pk, user_id=member.user_id)
