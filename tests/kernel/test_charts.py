import json
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

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
from kernel.charts.render import OutwardReference, render_svg
from kernel.charts.themes import KINDS, SHAPES, Theme, config, themed

SPEC: dict[str, Any] = {
    "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
    "description": "Three points & a <line>",
    "width": 200,
    "height": 100,
    "data": {"values": [{"x": 1, "y": 2}, {"x": 2, "y": 4}, {"x": 3, "y": 3}]},
    "mark": {"type": "line", "style": "series"},
    "encoding": {"x": {"field": "x", "type": "quantitative"}, "y": {"field": "y", "type": "quantitative"}},
}


@pytest.mark.parametrize("theme", Theme)
def test_it_draws_a_well_formed_svg_with_its_description(theme: Theme) -> None:
    root = ET.fromstring(render_svg(SPEC, theme=theme))
    assert root.tag.endswith("svg")
    assert (root.attrib["role"], root.attrib["aria-label"]) == ("img", SPEC["description"])


def test_it_draws_the_size_that_is_asked_for() -> None:
    wide, narrow = (ET.fromstring(render_svg(SPEC, width=width)) for width in (400, 150))
    assert float(wide.attrib["width"]) > float(narrow.attrib["width"])


@pytest.mark.parametrize(
    "outward",
    [
        {"data": {"url": "http://127.0.0.1:1/x.json"}},
        {"data": {"url": "file:///etc/passwd"}},
        {"data": {"url": "data:text/csv,a,b"}},
        {"mark": {"type": "image", "url": "http://127.0.0.1:1/x.png"}},
        {"layer": [{"encoding": {"href": {"value": "http://example.org"}}}]},
        {"transform": [{"lookup": "x", "from": {"data": {"url": "x.json"}, "key": "x"}}]},
    ],
)
def test_it_draws_nothing_that_points_outside_itself(outward: dict[str, Any]) -> None:
    with pytest.raises(OutwardReference, match="carries its data"):
        render_svg({**SPEC, **outward})


def test_it_leaves_the_specification_as_it_was() -> None:
    before = json.dumps(SPEC)
    themed(SPEC, Theme.DARK)
    render_svg(SPEC)
    assert json.dumps(SPEC) == before


def _shape(part: Any) -> Any:
    return {key: _shape(value) for key, value in part.items()} if isinstance(part, dict) else type(part).__name__


@pytest.mark.parametrize("theme", Theme)
def test_it_styles_the_same_things_in_every_theme(theme: Theme) -> None:
    assert _shape(config(theme)) == _shape(config(Theme.LIGHT))
    assert len(config(theme)["range"]["category"]) == len(config(theme)["range"]["ordinal"]) == len(KINDS)
    assert len(SHAPES) == len(KINDS)


def test_it_knows_no_other_theme() -> None:
    with pytest.raises(ValueError, match="sepia"):
        config("sepia")


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", Theme)
def test_it_can_be_read_by_people_who_see_little_contrast(theme: Theme) -> None:
    """WCAG 1.4.3 for texts, 1.4.11 for what carries meaning."""
    found = config(theme)
    # What is hollow is filled with the colour behind the chart.
    ground = found["range"]["category"][1]
    for style in ("note", "label", "label-target"):
        assert contrast(found["style"][style]["color"], ground) >= 4.5
    assert contrast(found["axis"]["labelColor"], found["style"]["window"]["color"]) >= 4.5
    for colour in [*found["range"]["ordinal"], found["style"]["target"]["color"], found["style"]["centre"]["color"]]:
        assert contrast(colour, ground) >= 3


@pytest.mark.parametrize(
    ("value", "language", "label"),
    [
        ("40.8157", "en", "40.8"),
        ("40.8157", "de", "40,8"),
        ("35.000000", "en", "35"),
        ("1234567.4", "en", "1,234,567"),
        ("1234567.4", "de", "1.234.567"),
        ("0.004249", "en", "0.00425"),
        ("-0.5", "en", "-0.5"),
        ("0", "en", "0"),
        ("100", "en", "100"),
    ],
)
def test_it_writes_numbers_as_the_language_does(value: str, language: str, label: str) -> None:
    with translation.override(language):
        assert number_label(Decimal(value)) == label


def test_it_writes_days_and_periods_as_the_language_does() -> None:
    week = date(2026, 2, 23), date(2026, 3, 1)
    with translation.override("en"):
        assert day_label(week[1]) == "1 Mar"
        assert period_label(*week) == "23 Feb\u2009–\u20091 Mar 2026"
        assert period_label(date(2026, 2, 1), date(2026, 2, 28)) == "February 2026"
    with translation.override("de"):
        assert day_label(week[1]) == "1. März"
        assert period_label(*week) == "23. Feb.\u2009–\u20091. März 2026"


def test_it_falls_back_to_english_for_a_language_that_nobody_knows() -> None:
    with translation.override("tlh"):
        assert day_label(date(2026, 3, 1)) == "1 Mar"


finite = st.floats(-1e9, 1e9, allow_nan=False)


@given(finite, finite)
def test_it_puts_round_numbers_on_an_axis(one: float, other: float) -> None:
    low, high = sorted((one, other))
    if high - low < 1e-3:
        return
    ticks = number_ticks(low, high)
    places = [tick.at for tick in ticks]
    assert 1 <= len(ticks) <= 6
    assert places == sorted(set(places))
    assert all(low - 1e-6 <= place <= high + 1e-6 for place in places)


def test_it_puts_nothing_on_an_axis_without_length() -> None:
    assert number_ticks(3, 3) == []


@given(st.dates(date(1970, 1, 1), date(2100, 1, 1)), st.integers(0, 20_000), st.integers(4, 9))
def test_it_puts_few_dates_on_an_axis_whatever_its_length(first: date, days: int, most: int) -> None:
    last = first + timedelta(days=days)
    ticks = day_ticks(first, last, most=most)
    assert len(ticks) <= most
    assert all(day_number(first) <= tick.at <= day_number(last) for tick in ticks)
    assert days < 7 or ticks


@pytest.mark.parametrize(
    ("first", "last", "labels"),
    [
        (date(2026, 3, 2), date(2026, 3, 29), ["2 Mar", "9 Mar", "16 Mar", "23 Mar"]),
        (date(2025, 9, 1), date(2026, 3, 2), ["Sept 2025", "Oct", "Nov", "Dec", "Jan 2026", "Feb", "Mar"]),
        (date(2010, 2, 8), date(2012, 9, 3), ["Jul 2010", "Jan 2011", "Jul", "Jan 2012", "Jul"]),
        (date(2001, 1, 1), date(2006, 1, 1), ["2001", "2002", "2003", "2004", "2005", "2006"]),
    ],
)
def test_it_begins_weeks_months_and_years_where_they_begin(first: date, last: date, labels: list[str]) -> None:
    with translation.override("en"):
        assert [tick.label for tick in day_ticks(first, last)] == labels


def test_it_looks_labels_up_and_computes_nothing() -> None:
    expression = label_expression([Tick(0.5, 'a "quoted" \\ label'), Tick(1.0, "ä")])
    assert expression == '["a \\"quoted\\" \\\\ label", "ä"][indexof([0.5, 1.0], datum.value)]'
