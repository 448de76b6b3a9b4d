"""Forms with which something is shown to hold: evidence, acceptance sessions, the fallback and its drills."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.initiatives.models import Person
from apps.initiatives.web.forms import PersonField
from apps.plays.choices import AcceptanceVerdict, DefectStatus, EvidenceKind
from apps.plays.models import Play
from kernel.web.fields import DayField, MomentField
from kernel.web.forms import RevisionForm

TASKS = 6
DEFECTS = 4
"""As many tasks and defects can be entered at once."""


class EvidenceForm(forms.Form):
    """A file, a link or a note."""

    kind = forms.ChoiceField(
        label=_("What is it?"), choices=EvidenceKind.choices, widget=forms.RadioSelect, initial=EvidenceKind.FILE
    )
    title = forms.CharField(label=_("Title"), max_length=200)
    upload = forms.FileField(
        label=_("File"),
        required=False,
        help_text=_("PDF, PNG, JPEG, WebP, TXT, CSV, MD, DOCX, XLSX or PPTX, up to 25 MB; without macros."),
    )
    url = forms.CharField(label=_("Link"), max_length=500, required=False, help_text=_("It begins with https://."))
    note = forms.CharField(label=_("Note"), max_length=5_000, required=False, widget=forms.Textarea(attrs={"rows": 4}))
    expires_on = DayField(
        label=_("Valid until"), required=False, help_text=_("After this day it shows nothing any more.")
    )

    # What the service calls the fields.
    NAMES = {"file": "upload"}


class SessionForm(forms.Form):
    """A tester at real tasks: what was tried, what they say, what they found."""

    tester = PersonField(
        label=_("Tester"), help_text=_("Somebody whose work it changes: not IT, not the partner (P6).")
    )
    role = forms.CharField(label=_("Role in the workflow"), max_length=120)
    held_on = DayField(label=_("Held on"))
    verdict = forms.ChoiceField(label=_("The tester"), choices=AcceptanceVerdict.choices, widget=forms.RadioSelect)
    comment = forms.CharField(
        label=_("In the tester’s words"),
        max_length=1_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    # What the service calls the fields.
    NAMES = {"tester_id": "tester"}

    def __init__(self, *args: Any, people: Iterable[Person], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["tester"].offer(people)  # type: ignore[attr-defined]
        for place in range(TASKS):
            self.fields[f"task_{place}"] = forms.CharField(label=_("Task"), max_length=200, required=False)
            self.fields[f"worked_{place}"] = forms.BooleanField(label=_("It worked"), required=False)
        for place in range(DEFECTS):
            self.fields[f"defect_{place}"] = forms.CharField(label=_("Defect"), max_length=200, required=False)
            self.fields[f"blocking_{place}"] = forms.BooleanField(label=_("It blocks the work"), required=False)

    def who(self) -> list[forms.BoundField]:
        """The fields about the session."""
        return [self[name] for name in ("tester", "role", "held_on")]

    def said(self) -> list[forms.BoundField]:
        """The fields about what the tester says."""
        return [self[name] for name in ("verdict", "comment")]

    def task_rows(self) -> list[list[forms.BoundField]]:
        """The tasks, a row each."""
        return [[self[f"task_{place}"], self[f"worked_{place}"]] for place in range(TASKS)]

    def defect_rows(self) -> list[list[forms.BoundField]]:
        """The defects, a row each."""
        return [[self[f"defect_{place}"], self[f"blocking_{place}"]] for place in range(DEFECTS)]

    def values(self) -> dict[str, Any]:
        """The cleaned fields as the service takes them; rows without a text are left out."""
        data = self.cleaned_data
        return {
            "tester_id": data["tester"],
            "role": data["role"],
            "held_on": data["held_on"],
            "verdict": data["verdict"],
            "comment": data["comment"],
            "tasks": [
                {"task": data[f"task_{place}"], "worked": data[f"worked_{place}"]}
                for place in self._rows("task", TASKS)
            ],
            "defects": [
                {"title": data[f"defect_{place}"], "blocking": data[f"blocking_{place}"]}
                for place in self._rows("defect", DEFECTS)
            ],
        }

    def _rows(self, name: str, most: int) -> Sequence[int]:
        return [place for place in range(most) if self.cleaned_data.get(f"{name}_{place}")]

    def field_of(self, problem_field: str) -> str:
        """The field that asks for what a problem names: a row is told by its place among those that were entered."""
        first, _dot, rest = problem_field.partition(".")
        place = rest.partition(".")[0]
        one = {"tasks": ("task", TASKS), "defects": ("defect", DEFECTS)}.get(first)
        if one is None:
            return self.NAMES.get(problem_field, problem_field)
        rows = self._rows(*one)
        return f"{one[0]}_{rows[int(place)] if place.isdecimal() and int(place) < len(rows) else 0}"


class DefectForm(forms.Form):
    """How a defect was closed."""

    status = forms.ChoiceField(
        label=_("It is"),
        choices=[(each.value, each.label) for each in (DefectStatus.FIXED, DefectStatus.DISMISSED)],
        widget=forms.RadioSelect,
        initial=DefectStatus.FIXED,
    )
    note = forms.CharField(label=_("What was done, or why it is none"), max_length=500)


class FallbackForm(RevisionForm):
    """What the team does when it has to go back."""

    procedure = forms.CharField(
        label=_("What is done, step by step"), max_length=5_000, widget=forms.Textarea(attrs={"rows": 8})
    )
    minutes = forms.IntegerField(
        label=_("Takes effect within, in minutes"), help_text=_("As long as the business can wait.")
    )
    owner = PersonField(label=_("Who starts it"))

    # What the service calls the fields.
    NAMES = {"fallback": "procedure", "fallback_minutes": "minutes", "fallback_owner": "owner", "owner_id": "owner"}

    def __init__(self, *args: Any, people: Iterable[Person], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["owner"].offer(people)  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """The cleaned fields as the service takes them."""
        data = dict(self.cleaned_data)
        data["owner_id"] = data.pop("owner")
        return data


def initial_of_fallback(play: Play) -> dict[str, Any]:
    """The fallback of a play as the form shows it."""
    return {
        "procedure": play.fallback,
        "minutes": play.fallback_minutes,
        "owner": play.fallback_owner_id,
        "revision": play.revision,
    }


class DrillForm(forms.Form):
    """How a rehearsal of the fallback went."""

    held_at = MomentField(label=_("Held at"))
    took_effect = forms.TypedChoiceField(
        label=_("The fallback"),
        choices=[("yes", _("took effect")), ("no", _("did not take effect"))],
        coerce=lambda text: text == "yes",
        widget=forms.RadioSelect,
    )
    took_minutes = forms.IntegerField(
        label=_("Minutes until it took effect"), required=False, min_value=0, max_value=100_000
    )
    note = forms.CharField(label=_("What was seen"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 3}))
