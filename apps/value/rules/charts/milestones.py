"""The milestones of a contract on its run chart: where the KPI has to have come to by a day."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from kernel.charts.labels import day_label, day_number, number_label


def milestone_layers(milestones: Sequence[tuple[date, Decimal]], sign: str) -> Iterator[dict[str, Any]]:
    """A mark for each milestone in the colour of the target, with its day and value for whoever asks; none without milestones."""
    if not milestones:
        return
    values = []
    for day, value in milestones:
        told = {"day": day_label(day), "value": f"{number_label(value, 6)} {sign}".strip()}
        text = _("milestone: {value} by {day}").format(**told)
        values.append({"x": day_number(day), "y": float(value), "text": text, "label": number_label(value)})
    place = {"x": {"field": "x", "type": "quantitative"}, "y": {"field": "y", "type": "quantitative"}}
    yield {
        "data": {"values": values},
        "mark": {"type": "point", "style": "target", "shape": "cross", "size": 70, "filled": True, "opacity": 1},
        "encoding": {
            **place,
            "tooltip": [{"field": "text", "type": "nominal", "title": _("Milestone")}],
            "description": {"field": "text"},
        },
    }
    yield {
        "data": {"values": values},
        "mark": {"type": "text", "style": "target", "aria": False, "align": "center", "dy": -12},
        "encoding": {**place, "text": {"field": "label"}},
    }
