"""The picture of value over time: what is drawn, in which style, and what is not."""

import json
import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.value.rules.charts.value import value_chart
from apps.value.rules.figures.trend import trend
from apps.value.rules.money.ahead import course_ahead, forecast, planned_through
from apps.value.rules.money.earned import actual_values, claim_of, total
from kernel.charts.labels import day_number
from kernel.charts.render import render_svg
from tests.value.rules.series import MONEY, contract, weekly

START = date(2026, 3, 2)
CLAIM = claim_of(contract(money=MONEY))
FULL = [4.6, 4.4, None, 4.1, 3.9, 3.8]


def chart(values: list[Any], *, weeks: int | None = None) -> dict[str, Any]:
    today = START + timedelta(weeks=len(values) if weeks is None else weeks)
    points = weekly(values, first=26)
    found = actual_values(CLAIM, points, {}, today=today)
    heading = trend(points, grid="week", start=START, due=CLAIM.due, today=today)
    ahead = course_ahead(CLAIM, found, forecast(CLAIM, heading, Decimal(1)))
    return value_chart(CLAIM, found, ahead, today=today, description="Value over time")


def values(spec: dict[str, Any], *, mark: str, style: str) -> list[list[dict[str, Any]]]:
    return [
        layer["data"]["values"]
        for layer in spec["layer"]
        if (layer["mark"]["type"], layer["mark"].get("style")) == (mark, style)
    ]


def test_it_draws_what_was_planned_what_came_in_and_what_is_expected():
    spec = chart(FULL)
    (planned,) = values(spec, mark="line", style="centre")
    expected, actual = values(spec, mark="line", style="target")
    (interval,) = values(spec, mark="area", style="band")
    assert planned[-1]["y"] == pytest.approx(float(planned_through(CLAIM, CLAIM.due)))
    assert expected[0]["y"] == actual[-1]["y"]
    assert expected[-1]["x"] == day_number(CLAIM.due) + 1
    assert all(place["low"] <= place["high"] for place in interval)


def test_it_breaks_the_line_where_a_period_has_no_figure():
    _expected, actual = values(chart(FULL), mark="line", style="target")
    assert {place["stretch"] for place in actual} == {0, 1}
    assert min(place["x"] for place in actual if place["stretch"] == 1) == day_number(START + timedelta(weeks=3))


def test_it_sums_up_to_the_value_so_far():
    (actual,) = values(chart([4, 4, 4]), mark="line", style="target")
    found = actual_values(CLAIM, weekly([4, 4, 4], first=26), {}, today=START + timedelta(weeks=3))
    assert actual[-1]["y"] == pytest.approx(float(total(found)))


def test_it_draws_no_more_than_an_eye_tells_apart():
    (actual,) = values(chart([4] * 400), mark="line", style="target")
    assert len(actual) <= 260
    assert actual[-1]["x"] == day_number(START + timedelta(weeks=400))


def test_it_draws_no_forecast_without_a_trend_and_nothing_actual_without_a_reading():
    assert not values(chart([4, 4]), mark="area", style="band")
    assert not values(chart([None, None]), mark="line", style="target")
    assert values(chart([None, None]), mark="line", style="centre")


def test_it_names_styles_and_no_colour_and_computes_nothing_where_it_is_drawn():
    text = json.dumps(chart(FULL))
    assert not re.search(r'"(#[0-9a-fA-F]{3,8}|rgb[^"]*|hsl[^"]*)"', text)
    assert text.count('"labelExpr"') == 2
    assert not re.search(r'"(expr|signal|calculate|filter|test|transform|params)":', text)


@pytest.mark.parametrize("theme", ["light", "dark", "print"])
@pytest.mark.parametrize("readings", [FULL, [6, 6, 6, 7, 6, 6, 6, 6, 6, 6, 6], [4], []])
def test_it_is_drawn_in_every_theme(theme, readings):
    root = ET.fromstring(render_svg(chart(readings, weeks=len(readings)), theme=theme))
    assert root.attrib["aria-label"] == "Value over time"


def test_it_speaks_the_readers_language():
    with translation.override("de"):
        axis = json.dumps(chart(FULL)["encoding"], ensure_ascii=False)
    assert "5.000" in axis


@given(readings=st.lists(st.none() | st.decimals(0, 40, places=1), max_size=25), weeks=st.integers(0, 40))
@settings(max_examples=40, deadline=None)
def test_it_keeps_everything_inside_its_axes(readings, weeks):
    spec = chart(readings, weeks=weeks)
    low, high = spec["encoding"]["y"]["scale"]["domain"]
    first, last = spec["encoding"]["x"]["scale"]["domain"]
    for layer in spec["layer"]:
        for value in layer["data"]["values"]:
            assert all(low <= value[name] <= high for name in ("y", "low", "high") if name in value)
            assert first <= value.get("x", first) <= last
