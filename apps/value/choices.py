"""The vocabulary of value contracts, KPIs and readings."""

from collections.abc import Mapping

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Direction(TextChoices):
    """Which way a KPI has to move to be better."""

    UP = "up", _("higher is better")
    DOWN = "down", _("lower is better")
    RANGE = "range", _("hold within a range")


class Kind(TextChoices):
    """What a KPI measures; activity and technical measures never count as success (V7)."""

    OUTCOME = "outcome", _("outcome")
    QUALITY = "quality", _("quality")
    LATENCY = "latency", _("latency")
    ADOPTION = "adoption", _("adoption")
    ACTIVITY = "activity", _("activity")
    TECHNICAL = "technical", _("technical")


class Scope(TextChoices):
    """A task under control, or the process at scale (V8); the two are never mixed."""

    PILOT = "pilot", _("pilot (a task, controlled)")
    INTEGRATION = "integration", _("integration (the process, at scale)")


class Cadence(TextChoices):
    """How often a KPI is read; one reading a period."""

    DAY = "day", _("daily")
    WEEK = "week", _("weekly")
    MONTH = "month", _("monthly")
    QUARTER = "quarter", _("quarterly")


class Unit(TextChoices):
    """What a value is a number of. A percentage is stored as people say it: 42 is 42 %. A ratio is a fraction: 0.42."""

    COUNT = "count", _("count")
    PERCENT = "percent", _("percent (42 is 42 %)")
    RATIO = "ratio", _("ratio (0.42 is 42 %)")
    SECONDS = "duration_seconds", _("seconds")
    MINUTES = "duration_minutes", _("minutes")
    HOURS = "duration_hours", _("hours")
    DAYS = "duration_days", _("days")
    WEEKS = "duration_weeks", _("weeks")
    MONEY = "money", _("money")
    SCORE = "score", _("score")


NONNEGATIVE_UNITS: frozenset[str] = frozenset(
    {Unit.COUNT, Unit.SECONDS, Unit.MINUTES, Unit.HOURS, Unit.DAYS, Unit.WEEKS}
)
"""Units of which less than nothing makes no sense; for the others the KPI says whether it may be negative."""


EACH_UNIT: Mapping[str, Promise] = {
    Unit.COUNT: _("for each one counted"),
    Unit.PERCENT: _("for each percentage point"),
    Unit.RATIO: _("for each 100 percentage points"),
    Unit.SECONDS: _("for each second"),
    Unit.MINUTES: _("for each minute"),
    Unit.HOURS: _("for each hour"),
    Unit.DAYS: _("for each day"),
    Unit.WEEKS: _("for each week"),
    Unit.MONEY: _("for each unit of the currency"),
    Unit.SCORE: _("for each point of the score"),
}
"""One unit of a KPI's movement in words. A ratio's whole unit is the way from 0 % to 100 %."""


class Aggregation(TextChoices):
    """How the cases of a period become its one value."""

    MEAN = "mean", _("mean")
    MEDIAN = "median", _("median")
    SUM = "sum", _("sum")
    RATE = "rate", _("rate")
    LAST = "last", _("last value")


class ContractStatus(TextChoices):
    """Where a value contract stands."""

    DRAFT = "draft", _("draft")
    PROPOSED = "proposed", _("proposed")
    SIGNED = "signed", _("signed")
    ACTIVE = "active", _("active")
    ACHIEVED = "achieved", _("achieved")
    MISSED = "missed", _("missed")
    ROLLED_BACK = "rolled_back", _("rolled back")
    SUPERSEDED = "superseded", _("superseded")
    CANCELLED = "cancelled", _("cancelled")


class AmendmentStatus(TextChoices):
    """Where a change of a signed contract stands; the version in force stays in force meanwhile (V6)."""

    NONE = "none", _("none")
    DRAFT = "draft", _("drafted")
    PROPOSED = "proposed", _("open for signature")


class VersionState(TextChoices):
    """Where one version of a contract stands among the others."""

    OPEN = "open", _("open for signature")
    IN_FORCE = "in_force", _("in force")
    SUPERSEDED = "superseded", _("superseded")
    WITHDRAWN = "withdrawn", _("not signed by all")


class Clearing(TextChoices):
    """What cleared a fired rollback trigger (V5)."""

    CORRECTION = "correction", _("a correction undid the count")
    DECISION = "decision", _("a recorded decision")
    AMENDMENT = "amendment", _("an amendment changed the trigger")


class SignatureRole(TextChoices):
    """In which capacity somebody signs a contract (V6)."""

    WORKFLOW_OWNER = "workflow_owner", _("workflow owner")
    SPONSOR = "sponsor", _("sponsor")
    FINANCE = "finance", _("finance")


class Comparison(TextChoices):
    """How a value is held against a bound."""

    ABOVE = "above", _("above")
    AT_LEAST = "at_least", _("at least")
    BELOW = "below", _("below")
    AT_MOST = "at_most", _("at most")


class Course(TextChoices):
    """Where a contract is heading."""

    ACHIEVED = "achieved", _("achieved")
    ON_COURSE = "on_course", _("on course")
    AT_RISK = "at_risk", _("at risk")
    OFF_COURSE = "off_course", _("off course")
    UNKNOWN = "unknown", _("unknown")


class ValueType(TextChoices):
    """What kind of money a contract claims (V12)."""

    CASHABLE = "cashable", _("cashable")
    NON_CASHABLE = "non_cashable", _("non-cashable")
    AVOIDED = "avoided", _("avoided cost")


class ValueBasis(TextChoices):
    """What one unit of the KPI's movement is worth its amount for: a whole year, or each case."""

    YEAR = "year", _("a year")
    CASE = "case", _("a case")


class ReadingState(TextChoices):
    """Whether a reading is the one in force for its period."""

    CURRENT = "current", _("current")
    CORRECTED = "corrected", _("corrected")
    WITHDRAWN = "withdrawn", _("withdrawn")


class ReadingSource(TextChoices):
    """Through which door a reading came."""

    FORM = "form", _("form")
    API = "api", _("API")
    CSV = "csv", _("CSV file")
    XLSX = "xlsx", _("XLSX file")
    DERIVED = "derived", _("derived from a log")


class ImportKind(TextChoices):
    """What an uploaded file holds."""

    READINGS = "readings", _("readings")
    EVENT_LOG = "event_log", _("event log")


class ImportStatus(TextChoices):
    """Where an uploaded file stands on its way to readings."""

    WAITING = "waiting", _("waiting")
    READING = "reading", _("being read")
    READY = "ready", _("ready to be recorded")
    APPLYING = "applying", _("being recorded")
    APPLIED = "applied", _("recorded")
    FAILED = "failed", _("could not be read")
    DROPPED = "dropped", _("dropped")


class RowOutcome(TextChoices):
    """What a batch does, or in a dry run would do, with one of its rows."""

    NEW = "new", _("new")
    UNCHANGED = "unchanged", _("unchanged")
    CORRECTED = "corrected", _("corrected")
    REFUSED = "refused", _("refused")


class Freshness(TextChoices):
    """How current a KPI's readings are (V9)."""

    CURRENT = "current", _("current")
    LATE = "late", _("late")
    STALE = "stale", _("stale")
    NONE = "none", _("no reading yet")


class SignalRule(TextChoices):
    """Which rule of the process behaviour chart a signal completes."""

    OUTSIDE_LIMIT = "outside_limit", _("one reading outside the natural limits")
    RUN_OF_EIGHT = "run_of_eight", _("eight readings in a row on one side of the centre")
    THREE_OF_FOUR = "three_of_four", _("three of four readings nearer to a limit than to the centre")


class Favour(TextChoices):
    """Which way a movement counts, by the KPI's direction."""

    FAVOURABLE = "favourable", _("favourable")
    UNFAVOURABLE = "unfavourable", _("unfavourable")
    NEUTRAL = "neutral", _("neither")
