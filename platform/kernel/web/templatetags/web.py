"""The tags that every template has without loading them."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from kernel.charts.labels import period_label
from kernel.charts.themes import Theme, config
from kernel.web import addresses, formats
from kernel.web.states import State, states

register = template.Library()


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An icon: decoration for the word beside it, unless it carries a label of its own."""
    if label:
        return format_html('<i class="ti ti-{}" role="img" aria-label="{}"></i>', name, label)
    return format_html('<i class="ti ti-{}" aria-hidden="true"></i>', name)


@register.inclusion_tag("partials/state.html")
def state(kind: str, value: str) -> dict[str, State]:
    """A state's badge: its word, icon and tone, as the kind's table says."""
    return {"state": states.get(kind, value)}


@register.simple_tag
def outside(name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a page beside every mount."""
    return addresses.outside(name, *args, **kwargs)


@register.simple_tag
def inside(slug: str, name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a page of one client."""
    return addresses.inside(slug, name, *args, **kwargs)


@register.simple_tag
def quantity(value: formats.Number | None, unit: str, currency: str = "", digits: int | None = None) -> str:
    """A value with its unit; a dash where there is none."""
    return "–" if value is None else formats.quantity(value, unit, currency, digits)


@register.simple_tag
def change(value: formats.Number | None, unit: str, currency: str = "", digits: int | None = None) -> str:
    """By how much a value moves, with its unit; a dash where nobody knows."""
    return "–" if value is None else formats.change(value, unit, currency, digits)


@register.filter
def number(value: formats.Number | None, digits: int | None = None) -> str:
    """A number as the language writes it; a dash where there is none."""
    return "–" if value is None else formats.number(value, digits)


@register.filter
def percent(value: formats.Number | None, digits: int | None = None) -> str:
    """42 as 42 %."""
    return "–" if value is None else formats.percent(value, digits)


@register.filter
def share(value: formats.Number | None, digits: int = 0) -> str:
    """0.42 as 42 %."""
    return "–" if value is None else formats.share(value, digits)


@register.filter
def money(value: formats.Number | None, currency: str) -> str:
    """An amount in whole units of its currency."""
    return "–" if value is None else formats.money(value, currency)


@register.filter
def near_day(date: dt.date | None) -> SafeString | str:
    """A date in words near today: "in 3 days, Thu 12 March"."""
    return "–" if date is None else _time(date, formats.near_day(date))


@register.filter
def short_day(date: dt.date | None) -> SafeString | str:
    """A date for a table's column."""
    return "–" if date is None else _time(date, formats.short_day(date))


@register.filter
def moment(at: dt.datetime | None) -> SafeString | str:
    """A moment in the person's time zone."""
    return "–" if at is None else _time(at, formats.moment(at))


@register.filter
def drawable(spec: Mapping[str, Any]) -> dict[str, Any]:
    """A chart's specification with the looks that the browser chooses from."""
    return {"spec": spec, "themes": {theme.value: config(theme) for theme in Theme}}


@register.simple_tag
def days(first: dt.date, last: dt.date) -> str:
    """The days from the first to the last as people say them: "2 – 8 Mar 2026", or a whole month."""
    return period_label(first, last)


@register.filter
def stamp(at: dt.datetime | None) -> SafeString | str:
    """A moment as a document states it, with its zone."""
    return "–" if at is None else _time(at, formats.stamp(at))


def _time(value: dt.date, text: str) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), text)
