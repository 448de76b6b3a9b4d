"""The forms of governance: answers of the checklist, boundary statements, monitors, incidents and attestations."""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.governance.choices import AnswerType, Every, IncidentType, MonitorType, Sensitivity, Severity
from apps.governance.models import ChecklistItem, Incident, Monitor
from apps.governance.rules.checklist import STEP
from apps.initiatives.models import Person
from apps.initiatives.web.forms import PersonField
from kernel.web.fields import DayField, MomentField, NumberField
from kernel.web.forms import RevisionForm

# What stands between who takes a step of the escalation path, within how many minutes, and how.
BETWEEN = "|"
SEVERITIES = [("", "–"), *Severity.choices]


def _long(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def offer_people(form: forms.BaseForm, people: Iterable[Person]) -> None:
    """Fill in whom each field for a person offers."""
    known = list(people)
    for field in form.fields.values():
        if isinstance(field, PersonField):
            field.offer(known)


class ListField(forms.CharField):
    """A list of texts, one on each line."""

    widget = _long(4)

    def prepare_value(self, value: Any) -> Any:
        """A list as lines; what was typed as it was typed."""
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        """The lines that say something; None for none."""
        lines = [line.strip() for line in super().clean(value).splitlines()]
        return [line for line in lines if line] or None


class EscalationField(ListField):
    """The steps of an escalation path, one on each line: who, within how many minutes, how."""

    def prepare_value(self, value: Any) -> Any:
        """The steps as lines; what was typed as it was typed."""
        if not isinstance(value, list):
            return value
        return "\n".join(f" {BETWEEN} ".join(str(step[name]) for name in STEP) for step in value)

    def clean(self, value: Any) -> Any:
        """The steps. A line that is none is named by its number."""
        lines = super().clean(value)
        return None if lines is None else [self._step(number, line) for number, line in enumerate(lines, 1)]

    def _step(self, number: int, line: str) -> dict[str, Any]:
        parts = [part.strip() for part in line.split(BETWEEN)]
        if len(parts) != len(STEP) or not (parts[1].isascii() and parts[1].isdigit() and len(parts[1]) < 9):
            text = gettext("Line %(number)s is no step. Write: who | minutes | how.")
            raise forms.ValidationError(text, code="step", params={"number": number})
        return {"who": parts[0], "within_minutes": int(parts[1]), "how": parts[2]}


class AnswerForm(RevisionForm):
    """The answer to an item of the checklist, who owns it, where it is proved, and when it is looked at again."""

    owner = PersonField(label=_("Owner"), required=False, help_text=_("Who answers for it being true."))
    evidence = forms.CharField(
        label=_("Evidence"),
        max_length=1_000,
        required=False,
        widget=_long(2),
        help_text=_("Where it is proved: a document, a record, a system."),
    )
    review_on = DayField(label=_("Review on"), required=False, help_text=_("When somebody looks at it again."))

    def __init__(self, *args: Any, item: ChecklistItem, people: Iterable[Person], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["answer"] = _ANSWERS[item.answer_type]()
        self.order_fields(["answer"])
        offer_people(self, people)

    def values(self) -> dict[str, Any]:
        """The cleaned fields as the service takes them."""
        data = self.cleaned_data
        return {
            "answer": data["answer"] or None,
            "owner_id": data["owner"],
            "evidence": data["evidence"],
            "review_on": data["review_on"],
        }


_ANSWERS: dict[str, Callable[[], forms.Field]] = {
    AnswerType.TEXT.value: lambda: forms.CharField(
        label=_("Answer"), max_length=4_000, required=False, widget=_long(4)
    ),
    AnswerType.SENSITIVITY.value: lambda: forms.ChoiceField(
        label=_("Answer"), choices=[("", "–"), *Sensitivity.choices], required=False
    ),
    AnswerType.LIST.value: lambda: ListField(label=_("Answer"), required=False, help_text=_("One on each line.")),
    AnswerType.ESCALATION.value: lambda: EscalationField(
        label=_("Answer"),
        required=False,
        help_text=_("One step on each line: who | minutes | how, such as: Head of order desk | 30 | by telephone."),
    ),
}


def initial_of_item(item: ChecklistItem) -> dict[str, Any]:
    """An item as the form shows it."""
    return {
        "answer": item.answer,
        "owner": item.owner_id,
        "evidence": item.evidence,
        "review_on": item.review_on,
        "revision": item.revision,
    }


class ItemForm(forms.Form):
    """An item of the client's own."""

    title = forms.CharField(label=_("Title"), max_length=120)
    question = forms.CharField(label=_("Question"), max_length=1_000, widget=_long(2))
    key = forms.CharField(
        label=_("Key"), max_length=60, help_text=_("What systems call it, such as works_council. It stays.")
    )
    answer_type = forms.ChoiceField(label=_("Answered with"), choices=AnswerType.choices)
    nist = forms.CharField(
        label=_("NIST AI RMF"),
        max_length=200,
        required=False,
        help_text=_("References with commas between them, such as GOVERN 1.1, MAP 3.4."),
    )
    required = forms.BooleanField(label=_("Without it the checklist is not complete"), required=False, initial=True)

    def clean_nist(self) -> list[str]:
        """The references."""
        return [part.strip() for part in self.cleaned_data["nist"].split(",") if part.strip()]


class BoundaryForm(forms.Form):
    """What AI may and may not decide on its own."""

    may_decide = forms.CharField(
        label=_("What AI may decide on its own"), max_length=4_000, widget=_long(4), help_text=_("One on each line.")
    )
    may_not_decide = forms.CharField(
        label=_("What AI may not decide"), max_length=4_000, widget=_long(4), help_text=_("One on each line.")
    )
    human_review = forms.CharField(label=_("Where a person reviews"), max_length=4_000, widget=_long(3))
    reason = forms.CharField(
        label=_("Why it changes"),
        max_length=1_000,
        required=False,
        widget=_long(2),
        help_text=_("Needed where it replaces a statement in force."),
    )


class MonitorForm(forms.Form):
    """What is watched, in which range, and what happens outside of it."""

    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("What is watched: “Error rate”."))
    type = forms.ChoiceField(label=_("Watches"), choices=[("", "–"), *MonitorType.choices])
    unit = forms.CharField(
        label=_("Unit"), max_length=30, help_text=_("As it stands behind a number: s, %, cases a day.")
    )
    low = NumberField(label=_("Lowest acceptable"), required=False)
    high = NumberField(label=_("Highest acceptable"), required=False, help_text=_("One of the two, or both (G3)."))
    every = forms.ChoiceField(label=_("Read"), choices=Every.choices, initial=Every.DAY)
    starts_on = DayField(label=_("Watched from"))
    owner = PersonField(label=_("Owner"), help_text=_("Who is responsible for each breach."))
    severity = forms.TypedChoiceField(label=_("Severity of a breach"), choices=Severity.choices, coerce=int, initial=3)
    breach_process = forms.CharField(
        label=_("What happens when it is out of its range"),
        max_length=2_000,
        widget=_long(3),
        help_text=_("Who is told, what is stopped, and what works in its place."),
    )

    def __init__(self, *args: Any, people: Iterable[Person], **options: Any) -> None:
        super().__init__(*args, **options)
        offer_people(self, people)

    def values(self) -> dict[str, Any]:
        """The cleaned fields as the services take them."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "revision"}
        return data | {"owner_id": data.pop("owner")}


class ChangeMonitorForm(MonitorForm, RevisionForm):
    """The same, at the revision it was read at; another range needs a reason."""

    reason = forms.CharField(
        label=_("Why the range changes"), max_length=1_000, required=False, help_text=_("Needed where it changes.")
    )
    field_order = ("name", "type", "unit", "low", "high", "reason")


def initial_of_monitor(monitor: Monitor) -> dict[str, Any]:
    """A monitor as the form shows it."""
    names = [name for name in (*MonitorForm.base_fields, "revision") if name != "owner"]
    return {name: getattr(monitor, name) for name in names} | {"owner": monitor.owner_id, "reason": ""}


class MonitorReadingForm(forms.Form):
    """One reading. The value stays as it was typed: the service reads it as the person's language writes numbers."""

    measured_at = MomentField(label=_("Measured"))
    value = forms.CharField(
        label=_("Value"), max_length=64, widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    )
    source = forms.CharField(label=_("Source"), max_length=120, required=False)


class ReasonForm(forms.Form):
    """Why somebody decides something that stays on record."""

    reason = forms.CharField(label=_("Reason"), max_length=1_000, widget=_long(3))


class IncidentForm(forms.Form):
    """What went wrong, how bad it is, and since when it is known."""

    title = forms.CharField(label=_("Title"), max_length=160, help_text=_("What went wrong, in a few words."))
    type = forms.ChoiceField(label=_("Kind"))
    severity = forms.TypedChoiceField(label=_("Severity"), choices=SEVERITIES, coerce=int)
    detected_at = MomentField(label=_("Detected"))
    owner = PersonField(label=_("Owner"), required=False, help_text=_("Left empty, the workflow owner has it."))
    monitor = forms.ChoiceField(label=_("Monitor"), required=False)
    description = forms.CharField(label=_("What happened"), max_length=4_000, required=False, widget=_long(4))

    def __init__(self, *args: Any, people: Iterable[Person], monitors: Iterable[Monitor], **options: Any) -> None:
        super().__init__(*args, **options)
        # A rollback trigger opens its incident by itself.
        kinds = [choice for choice in IncidentType.choices if choice[0] != IncidentType.ROLLBACK]
        self.fields["type"].choices = [("", "–"), *kinds]  # type: ignore[attr-defined]
        self.fields["monitor"].choices = [("", "–"), *((str(row.pk), row.name) for row in monitors)]  # type: ignore[attr-defined]
        offer_people(self, people)

    def values(self) -> dict[str, Any]:
        """The cleaned fields as the service takes them."""
        data = dict(self.cleaned_data)
        return data | {"owner_id": data.pop("owner"), "monitor_id": data.pop("monitor") or None}


class ChangeIncidentForm(RevisionForm):
    """What is said of an incident; another severity needs a reason."""

    title = forms.CharField(label=_("Title"), max_length=160)
    severity = forms.TypedChoiceField(label=_("Severity"), choices=Severity.choices, coerce=int)
    reason = forms.CharField(
        label=_("Why the severity changes"),
        max_length=1_000,
        required=False,
        help_text=_("Needed where it changes. A gate counts by the worst that it ever was."),
    )
    owner = PersonField(label=_("Owner"), required=False)
    description = forms.CharField(label=_("What happened"), max_length=4_000, required=False, widget=_long(4))
    root_cause = forms.CharField(label=_("Root cause"), max_length=4_000, required=False, widget=_long(3))
    fallback_used = forms.TypedChoiceField(
        label=_("The fallback was used"),
        required=False,
        choices=[("", _("not said")), ("yes", _("yes")), ("no", _("no"))],
        coerce=lambda value: value == "yes",
        empty_value=None,
    )
    fallback_note = forms.CharField(label=_("How the fallback did"), max_length=1_000, required=False)

    def __init__(self, *args: Any, people: Iterable[Person], **options: Any) -> None:
        super().__init__(*args, **options)
        offer_people(self, people)

    def values(self) -> dict[str, Any]:
        """The cleaned fields as the service takes them."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "revision"}
        return data | {"owner_id": data.pop("owner")}


def initial_of_incident(incident: Incident) -> dict[str, Any]:
    """An incident as the form shows it."""
    names = ("title", "severity", "description", "root_cause", "fallback_note", "revision")
    fallback = {None: "", True: "yes", False: "no"}[incident.fallback_used]
    plain = {name: getattr(incident, name) for name in names}
    return plain | {"owner": incident.owner_id, "fallback_used": fallback, "reason": ""}


class MoveIncidentForm(RevisionForm):
    """When it happened, and what closing needs."""

    at = MomentField(label=_("When"), required=False, help_text=_("Left empty, now."))
    root_cause = forms.CharField(label=_("Root cause"), max_length=4_000, required=False, widget=_long(3))
    fallback_used = ChangeIncidentForm.base_fields["fallback_used"]
    note = forms.CharField(label=_("Note"), max_length=2_000, required=False, widget=_long(2))

    def __init__(self, *args: Any, move: str, **options: Any) -> None:
        super().__init__(*args, **options)
        asked = {"contain": ["at", "note"], "resolve": ["at", "root_cause", "note"], "reopen": ["note"]}
        for name in set(self.fields) - {"revision", *asked.get(move, ["root_cause", "fallback_used", "note"])}:
            del self.fields[name]

    def values(self) -> dict[str, Any]:
        """The cleaned fields as the service takes them."""
        return dict(self.cleaned_data)


class NoteForm(forms.Form):
    """A line of an incident's timeline."""

    text = forms.CharField(label=_("What happened"), max_length=2_000, widget=_long(2))
    happened_at = MomentField(label=_("When"), required=False, help_text=_("Left empty, now."))


class ScheduleForm(forms.Form):
    """Whom an attestation is asked of, by when, and how often."""

    leader = PersonField(label=_("Leader"), help_text=_("A senior leader who answers for the AI’s limits (G5)."))
    due_on = DayField(label=_("Due on"))
    every_days = forms.IntegerField(label=_("Again after days"), min_value=1, max_value=366, initial=90)

    def __init__(self, *args: Any, people: Iterable[Person], **options: Any) -> None:
        super().__init__(*args, **options)
        offer_people(self, people)


class AttestForm(forms.Form):
    """A leader's word."""

    inside_limits = forms.TypedChoiceField(
        label=_("Does the AI stay inside its agreed limits?"),
        choices=[("yes", _("yes")), ("no", _("no"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    limits_right = forms.TypedChoiceField(
        label=_("Are the limits still the right ones?"),
        choices=[("yes", _("yes")), ("no", _("no"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    statement = forms.CharField(
        label=_("In your words"),
        max_length=2_000,
        required=False,
        widget=_long(3),
        help_text=_("Needed with a no: it opens an incident."),
    )
    boundary_hash = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def add_error(self, field: str | None, error: Any) -> None:
        """As Django's; what is wrong with a field that nobody sees stands above the others."""
        super().add_error(None if field == "boundary_hash" else field, error)
