"""Attestations: a named senior leader says on a schedule that the AI stays inside its limits, and that these are right (G5)."""

import datetime as dt
import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from apps.governance import events, permissions
from apps.governance.choices import BoundaryStatus, IncidentType
from apps.governance.models import Attestation, BoundaryStatement
from apps.governance.services.incidents import open_incident
from apps.initiatives.models import Initiative
from kernel import clock
from kernel.access import Actor, system_actor, table
from kernel.errors import AccessRefused, ConflictRefused, Problem, StaleRefused
from kernel.ledger.services import record
from kernel.proofs import require_proof
from kernel.rows import check_fields, locked, refuse
from kernel.tenancy.context import local_today

ATTESTATIONS = Attestation.objects.select_related("initiative", "leader")
MOST_DAYS = 366
# Somebody says that a limit was crossed or is wrong: nothing may have happened yet, and it does not wait.
SEVERITY_OF_A_NO = 2


class AttestationRefused(ConflictRefused):
    """It was given already, or there is nothing that could be attested."""

    code = "G5"


def schedule_attestation(
    *, by: Actor, initiative_id: uuid.UUID, leader_id: uuid.UUID, due_on: dt.date, every_days: int
) -> Attestation:
    """Ask a leader for an attestation by a day, and again every so many days. One that is due already is asked anew.

    Raises `InvalidRefused` naming each field.
    """
    with transaction.atomic():
        initiative: Initiative = locked(Initiative.objects.all(), initiative_id)
        table.require(by, permissions.SCHEDULE, initiative)
        moment = clock.now()
        due = Attestation.objects.filter(initiative=initiative, attested_at__isnull=True).first()
        attestation = due or Attestation(initiative=initiative, created_at=moment)
        attestation.leader_id, attestation.due_on, attestation.every_days = leader_id, due_on, every_days
        attestation.updated_at = moment
        problems = check_fields(attestation)
        if due_on < local_today():
            text = _("The day lies in the past.")
            problems.append(Problem("due_on", "G5", text, _("Enter a day to come.")))
        if not 1 <= every_days <= MOST_DAYS:
            text = _("An attestation is repeated after 1 to %(most)s days.") % {"most": MOST_DAYS}
            problems.append(Problem("every_days", "G5", text, _("Enter 90 for every quarter.")))
        refuse(problems)
        attestation.save(force_insert=due is None)
        data = {"initiative": initiative.pk, "leader": leader_id, "due_on": due_on, "every_days": every_days}
        record(events.ATTESTATION_SCHEDULED, subject=attestation, by=by, data=data)
    return attestation


def attest(
    *,
    by: Actor,
    attestation_id: uuid.UUID,
    inside_limits: bool,
    limits_right: bool,
    statement: str,
    boundary_hash: str,
    reauthenticated_at: dt.datetime | None,
) -> Attestation:
    """Attest to the boundary statement in force, named by the hash of what was read (G5); the next one is due after the interval.

    A no needs words and opens an incident. Raises `AccessRefused` for anybody but the leader, `ReauthenticationMissing` unless
    they proved who they are within five minutes, `StaleRefused` for another statement, `AttestationRefused`.
    """
    with transaction.atomic():
        # Whoever asks for one holds the initiative, and finds the next one only when this one is given.
        of = Attestation.objects.filter(pk=attestation_id).values_list("initiative_id", flat=True).first()
        if of is not None:
            locked(Initiative.objects.all(), of)
        attestation: Attestation = locked(ATTESTATIONS, attestation_id)
        _require_the_leader(by, attestation)
        if attestation.attested_at is not None:
            raise AttestationRefused(
                _("This attestation was given already."), way_out=_("Nothing more is needed from you.")
            )
        boundary = _boundary(attestation, boundary_hash)
        require_proof(
            reauthenticated_at,
            _("An attestation needs your password or passkey again."),
            _("Confirm that it is you, then attest."),
        )
        is_no = not (inside_limits and limits_right)
        attestation.inside_limits, attestation.limits_right = inside_limits, limits_right
        attestation.statement = statement.strip()
        problems = check_fields(attestation)
        if is_no and not attestation.statement:
            text = _("A no says what is not as it should be.")
            problems.append(Problem("statement", "G5", text, _("Write it in a sentence.")))
        refuse(problems)
        moment = clock.now()
        attestation.attested_at, attestation.attested_by_name = moment, by.name[:200]
        attestation.boundary_number, attestation.boundary_hash = boundary.number, boundary.content_hash
        attestation.updated_at = moment
        attestation.save()
        data = {
            "initiative": attestation.initiative_id,
            "inside_limits": inside_limits,
            "limits_right": limits_right,
            "statement": attestation.statement,
            "boundary": boundary.number,
            "hash": boundary.content_hash,
        }
        record(events.ATTESTATION_GIVEN, subject=attestation, by=by, data=data)
        _ask_again(attestation)
        if is_no:
            _open(attestation)
    return attestation


def _require_the_leader(by: Actor, attestation: Attestation) -> None:
    if not table.allows(by, permissions.ATTEST, attestation):
        raise AccessRefused(
            _("This attestation is not asked of you."),
            [Problem("attestation", "G5", _("Only the leader who is named can attest."))],
            way_out=_("It is asked of %(name)s.") % {"name": attestation.leader.name},
        )


def _boundary(attestation: Attestation, seen: str) -> BoundaryStatement:
    found: BoundaryStatement | None = BoundaryStatement.objects.filter(
        initiative_id=attestation.initiative_id, status=BoundaryStatus.IN_FORCE
    ).first()
    if found is None:
        raise AttestationRefused(
            _("No boundary statement is in force, so there are no limits to attest to."),
            [Problem("boundary", "G5", _("An attestation refers to the limits that were agreed."))],
            way_out=_("Propose a boundary statement and have it approved first."),
        )
    if found.content_hash != seen:
        raise StaleRefused(
            _("Another boundary statement is in force than the one that you read."),
            [Problem("boundary_hash", "G5", _("The hash is not that of the version in force."))],
            way_out=_("Open it again and read it before you attest."),
        )
    return found


def _ask_again(given: Attestation) -> None:
    """The next one: counted from the day it was due, or from today where that has passed."""
    moment, today = clock.now(), local_today()
    following = given.due_on + dt.timedelta(given.every_days)
    if following <= today:
        following = today + dt.timedelta(given.every_days)
    attestation = Attestation(
        initiative_id=given.initiative_id,
        leader_id=given.leader_id,
        due_on=following,
        every_days=given.every_days,
        created_at=moment,
        updated_at=moment,
    )
    attestation.save(force_insert=True)
    data = {
        "initiative": given.initiative_id,
        "leader": given.leader_id,
        "due_on": following,
        "every_days": given.every_days,
    }
    record(events.ATTESTATION_SCHEDULED, subject=attestation, by=system_actor(), data=data)


def _open(given: Attestation) -> None:
    asked = [
        (given.inside_limits, _("The AI does not stay inside its limits")),
        (given.limits_right, _("The limits of the AI are not the right ones")),
    ]
    open_incident(
        by=system_actor(),
        initiative_id=given.initiative_id,
        title=next(title for answer, title in asked if not answer),
        type=IncidentType.OTHER,
        severity=SEVERITY_OF_A_NO,
        detected_at=clock.now(),
        description=given.statement,
    )
