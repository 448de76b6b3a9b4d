"""What a chart's named styles look like in light, in dark and on paper. A specification names styles, never colours."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

FONT = "Inter, -apple-system, 'Segoe UI', Roboto, 'Liberation Sans', Arial, sans-serif"


class Theme(StrEnum):
    """Where a chart is seen."""

    LIGHT = "light"
    DARK = "dark"
    PRINT = "print"


KINDS = ("plain", "hollow", "good", "bad", "neutral")
"""Kinds of points, in the order of their shapes and colours; a scale over them takes its ranges from the theme."""

SHAPES = ("circle", "circle", "diamond", "triangle-up", "square")


@dataclass(frozen=True, slots=True)
class _Palette:
    paper: str
    ink: str
    quiet: str
    hair: str
    band: str
    window: str
    series: str
    centre: str
    limit: str
    target: str
    good: str
    bad: str


_PALETTES: Mapping[Theme, _Palette] = {
    Theme.LIGHT: _Palette(
        paper="#ffffff",
        ink="#1b2127",
        quiet="#56606b",
        hair="#e2e4e6",
        band="#5f8799",
        window="#f2f3f3",
        series="#48566a",
        centre="#7b8797",
        limit="#97a2b0",
        target="#0f5c7a",
        good="#16704a",
        bad="#ac2318",
    ),
    Theme.DARK: _Palette(
        paper="#14181c",
        ink="#e4e8eb",
        quiet="#a0abb6",
        hair="#2b3239",
        band="#8fb8c9",
        window="#1c2126",
        series="#c3ccd8",
        centre="#8b98a9",
        limit="#74839a",
        target="#7fc6e2",
        good="#63cc98",
        bad="#ff938a",
    ),
    Theme.PRINT: _Palette(
        paper="#ffffff",
        ink="#111111",
        quiet="#444444",
        hair="#dddddd",
        band="#777777",
        window="#f3f3f3",
        series="#333333",
        centre="#666666",
        limit="#888888",
        target="#0f5c7a",
        good="#0f6236",
        bad="#a83508",
    ),
}


def config(theme: Theme | str) -> dict[str, Any]:
    """The Vega-Lite `config` of a theme; the browser takes it for the page's theme, light or dark."""
    palette = _PALETTES[Theme(theme)]
    text = {"font": FONT, "fontSize": 11, "color": palette.quiet}
    return {
        "background": "transparent",
        "font": FONT,
        "padding": {"left": 2, "right": 4, "top": 4, "bottom": 2},
        "view": {"stroke": None},
        "axis": {
            "domain": False,
            "ticks": False,
            "labelFont": FONT,
            "labelFontSize": 11,
            "labelColor": palette.quiet,
            "labelPadding": 8,
            "titleFont": FONT,
            "titleFontSize": 11,
            "titleFontWeight": "normal",
            "titleColor": palette.quiet,
            "gridColor": palette.hair,
            "gridWidth": 1,
        },
        "axisX": {
            "grid": False,
            "domain": True,
            "domainColor": palette.limit,
            "ticks": True,
            "tickColor": palette.limit,
            "tickSize": 4,
            "labelPadding": 4,
        },
        "legend": {
            "labelFont": FONT,
            "labelFontSize": 11,
            "labelColor": palette.quiet,
            "labelLimit": 260,
            "symbolSize": 60,
            "symbolStrokeWidth": 1.5,
            "columnPadding": 16,
            "rowPadding": 4,
            "offset": 12,
        },
        "range": {
            "category": [palette.series, palette.paper, palette.good, palette.bad, palette.centre],
            "ordinal": [palette.series, palette.series, palette.good, palette.bad, palette.centre],
        },
        "style": {
            "band": {"color": palette.band, "fillOpacity": 0.1},
            "window": {"color": palette.window, "fillOpacity": 1},
            "series": {"color": palette.series, "strokeWidth": 1.25, "strokeOpacity": 0.55},
            "centre": {"color": palette.centre, "strokeWidth": 1},
            "limit": {"color": palette.limit, "strokeWidth": 1, "strokeDash": [4, 3]},
            "target": {"color": palette.target, "strokeWidth": 1.75},
            "marker": {"color": palette.quiet, "strokeWidth": 1, "strokeDash": [1, 3]},
            "note": text,
            "label": text,
            "label-target": {**text, "color": palette.target, "fontWeight": 600},
        },
    }


def themed(spec: Mapping[str, Any], theme: Theme | str) -> dict[str, Any]:
    """The specification with a theme's colours, ready to be drawn."""
    return {**spec, "config": config(theme)}
