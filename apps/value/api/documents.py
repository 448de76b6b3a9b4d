"""Single answers as plain values: a KPI, a batch, where something stands, a contract's page."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from apps.value.models import Signature
from apps.value.rules.points import Period, Point, Unknown
from apps.value.rules.readings.rows import RowResult
from apps.value.rules.terms import full_content
from apps.value.selectors.contracts import Amendment, ContractPage, SignatureLine
from apps.value.selectors.pictures import picture_sentence, run_chart_of
from apps.value.selectors.standing import Standing
from apps.value.services import Recorded
from kernel.charts.themes import Theme, config
from kernel.errors import Problem

PLACES = Decimal("0.000001")
_LIMITS = ("centre", "lower", "upper", "range_limit", "n", "provisional")
_TREND = ("slope", "slope_low", "slope_high", "landing", "landing_low", "landing_high", "n")
FIGURES = ("level", "limits", "progress", "hold", "trend")


def batch_document(recorded: Recorded) -> dict[str, Any]:
    """What a batch did, row by row."""
    batch = recorded.batch
    return {
        "applied": recorded.applied,
        "counts": {outcome.value: count for outcome, count in batch.counts.items()},
        "results": [row_document(result) for result in batch.results],
    }


def row_document(result: RowResult) -> dict[str, Any]:
    """What one row did."""
    values, current = result.values, result.current
    return {
        "row": result.number,
        "outcome": result.outcome.value,
        "period": {"start": values.period_start, "end": values.period_end} if values else None,
        "value": values.value if values else None,
        "before": current.value if current else None,
        "problems": [problem_document(problem) for problem in result.problems],
    }


def problem_document(problem: Problem) -> dict[str, str]:
    """One thing that is wrong, in the caller's language."""
    return {
        "field": problem.field,
        "code": problem.code,
        "message": str(problem.message),
        "way_out": str(problem.way_out),
    }


def standing_document(standing: Standing) -> dict[str, Any]:
    """Where a KPI stands; what can't be said yet is null, with the reason under `unknown`."""
    figures = {name: getattr(standing, name) for name in FIGURES}
    known = {name: None if isinstance(value, Unknown) else value for name, value in figures.items()}
    level, limits, progress, hold, trend = (known[name] for name in FIGURES)
    course, moved = standing.course, standing.moved
    return {
        "freshness": standing.freshness.value,
        "latest": _point(standing.latest) if standing.latest else None,
        "level": level
        and {
            "value": _rounded(level.value),
            "n": level.n,
            "wanted": level.wanted,
            "first": _period(level.first),
            "last": _period(level.last),
        },
        "limits": limits and _picked(limits, _LIMITS),
        "signals": [
            {"rule": signal.rule.value, "period": _period(signal.period), "favour": signal.favour.value}
            for signal in standing.signals
        ],
        "progress": progress and {"share": _rounded(progress.share), "words": str(progress.words)},
        "hold": hold and {"share": _rounded(hold.share), "inside": hold.inside, "n": hold.n},
        "trend": trend and _picked(trend, _TREND),
        "course": course and {"course": course.course.value, "reason": str(course.reason)},
        "moved": moved and {"verdict": moved.verdict.value, "reasons": [str(reason.text) for reason in moved.reasons]},
        "milestones": [
            {
                "due_on": milestone.due_on,
                "value": milestone.value,
                "level": _rounded(milestone.level.value) if milestone.level else None,
                "verdict": milestone.verdict.value,
            }
            for milestone in standing.milestones
        ],
        "undecided": [_period(period) for period in standing.undecided],
        "unknown": {
            name: {"code": value.code, "reason": str(value.reason), "missing": value.missing}
            for name, value in figures.items()
            if isinstance(value, Unknown)
        },
    }


def chart_document(standing: Standing, theme: str | None) -> dict[str, Any]:
    """The run chart of a standing, as pages draw it; with a theme's colours where one is named."""
    colours = {"config": config(Theme(theme))} if theme else {}
    return {"specification": run_chart_of(standing) | colours, "sentence": picture_sentence(standing)}


def contract_document(page: ContractPage, firings: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """A contract with its terms, what it lacks, its signatures, what is being changed of it, and where it stands."""
    contract, version = page.contract, page.version
    return {
        "id": contract.pk,
        "title": page.title,
        "status": contract.status,
        "initiative_id": contract.initiative_id,
        "kpi_id": contract.kpi_id,
        "version": version.number if version else None,
        "content_hash": version.content_hash if version else None,
        "versions": sorted(each.number for each in page.versions),
        "version_states": {str(number): state.value for number, state in sorted(page.states.items())},
        "supersedes_id": contract.supersedes_id,
        "terms": full_content(page.terms),
        "problems": [problem_document(problem) for problem in page.problems],
        "signatures": [_line(line) for line in page.lines],
        "amendment": _amendment(page.amendment) if page.amendment else None,
        "firings": firings,
        "conclusion": {
            "reason": contract.conclusion,
            "concluded_at": contract.concluded_at,
            "concluded_by_name": contract.concluded_by_name,
        }
        if contract.concluded_at
        else None,
        "standing": standing_document(page.standing),
        "answer": str(page.answer.text) if page.answer else None,
        "day": page.day,
        "revision": contract.revision,
        "created_at": contract.created_at,
        "updated_at": contract.updated_at,
    }


def _line(line: SignatureLine) -> dict[str, Any]:
    return {
        "role": line.role.value,
        "person_id": line.person_id,
        "person_name": line.person_name,
        "signed_at": line.signature.signed_at if line.signature else None,
    }


def _amendment(amendment: Amendment) -> dict[str, Any]:
    version = amendment.version
    return {
        "status": amendment.status.value,
        "version": version.number if version else None,
        "content_hash": version.content_hash if version else None,
        "title": amendment.title,
        "terms": full_content(amendment.terms),
        "changes": [
            {"field": change.field, "label": str(change.label), "before": change.before, "after": change.after}
            for change in amendment.changes
        ],
        "problems": [problem_document(problem) for problem in amendment.problems],
        "signatures": [_line(line) for line in amendment.lines],
    }


def signature_document(signature: Signature) -> dict[str, Any]:
    """A signature as the list shows it."""
    return {
        "id": signature.pk,
        "version": signature.version.number,
        "role": signature.role,
        "person_id": signature.person_id,
        "person_name": signature.person_name,
        "signed_at": signature.signed_at,
        "address": signature.address,
        "content_hash": signature.content_hash,
    }


def _picked(figure: Any, names: tuple[str, ...]) -> Mapping[str, Any]:
    values = asdict(figure)
    return {name: _rounded(values[name]) for name in names}


def _rounded(value: Any) -> Any:
    """A computed figure with as many decimal places as a reading has."""
    return value.quantize(PLACES) if isinstance(value, Decimal) else value


def _period(period: Period) -> dict[str, Any]:
    return {"start": period.start, "end": period.end}


def _point(point: Point) -> dict[str, Any]:
    return {"period": _period(point.period), "value": point.value, "cases": point.cases}
