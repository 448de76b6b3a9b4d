"""A value contract's content as plain values, and its way to and from the JSON that is signed.

Every part may be missing, because a draft may be incomplete; `contracts.contract_problems` says what still is.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, is_dataclass
from datetime import date
from decimal import Decimal
from types import NoneType, UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from apps.value.choices import (
    EACH_UNIT,
    Aggregation,
    Cadence,
    Comparison,
    Direction,
    Kind,
    Scope,
    ValueBasis,
    ValueType,
)
from apps.value.rules.periods import grid_of
from apps.value.rules.points import Text
from apps.value.rules.words import say
from kernel.canonical import plain
from kernel.decimals import read_number
from kernel.errors import Problem


def _label(vocabulary: type[TextChoices], value: str) -> Text:
    return vocabulary(value).label if value in vocabulary.values else ""


@dataclass(frozen=True, slots=True)
class KpiTerms:
    """A KPI as a contract states it; `key` is its id, `currency` an ISO 4217 code for money."""

    key: str = ""
    name: str = ""
    definition: str = ""
    unit: str = ""
    currency: str = ""
    direction: str = ""
    kind: str = ""
    scope: str = ""
    cadence: str = ""
    aggregation: str = ""
    can_be_negative: bool = False
    # The month that its fiscal year begins in; None is January.
    year_start: int | None = None

    @property
    def grid(self) -> str:
        """The grid that its periods lie on."""
        return grid_of(self.cadence, self.year_start)

    @property
    def direction_label(self) -> Text:
        """The direction in words; empty where a draft has none."""
        return _label(Direction, self.direction)

    @property
    def each_label(self) -> Text:
        """One unit of its movement, in words: "for each day"."""
        return EACH_UNIT.get(self.unit, "")

    @property
    def kind_label(self) -> Text:
        """What it measures, in words (V7)."""
        return _label(Kind, self.kind)

    @property
    def scope_label(self) -> Text:
        """A task or the process, in words (V8)."""
        return _label(Scope, self.scope)

    @property
    def cadence_label(self) -> Text:
        """How often it is read, in words."""
        return _label(Cadence, self.cadence)

    @property
    def aggregation_label(self) -> Text:
        """How the cases of a period become one value, in words."""
        return _label(Aggregation, self.aggregation)


@dataclass(frozen=True, slots=True)
class PeriodDecision:
    """What was decided about a period of the baseline that lies outside its own limits: keep it or leave it out, and why."""

    period: date | None = None
    keep: bool = True
    reason: str = ""


@dataclass(frozen=True, slots=True)
class LimitsTerms:
    """Natural limits as they were computed once: centre, mean moving range, of how many readings, and the periods outside."""

    centre: Decimal | None = None
    average_range: Decimal | None = None
    n: int | None = None
    outside: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class BaselineTerms:
    """Where the KPI stood (V2): value in the KPI's unit, how measured, over which window, sample size, source."""

    value: Decimal | None = None
    method: str = ""
    window_start: date | None = None
    window_end: date | None = None
    sample_size: int | None = None
    source: str = ""
    decisions: tuple[PeriodDecision, ...] = ()
    limits: LimitsTerms | None = None


@dataclass(frozen=True, slots=True)
class MilestoneTerms:
    """What the KPI has to have reached by a day on the way to the target."""

    due_on: date | None = None
    value: Decimal | None = None


@dataclass(frozen=True, slots=True)
class LiftTerms:
    """The confidence range (V4): the expected improvement in the KPI's unit as a positive number, low to high."""

    low: Decimal | None = None
    likely: Decimal | None = None
    high: Decimal | None = None


@dataclass(frozen=True, slots=True)
class GuardrailTerms:
    """A KPI that must not worsen past a bound (V3): the comparison must hold, as in `error rate below 2`."""

    kpi: KpiTerms = KpiTerms()
    comparison: str = ""
    bound: Decimal | None = None
    baseline: Decimal | None = None

    @property
    def comparison_label(self) -> Text:
        """The comparison in words."""
        return _label(Comparison, self.comparison)


@dataclass(frozen=True, slots=True)
class RollbackTerms:
    """When to stop and fall back (V5): the comparison turns true for so many consecutive readings of the KPI."""

    kpi_key: str = ""
    comparison: str = ""
    value: Decimal | None = None
    consecutive: int | None = None
    fallback: str = ""

    @property
    def comparison_label(self) -> Text:
        """The comparison in words."""
        return _label(Comparison, self.comparison)


@dataclass(frozen=True, slots=True)
class MoneyTerms:
    """Value in money (V12), in `currency`: planned a year, and what one unit of the KPI's movement is worth.

    `per` says for what: a year (where it is empty too), or each case; the cases are then the readings of `volume_kpi`, or
    else the number of cases that the target KPI's own readings are made of. A draft names that KPI by `volume_kpi_key`.
    """

    currency: str = ""
    value_type: str = ""
    planned: Decimal | None = None
    value_per_unit: Decimal | None = None
    basis: str = ""
    per: str = ""
    volume_kpi_key: str = ""
    volume_kpi: KpiTerms | None = None

    @property
    def per_label(self) -> Text:
        """For what the value of a unit is counted, in words."""
        return ValueBasis(self.per or ValueBasis.YEAR).label

    @property
    def value_type_label(self) -> Text:
        """The kind of value in words."""
        return _label(ValueType, self.value_type)


@dataclass(frozen=True, slots=True)
class ContractTerms:
    """The one page (V1). `target` for a direction up or down, `range_low` and `range_high` to hold a range.

    `signatories` names the person (id) for each role of SignatureRole that has one.
    """

    goal: str = ""
    kpi: KpiTerms | None = None
    baseline: BaselineTerms | None = None
    target: Decimal | None = None
    range_low: Decimal | None = None
    range_high: Decimal | None = None
    start_on: date | None = None
    due_on: date | None = None
    milestones: tuple[MilestoneTerms, ...] = ()
    lift: LiftTerms | None = None
    guardrails: tuple[GuardrailTerms, ...] = ()
    rollback: RollbackTerms | None = None
    money: MoneyTerms | None = None
    signatories: Mapping[str, str] | None = None

    @property
    def rollback_kpi(self) -> KpiTerms | None:
        """The KPI that the rollback trigger watches: the target's or a guardrail's."""
        watched = self.rollback.kpi_key if self.rollback else ""
        known = (self.kpi, *(guardrail.kpi for guardrail in self.guardrails))
        return next((kpi for kpi in known if kpi is not None and kpi.key == watched), None)


T = TypeVar("T")

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2099, 12, 31)


# Fields that contents signed before they existed do not have: empty, they are left out, and a hash stays what it was.
_LATER = frozenset(
    {"year_start", "decisions", "limits", "outside", "milestones", "per", "volume_kpi_key", "volume_kpi"}
)


def full_content(terms: ContractTerms) -> dict[str, Any]:
    """Every field as plain values, empty ones too: decimals as normalised strings, dates in ISO form."""
    content: dict[str, Any] = plain(asdict(terms))
    return content


def content_from_terms(terms: ContractTerms) -> dict[str, Any]:
    """The JSON object that is stored, printed and hashed; as `full_content`, without empty fields that came later."""
    return {name: _without_later(value) for name, value in full_content(terms).items() if value or name not in _LATER}


def _without_later(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_later(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {name: _without_later(part) for name, part in value.items() if part or name not in _LATER}


def draft_from_content(content: Mapping[str, Any]) -> dict[str, Any]:
    """A frozen version's terms as the draft that would lead to them: KPIs by id, without what has rows of its own."""
    draft = {name: value for name, value in content.items() if name not in ("kpi", "baseline")}
    draft["guardrails"] = [
        {"kpi": row["kpi"]["key"], "comparison": row["comparison"], "bound": row["bound"]}
        for row in content.get("guardrails", ())
    ]
    if draft.get("money"):
        draft["money"] = {name: value for name, value in draft["money"].items() if name != "volume_kpi"}
    return draft


def limits_from(content: Mapping[str, Any]) -> LimitsTerms:
    """The limits that a baseline keeps as plain values."""
    return _read(LimitsTerms, content, "limits.")


def terms_from_content(content: Mapping[str, Any]) -> ContractTerms:
    """The plain values of a stored content; raises ValueError with the field's name when it isn't one of ours."""
    return _read(ContractTerms, content, "")


def _read(cls: type[T], content: Mapping[str, Any], where: str) -> T:
    if not isinstance(content, Mapping):
        raise ValueError(f"{where.rstrip('.') or 'content'}: an object was expected")  # noqa: TRY004 - one kind of error for a reader
    hints = get_type_hints(cls)
    known = {field.name for field in fields(cls)}  # type: ignore[arg-type]
    if unknown := sorted(set(content) - known):
        raise ValueError(f"{where}{unknown[0]}: no such field in a contract")
    return cls(**{name: _value(hints[name], value, f"{where}{name}") for name, value in content.items()})


def _value(hint: Any, value: Any, where: str) -> Any:
    origin = get_origin(hint)
    if origin is UnionType:
        if value is None:
            return None
        hint = next(part for part in get_args(hint) if part is not NoneType)
        origin = get_origin(hint)
    if origin is tuple:
        if not isinstance(value, list | tuple):
            raise ValueError(f"{where}: a list was expected")
        return tuple(_value(get_args(hint)[0], item, f"{where}.{number}") for number, item in enumerate(value))
    if is_dataclass(hint):
        return _read(hint, value, f"{where}.")  # type: ignore[arg-type]
    if origin is not None:
        return _texts(value, where)
    return _scalar(hint, value, where)


def _texts(value: Any, where: str) -> dict[str, str]:
    if not isinstance(value, Mapping) or not all(isinstance(part, str) for pair in value.items() for part in pair):
        raise ValueError(f"{where}: an object of texts was expected")
    return dict(value)


def _scalar(hint: Any, value: Any, where: str) -> Any:
    try:
        if hint is Decimal and isinstance(value, str):
            # As long as a reading may be and no longer: it is compared with readings, and kept in columns like theirs.
            if isinstance(number := read_number(value), Decimal):
                return number
        elif hint is date and isinstance(value, str):
            return date.fromisoformat(value)
        elif type(value) is hint:
            return value
    except ValueError as error:
        raise ValueError(f"{where}: not a {hint.__name__}") from error
    raise ValueError(f"{where}: not a {hint.__name__}")


def impossible_days(terms: ContractTerms) -> list[Problem]:
    """Days that no contract is about, and from which no other day can be reckoned; a draft does not keep them."""
    return [
        Problem(
            name,
            "V1",
            say(_("{day} is no day that a contract is about."), day=day),
            say(_("Enter a day from {first} to {last}."), first=FIRST_DAY, last=LAST_DAY),
        )
        for name, day in (("start_on", terms.start_on), ("due_on", terms.due_on))
        if day is not None and not FIRST_DAY <= day <= LAST_DAY
    ]
