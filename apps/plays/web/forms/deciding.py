"""Forms with which gates are submitted, waived and decided."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.initiatives.models import Person
from apps.initiatives.web.forms import PersonField
from apps.plays.choices import Outcome
from apps.plays.rules.gates import Condition
from kernel.web.fields import DayField

CONDITIONS = 5
"""As many conditions can be entered at once."""
OUTCOMES: Sequence[tuple[str, Any]] = (
    (Outcome.GO, _("Go: the gate is passed")),
    (Outcome.CONDITIONAL_GO, _("Conditional go: it is passed, and each condition becomes an activity with its day")),
    (Outcome.REDESIGN, _("Redesign: the play pauses until a day, and then comes back to this gate")),
    (Outcome.STOP, _("Stop: the play ends, and the people are free for something else")),
)


class SubmitForm(forms.Form):
    """What whoever submits a gate says to whoever decides it."""

    note = forms.CharField(
        label=_("What should the sponsor know?"),
        max_length=1_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class WaiverForm(forms.Form):
    """Why a criterion need not be met for a while, and until when."""

    reason = forms.CharField(label=_("Why"), max_length=1_000, widget=forms.Textarea(attrs={"rows": 3}))
    expires_on = DayField(label=_("Until"), help_text=_("On the day after, the gate asks for it again."))


class DecideForm(forms.Form):
    """What is decided at a gate, why, and on what grounds."""

    outcome = forms.ChoiceField(label=_("Decision"), choices=OUTCOMES, widget=forms.RadioSelect)
    reasons = forms.CharField(
        label=_("Reasons"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("They stay on record beside the figures of this moment."),
    )
    redesign_on = DayField(label=_("The redesign ends on"), required=False)
    basis_hash = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, people: Iterable[Person], outcomes: Iterable[str], **options: Any) -> None:
        super().__init__(*args, **options)
        offered = set(outcomes)
        self.fields["outcome"].choices = [row for row in OUTCOMES if row[0] in offered]  # type: ignore[attr-defined]
        known = list(people)
        for place in range(CONDITIONS):
            title, owner, due_on = self.names(place)
            self.fields[title] = forms.CharField(label=_("Condition"), max_length=200, required=False)
            self.fields[owner] = PersonField(label=_("Owner"), required=False)
            self.fields[owner].offer(known)  # type: ignore[attr-defined]
            self.fields[due_on] = DayField(label=_("By"), required=False)

    def rebind(self, basis_hash: str) -> None:
        """Bind what was typed to other grounds, which are shown beside it: sent again, it decides on those, knowingly."""
        data: Any = self.data
        self.data = data.copy()
        self.data["basis_hash"] = basis_hash  # type: ignore[index]

    @staticmethod
    def names(place: int) -> tuple[str, str, str]:
        """The fields of one condition: what, whose, by when."""
        return f"condition_{place}_title", f"condition_{place}_owner", f"condition_{place}_due_on"

    def plain_fields(self) -> list[forms.BoundField]:
        """The fields before the conditions."""
        return [self[name] for name in ("outcome", "reasons")]

    def condition_rows(self) -> list[list[forms.BoundField]]:
        """The fields of the conditions, a row each."""
        return [[self[name] for name in self.names(place)] for place in range(CONDITIONS)]

    def _filled(self) -> list[int]:
        return [place for place in range(CONDITIONS) if any(self.cleaned_data.get(name) for name in self.names(place))]

    def values(self) -> dict[str, Any]:
        """The cleaned fields as the service takes them; rows that were left empty are no conditions."""
        data: Mapping[str, Any] = self.cleaned_data
        rows = [[data.get(name) for name in self.names(place)] for place in self._filled()]
        return {
            "outcome": data["outcome"],
            "reasons": data["reasons"],
            "basis_hash": data["basis_hash"],
            "redesign_on": data["redesign_on"],
            "conditions": [Condition(title or "", due_on, owner) for title, owner, due_on in rows],
        }

    def field_of(self, problem_field: str) -> str:
        """The field that asks for what a problem names: a condition is told by its place among those that were entered."""
        first, _dot, rest = problem_field.partition(".")
        place, _dot, part = rest.partition(".")
        if first != "conditions":
            return problem_field
        filled = self._filled()
        if not place.isdecimal() or int(place) >= len(filled):
            return self.names(0)[0]
        title, owner, due_on = self.names(filled[int(place)])
        return {"owner_id": owner, "due_on": due_on}.get(part, title)
