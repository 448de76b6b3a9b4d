import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.value.choices import Unit
from apps.value.rules.charts.run import AROUND, HEIGHT, LABEL_GAP, run_chart, unit_sign
from apps.value.rules.figures.limits import natural_limits
from apps.value.rules.figures.signals import find_signals
from apps.value.rules.points import Point, Unknown
from kernel.charts.labels import day_number
from kernel.charts.render import render_svg
from tests.value.rules.series import after, limits, week, weekly

NO_LIMITS = Unknown("no_limits", "too few", 8)


def chart(points: list[Point], **more: Any) -> dict[str, Any]:
    given_: dict[str, Any] = {
        "limits": limits(),
        "grid": "week",
        "unit": "duration_days",
        "today": after(len(points) + 1),
        "description": "Turnaround is on its way",
    }
    return run_chart(points, **{**given_, **more})


def layers(spec: dict[str, Any], *, mark: str, style: str | None = None) -> list[dict[str, Any]]:
    return [
        layer
        for layer in spec["layer"]
        if layer["mark"]["type"] == mark and style in (None, layer["mark"].get("style"))
    ]


def values(spec: dict[str, Any], *, mark: str, style: str | None = None) -> list[dict[str, Any]]:
    return [value for layer in layers(spec, mark=mark, style=style) for value in layer["data"]["values"]]


def strings(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        for key, inner in part.items():
            yield key
            yield from strings(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from strings(inner)
    elif isinstance(part, str):
        yield part


FULL = {
    "baseline_window": (week(0).start, week(3).end),
    "target": Decimal(6),
    "due_on": after(20),
}


def test_it_names_styles_and_no_colour() -> None:
    spec = chart(weekly([9, 11, 10, 8, 20]), **FULL)
    assert not [text for text in strings(spec) if re.fullmatch(r"#[0-9a-fA-F]{3,8}|rgb.*|hsl.*", text)]
    assert "config" not in spec


def test_it_computes_nothing_where_it_is_drawn_but_the_labels() -> None:
    """Expressions are strings that a browser would have to evaluate; the interpreter runs the two look-ups."""
    text = json.dumps(chart(weekly([9, 11, 10]), **FULL))
    assert text.count('"labelExpr"') == 2
    assert not re.search(r'"(expr|signal|calculate|filter|test|transform|params)":', text.replace('"signal": "', ""))


def test_it_says_what_it_shows_to_those_who_do_not_see_it() -> None:
    spec = chart(weekly([9, 11, 20]), signals=find_signals(weekly([9, 11, 20]), limits(), direction="down"))
    assert spec["description"] == "Turnaround is on its way"
    with translation.override("en"):
        texts = [value["text"] for value in values(spec, mark="point")]
    assert texts[2].endswith("20 days, unfavourable signal")


def test_it_breaks_the_line_where_a_period_is_missing() -> None:
    stretches = [value["stretch"] for value in values(chart(weekly([9, 11, None, 10])), mark="line")]
    assert stretches == [0, 0, 1]


def test_it_puts_each_reading_into_the_middle_of_its_period() -> None:
    (value,) = values(chart(weekly([9])), mark="point")
    assert value["x"] == day_number(week(0).start) + 3.5


@pytest.mark.parametrize(
    ("points", "direction", "kinds"),
    [
        (weekly([9, 11]), "down", ["reading", "reading"]),
        (weekly([9], cases=2), "down", ["fewer than 3 cases"]),
        (weekly([9, 20]), "down", ["reading", "unfavourable signal"]),
        (weekly([9, 20]), "up", ["reading", "favourable signal"]),
        (weekly([9, 20]), "range", ["reading", "signal, neither"]),
    ],
)
def test_it_tells_kinds_of_readings_apart_by_shape_and_word(
    points: list[Point], direction: str, kinds: list[str]
) -> None:
    with translation.override("en"):
        spec = chart(points, signals=find_signals(points, limits(), direction=direction))
    assert [value["kind"] for value in values(spec, mark="point")] == kinds
    (layer,) = layers(spec, mark="point")
    legend = layer["encoding"]["shape"]["legend"]
    assert legend is None if len(set(kinds)) == 1 else legend["values"] == kinds


def test_it_draws_target_limits_centre_and_markers_with_their_words() -> None:
    with translation.override("en"):
        spec = chart(weekly([9, 11, 10]), **FULL)
        labels = {value["label"] for value in values(spec, mark="text")}
    assert labels == {"target 6", "mean 10", "limit 4", "limit 16", "baseline", "today", "due 19 Jan"}
    assert [value["value"] for value in values(spec, mark="rule", style="target")] == [6.0]
    assert [value["value"] for value in values(spec, mark="rule", style="limit")] == [16.0, 4.0]


def test_it_draws_no_limits_where_there_are_none() -> None:
    spec = chart(weekly([9, 11]), limits=NO_LIMITS)
    assert not layers(spec, mark="rule", style="limit")
    assert not layers(spec, mark="rect")


def test_it_draws_both_bounds_of_a_range() -> None:
    spec = chart(weekly([9, 11]), range_low=Decimal(8), range_high=Decimal(12))
    assert [value["value"] for value in values(spec, mark="rule", style="target")] == [8.0, 12.0]


def test_it_begins_where_it_is_told_to_and_cuts_the_baseline_there() -> None:
    spec = chart(weekly([9] * 10), since=week(4).start, baseline_window=(week(0).start, week(6).end))
    assert len(values(spec, mark="point")) == 6
    assert values(spec, mark="rect", style="window")[0]["from"] == day_number(week(4).start)
    gone = chart(weekly([9] * 10), since=week(4).start, baseline_window=(week(0).start, week(2).end))
    assert not layers(gone, mark="rect", style="window")


def test_it_writes_as_the_language_does() -> None:
    with translation.override("de"):
        text = json.dumps(chart(weekly(["9.5", "11.25"]), due_on=date(2026, 3, 2)), ensure_ascii=False)
    assert "11,25" in text
    assert "2. März" in text


@pytest.mark.parametrize(
    ("unit", "currency", "sign"),
    [("money", "EUR", "EUR"), ("percent", "", "%"), ("count", "", ""), ("duration_days", "", "days")],
)
def test_it_puts_the_sign_of_the_unit_behind_the_value(unit: str, currency: str, sign: str) -> None:
    with translation.override("en"):
        assert unit_sign(unit, currency) == sign
        spec = chart(weekly([9]), unit=unit, currency=currency)
    assert values(spec, mark="point")[0]["value"] == f"9 {sign}".strip()


@pytest.mark.parametrize("unit", Unit.values)
@pytest.mark.parametrize("points", [[], weekly([9]), weekly([0, 0, 0]), weekly([-5, 5]), weekly(range(130))])
def test_it_is_drawn_for_every_unit_and_any_number_of_readings(unit: str, points: list[Point]) -> None:
    found = natural_limits(points)
    spec = chart(points, limits=found, unit=unit, **FULL)
    root = ET.fromstring(render_svg(spec, width=340, height=220))
    assert root.attrib["width"] == "340"


@settings(max_examples=40)
@given(st.lists(st.decimals(-1000, 1000, places=2), max_size=30), st.decimals(-1000, 1000, places=2))
def test_it_keeps_everything_in_its_frame_and_labels_apart(numbers: list[Decimal], target: Decimal) -> None:
    spec = chart(weekly(numbers), limits=natural_limits(weekly(numbers)), target=target, due_on=after(40))
    low, high = spec["encoding"]["y"]["scale"]["domain"]
    left, right = spec["encoding"]["x"]["scale"]["domain"]
    for value in [*values(spec, mark="point"), *values(spec, mark="line")]:
        assert low <= value["y"] <= high
        assert left <= value["x"] <= right
    placed = sorted(
        value["at"] for style in ("label", "label-target") for value in values(spec, mark="text", style=style)
    )
    gap = LABEL_GAP * (high - low) / (HEIGHT - AROUND)
    assert all(later - earlier >= gap * 0.7 for earlier, later in pairwise(placed))


def test_it_takes_readings_in_any_order() -> None:
    points = weekly([9, 11, 10])
    assert chart(points[::-1]) == chart(points)


def test_it_shows_today_even_when_it_lies_long_after_the_last_reading() -> None:
    today = week(2).end + timedelta(days=300)
    _left, right = chart(weekly([9, 11, 10]), today=today)["encoding"]["x"]["scale"]["domain"]
    assert right == day_number(today) + 1
