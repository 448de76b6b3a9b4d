"""What the checks of a contract's parts have in common."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from apps.value.choices import Comparison, Direction
from apps.value.rules.points import Text
from apps.value.rules.words import say
from kernel.errors import Problem

WORSE_WHEN_BROKEN = {
    Direction.UP: (Comparison.ABOVE, Comparison.AT_LEAST),
    Direction.DOWN: (Comparison.BELOW, Comparison.AT_MOST),
}
"""How a bound is held that keeps a KPI from getting worse, by the KPI's direction."""


def missing(field: str, code: str, what: Text) -> Problem:
    """What is not there, and has to be."""
    return Problem(field, code, what, _("Fill it in."))


def choice(field: str, code: str, value: str, choices: list[str], what: Text) -> Iterator[Problem]:
    """A value that is missing, or not one of those that are known."""
    if not value:
        yield missing(field, code, what)
    elif value not in choices:
        text = say(_("“{value}” is not known here."), value=value)
        yield Problem(field, code, text, say(_("Choose one of: {choices}."), choices=", ".join(choices)))
