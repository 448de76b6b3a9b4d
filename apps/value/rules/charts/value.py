"""Value over time as a Vega-Lite specification: planned, actual summed up, and the way to the due date with its interval.

Everything is computed here, so that it is drawn alike in a page and on paper; styles have names, `kernel.charts.themes`
their colours.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from apps.value.rules.charts.run import AROUND, HEIGHT, LABEL_GAP, SCHEMA, WIDTH
from apps.value.rules.money.ahead import Ahead, planned_through
from apps.value.rules.money.earned import Claim, PeriodValue
from apps.value.rules.points import Text
from kernel.charts.labels import Tick, day_label, day_number, day_ticks, label_expression, number_ticks, period_label
from kernel.web.formats import money

STEPS = 40
"""Places at which the planned line is drawn; between them an eye sees no bend."""
MOST_POINTS = 260
"""As many sums as an eye tells apart; of more, every second, third and so on is drawn, and the last one."""
_DASHED = {"strokeDash": [5, 4]}

Layer = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Place:
    """A place of a line: days on the axis, an amount, and what stands behind it in words."""

    x: float
    y: Decimal
    stretch: int = 0
    period: str = ""
    amount: str = ""

    @property
    def values(self) -> dict[str, Any]:
        return {"x": self.x, "y": float(self.y), "stretch": self.stretch}


def value_chart(
    claim: Claim,
    values: Sequence[PeriodValue],
    ahead: Sequence[Ahead],
    *,
    today: date,
    description: Text,
    width: int | str = WIDTH,
    height: int = HEIGHT,
) -> dict[str, Any]:
    """The chart in the active language, without colours. `description` says what it shows; in a page `width` is `container`."""
    last = max([claim.due, today, *(value.period.end for value in values[-1:])])
    planned, actual = _planned(claim, last), _actual(values, claim.currency)
    amounts = [
        *(place.y for place in (*planned, *actual)),
        *(bound for place in ahead for bound in (place.low, place.high)),
    ]
    low, high = _span([float(amount) for amount in amounts])
    ends = [(planned[-1].y, _("planned"), "label")]
    if ahead:
        ends.append((ahead[-1].amount, _("forecast"), "label-target"))
    layers = [
        *_interval(ahead),
        *_markers(claim, today),
        _line(planned, "centre"),
        *_expected(ahead),
        _line(actual, "target"),
        _marks(actual),
        *_ends(ends, gap=LABEL_GAP * (high - low) / max(height - AROUND, LABEL_GAP)),
        *_name(actual, claim, last),
    ]
    return {
        "$schema": SCHEMA,
        "description": str(description),
        "width": width,
        "height": height,
        "autosize": {"type": "fit", "contains": "padding"},
        "encoding": {"y": _y_axis(low, high, claim.currency), "x": _x_axis(claim.start, last)},
        "layer": [layer for layer in layers if layer["data"]["values"]],
    }


def _span(amounts: list[float]) -> tuple[float, float]:
    low, high = min(0.0, *amounts), max(0.0, *amounts)
    room = (high - low or 1.0) * 0.08
    return (low - room if low < 0 else 0.0), high + room


def _planned(claim: Claim, last: date) -> list[_Place]:
    span = (last - claim.start).days + 1
    steps = sorted({*(span * step // STEPS for step in range(STEPS + 1)), (claim.due - claim.start).days + 1})
    days = [(step, claim.start + timedelta(days=step - 1)) for step in steps]
    return [_Place(day_number(claim.start) + step, planned_through(claim, day)) for step, day in days]


def _actual(values: Sequence[PeriodValue], currency: str) -> list[_Place]:
    """The sum at the end of each period, broken where one has no figure: nobody draws what was not measured."""
    places: list[_Place] = []
    gained, stretch, before = Decimal(0), 0, True
    for value in values:
        if value.amount is None:
            stretch, before = stretch + before, False
            continue
        if not places or not before:
            places.append(_Place(day_number(value.period.start), gained, stretch))
        gained, before = gained + value.amount, True
        places.append(
            _Place(
                day_number(value.period.end) + 1,
                gained,
                stretch,
                period_label(value.period.start, value.period.end),
                money(gained, currency),
            )
        )
    step = -(-len(places) // MOST_POINTS) or 1
    return list(reversed(places[::-1][::step]))


def _line(places: Sequence[_Place], style: str) -> Layer:
    return {
        "data": {"values": [place.values for place in places]},
        "mark": {"type": "line", "style": style, "aria": False},
        "encoding": {**_at("x", "y"), "detail": {"field": "stretch", "type": "nominal"}},
    }


def _at(x: str, y: str) -> dict[str, Any]:
    return {"x": {"field": x, "type": "quantitative"}, "y": {"field": y, "type": "quantitative"}}


def _marks(places: Sequence[_Place]) -> Layer:
    told = [place for place in places if place.period]
    values = [
        {
            "x": place.x,
            "y": float(place.y),
            "period": place.period,
            "amount": place.amount,
            "text": f"{place.period}: {place.amount}",
        }
        for place in told
    ]
    titles = {"period": _("Period"), "amount": _("Value so far")}
    return {
        "data": {"values": values},
        "mark": {"type": "point", "style": "target", "filled": True, "size": 22 if len(values) <= 60 else 8},
        "encoding": {
            **_at("x", "y"),
            "tooltip": [{"field": field, "type": "nominal", "title": title} for field, title in titles.items()],
            "description": {"field": "text"},
        },
    }


def _interval(ahead: Sequence[Ahead]) -> Iterator[Layer]:
    values = [{"x": day_number(place.day) + 1, "low": float(place.low), "high": float(place.high)} for place in ahead]
    yield {
        "data": {"values": values},
        "mark": {"type": "area", "style": "band", "aria": False},
        "encoding": {**_at("x", "low"), "y2": {"field": "high"}},
    }


def _expected(ahead: Sequence[Ahead]) -> Iterator[Layer]:
    values = [{"x": day_number(place.day) + 1, "y": float(place.amount)} for place in ahead]
    yield {
        "data": {"values": values},
        "mark": {"type": "line", "style": "target", "aria": False, **_DASHED},
        "encoding": _at("x", "y"),
    }


def _ends(ends: Sequence[tuple[Decimal, str, str]], *, gap: float) -> Iterator[Layer]:
    """The names of the lines that reach the right edge, pushed apart so that they do not touch."""
    places = sorted((float(amount), name, style) for amount, name, style in ends)
    heights = [place[0] for place in places]
    if len(heights) > 1 and (short := gap - (heights[1] - heights[0])) > 0:
        heights = [heights[0] - short / 2, heights[1] + short / 2]
    for height, (_amount, name, style) in zip(heights, places, strict=True):
        yield {
            "data": {"values": [{"at": height, "label": name}]},
            "mark": {"type": "text", "style": style, "aria": False, "align": "left", "baseline": "middle", "dx": 6},
            "encoding": {
                "y": {"field": "at", "type": "quantitative"},
                "x": {"value": "width"},
                "text": {"field": "label"},
            },
        }


def _name(actual: Sequence[_Place], claim: Claim, last: date) -> Iterator[Layer]:
    """The name of the line, on the side of its end where the planned one is not."""
    named = [{"x": place.x, "y": float(place.y), "label": _("actual")} for place in actual[-1:]]
    below = bool(actual) and actual[-1].y < planned_through(claim, date.fromordinal(int(actual[-1].x) - 1))
    near_the_edge = bool(actual) and day_number(last) - actual[-1].x < (last - claim.start).days / 8
    align = "left" if below and not near_the_edge else "right"
    place = {"align": align, "dx": 4 if align == "left" else -4, "dy": 5 if below else -5}
    yield {
        "data": {"values": named},
        "mark": {
            "type": "text",
            "style": "label-target",
            "aria": False,
            "baseline": "top" if below else "bottom",
            **place,
        },
        "encoding": {**_at("x", "y"), "text": {"field": "label"}},
    }


def _markers(claim: Claim, today: date) -> Iterator[Layer]:
    marks = sorted([(today, _("today")), (claim.due, _("due {day}").format(day=day_label(claim.due)))])
    for place, (day, label) in enumerate(marks):
        at = {"data": {"values": [{"at": day_number(day), "label": label}]}}
        x = {"x": {"field": "at", "type": "quantitative"}}
        yield {
            **at,
            "mark": {"type": "rule", "style": "marker", "aria": False},
            "encoding": {**x, "y": {"value": 0}, "y2": {"value": "height"}},
        }
        align = "right" if place == 0 and day_number(day) - day_number(claim.start) > STEPS else "left"
        text = {"align": align, "baseline": "bottom", "dx": -3 if align == "right" else 3, "dy": -4}
        yield {
            **at,
            "mark": {"type": "text", "style": "note", "aria": False, **text},
            "encoding": {**x, "y": {"value": 0}, "text": {"field": "label"}},
        }


def _y_axis(low: float, high: float, currency: str) -> dict[str, Any]:
    title = {"title": currency, "titleAngle": 0, "titleAnchor": "end", "titleAlign": "left", "titleBaseline": "bottom"}
    scale = {"domain": [low, high], "nice": False, "zero": False}
    axis = {**_axis(number_ticks(low, high)), **title, "titleY": -4, "titleX": -28}
    return {"type": "quantitative", "scale": scale, "axis": axis}


def _x_axis(first: date, last: date) -> dict[str, Any]:
    scale = {"domain": [day_number(first), day_number(last) + 1], "nice": False, "zero": False}
    even = {"title": None, "labelOverlap": "greedy", "labelSeparation": 8, "labelFlush": False}
    return {"type": "quantitative", "scale": scale, "axis": {**_axis(day_ticks(first, last)), **even}}


def _axis(ticks: Sequence[Tick]) -> dict[str, Any]:
    return {"values": [tick.at for tick in ticks], "labelExpr": label_expression(ticks)}
