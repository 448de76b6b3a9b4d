"""The form of a KPI's baseline: the window, what was measured, and what becomes of periods outside its own limits (V2, V11)."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.value.models import Kpi
from apps.value.rules.points import Period
from apps.value.web.kpi_forms import with_unit
from kernel.charts.labels import period_label
from kernel.web.fields import DayField, NumberField

KEEP, LEAVE = "keep", "leave"
DECISIONS = [("", _("not decided yet")), (KEEP, _("stays in the baseline")), (LEAVE, _("is left out"))]


class BaselineForm(forms.Form):
    """Where the KPI stood before: computed from its readings, or stated with how it was measured (V2)."""

    from_readings = forms.TypedChoiceField(
        label=_("The value"),
        choices=[("yes", _("is the mean of the readings in the window")), ("no", _("was measured elsewhere"))],
        coerce=lambda text: text == "yes",
        widget=forms.RadioSelect,
    )
    window_start = DayField(label=_("First day of the window"))
    window_end = DayField(label=_("Last day of the window"))
    value = NumberField(required=False)
    sample_size = forms.IntegerField(
        label=_("Sample size, if measured elsewhere"),
        required=False,
        min_value=1,
        max_value=2_147_483_647,
        help_text=_("Cases, not periods."),
    )
    method = forms.CharField(
        label=_("How it was measured"), max_length=300, help_text=_("“Timestamps of request and sent proposal”.")
    )
    source = forms.CharField(
        label=_("Source"),
        max_length=200,
        help_text=_("Where the numbers come from: the system, the export and its date."),
    )

    reason = forms.CharField(
        label=_("Why it replaces the present baseline"),
        max_length=300,
        help_text=_("The natural limits of every reading since come from it (V11)."),
    )

    def __init__(self, *args: Any, kpi: Kpi, replaces: bool, outside: Sequence[Period], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["value"].label = with_unit(gettext("Value, if measured elsewhere"), kpi)
        if not replaces:
            del self.fields["reason"]
        self.outside = outside
        for period in outside:
            words = {"period": period_label(period.start, period.end)}
            decide, because = self.names(period)
            self.fields[decide] = forms.ChoiceField(label=words["period"], required=False, choices=DECISIONS)
            self.fields[because] = forms.CharField(
                label=gettext("What happened in %(period)s") % words, required=False, max_length=300
            )

    def plain_fields(self) -> list[forms.BoundField]:
        """The fields about the baseline itself."""
        asked = {name for period in self.outside for name in self.names(period)}
        return [bound for bound in self if bound.name not in asked]

    def decision_rows(self) -> list[list[forms.BoundField]]:
        """The fields about each period outside the limits, a row each."""
        return [[self[name] for name in self.names(period)] for period in self.outside]

    @staticmethod
    def names(period: Period) -> tuple[str, str]:
        """The two fields in which a period is decided about."""
        return f"decide_{period.start}", f"because_{period.start}"

    def clean(self) -> dict[str, Any]:
        """A value that was measured elsewhere has to be stated, and nobody passes over a period that was not shown to them."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if any(self.names(period)[0] not in self.data for period in self.outside):
            text = gettext(
                "Periods of this window lie outside its own limits. Say of each whether it stays, or leave it open."
            )
            self.add_error(None, forms.ValidationError(text, code="V11"))
        if data.get("from_readings") is False:
            if "value" in data and data["value"] is None:
                self.add_error("value", forms.ValidationError(gettext("Say where the KPI stood."), code="V2"))
            if "sample_size" in data and data["sample_size"] is None:
                self.add_error(
                    "sample_size", forms.ValidationError(gettext("Say how many cases were measured."), code="V2")
                )
        return data

    def decisions(self) -> list[dict[str, Any]]:
        """What was decided, each with the first day of its period."""
        return decisions_in(self.cleaned_data, self.outside)

    def values(self) -> dict[str, Any]:
        """The cleaned fields as the service takes them."""
        names = ("from_readings", "window_start", "window_end", "value", "sample_size", "method", "source", "reason")
        data = {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}
        data["decisions"] = self.decisions()
        return data | {"value": None, "sample_size": None} if data["from_readings"] else data

    def field_of(self, problem_field: str) -> str:
        """The field that asks for what a problem with the decisions names; other fields have their own names."""
        first, _dot, rest = problem_field.partition(".")
        place, _dot, part = rest.partition(".")
        if first != "decisions" or not place.isdecimal() or int(place) >= len(self.decisions()):
            return problem_field
        start = self.decisions()[int(place)]["period"]
        return f"because_{start}" if part == "reason" else f"decide_{start}"


def decisions_in(data: Mapping[str, Any], outside: Sequence[Period]) -> list[dict[str, Any]]:
    """The decisions that a form's fields state about these periods."""
    found = []
    for period in outside:
        decide, because = BaselineForm.names(period)
        if data.get(decide) in (KEEP, LEAVE):
            found.append({"period": period.start, "keep": data[decide] == KEEP, "reason": data.get(because) or ""})
    return found
