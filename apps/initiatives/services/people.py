"""Creating and changing people, and telling which login is theirs."""

import uuid
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.selectors import member_rows, unlinked_member
from apps.accounts.services import link_membership
from apps.clients.models import Client
from apps.initiatives import events, permissions
from apps.initiatives.models import Initiative, Person
from apps.initiatives.services._common import found_in_ownership, refuse_unknown
from kernel import clock
from kernel.access import Actor, system_actor, table
from kernel.errors import ConflictRefused
from kernel.ledger.services import record
from kernel.rows import apply_changes, check_fields, locked, locked_at, refuse
from kernel.tenancy.context import mounted_client, public

PERSON_FIELDS = frozenset({"name", "email", "job_title", "function"})


def create_person(*, by: Actor, name: str, function: str, email: str = "", job_title: str = "") -> Person:
    """Add a person who matters to the work. Raises `InvalidRefused` naming each field."""
    table.require(by, permissions.MANAGE)
    moment = clock.now()
    person = Person(
        name=name.strip(),
        function=function,
        email=email.strip(),
        job_title=job_title.strip(),
        created_at=moment,
        updated_at=moment,
    )
    refuse(check_fields(person))
    with transaction.atomic():
        person.user_id = _recognised_login(person) if person.email else None
        person.save(force_insert=True)
        record(events.PERSON_CREATED, subject=person, by=by, data={"name": person.name, "function": person.function})
        if person.user_id is not None:
            record(events.PERSON_LINKED, subject=person, by=system_actor(), data={"user": person.user_id})
    return person


def _recognised_login(person: Person) -> uuid.UUID | None:
    """The login of the member who has a new person's address and is nobody in the register yet, linked from its side.

    The platform's rows and ledger are locked before the client's, as where a member joins (`subscriptions`): in the other
    order the two would wait for each other. The lock on the client keeps them from missing each other.
    """
    client_id = mounted_client().pk
    with public():
        Client.objects.select_for_update(no_key=True).get(pk=client_id)
    member = unlinked_member(client_id=client_id, email=person.email)
    if member is None or Person.objects.filter(user_id=member.user_id).exists():
        return None
    link_membership(by=system_actor(), membership_id=member.id, person_id=person.pk)
    return member.user_id


def change_person(*, by: Actor, person_id: uuid.UUID, revision: int | None, **changes: Any) -> Person:
    """Change some of a person's fields. An initiative's ownership rules are checked again when the function changes."""
    table.require(by, permissions.MANAGE)
    refuse_unknown(changes, PERSON_FIELDS)
    with transaction.atomic():
        person: Person = locked_at(Person.objects.all(), person_id, revision)
        changed = apply_changes(person, changes)
        if changed:
            refuse(check_fields(person))
            person.save()
            for initiative in Initiative.objects.filter(workflow_owner=person) | Initiative.objects.filter(
                partner_lead=person
            ):
                refuse(found_in_ownership(initiative))
            record(events.PERSON_CHANGED, subject=person, by=by, data={"changes": changed})
    return person


def link_person(*, by: Actor, person_id: uuid.UUID, user_id: uuid.UUID) -> Person:
    """Note that a login belongs to a person of this client, so that they can sign and own. One login, one person.

    Raises `ConflictRefused` where either has another: two logins would sign as one person. A login whose access was ended
    gives way to the next.
    """
    table.require(by, permissions.MANAGE)
    with transaction.atomic():
        person: Person = locked(Person.objects.all(), person_id)
        if person.user_id != user_id:
            if Person.objects.filter(user_id=user_id).exists():
                raise ConflictRefused(
                    _("The login belongs to another person of this client already."),
                    way_out=_("Leave it with that person, or invite this one with an address of their own."),
                )
            if person.user_id and member_rows(client_id=mounted_client().pk, user_id=person.user_id):
                raise ConflictRefused(
                    _("%(name)s has another login already.") % {"name": person.name},
                    way_out=_("End the access of that login first, on the page “Access”."),
                )
            apply_changes(person, {"user_id": user_id})
            person.save(update_fields=["user_id", "revision", "updated_at"])
            record(events.PERSON_LINKED, subject=person, by=by, data={"user": user_id})
    return person
