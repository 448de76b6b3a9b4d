"""The run chart of a KPI as a Vega-Lite specification: readings, baseline, natural limits, target and signals."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from apps.value.choices import Favour, Unit
from apps.value.rules.charts.milestones import milestone_layers
from apps.value.rules.figures.limits import NaturalLimits
from apps.value.rules.figures.signals import Signal
from apps.value.rules.periods import ordinal
from apps.value.rules.points import MINIMUM_CASES, Period, Point, Text, Unknown
from kernel.charts.labels import (
    Tick,
    day_label,
    day_number,
    day_ticks,
    label_expression,
    number_label,
    number_ticks,
    period_label,
)
from kernel.charts.themes import KINDS, SHAPES

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
WIDTH, HEIGHT = 720, 260
LABEL_GAP = 15
"""Pixels that two labels beside the lines keep between each other."""
AROUND = 80
"""Pixels of the height that axes, notes and legend take from the lines, about."""

_FAVOURS = {Favour.FAVOURABLE: "good", Favour.UNFAVOURABLE: "bad", Favour.NEUTRAL: "neutral"}
_SIZES = ((60, 46), (120, 28), (10_000, 16))

Layer = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Line:
    """A horizontal line with its label at the right end."""

    style: str
    value: float
    label: str


@dataclass(frozen=True, slots=True)
class _Frame:
    """The span of both axes; x in days, y in the KPI's unit."""

    first: date
    last: date
    low: float
    high: float

    def y_scale(self) -> dict[str, Any]:
        return {"domain": [self.low, self.high], "nice": False, "zero": False}

    def x_scale(self) -> dict[str, Any]:
        return {"domain": [day_number(self.first), day_number(self.last) + 1], "nice": False, "zero": False}


def unit_sign(unit: str, currency: str = "") -> str:
    """The unit as it stands behind a number, empty for what is just counted."""
    if unit == Unit.MONEY:
        return currency
    if unit == Unit.PERCENT:
        return "%"
    if unit in {Unit.COUNT, Unit.RATIO, Unit.SCORE}:
        return ""
    return str(Unit(unit).label)


def run_chart(
    points: Sequence[Point],
    *,
    limits: NaturalLimits | Unknown,
    signals: Sequence[Signal] = (),
    grid: str,
    unit: str,
    currency: str = "",
    today: date | None,
    description: Text,
    baseline_window: tuple[date, date] | None = None,
    target: Decimal | None = None,
    range_low: Decimal | None = None,
    range_high: Decimal | None = None,
    due_on: date | None = None,
    milestones: Sequence[tuple[date, Decimal]] = (),
    since: date | None = None,
    width: int | str = WIDTH,
    height: int = HEIGHT,
) -> dict[str, Any]:
    """The chart in the active language, without colours (`kernel.charts.themes` has them).

    `description` is the sentence that says what it shows, for those who don't see it. In a page, `width` is
    `container`. `signals` are marked at the reading that completed them. With `since`, what lies before is left out.
    `today` is marked; it is None in a chart of the past alone, which then has at least one point.
    """
    in_order = sorted((point for point in points if not since or point.period.start >= since), key=_in_time)
    window = _clipped(baseline_window, since)
    lines = list(_lines(limits, target, range_low, range_high))
    frame = _frame(in_order, lines, window, today, due_on, milestones)
    sign = unit_sign(unit, currency)
    layers = [
        *_bands(limits, window),
        *_rules(lines, frame, height),
        *_markers(today, due_on, frame),
        *milestone_layers(milestones, sign),
        _path(in_order, grid),
        _marks(in_order, signals, sign),
    ]
    return {
        "$schema": SCHEMA,
        "description": str(description),
        "width": width,
        "height": height,
        "autosize": {"type": "fit", "contains": "padding"},
        "encoding": {"y": _y_axis(frame, sign), "x": _x_axis(frame)},
        "layer": layers,
    }


def _in_time(point: Point) -> Period:
    return point.period


def _clipped(window: tuple[date, date] | None, since: date | None) -> tuple[date, date] | None:
    if window is None or since is None:
        return window
    return (max(window[0], since), window[1]) if window[1] >= since else None


def _lines(
    limits: NaturalLimits | Unknown, target: Decimal | None, range_low: Decimal | None, range_high: Decimal | None
) -> Iterator[_Line]:
    if isinstance(limits, NaturalLimits):
        centre = _("mean {value}").format(value=number_label(limits.centre))
        yield _Line("centre", float(limits.centre), centre)
        for value in (limits.upper, limits.shown_lower):
            yield _Line("limit", float(value), _("limit {value}").format(value=number_label(value)))
    for goal in (target, range_low, range_high):
        if goal is not None:
            yield _Line("target", float(goal), _("target {value}").format(value=number_label(goal)))


def _frame(
    points: Sequence[Point],
    lines: Sequence[_Line],
    window: tuple[date, date] | None,
    today: date | None,
    due_on: date | None,
    milestones: Sequence[tuple[date, Decimal]],
) -> _Frame:
    days = [*((today,) if today else ()), *(window or ()), *([due_on] if due_on else ())]
    days += [day for day, _value in milestones]
    for point in (points[0], points[-1]) if points else ():
        days += [point.period.start, point.period.end]
    values = [*(float(point.value) for point in points), *(line.value for line in lines)]
    values = [*values, *(float(value) for _day, value in milestones)] or [0.0, 1.0]
    low, high = min(values), max(values)
    room = (high - low or abs(high) or 1.0) * 0.08
    # A scale that nearly reaches zero starts there: the eye compares heights.
    bottom = 0.0 if 0 <= low <= (high - low) / 2 or 0 <= low == high else low - room
    # The baseline's name stands below the upper edge.
    return _Frame(min(days), max(days), bottom, high + room * (2 if window else 1))


def _bands(limits: NaturalLimits | Unknown, window: tuple[date, date] | None) -> Iterator[Layer]:
    if window is not None:
        yield from _window(*window)
    if isinstance(limits, NaturalLimits):
        span = {"low": float(limits.shown_lower), "high": float(limits.upper)}
        up = {"y": {"field": "low", "type": "quantitative"}, "y2": {"field": "high"}}
        yield {
            "data": {"values": [span]},
            "mark": {"type": "rect", "style": "band", "aria": False},
            "encoding": {**up, "x": {"value": 0}, "x2": {"value": "width"}},
        }


def _window(first: date, last: date) -> Iterator[Layer]:
    area = {"from": day_number(first), "to": day_number(last) + 1, "label": _("baseline")}
    start = {"x": {"field": "from", "type": "quantitative"}}
    yield {
        "data": {"values": [area]},
        "mark": {"type": "rect", "style": "window", "aria": False},
        "encoding": {**start, "x2": {"field": "to"}, "y": {"value": 0}, "y2": {"value": "height"}},
    }
    text = {"align": "left", "baseline": "top", "dx": 6, "dy": 5}
    yield {
        "data": {"values": [area]},
        "mark": {"type": "text", "style": "note", "aria": False, **text},
        "encoding": {**start, "y": {"value": 0}, "text": {"field": "label"}},
    }


def _rules(lines: Sequence[_Line], frame: _Frame, height: int) -> Iterator[Layer]:
    for style in ("limit", "centre", "target"):
        heights = [{"value": line.value} for line in lines if line.style == style]
        if heights:
            yield {
                "data": {"values": heights},
                "mark": {"type": "rule", "style": style, "aria": False},
                "encoding": {
                    "y": {"field": "value", "type": "quantitative"},
                    "x": {"value": 0},
                    "x2": {"value": "width"},
                },
            }
    placed = _apart(lines, frame, height)
    for style in ("label", "label-target"):
        values = [
            {"at": at, "label": line.label}
            for line, at in placed
            if (line.style == "target") == (style == "label-target")
        ]
        if values:
            yield {
                "data": {"values": values},
                "mark": {"type": "text", "style": style, "aria": False, "align": "left", "baseline": "middle", "dx": 6},
                "encoding": {
                    "y": {"field": "at", "type": "quantitative"},
                    "x": {"value": "width"},
                    "text": {"field": "label"},
                },
            }


def _apart(lines: Sequence[_Line], frame: _Frame, height: int) -> list[tuple[_Line, float]]:
    """Each line with the value at which its label stands, pushed apart so that no two labels touch."""
    gap = LABEL_GAP * (frame.high - frame.low) / max(height - AROUND, LABEL_GAP)
    in_order = sorted(lines, key=lambda line: line.value)
    places = [line.value for line in in_order]
    for _turn in range(len(places)):
        for i in range(len(places) - 1):
            if (short := gap - (places[i + 1] - places[i])) > 0:
                places[i] -= short / 2
                places[i + 1] += short / 2
    return list(zip(in_order, places, strict=True))


def _markers(today: date | None, due_on: date | None, frame: _Frame) -> Iterator[Layer]:
    marks = [(today, _("today"))] if today else []
    if due_on is not None:
        marks.append((due_on, _("due {day}").format(day=day_label(due_on))))
    marks.sort()
    for place, (day, label) in enumerate(marks):
        early = day_number(day) - day_number(frame.first) < (frame.last - frame.first).days / 4
        align = "left" if early else "right" if place == 0 or len(marks) == 1 else "left"
        at = {"at": day_number(day), "label": label}
        yield {
            "data": {"values": [at]},
            "mark": {"type": "rule", "style": "marker", "aria": False},
            "encoding": {
                "x": {"field": "at", "type": "quantitative"},
                "y": {"value": 0},
                "y2": {"value": "height"},
            },
        }
        yield {
            "data": {"values": [at]},
            "mark": {
                "type": "text",
                "style": "note",
                "aria": False,
                "align": align,
                "baseline": "bottom",
                "dx": -3 if align == "right" else 3,
                "dy": -4,
            },
            "encoding": {
                "x": {"field": "at", "type": "quantitative"},
                "y": {"value": 0},
                "text": {"field": "label"},
            },
        }


def _middle(period: Period) -> float:
    return day_number(period.start) + period.days / 2


def _path(points: Sequence[Point], grid: str) -> Layer:
    """The line through the readings, broken where a period is missing: nobody draws what was not measured."""
    values = []
    stretch, before = 0, None
    for point in points:
        place = ordinal(point.period, grid)
        if before is not None and place - before > 1:
            stretch += 1
        before = place
        values.append({"x": _middle(point.period), "y": float(point.value), "stretch": stretch})
    return {
        "data": {"values": values},
        "mark": {"type": "line", "style": "series", "aria": False},
        "encoding": {
            "x": {"field": "x", "type": "quantitative"},
            "y": {"field": "y", "type": "quantitative"},
            "detail": {"field": "stretch", "type": "nominal"},
        },
    }


def _marks(points: Sequence[Point], signals: Sequence[Signal], sign: str) -> Layer:
    by_period: dict[Period, Signal] = {}
    for signal in signals:
        by_period.setdefault(signal.period, signal)
    words = _kind_words()
    values = [_mark(point, by_period.get(point.period), sign, words) for point in points]
    present = {value["kind"] for value in values}
    domain = [words[kind] for kind in KINDS]
    shown = [words[kind] for kind in KINDS if words[kind] in present]
    columns = len(shown) if len(shown) < len(KINDS) - 1 else 2
    legend = {"title": None, "orient": "bottom", "direction": "horizontal", "columns": columns, "values": shown}
    key: Any = legend if len(shown) > 1 else None
    kind = {"field": "kind", "type": "nominal", "legend": key}
    titles = {"period": _("Period"), "value": _("Value"), "cases": _("Cases"), "signal": _("Signal")}
    size = next(size for most, size in _SIZES if len(values) <= most or most == _SIZES[-1][0])
    return {
        "data": {"values": values},
        "mark": {"type": "point", "size": size, "strokeWidth": 1.5, "opacity": 1},
        "encoding": {
            "x": {"field": "x", "type": "quantitative"},
            "y": {"field": "y", "type": "quantitative"},
            "fill": {**kind, "scale": {"domain": domain, "range": "category"}},
            "stroke": {**kind, "scale": {"domain": domain, "range": "ordinal"}},
            "shape": {**kind, "scale": {"domain": domain, "range": list(SHAPES)}},
            "tooltip": [{"field": field, "type": "nominal", "title": title} for field, title in titles.items()],
            "description": {"field": "text"},
        },
    }


def _kind_words() -> dict[str, str]:
    return {
        "plain": _("reading"),
        "hollow": _("fewer than {cases} cases").format(cases=MINIMUM_CASES),
        "good": _("favourable signal"),
        "bad": _("unfavourable signal"),
        "neutral": _("signal, neither"),
    }


def _mark(point: Point, signal: Signal | None, sign: str, words: dict[str, str]) -> dict[str, Any]:
    kind = "hollow" if point.hollow else _FAVOURS[signal.favour] if signal else "plain"
    period = period_label(point.period.start, point.period.end)
    value = f"{number_label(point.value, 6)} {sign}".strip()
    return {
        "x": _middle(point.period),
        "y": float(point.value),
        "kind": words[kind],
        "period": period,
        "value": value,
        "cases": "–" if point.cases is None else str(point.cases),
        "signal": str(signal.rule.label) if signal else "–",
        "text": f"{period}: {value}" if kind == "plain" else f"{period}: {value}, {words[kind]}",
    }


def _y_axis(frame: _Frame, sign: str) -> dict[str, Any]:
    axis = _axis(number_ticks(frame.low, frame.high))
    title = {"title": sign, "titleAngle": 0, "titleAnchor": "end", "titleAlign": "left", "titleBaseline": "bottom"}
    placed = {**title, "titleY": -4, "titleX": -28} if sign else {"title": None}
    return {"type": "quantitative", "scale": frame.y_scale(), "axis": {**axis, **placed}}


def _x_axis(frame: _Frame) -> dict[str, Any]:
    axis = _axis(day_ticks(frame.first, frame.last))
    return {
        "type": "quantitative",
        "scale": frame.x_scale(),
        "axis": {**axis, "title": None, "labelOverlap": "greedy", "labelSeparation": 8, "labelFlush": False},
    }


def _axis(ticks: Sequence[Tick]) -> dict[str, Any]:
    return {"values": [tick.at for tick in ticks], "labelExpr": label_expression(ticks)}
