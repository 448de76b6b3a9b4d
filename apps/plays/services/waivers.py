"""Waiving a criterion for a while, and taking that back (P2)."""

import datetime as dt
import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from apps.initiatives.choices import Verdict
from apps.plays import events, permissions
from apps.plays.choices import GateStatus
from apps.plays.models import Gate, Waiver
from apps.plays.parameters import LONGEST_WAIVER
from apps.plays.selectors.plays import gate as gate_of
from apps.plays.selectors.plays import play_page
from apps.plays.services._common import locked_open_run
from kernel import clock
from kernel.access import Actor, table
from kernel.errors import ConflictRefused, NotFoundMissing, Problem
from kernel.ledger.services import record
from kernel.parameters.selectors import value_of
from kernel.rows import locked, refuse
from kernel.tenancy.context import local_today
from kernel.web import formats

GATES = Gate.objects.select_related("play__initiative")


class WaiverRefused(ConflictRefused):
    """The criterion can't be waived as things stand."""

    code = "P2"


def grant_waiver(*, by: Actor, gate_id: uuid.UUID, criterion: str, reason: str, expires_on: dt.date) -> Waiver:
    """Let a criterion be unmet until a day, for a reason. What is unknown has to be found out first; what is met needs none.

    Raises `WaiverRefused`, `InvalidRefused` naming each field, `AccessRefused` for whoever submitted the gate.
    """
    with transaction.atomic():
        play = locked_open_run(gate_of(gate_id).play_id)
        gate: Gate = locked(GATES, gate_id)
        table.require(by, permissions.WAIVE, gate)
        if gate.status not in (GateStatus.OPEN, GateStatus.SUBMITTED):
            raise WaiverRefused(
                _("The gate is %(state)s.") % {"state": gate.get_status_display()},
                way_out=_("Only what a gate still asks can be waived."),
            )
        row = next(
            (each for each in play_page(play.pk).gate(gate_id).rows if each.answer.criterion.key == criterion), None
        )
        today, problems = local_today(), []
        latest = today + dt.timedelta(days=int(value_of(LONGEST_WAIVER)))
        if row is None:
            problems.append(Problem("criterion", "P2", _("The gate asks for no such criterion.")))
        if not reason.strip():
            problems.append(Problem("reason", "P2", _("A waiver has a reason."), _("Write it in a sentence.")))
        if not today < expires_on <= latest:
            text = _("A waiver expires after today, and by %(day)s at the latest.") % {"day": formats.short_day(latest)}
            problems.append(Problem("expires_on", "P2", text, _("Choose a day in between.")))
        refuse(problems)
        if row is not None:
            _refuse_needless(row.answer.criterion.is_waivable, row.answer.finding.verdict)
        waiver = Waiver(
            gate=gate,
            criterion=criterion,
            reason=reason.strip()[:1_000],
            granted_at=clock.now(),
            granted_by_id=by.id,  # type: ignore[misc]  # only people hold the permission
            granted_by_name=by.name[:200],
            expires_on=expires_on,
        )
        waiver.save(force_insert=True)
        data = {"criterion": criterion, "reason": waiver.reason, "expires_on": expires_on, "waiver": waiver.pk}
        record(events.WAIVER_GRANTED, subject=gate, by=by, data=data)
    return waiver


def _refuse_needless(waivable: bool, verdict: Verdict) -> None:
    if not waivable:
        raise WaiverRefused(_("This criterion can’t be waived."), way_out=_("Mend it, or pause the play for redesign."))
    if verdict == Verdict.UNKNOWN:
        raise WaiverRefused(
            _("What is unknown can’t be waived: nobody would know what they waive."),
            way_out=_("Find out first; what turns out to be unmet can be waived."),
        )
    if verdict == Verdict.MET:
        raise WaiverRefused(_("The criterion is met."), way_out=_("No waiver is needed."))


def revoke_waiver(*, by: Actor, waiver_id: uuid.UUID) -> Waiver:
    """Take a waiver back before it expires. Raises `WaiverRefused` where it no longer holds."""
    with transaction.atomic():
        play_id = Waiver.objects.filter(pk=waiver_id).values_list("gate__play", flat=True).first()
        if play_id is None:
            raise NotFoundMissing(_("There is no such waiver."))
        locked_open_run(play_id)
        waiver: Waiver = locked(Waiver.objects.select_related("gate__play__initiative"), waiver_id)
        table.require(by, permissions.WAIVE, waiver.gate)
        if waiver.revoked_at is not None or waiver.expires_on < local_today():
            raise WaiverRefused(_("The waiver no longer holds."), way_out=_("Nothing needs to be done."))
        waiver.revoked_at, waiver.revoked_by_name = clock.now(), by.name[:200]
        waiver.save()
        record(
            events.WAIVER_REVOKED,
            subject=waiver.gate,
            by=by,
            data={"criterion": waiver.criterion, "waiver": waiver.pk},
        )
    return waiver
