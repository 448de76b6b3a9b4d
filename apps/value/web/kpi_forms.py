"""The forms of KPIs, baselines and readings."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.initiatives.models import Person
from apps.initiatives.web.forms import PersonField
from apps.value.choices import Aggregation, Cadence, Direction, Kind, Scope, Unit
from apps.value.models import Kpi
from apps.value.rules.charts.run import unit_sign
from apps.value.rules.periods import period_name
from apps.value.rules.points import Period
from apps.value.services.kpis import MEANING
from kernel.charts.labels import period_label
from kernel.web.forms import RevisionForm


class KpiForm(forms.Form):
    """What is measured, in which unit, and which way is better."""

    name = forms.CharField(
        label=_("Name"), max_length=120, help_text=_("What is counted, and of what: “Proposal turnaround”.")
    )
    definition = forms.CharField(
        label=_("Definition"),
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("How anybody would compute the same number: from where to where, what counts, what does not."),
    )
    unit = forms.ChoiceField(label=_("Unit"), choices=[("", "–"), *Unit.choices])
    currency = forms.CharField(
        label=_("Currency"), max_length=3, required=False, help_text=_("For money only: three letters, like EUR.")
    )
    direction = forms.ChoiceField(label=_("Direction"), choices=Direction.choices, widget=forms.RadioSelect)
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=Kind.choices,
        help_text=_("A contract promises an outcome; activity and technical measures never count as success (V7)."),
    )
    scope = forms.ChoiceField(label=_("Scope"), choices=Scope.choices, initial=Scope.INTEGRATION)
    cadence = forms.ChoiceField(label=_("Read"), choices=Cadence.choices, initial=Cadence.WEEK)
    aggregation = forms.ChoiceField(
        label=_("How the cases of a period become one value"), choices=Aggregation.choices, initial=Aggregation.MEAN
    )
    can_be_negative = forms.BooleanField(label=_("Values below zero are possible"), required=False)
    source = forms.CharField(
        label=_("Source system"),
        max_length=120,
        required=False,
        help_text=_("Readings that name no source are from here."),
    )
    data_owner = PersonField(label=_("Data owner"), required=False)

    def __init__(self, *args: Any, people: Iterable[Person], fixed: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        owner = self.fields["data_owner"]
        if isinstance(owner, PersonField):
            owner.offer(people)
        for name in MEANING & set(self.fields) if fixed else ():
            self.fields[name].disabled = True

    def values(self) -> dict[str, Any]:
        """The cleaned fields as the services take them."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "revision"}
        return data | {"data_owner_id": data.pop("data_owner"), "currency": data["currency"].upper()}


class ChangeKpiForm(KpiForm, RevisionForm):
    """The same, at the revision it was read at."""


def initial_of_kpi(kpi: Kpi) -> dict[str, Any]:
    """A KPI as the form shows it."""
    names = [name for name in (*KpiForm.base_fields, "revision") if name != "data_owner"]
    return {name: getattr(kpi, name) for name in names} | {"data_owner": kpi.data_owner_id}


class ReadingForm(forms.Form):
    """One reading. The value stays as it was typed: the service reads it as the person's language writes numbers."""

    OTHER = "other"

    period = forms.ChoiceField(label=_("Period"))
    other_period = forms.CharField(label=_("Another period"), required=False, max_length=40)
    value = forms.CharField(
        label=_("Value"), max_length=64, widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    )
    cases = forms.CharField(
        label=_("Cases"),
        required=False,
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text=_("How many cases the value is made of; fewer than three are shown, but count in no rule."),
    )
    source = forms.CharField(label=_("Source"), max_length=120)
    note = forms.CharField(label=_("Note"), required=False, max_length=300)

    def __init__(self, *args: Any, kpi: Kpi, lacking: Sequence[Period], example: str, **options: Any) -> None:
        super().__init__(*args, **options)
        offered = [(period_name(period, kpi.grid), period_words(period, kpi.grid)) for period in lacking]
        other = self.fields["other_period"]
        if offered:
            self.fields["period"].choices = [*offered, (self.OTHER, gettext("another period"))]  # type: ignore[attr-defined]
        else:
            # Nothing is missing: what is entered is a correction, or older than the first reading.
            del self.fields["period"]
            other.label, other.required = gettext("Period"), True
        other.help_text = gettext("To correct one, or enter an older one: like %(example)s.") % {"example": example}
        self.fields["value"].label = with_unit(gettext("Value"), kpi)

    @property
    def period_field(self) -> str:
        """The field that says the period."""
        data = self.cleaned_data
        return "other_period" if data.get("other_period") or data.get("period", self.OTHER) == self.OTHER else "period"

    def cells(self) -> dict[str, Any]:
        """The reading as the service takes it."""
        data = self.cleaned_data
        return {name: data[name] for name in ("value", "cases", "source", "note")} | {"period": data[self.period_field]}


# Calendar periods whose days say everything; others are told by their name too.
_PLAIN = frozenset({Cadence.DAY, Cadence.MONTH, Cadence.QUARTER})


def period_words(period: Period, grid: str) -> str:
    """A period as a list offers it: its days, and its name in files where that says more."""
    label = period_label(period.start, period.end)
    return label if grid in _PLAIN else f"{label} ({period_name(period, grid)})"


def with_unit(label: str, kpi: Kpi) -> str:
    """A field's label with the unit that the number is in."""
    sign = unit_sign(kpi.unit, kpi.currency)
    return f"{label} ({sign})" if sign else label
