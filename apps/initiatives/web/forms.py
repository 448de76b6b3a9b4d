"""The forms of people and initiatives."""

import uuid
from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.initiatives.choices import BusinessFunction, InitiativeStatus, InitiativeType
from apps.initiatives.models import Initiative, Person
from apps.initiatives.rules import Place, statuses_by_hand
from kernel.web.fields import NumberField
from kernel.web.forms import RevisionForm

PEOPLE = ("workflow_owner", "transformation_lead", "partner_lead", "data_owner", "budget_owner")
ACCOUNTABILITY = forms.Textarea(attrs={"rows": 2})


class PersonForm(forms.Form):
    """Somebody who matters to the work."""

    name = forms.CharField(label=_("Name"), max_length=120)
    job_title = forms.CharField(label=_("Job title"), max_length=120, required=False)
    function = forms.ChoiceField(
        label=_("Business function"),
        choices=[("", "–"), *BusinessFunction.choices],
        help_text=_("A workflow owner comes from the business, a partner lead from the transformation partner."),
    )
    email = forms.EmailField(label=_("E-mail"), max_length=254, required=False)


class ChangePersonForm(PersonForm, RevisionForm):
    """The same, at the revision it was read at."""


class PersonField(forms.TypedChoiceField):
    """One of the client's people, grouped by the function they come from."""

    def __init__(self, **options: Any) -> None:
        super().__init__(coerce=uuid.UUID, empty_value=None, **options)

    def offer(self, people: Iterable[Person]) -> None:
        """Fill in whom to choose from."""
        by_function = sorted(people, key=lambda person: (person.get_function_display(), person.name))
        # The people without their groups.
        self.flat_choices = [(str(person.pk), person_words(person)) for person in by_function]
        self.choices = [
            ("", "–"),
            *(
                (label, [(str(person.pk), person_words(person)) for person in group])
                for label, group in groupby(by_function, key=lambda person: person.get_function_display())
            ),
        ]


class InitiativeForm(forms.Form):
    """An initiative with the three people who answer for it."""

    name = forms.CharField(label=_("Name"), max_length=160)
    workflow = forms.CharField(
        label=_("Workflow"),
        max_length=160,
        help_text=_("The workflow that should improve, in the business's own words."),
    )
    workflow_owner = PersonField(
        label=_("Workflow owner"), help_text=_("Accountable end to end; from the business, not from IT (O1).")
    )
    workflow_owner_accountability = forms.CharField(
        label=_("What the workflow owner answers for"), max_length=1_000, widget=ACCOUNTABILITY
    )
    transformation_lead = PersonField(
        label=_("Transformation lead"), help_text=_("Leads the technical side; somebody else than the owner (O2).")
    )
    transformation_lead_accountability = forms.CharField(
        label=_("What the transformation lead answers for"), max_length=1_000, widget=ACCOUNTABILITY
    )
    partner_lead = PersonField(
        label=_("Partner lead"), help_text=_("The one person at the partner who answers for the full loop (O3).")
    )
    data_owner = PersonField(
        label=_("Data owner"), required=False, help_text=_("Who answers for the data that the workflow needs (O6).")
    )
    budget_owner = PersonField(label=_("Budget owner"), required=False, help_text=_("Whose money pays for it (O6)."))
    type = forms.ChoiceField(label=_("Kind of work"), choices=InitiativeType.choices)
    status = forms.ChoiceField(
        label=_("Status"),
        choices=InitiativeStatus.choices,
        help_text=_(
            "Where it stands today. From then on an AI use case reaches production through the gates of a play."
        ),
    )
    cost_of_delay = NumberField(
        label=_("Cost of delay a month"),
        required=False,
        help_text=_("Money lost each month until it is in production, in the client’s currency (S10)."),
    )
    summary = forms.CharField(
        label=_("Summary"), max_length=2_000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, *args: Any, people: Iterable[Person], **options: Any) -> None:
        super().__init__(*args, **options)
        known = list(people)
        for field in self.fields.values():
            if isinstance(field, PersonField):
                field.offer(known)

    def values(self) -> dict[str, Any]:
        """The cleaned fields as the services take them."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "revision"}
        for name in PEOPLE:
            data[f"{name}_id"] = data.pop(name)
        return data


class ChangeInitiativeForm(InitiativeForm, RevisionForm):
    """The same, at the revision it was read at; a status that gates decide is nobody's to choose (P3)."""

    def __init__(self, *args: Any, place: Place, **options: Any) -> None:
        super().__init__(*args, **options)
        status = self.fields["status"]
        if place.play_id is not None:
            status.disabled = True
            status.help_text = _("It follows the gates of the play that is under way.")
        elif place.type == InitiativeType.AI_USE_CASE:
            open_to_hands = statuses_by_hand(place)
            status.choices = [row for row in InitiativeStatus.choices if row[0] in open_to_hands]  # type: ignore[attr-defined]
            status.help_text = _("Limited production and production are reached through the gates of a play.")


def person_words(person: Person) -> str:
    """A person as a list names them."""
    return f"{person.name}, {person.job_title}" if person.job_title else person.name


def initial_of_person(person: Person) -> dict[str, Any]:
    """A person as the form shows them."""
    return {name: getattr(person, name) for name in (*PersonForm.base_fields, "revision")}


def initial_of_initiative(initiative: Initiative) -> dict[str, Any]:
    """An initiative as the form shows it."""
    plain = {
        name: getattr(initiative, name) for name in (*InitiativeForm.base_fields, "revision") if name not in PEOPLE
    }
    return plain | {name: getattr(initiative, f"{name}_id") for name in PEOPLE}
