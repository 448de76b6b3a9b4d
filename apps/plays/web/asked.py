"""What gates and phases ask, as pages show it: what was found, where it is mended, and what was brought for it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse

from apps.initiatives.choices import Verdict
from apps.initiatives.criteria import Answer, Criterion, Finding, Fix
from apps.plays.choices import GateStatus
from apps.plays.models import Evidence
from apps.plays.rules.gates import Judged, Waived
from apps.plays.selectors.plays import GateView, PlayPage


@dataclass(frozen=True, slots=True)
class Asked:
    """One criterion with what was found; evidence and waivers stand beside it."""

    criterion: Criterion
    finding: Finding
    address: str
    passes: bool
    waiver: Waived | None = None
    expired: Waived | None = None
    evidence: Sequence[Evidence] = ()
    # Whether a waiver would help: it is unmet, may be waived, and the gate is not decided.
    can_be_waived: bool = False

    @property
    def is_done(self) -> bool:
        """Whether it is met by itself: nothing is to be mended, only looked at."""
        return self.finding.verdict == Verdict.MET


def address_of(fix: Fix | None) -> str:
    """Where a criterion is mended; empty where nothing can be done or the page is not part of this installation."""
    if fix is None:
        return ""
    try:
        return reverse(fix.view, args=fix.arguments)
    except NoReverseMatch:
        return ""


def asked(answer: Answer) -> Asked:
    """What a phase must leave behind."""
    finding = answer.finding
    return Asked(answer.criterion, finding, address_of(finding.fix), passes=finding.verdict == Verdict.MET)


def asked_by(view: GateView, page: PlayPage, evidence: Iterable[Evidence] = ()) -> list[Asked]:
    """What a gate asks, in its order, each with the evidence for it."""
    brought: dict[str, list[Evidence]] = {}
    for row in evidence:
        brought.setdefault(row.criterion, []).append(row)
    undecided = view.gate.status in (GateStatus.OPEN, GateStatus.SUBMITTED)
    return [_asked(row, view, page, brought, undecided) for row in view.rows]


def _asked(row: Judged, view: GateView, page: PlayPage, brought: dict[str, list[Evidence]], undecided: bool) -> Asked:
    criterion, finding = row.answer.criterion, row.answer.finding
    over = [each for each in view.waivers if each.criterion == criterion.key and each.has_expired(page.today)]
    return Asked(
        criterion=criterion,
        finding=finding,
        address=address_of(finding.fix),
        passes=row.passes,
        waiver=row.waiver,
        expired=over[-1] if over and row.waiver is None else None,
        evidence=brought.get(criterion.key, ()),
        can_be_waived=undecided and finding.verdict == Verdict.UNMET and criterion.is_waivable and row.waiver is None,
    )


def linked(page: PlayPage) -> PlayPage:
    """The page with its play on each gate and activity, so that asking who may do what costs no query a row."""
    rows: list[Any] = [*(view.gate for view in page.gates), *page.activities]
    for row in rows:
        row.play = page.play
    return page
