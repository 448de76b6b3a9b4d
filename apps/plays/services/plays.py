"""Starting plays from a template or a kit, extending and resuming them, and what a new day does to them."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from apps.governance.services import start_checklist
from apps.initiatives.choices import ENDED, InitiativeStatus
from apps.initiatives.models import Initiative
from apps.initiatives.rules import Ownership, ownership_problems
from apps.initiatives.services import lead_initiative
from apps.library.selectors import offered_as
from apps.plays import events, permissions
from apps.plays.choices import ActivityOrigin, GateStatus, GateType, KitStatus, OwnerRole, PlayStatus
from apps.plays.documents import KIT, PLAY_TEMPLATE
from apps.plays.lifecycle import GATE, PLAY
from apps.plays.models import OPEN, Activity, Gate, Play
from apps.plays.rules.days import LONGEST_EXTENSION, date_of, last_day
from apps.plays.rules.plans import Plan, plan_from
from apps.plays.selectors.plays import PLAYS, overdue
from apps.plays.services._common import locked_run
from apps.plays.services.kits import kit_key
from apps.value.models import Contract
from apps.value.models.contracts import OPEN as CONTRACT_OPEN
from kernel import clock
from kernel.access import Actor, table
from kernel.errors import ConflictRefused, InvalidRefused, NotFoundMissing, Problem
from kernel.ledger.services import record
from kernel.proofs import require_proof
from kernel.rows import apply_changes, check_fields, locked, refuse
from kernel.tenancy.context import local_today

STANDARD_TEMPLATE = "sixty-day-play"
FURTHEST_START = dt.timedelta(days=90)


class PlayRefused(ConflictRefused):
    """The initiative or the team has a play that is not decided yet."""

    code = "P8"


class ExtensionRefused(ConflictRefused):
    """There is one extension at most, and none of a play that has ended."""

    code = "P4"


@dataclass(frozen=True, slots=True)
class Source:
    """The document that a play begins with, and where it came from."""

    kind: str
    key: str
    version: int
    document: Mapping[str, Any]


def start_play(
    *,
    by: Actor,
    initiative_id: uuid.UUID,
    contract_id: uuid.UUID | None,
    team: str,
    starts_on: dt.date,
    template: str = STANDARD_TEMPLATE,
    kit: str = "",
    replicates_id: uuid.UUID | None = None,
) -> Play:
    """Plan a play of 60 days from a template, from a kit of the library, or from the kit of a play of this client (P, K1).

    Its gates and activities come with it, each activity with the owner that its role has, and the governance checklist. On
    its first day it begins. Raises `InvalidRefused` without a contract that is at least a draft, or with an owner who may not
    be one (O1); `PlayRefused` while the team has an open play.
    """
    table.require(by, permissions.MANAGE)
    with transaction.atomic():
        initiative: Initiative = locked(
            Initiative.objects.select_related("workflow_owner", "partner_lead"), initiative_id
        )
        replicates_id = replicates_id or _own_play(initiative, kit)
        first = locked(PLAYS, replicates_id) if replicates_id else None
        source = _source(template, kit, first)
        play = Play(
            initiative=initiative,
            contract_id=contract_id,  # type: ignore[misc]  # without one it is refused below
            team=" ".join(team.split()),
            starts_on=starts_on,
            leads=initiative.play_id is None and first is None,
            plan=dict(source.document),
            template_kind=source.kind,
            template_key=source.key,
            template_version=source.version,
            replicates=first,
            created_at=clock.now(),
            updated_at=clock.now(),
        )
        refuse([*_start_problems(play), *check_fields(play, exclude=["contract", "plan", "kit", "replicates"])])
        _refuse_second(play)
        play.save(force_insert=True)
        plan = plan_from(play.plan)
        _plan_gates(play, plan)
        _plan_activities(play, plan)
        if plan.checklist:
            start_checklist(by=by, initiative_id=initiative.pk, template_key=plan.checklist)
        record(
            events.STARTED,
            subject=play,
            by=by,
            data={
                "initiative": initiative.pk,
                "team": play.team,
                "starts_on": starts_on,
                "template": f"{source.key}@{source.version}",
                "contract": contract_id,
                "replicates": replicates_id,
            },
        )
        if play.leads:
            lead_initiative(by=by, initiative_id=initiative.pk, play_id=play.pk, status=initiative.status)
        if starts_on <= local_today():
            _begin(by, play)
    return play


def _own_play(initiative: Initiative, kit: str) -> uuid.UUID | None:
    """The play of this initiative whose released kit the library's one is: to begin from that is to repeat the play (K2)."""
    released = Play.objects.filter(initiative=initiative, kit_status=KitStatus.RELEASED)
    return next((play.pk for play in released if kit.partition("@")[0] == kit_key(play)), None)


def _source(template: str, kit: str, first: Play | None) -> Source:
    try:
        if first is not None:
            if first.kit is None:
                text = _("The play has no kit yet.")
                refuse([Problem("replicates_id", "K1", text, _("Freeze its kit first."))])
            return Source(KIT, f"play-{first.pk.hex[:12]}", 1, first.kit or {})
        found = offered_as(KIT, kit) if kit else offered_as(PLAY_TEMPLATE, template)
    except NotFoundMissing as missing:
        way_out = _("Choose one of those on offer in the library.")
        problem = Problem("kit" if kit else "template", "unknown", missing.message, way_out)
        raise InvalidRefused(_("There is no such template."), [problem]) from missing
    return Source(KIT if kit else PLAY_TEMPLATE, found.key, found.number, found.document)


def _start_problems(play: Play) -> list[Problem]:
    initiative, today = play.initiative, local_today()
    problems = [
        *ownership_problems(
            Ownership(
                workflow_owner=initiative.workflow_owner_id,
                workflow_owner_function=initiative.workflow_owner.function,
                workflow_owner_accountability=initiative.workflow_owner_accountability,
                transformation_lead=initiative.transformation_lead_id,
                transformation_lead_accountability=initiative.transformation_lead_accountability,
                partner_lead_function=initiative.partner_lead.function,
            )
        )
    ]
    contract = Contract.objects.filter(pk=play.contract_id, initiative=initiative, status__in=CONTRACT_OPEN).first()
    if contract is None:
        text = _("A play starts from a value contract that is at least drafted.")
        problems.append(Problem("contract_id", "V1", text, _("Draft the contract of this initiative first.")))
    if initiative.status in ENDED:
        text = _("The initiative is %(state)s.") % {"state": initiative.get_status_display()}
        way_out = _("Set it back in the register first, so that it counts as work again.")
        problems.append(Problem("initiative_id", "S2", text, way_out))
    if play.replicates is None and initiative.status == InitiativeStatus.PRODUCTION:
        text = _("The initiative is in production already.")
        problems.append(Problem("replicates_id", "K2", text, _("Repeat it in another team, from the kit of its play.")))
    if play.replicates is not None and play.replicates.initiative_id != initiative.pk:
        text = _("That is a play of another initiative.")
        way_out = _("Release its kit to the library, and start from that.")
        problems.append(Problem("replicates_id", "K2", text, way_out))
    if not today <= play.starts_on <= today + FURTHEST_START:
        text = _("The first day is today or later, and within 90 days.")
        problems.append(Problem("starts_on", "P", text, _("Nothing is dated back: choose a day from today on.")))
    return problems


def _refuse_second(play: Play) -> None:
    running = Play.objects.filter(initiative=play.initiative, status__in=OPEN)
    if running.filter(team__iexact=play.team).exists():
        raise PlayRefused(
            _("This team has a play of this initiative that is not decided yet."),
            [Problem("team", "P8", _("A play ends scaled or stopped before the next one starts."))],
            way_out=_("Decide that play first."),
        )
    if play.replicates is None and running.exists():
        raise PlayRefused(
            _("A play of this initiative is not decided yet."),
            [Problem("replicates_id", "P8", _("Beside it only its own kit can be repeated, in another team."))],
            way_out=_("Start this one from the kit of that play, or decide that play first."),
        )
    if play.replicates is not None and play.replicates.team.casefold() == play.team.casefold():
        text = _("That is the team of the first run.")
        refuse([Problem("team", "K2", text, _("A replication runs in another team or region."))])


def _plan_gates(play: Play, plan: Plan) -> None:
    Gate.objects.bulk_create(
        Gate(
            play=play,
            type=gate.type,
            position=GateType.values.index(gate.type) + 1,
            due_on=date_of(play.starts_on, gate.day),
            updated_at=play.created_at,
        )
        for gate in plan.gates
    )


def _plan_activities(play: Play, plan: Plan) -> None:
    owners = {
        OwnerRole.WORKFLOW_OWNER: play.initiative.workflow_owner_id,
        OwnerRole.TRANSFORMATION_LEAD: play.initiative.transformation_lead_id,
        OwnerRole.PARTNER_LEAD: play.initiative.partner_lead_id,
    }
    rows = {
        planned.key: Activity(
            play=play,
            key=planned.key,
            phase=planned.phase,
            title=planned.title,
            description=planned.description,
            origin=ActivityOrigin.TEMPLATE,
            owner_id=owners[OwnerRole(planned.owner)],
            planned_on=date_of(play.starts_on, planned.day),
            due_on=date_of(play.starts_on, planned.day),
            position=place,
            created_at=play.created_at,
            updated_at=play.created_at,
        )
        for place, planned in enumerate(plan.activities)
    }
    for planned in plan.activities:
        rows[planned.key].depends_on = [str(rows[key].pk) for key in planned.depends_on]
    Activity.objects.bulk_create(rows.values())


def _begin(by: Actor, play: Play) -> None:
    apply_changes(play, {"status": PLAY.target(play.status, "begin")})
    play.save()
    record(events.BEGUN, subject=play, by=by, data={"starts_on": play.starts_on})
    if play.leads:
        lead_initiative(by=by, initiative_id=play.initiative_id, play_id=play.pk, status=InitiativeStatus.PILOT)


def extend_play(
    *,
    by: Actor,
    play_id: uuid.UUID,
    revision: int | None,
    days: int,
    reason: str,
    reauthenticated_at: dt.datetime | None,
) -> Play:
    """Sign the one extension that a play may have, of at most 30 days, with a reason (P4). The Scale gate is due on the new last day.

    Raises `ProofMissing` unless the sponsor proved who they are within five minutes, `ExtensionRefused` the second time.
    """
    with transaction.atomic():
        play = locked_run(play_id, revision=revision)
        table.require(by, permissions.EXTEND, play)
        if refusal := no_extension(play):
            raise refusal
        problems = []
        if not 1 <= days <= LONGEST_EXTENSION:
            text = _("An extension lasts from 1 to %(most)s days.") % {"most": LONGEST_EXTENSION}
            problems.append(Problem("days", "P4", text, _("What takes longer is redesigned or stopped.")))
        elif last_day(play.starts_on, days) < local_today():
            text = _("The extension would be over already.")
            problems.append(Problem("days", "P4", text, _("Decide the gate, or sign as many days as reach today.")))
        if not reason.strip():
            text = _("An extension has a reason.")
            problems.append(Problem("reason", "P4", text, _("Write it in a sentence.")))
        refuse(problems)
        require_proof(
            reauthenticated_at,
            _("A signature needs your password or passkey again."),
            _("Confirm that it is you, then sign."),
        )
        moment = clock.now()
        apply_changes(
            play,
            {
                "extended_days": days,
                "extended_at": moment,
                "extended_by_name": by.name[:200],
                "extension_reason": reason.strip()[:1_000],
                "overdue_told_on": None,
            },
        )
        play.save()
        _postpone_the_last_gate(play, moment)
        data = {"days": days, "last_on": play.last_on, "reason": play.extension_reason, "person": by.person_id}
        record(events.EXTENDED, subject=play, by=by, data=data)
    return play


def no_extension(play: Play) -> ExtensionRefused | None:
    """Why no extension of a play can be signed whatever it says; None where one can (P4)."""
    if play.status not in OPEN:
        return ExtensionRefused(
            _("Only a play that is open is extended."), [Problem("days", "P4", _("The play has ended."))]
        )
    if play.extended_at is None:
        return None
    text = _("It was extended by %(days)s days already.") % {"days": play.extended_days}
    return ExtensionRefused(
        _("A play is extended once at most."),
        [Problem("days", "P4", text)],
        way_out=_("Decide the next gate: go, redesign or stop."),
    )


def _postpone_the_last_gate(play: Play, moment: dt.datetime) -> None:
    """The Scale gate is due on the last day, unless it was decided."""
    for gate in Gate.objects.select_for_update(no_key=True).filter(play=play, type=GateType.SCALE):
        if gate.status != GateStatus.PASSED:
            gate.due_on, gate.updated_at = play.last_on, moment
            gate.save(update_fields=["due_on", "updated_at"])


def resume_play(*, by: Actor, play_id: uuid.UUID, revision: int | None) -> Play:
    """End a pause for redesign before its date; the gate that was sent to redesign is open again."""
    table.require(by, permissions.MANAGE)
    with transaction.atomic():
        play = locked_run(play_id, revision=revision)
        PLAY.target(play.status, "resume")
        _resume(by, play)
    return play


def _resume(by: Actor, play: Play) -> None:
    apply_changes(play, {"status": PLAY.target(play.status, "resume"), "paused_on": None, "redesign_on": None})
    play.save()
    for gate in Gate.objects.select_for_update(no_key=True).filter(play=play, status=GateStatus.REDESIGN):
        apply_changes(gate, {"status": GATE.target(gate.status, "reopen")})
        gate.save()
    record(events.RESUMED, subject=play, by=by, data={"team": play.team})
    if play.leads:
        lead_initiative(by=by, initiative_id=play.initiative_id, play_id=play.pk, status=status_by_gates(play))


def status_by_gates(play: Play) -> str:
    """The status of an initiative whose play runs: in limited production once the Pilot gate is passed, in pilot before."""
    passed = Gate.objects.filter(play=play, type=GateType.PILOT, status=GateStatus.PASSED).exists()
    return InitiativeStatus.LIMITED_PRODUCTION if passed else InitiativeStatus.PILOT


def keep_days(*, by: Actor) -> int:
    """Do what a new day asks of the mounted client's plays: begin, end a pause on its date, tell that one is overdue; how many."""
    table.require(by, permissions.MANAGE)
    today, changed = local_today(), 0
    for play_id in Play.objects.filter(status__in=OPEN).values_list("pk", flat=True):
        with transaction.atomic():
            play = locked_run(play_id)
            changed += _keep_day(by, play, today)
    return changed


def _keep_day(by: Actor, play: Play, today: dt.date) -> bool:
    before = play.revision
    if play.status == PlayStatus.PLANNED and play.starts_on <= today:
        _begin(by, play)
    if play.status == PlayStatus.PAUSED and play.redesign_on is not None and play.redesign_on <= today:
        _resume(by, play)
    if overdue(play, today) and play.overdue_told_on is None:
        apply_changes(play, {"overdue_told_on": today})
        play.save()
        record(events.OVERDUE, subject=play, by=by, data={"last_on": play.last_on, "team": play.team})
    return play.revision != before
