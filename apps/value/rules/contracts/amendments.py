"""What a change of a signed contract may be (V6), on plain values."""

from collections.abc import Iterator, Mapping
from datetime import date

from django.utils.translation import gettext_lazy as _

from apps.value.choices import VersionState
from apps.value.rules.contracts.versions import changes_between
from apps.value.rules.terms import ContractTerms, content_from_terms
from apps.value.rules.words import say
from kernel.errors import Problem


def amendment_problems(terms: ContractTerms, in_force: ContractTerms, *, begun: bool) -> Iterator[Problem]:
    """What keeps a changed content from replacing the one in force: nothing changed, or a first day that has passed moves."""
    if not changes_between(content_from_terms(in_force), content_from_terms(terms)):
        yield Problem(
            "terms",
            "V6",
            _("Nothing differs from the version in force."),
            _("Change what is to be signed anew, or drop the amendment."),
        )
    if begun and terms.start_on != in_force.start_on:
        text = _("The contract began on {start}: every figure since is counted from that day.")
        yield Problem(
            "start_on", "V6", say(text, start=in_force.start_on), _("Leave the first day as it is; move the due date.")
        )


def past_due(terms: ContractTerms, in_force: ContractTerms | None, *, today: date) -> Iterator[Problem]:
    """A promise for a day that has passed is none; an amendment may leave the due date where it is."""
    if terms.due_on is None or terms.due_on > today or (in_force and terms.due_on == in_force.due_on):
        return
    text = say(_("It is due on {due}, and that day has come."), due=terms.due_on)
    yield Problem("due_on", "V1", text, _("Set a due date that lies ahead: a contract is agreed before the work."))


def version_states(signed: Mapping[int, bool], *, in_force: int | None, opened: bool) -> dict[int, VersionState]:
    """Where each version stands, by its number; `signed` says of each whether all have signed it, `opened` whether the last awaits it."""
    last = max(signed, default=0)
    states: dict[int, VersionState] = {}
    for number, by_all in signed.items():
        if number == in_force:
            states[number] = VersionState.IN_FORCE
        elif by_all:
            states[number] = VersionState.SUPERSEDED
        elif opened and number == last:
            states[number] = VersionState.OPEN
        else:
            states[number] = VersionState.WITHDRAWN
    return states
