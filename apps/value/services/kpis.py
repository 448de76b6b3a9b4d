"""Defining KPIs and recording their baselines."""

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _

from apps.initiatives.models import Initiative
from apps.value import events, permissions
from apps.value.choices import Aggregation, AmendmentStatus, Cadence, ContractStatus, Scope, Unit
from apps.value.models import Baseline, Contract, Kpi, Reading
from apps.value.rules.contracts.content import can_be_negative
from apps.value.rules.contracts.wishes import is_vague
from apps.value.rules.figures.baselines import decision_problems, included
from apps.value.rules.figures.levels import mean
from apps.value.rules.figures.limits import baseline_points, limits_terms, natural_limits
from apps.value.rules.points import Point, Unknown
from apps.value.rules.shares import unlike_usual, usual_level
from apps.value.rules.terms import PeriodDecision
from apps.value.selectors.kpis import is_promised
from apps.value.selectors.series import points_of
from apps.value.selectors.terms import kpi_terms
from apps.value.services.watching import tell, watched
from kernel import clock
from kernel.access import Actor, table
from kernel.canonical import plain
from kernel.decimals import PLAIN
from kernel.errors import ConflictRefused, Problem
from kernel.ledger.services import record
from kernel.rows import apply_changes, check_fields, locked, locked_at, refuse
from kernel.tenancy.context import local_today, mounted_client

KPI_FIELDS = frozenset(
    {
        "name",
        "definition",
        "unit",
        "currency",
        "direction",
        "kind",
        "scope",
        "cadence",
        "year_start",
        "aggregation",
        "can_be_negative",
        "data_owner_id",
        "source",
    }
)
# What gives every stored number its meaning: it stays once there is a number or a signature.
MEANING = frozenset(
    {"unit", "currency", "direction", "cadence", "year_start", "aggregation", "kind", "scope", "can_be_negative"}
)
# What people signed, word for word: it stays while a contract names the KPI.
PROMISED = frozenset({"name", "definition"})


class KpiNameRefused(ConflictRefused):
    """The initiative has a KPI of this name."""

    code = "name_taken"


def create_kpi(
    *,
    by: Actor,
    initiative_id: uuid.UUID,
    name: str,
    definition: str,
    unit: str,
    direction: str,
    kind: str,
    scope: str = Scope.INTEGRATION,
    cadence: str = Cadence.WEEK,
    aggregation: str = Aggregation.MEAN,
    currency: str = "",
    can_be_negative: bool = False,
    data_owner_id: uuid.UUID | None = None,
    source: str = "",
    year_start: int | None = None,
    library_item: uuid.UUID | None = None,
    library_version: int | None = None,
) -> Kpi:
    """Define a KPI of an initiative; one made from a standard KPI remembers which. Its fiscal year is the client's, unless given.

    Raises `InvalidRefused` naming each field and rule (V1, V7, V8), or `KpiNameRefused`.
    """
    moment = clock.now()
    with transaction.atomic():
        initiative = locked(Initiative.objects.all(), initiative_id)
        table.require(by, permissions.DEFINE, initiative)
        kpi = Kpi(
            initiative=initiative,
            name=name.strip(),
            definition=definition.strip(),
            unit=unit,
            currency=currency,
            direction=direction,
            kind=kind,
            scope=scope,
            cadence=cadence,
            aggregation=aggregation,
            can_be_negative=can_be_negative,
            data_owner_id=data_owner_id,
            source=source.strip(),
            year_start=mounted_client().fiscal_year_start if year_start is None else year_start,
            library_item=library_item,
            library_version=library_version,
            created_at=moment,
            updated_at=moment,
        )
        refuse(_kpi_problems(kpi))
        _save(kpi, new=True)
        record(
            events.KPI_CREATED,
            subject=kpi,
            by=by,
            data={"name": kpi.name, "unit": kpi.unit, "initiative": initiative.pk},
        )
    return kpi


def change_kpi(*, by: Actor, kpi_id: uuid.UUID, revision: int | None, **changes: Any) -> Kpi:
    """Change a KPI's description. Its unit, direction and the like stay once readings or a proposed contract stand on them."""
    known = [
        Problem(field, "unknown_field", _("There is no such field.")) for field in sorted(set(changes) - KPI_FIELDS)
    ]
    refuse(known)
    with transaction.atomic():
        kpi: Kpi = locked_at(Kpi.objects.select_related("initiative"), kpi_id, revision)
        table.require(by, permissions.DEFINE, kpi.initiative)
        changed = apply_changes(kpi, changes)
        if not changed:
            return kpi
        refuse(_kpi_problems(kpi))
        promised = is_promised(kpi.pk)
        fixed = (MEANING | PROMISED if promised else MEANING) & set(changed)
        if fixed and (promised or Reading.objects.filter(kpi=kpi).exists()):
            text = _("The numbers and contracts of this KPI were made with it as it is.")
            refuse([Problem(field, "V1", text, _("Define a new KPI instead.")) for field in sorted(fixed)])
        # Of several sources the KPI's own speaks for it: another source may bring other readings in force.
        watch = watched(kpi) if "source" in changed else None
        _save(kpi)
        record(events.KPI_CHANGED, subject=kpi, by=by, data={"changes": changed})
        if watch:
            tell(by, watch)
    return kpi


def _kpi_problems(kpi: Kpi) -> list[Problem]:
    problems = check_fields(kpi)
    if kpi.name and is_vague(kpi.name):
        problems.append(
            Problem(
                "name",
                "V1",
                _("This is a wish, not a measure: nobody could count it."),
                _("Name what is counted, and of what."),
            )
        )
    if kpi.year_start not in MONTHS:
        text = _("A fiscal year begins in one of twelve months.")
        problems.append(Problem("year_start", "V9", text, _("Name the month by its number, 1 to 12.")))
    if kpi.unit == Unit.MONEY and not kpi.currency:
        problems.append(
            Problem("currency", "V1", _("Money needs a currency."), _("Name it by its three letters, like EUR."))
        )
    if kpi.unit != Unit.MONEY and kpi.currency:
        problems.append(
            Problem("currency", "V1", _("Only money has a currency."), _("Leave it empty, or choose the unit money."))
        )
    return problems


def _save(kpi: Kpi, *, new: bool = False) -> None:
    try:
        with transaction.atomic():
            kpi.save(force_insert=new)
    except IntegrityError as error:
        problem = Problem("name", "name_taken", _("The initiative has a KPI of this name."), _("Choose another name."))
        raise KpiNameRefused(_("The name is taken."), [problem]) from error


def record_baseline(
    *,
    by: Actor,
    kpi_id: uuid.UUID,
    method: str,
    window_start: dt.date,
    window_end: dt.date,
    source: str,
    value: Decimal | None = None,
    sample_size: int | None = None,
    from_readings: bool = False,
    decisions: Sequence[Mapping[str, Any]] = (),
    reason: str = "",
    file_digest: str = "",
) -> Baseline:
    """Record where a KPI stands (V2); it supersedes the one before, which stays on record, for a reason (V11).

    With `from_readings` value and sample size are the mean and the cases of the window's readings, without the periods that
    `decisions` leaves out: each an object with `period` (first day), `keep` and `reason`. Raises `InvalidRefused`, or
    `ConflictRefused` while a contract on the present one is open for signature. A contract in force keeps its own.
    """
    with transaction.atomic():
        kpi: Kpi = locked(Kpi.objects.select_related("initiative"), kpi_id)
        table.require(by, permissions.DEFINE, kpi.initiative)
        opened = Q(status=ContractStatus.PROPOSED) | Q(amendment=AmendmentStatus.PROPOSED)
        if Contract.objects.filter(opened, kpi=kpi).exists():
            raise ConflictRefused(
                _("A contract on the present baseline is open for signature."),
                [Problem("kpi", "V6", _("The baseline is part of what is signed."))],
                way_out=_("Take the contract back for changes first."),
            )
        present = Baseline.objects.filter(kpi=kpi, superseded_at__isnull=True).first()
        if present is not None and not reason.strip():
            text = _("The natural limits are computed anew only for a reason.")
            refuse([Problem("reason", "V11", text, _("Write why this baseline replaces the one before."))])
        decided = [PeriodDecision(row["period"], bool(row["keep"]), str(row["reason"]).strip()) for row in decisions]
        points = baseline_points(points_of(kpi), window_start=window_start, window_end=window_end)
        refuse(decision_problems(decided, points))
        if from_readings:
            value, sample_size = _measured(included(points, decided))
        moment = clock.now()
        baseline = Baseline(
            kpi=kpi,
            value=value,  # type: ignore[misc]  # check_fields names what is missing
            method=method.strip(),
            window_start=window_start,
            window_end=window_end,
            sample_size=sample_size,
            source=source.strip(),
            from_readings=from_readings,
            decisions=plain([asdict(row) for row in decided]),
            limits=_limits(kpi, included(points, decided)),
            reason=reason.strip(),
            file_digest=file_digest,
            recorded_at=moment,
            recorded_by_name=by.name,
        )
        refuse([*_baseline_problems(baseline), *_value_problems(kpi, baseline.value, points)])
        if present is not None:
            Baseline.objects.filter(pk=present.pk).update(superseded_at=moment)
        baseline.save(force_insert=True)
        Kpi.objects.filter(pk=kpi.pk).update(updated_at=moment)
        record(
            events.BASELINE_RECORDED,
            subject=kpi,
            by=by,
            data={
                "baseline": baseline.pk,
                "value": baseline.value,
                "window": [window_start, window_end],
                "sample_size": baseline.sample_size,
                "source": baseline.source,
                "decisions": baseline.decisions,
                "reason": baseline.reason,
            },
        )
    return baseline


def _limits(kpi: Kpi, points: Sequence[Point]) -> Any:
    """The natural limits as they are when the baseline is recorded: a later correction in its window does not move them (V11)."""
    found = natural_limits(points, nonnegative=not can_be_negative(kpi_terms(kpi)))
    return None if isinstance(found, Unknown) else plain(asdict(limits_terms(found)))


def _measured(points: Sequence[Point]) -> tuple[Decimal, int]:
    if not points:
        text = _("There is no reading in this window to compute the baseline from.")
        refuse(
            [
                Problem(
                    "from_readings",
                    "V2",
                    text,
                    _("Enter the readings first, or state the value and how it was measured."),
                )
            ]
        )
    value = mean([point.value for point in points]).quantize(Decimal("0.000001"))
    return value, sum(point.cases or 1 for point in points)


def _value_problems(kpi: Kpi, value: Decimal | None, points: Sequence[Point]) -> Iterator[Problem]:
    """Why a stated value can't be this KPI's: below zero, or a fraction where the window's readings are percentages."""
    if value is None or not Decimal(value).is_finite():
        return
    if value < 0 and not can_be_negative(kpi_terms(kpi)):
        text = _("The quantity can't be below zero.")
        yield Problem("value", "V1", text, _("Correct it, or say at the KPI that it can."))
    usual = usual_level([point.value for point in points])
    if problem := unlike_usual(Decimal(value), unit=kpi.unit, usual=usual, style=PLAIN):
        yield Problem("value", "V1", problem.message, _("Write 42 for 42 % in percent, and 0.42 as a ratio."))


def _baseline_problems(baseline: Baseline) -> list[Problem]:
    problems = [
        Problem(found.field, "V2" if found.code in ("null", "blank") else found.code, found.message)
        for found in check_fields(baseline)
    ]
    if baseline.window_start > baseline.window_end:
        problems.append(
            Problem("window_end", "V2", _("The window ends before it starts."), _("Correct one of the two days."))
        )
    elif baseline.window_end >= local_today():
        problems.append(
            Problem("window_end", "V2", _("The window is not over yet."), _("End it yesterday or earlier."))
        )
    if baseline.sample_size is not None and baseline.sample_size < 1:
        problems.append(
            Problem(
                "sample_size",
                "V2",
                _("A baseline is made of at least one case."),
                _("Say how many cases were measured."),
            )
        )
    return problems
