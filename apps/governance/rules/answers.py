"""Whether an initiative's AI is under control, in one sentence, on plain values."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


@dataclass(frozen=True, slots=True)
class Situation:
    """What the answer rests on, counted."""

    has_checklist: bool
    open_items: int
    has_boundary: bool
    monitors: int
    breaches: int
    severe_incidents: int
    other_incidents: int
    controls: int
    stopped_controls: int
    documented_controls: int
    attestation_overdue: bool


def is_under_control(found: Situation) -> bool:
    """Whether nothing is open: checklist and boundary agreed, monitors there, no incident, each control operating."""
    return not list(_open(found))


def answer(found: Situation) -> str:
    """The answer in one sentence, the worst first."""
    clauses = list(_open(found))
    if not clauses:
        text = ngettext(
            "Under control: the checklist is complete, the boundary is in force, and the one control operates.",
            "Under control: the checklist is complete, the boundary is in force, and all %(count)s controls operate.",
            found.controls,
        )
        return text % {"count": found.controls}
    return _("Not under control: %(reasons)s.") % {"reasons": "; ".join(clauses)}


def _open(found: Situation) -> Iterator[str]:
    if found.severe_incidents:
        text = ngettext("%(count)s severe incident goes on", "%(count)s severe incidents go on", found.severe_incidents)
        yield text % {"count": found.severe_incidents}
    if found.breaches:
        text = ngettext(
            "%(count)s monitor is out of its range", "%(count)s monitors are out of their range", found.breaches
        )
        yield text % {"count": found.breaches}
    if found.other_incidents:
        text = ngettext("%(count)s incident goes on", "%(count)s incidents go on", found.other_incidents)
        yield text % {"count": found.other_incidents}
    if not found.has_checklist:
        yield _("no checklist was started")
    elif found.open_items:
        text = ngettext(
            "%(count)s item of the checklist is open", "%(count)s items of the checklist are open", found.open_items
        )
        yield text % {"count": found.open_items}
    if not found.has_boundary:
        yield _("no boundary statement is in force")
    if not found.monitors:
        yield _("nothing is monitored")
    if found.attestation_overdue:
        yield _("the attestation is overdue")
    if found.stopped_controls:
        text = ngettext(
            "%(count)s control left no trace in its period",
            "%(count)s controls left no trace in their period",
            found.stopped_controls,
        )
        yield text % {"count": found.stopped_controls}
    if found.documented_controls:
        text = ngettext(
            "%(count)s control is documented only", "%(count)s controls are documented only", found.documented_controls
        )
        yield text % {"count": found.documented_controls}
