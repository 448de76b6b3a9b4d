"""What an event log is refused for: each with the field, the rule, what is wrong and the way out."""

from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from kernel.errors import InvalidRefused, Problem


class LogRefused(InvalidRefused):
    """The file can't be read as an event log, or the mapping does not fit it."""

    code = "event_log"

    def __init__(self, message: Any, way_out: Any, *, field: str = "file", code: str = "") -> None:
        super().__init__(message, [Problem(field, code or self.code, message, way_out)], way_out=way_out)


def no_log() -> LogRefused:
    """Neither XES nor CSV."""
    return LogRefused(_("The file is neither XES nor CSV."), save_way_out(), code="kind")


def empty_log() -> LogRefused:
    """Nothing in it, or no event."""
    return LogRefused(_("The file holds no event."), _("Export the log again, with its events."), code="empty")


def cut_off() -> LogRefused:
    """The packed file ends too early, or its bytes are damaged."""
    text = _("The packed file is damaged or cut off.")
    return LogRefused(text, _("Transfer it again; compare the sizes of the two files."), code="gzip")


def too_large(most: str) -> LogRefused:
    """More bytes, unpacked, than are read."""
    text = format_lazy(_("The file, unpacked, is larger than {most}."), most=most)
    return LogRefused(text, _("Export a shorter stretch of time, or fewer columns."), code="size")


def too_packed() -> LogRefused:
    """Packed tighter than any event log is."""
    text = _("The file unpacks to several hundred times its size, which no event log does.")
    return LogRefused(text, _("Upload the log itself, without the packing."), code="size")


def too_many(what: Any, most: int) -> LogRefused:
    """More of something than is kept; a wrong column is the usual reason."""
    text = format_lazy(_("The log has more than {most} {what}."), most=f"{most:,}".replace(",", "\u202f"), what=what)
    return LogRefused(text, _("Check which column was chosen, or export a shorter stretch of time."), code="count")


def broken_xml(line: int, reason: Any) -> LogRefused:
    """Not well-formed, or not shaped as a log is."""
    text = format_lazy(_("The XML is broken in line {line}: {reason}"), line=str(line), reason=reason)
    return LogRefused(text, _("Export the log again as XES."), code="xml")


def forbidden_xml() -> LogRefused:
    """A document type or entities, through which a file could ask for others or grow without bound."""
    text = _("The XML declares a document type or entities; event logs have none.")
    return LogRefused(text, _("Remove the DOCTYPE, or export the log again as XES."), code="xml")


def long_line(line: int) -> LogRefused:
    """A line or an attribute longer than any that a log has."""
    text = format_lazy(_("Line {line} is longer than a line of an event log can be."), line=str(line))
    return LogRefused(text, save_way_out(), code="length")


def save_way_out() -> Any:
    """How to get a file that is read."""
    return _("Export the log as XES, as XES packed with gzip, or as CSV in UTF-8.")
