"""Forms with which a play is started, worked through and extended."""

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.initiatives.models import Person
from apps.initiatives.web.forms import PersonField
from apps.plays.models import Activity
from apps.plays.rules.days import LONGEST_EXTENSION
from apps.plays.rules.plans import Plan
from apps.plays.selectors.starting import Beginnings
from kernel.web.fields import DayField, NumberField
from kernel.web.forms import RevisionForm

TEMPLATE, KIT, PLAY = "template", "kit", "play"


class StartForm(forms.Form):
    """On which contract a play starts, in which team, when, and from what."""

    contract = forms.ChoiceField(label=_("Value contract"))
    team = forms.CharField(
        label=_("Team or region"),
        max_length=120,
        help_text=_("Where it runs. A replication runs in another team or region."),
    )
    starts_on = DayField(
        label=_("First day"),
        help_text=_("Today or later. The 60 days are calendar days; weekends and holidays count."),
    )
    source = forms.ChoiceField(label=_("Starts from"))

    # What the services call the fields.
    NAMES = {"contract_id": "contract", "template": "source", "kit": "source", "replicates_id": "source"}

    def __init__(self, *args: Any, begin: Beginnings, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["contract"].choices = [  # type: ignore[attr-defined]
            (str(each.pk), f"{each.title}, {each.get_status_display()}") for each in begin.contracts
        ]
        groups = [
            (gettext("Templates"), [(f"{TEMPLATE}:{row.key}", row.name) for row in begin.templates]),
            (gettext("Kits of the library"), [(f"{KIT}:{row.key}", row.name) for row in begin.kits]),
            (
                gettext("Kits of plays of this initiative"),
                [(f"{PLAY}:{play.pk}", gettext("The play in %(team)s") % {"team": play.team}) for play in begin.own],
            ),
        ]
        self.fields["source"].choices = [group for group in groups if group[1]]  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """The cleaned fields as the service takes them."""
        data = self.cleaned_data
        kind, _colon, key = data["source"].partition(":")
        source: dict[str, Any] = {"replicates_id": uuid.UUID(key)} if kind == PLAY else {kind: key}
        return {
            "contract_id": uuid.UUID(data["contract"]),
            "team": data["team"],
            "starts_on": data["starts_on"],
            **source,
        }


class ExtendForm(RevisionForm):
    """By how many days, and why."""

    days = forms.IntegerField(
        label=_("Days"), min_value=1, max_value=LONGEST_EXTENSION, help_text=_("30 at most, and once (P4).")
    )
    reason = forms.CharField(label=_("Why"), max_length=1_000, widget=forms.Textarea(attrs={"rows": 3}))


class NoteForm(forms.Form):
    """Something to say about a move."""

    note = forms.CharField(label=_("Note"), max_length=1_000, required=False, widget=forms.Textarea(attrs={"rows": 2}))


class DoneForm(NoteForm):
    """On which day something was done; today, unless another day is said."""

    done_on = DayField(label=_("Done on"), required=False, help_text=_("Left empty: today."))

    field_order = ("done_on", "note")


class ActivityForm(forms.Form):
    """Something that has to be done in a play."""

    title = forms.CharField(label=_("What has to be done"), max_length=200)
    owner = PersonField(label=_("Owner"))
    due_on = DayField(label=_("Due on"))
    phase = forms.ChoiceField(label=_("Phase"), required=False, help_text=_("Left empty: the phase of its day."))
    depends_on = forms.MultipleChoiceField(
        label=_("Waits for"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 5}),
        help_text=_("It can’t begin before these are done. Hold Ctrl or Cmd to choose several or none."),
    )
    description = forms.CharField(
        label=_("Description"), max_length=2_000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    # What the services call the fields.
    NAMES = {"owner_id": "owner"}

    def __init__(
        self, *args: Any, plan: Plan, people: Iterable[Person], others: Sequence[Activity], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.fields["owner"].offer(people)  # type: ignore[attr-defined]
        self.fields["phase"].choices = [("", "–"), *((phase.key, phase.name) for phase in plan.phases)]  # type: ignore[attr-defined]
        self.fields["depends_on"].choices = [(str(each.pk), each.title) for each in others]  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """The cleaned fields as the services take them."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "revision"}
        data["owner_id"] = data.pop("owner")
        data["depends_on"] = [uuid.UUID(key) for key in data["depends_on"]]
        return data


class ChangeActivityForm(ActivityForm, RevisionForm):
    """The same, at the revision it was read at."""

    note = forms.CharField(label=_("Note"), max_length=1_000, required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["phase"].required = True


def initial_of_activity(activity: Activity) -> dict[str, Any]:
    """An activity as the form shows it."""
    names = ("title", "due_on", "phase", "depends_on", "description", "note", "revision")
    return {name: getattr(activity, name) for name in names} | {"owner": activity.owner_id}


class EffortForm(forms.Form):
    """Hours that a play took."""

    on = DayField(label=_("Day"))
    hours = NumberField(
        label=_("Hours"), help_text=_("A correction is another entry, with hours below nothing and a note.")
    )
    person = PersonField(label=_("Person"), required=False)
    note = forms.CharField(label=_("Note"), max_length=300, required=False)

    # What the service calls the fields.
    NAMES = {"person_id": "person"}

    def __init__(self, *args: Any, people: Iterable[Person], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["person"].offer(people)  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """The cleaned fields as the service takes them."""
        data = dict(self.cleaned_data)
        data["person_id"] = data.pop("person")
        return data
