"""The run chart of a monitor as a Vega-Lite specification: its readings, and the range that is acceptable."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from apps.governance.rules.watching import Range
from kernel.charts.labels import day_label, day_number, day_ticks, label_expression, number_label, number_ticks
from kernel.charts.themes import KINDS, SHAPES

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
WIDTH, HEIGHT = 720, 160
SECONDS_A_DAY = 86_400
ROOM = 0.08

Layer = dict[str, Any]


@dataclass(frozen=True, slots=True)
class MonitorPoint:
    """A reading; its moment in the time zone of whoever looks."""

    at: dt.datetime
    value: Decimal
    in_range: bool


def monitor_chart(
    points: Sequence[MonitorPoint],
    *,
    bounds: Range,
    unit: str,
    description: str,
    width: int | str = WIDTH,
    height: int = HEIGHT,
) -> dict[str, Any]:
    """The chart in the active language, without colours (`kernel.charts.themes` has them); there is at least one point.

    The range is the present one; a reading is marked by the range of its own time. In a page, `width` is `container`.
    """
    in_order = sorted(points, key=lambda point: point.at)
    low, high = _frame(in_order, bounds)
    first, last = in_order[0].at.date(), in_order[-1].at.date()
    return {
        "$schema": SCHEMA,
        "description": description,
        "width": width,
        "height": height,
        "autosize": {"type": "fit", "contains": "padding"},
        "encoding": {"y": _y_axis(low, high, unit), "x": _x_axis(first, last)},
        "layer": [_band(bounds, low, high), *_edges(bounds), _path(in_order), _marks(in_order, unit)],
    }


def _frame(points: Sequence[MonitorPoint], bounds: Range) -> tuple[float, float]:
    values = [float(point.value) for point in points]
    values += [float(bound) for bound in (bounds.low, bounds.high) if bound is not None]
    low, high = min(values), max(values)
    room = (high - low or abs(high) or 1.0) * ROOM
    # A scale that nearly reaches zero starts there: the eye compares heights.
    return (0.0 if 0 <= low <= (high - low) / 2 else low - room), high + room


def _band(bounds: Range, low: float, high: float) -> Layer:
    span = {
        "low": low if bounds.low is None else float(bounds.low),
        "high": high if bounds.high is None else float(bounds.high),
    }
    return {
        "data": {"values": [span]},
        "mark": {"type": "rect", "style": "band", "aria": False},
        "encoding": {
            "y": {"field": "low", "type": "quantitative"},
            "y2": {"field": "high"},
            "x": {"value": 0},
            "x2": {"value": "width"},
        },
    }


def _edges(bounds: Range) -> Iterator[Layer]:
    words = [(bounds.low, _("at least {value}")), (bounds.high, _("at most {value}"))]
    edges = [
        {"value": float(bound), "label": text.format(value=number_label(bound))}
        for bound, text in words
        if bound is not None
    ]
    height = {"y": {"field": "value", "type": "quantitative"}}
    yield {
        "data": {"values": edges},
        "mark": {"type": "rule", "style": "limit", "aria": False},
        "encoding": {**height, "x": {"value": 0}, "x2": {"value": "width"}},
    }
    yield {
        "data": {"values": edges},
        "mark": {"type": "text", "style": "label", "aria": False, "align": "left", "baseline": "middle", "dx": 6},
        "encoding": {**height, "x": {"value": "width"}, "text": {"field": "label"}},
    }


def _place(at: dt.datetime) -> float:
    return day_number(at.date()) + (at.hour * 3_600 + at.minute * 60 + at.second) / SECONDS_A_DAY


def _path(points: Sequence[MonitorPoint]) -> Layer:
    return {
        "data": {"values": [{"x": _place(point.at), "y": float(point.value)} for point in points]},
        "mark": {"type": "line", "style": "series", "aria": False},
        "encoding": {"x": {"field": "x", "type": "quantitative"}, "y": {"field": "y", "type": "quantitative"}},
    }


def _marks(points: Sequence[MonitorPoint], unit: str) -> Layer:
    words = {"plain": _("in range"), "bad": _("out of range")}
    kind = {"field": "kind", "type": "nominal", "legend": None}
    domain = [words.get(name, name) for name in KINDS]
    titles = {"moment": _("Measured"), "value": _("Value"), "kind": _("Range")}
    return {
        "data": {"values": [_mark(point, unit, words) for point in points]},
        "mark": {"type": "point", "size": 40, "strokeWidth": 1.5, "opacity": 1},
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


def _mark(point: MonitorPoint, unit: str, words: dict[str, str]) -> dict[str, Any]:
    kind = words["plain" if point.in_range else "bad"]
    value = f"{number_label(point.value, 6)} {unit}".strip()
    moment = f"{day_label(point.at.date())}, {point.at:%H:%M}"
    return {
        "x": _place(point.at),
        "y": float(point.value),
        "kind": kind,
        "moment": moment,
        "value": value,
        "text": f"{moment}: {value}, {kind}",
    }


def _y_axis(low: float, high: float, unit: str) -> dict[str, Any]:
    ticks = number_ticks(low, high)
    title = {"title": unit, "titleAngle": 0, "titleAnchor": "end", "titleAlign": "left", "titleBaseline": "bottom"}
    axis = {"values": [tick.at for tick in ticks], "labelExpr": label_expression(ticks), **title}
    return {
        "type": "quantitative",
        "scale": {"domain": [low, high], "nice": False, "zero": False},
        "axis": {**axis, "titleY": -4, "titleX": -28},
    }


def _x_axis(first: dt.date, last: dt.date) -> dict[str, Any]:
    ticks = day_ticks(first, last)
    axis = {"values": [tick.at for tick in ticks], "labelExpr": label_expression(ticks), "title": None}
    return {
        "type": "quantitative",
        "scale": {"domain": [day_number(first), day_number(last) + 1], "nice": False, "zero": False},
        "axis": {**axis, "labelOverlap": "greedy", "labelSeparation": 8, "labelFlush": False},
    }
