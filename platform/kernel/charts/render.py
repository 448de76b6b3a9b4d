"""A chart to SVG in this process, for documents. It reads no file and asks no other machine."""

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any
from xml.sax.saxutils import quoteattr

import vl_convert

from kernel.charts.themes import Theme, themed

VERSION = "6.4"
"""The newest Vega-Lite that the converter carries; the browser's is of the same major version."""

_OUTWARD = frozenset({"url", "href"})


class OutwardReference(ValueError):
    """A specification points outside itself; charts carry their data."""


def render_svg(
    spec: Mapping[str, Any], *, theme: Theme | str = Theme.PRINT, width: int | None = None, height: int | None = None
) -> str:
    """The chart as an SVG document: one picture with one description, as nobody can point at its parts."""
    svg = drawn_svg(json.dumps(_closed(spec, theme, width, height)))
    label = quoteattr(str(spec.get("description", "")))
    return svg.replace("<svg ", f'<svg role="img" aria-label={label} ', 1)


@lru_cache(maxsize=128)
def drawn_svg(spec: str) -> str:
    """One picture is drawn once a process: everybody who signs a contract prints it, and the drawing is a third of that."""
    svg: str = vl_convert.vegalite_to_svg(spec, vl_version=VERSION, allowed_base_urls=[])
    return svg


def _closed(spec: Mapping[str, Any], theme: Theme | str, width: int | None, height: int | None) -> dict[str, Any]:
    _refuse_outward(spec)
    size = {name: value for name, value in (("width", width), ("height", height)) if value is not None}
    return {**themed(spec, theme), **size}


def _refuse_outward(part: Any) -> None:
    if isinstance(part, Mapping):
        if found := _OUTWARD & part.keys():
            raise OutwardReference(f"A chart carries its data; this one names a {min(found)}.")
        for inner in part.values():
            _refuse_outward(inner)
    elif isinstance(part, Sequence) and not isinstance(part, str):
        for inner in part:
            _refuse_outward(inner)
