"""The form of a standard KPI, for the pages of the partner's library, and that of a client's KPI that may start from one."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.library.documents import Document
from apps.library.selectors import Offered
from apps.library.web.forms import DocumentForm
from apps.value.choices import Comparison
from apps.value.standard_kpis import SCHEMA, TAKEN, kpi_fields_from
from apps.value.web.kpi_forms import KpiForm
from kernel.canonical import decimal_text
from kernel.tenancy.context import mounted_client
from kernel.web.fields import NumberField

_ASKED = KpiForm.base_fields
_SAID = SCHEMA["properties"]
_PASS = _SAID["pass_mark"]["properties"]


class StandardKpiForm(DocumentForm):
    """The questions that a client's KPI answers too, and what only a standard says."""

    places = {"pass_value": "pass_mark.value", "pass_comparison": "pass_mark.comparison", "pass_days": "pass_mark.days"}

    name = _ASKED["name"]
    definition = _ASKED["definition"]
    unit = _ASKED["unit"]
    direction = _ASKED["direction"]
    kind = _ASKED["kind"]
    scope = _ASKED["scope"]
    cadence = _ASKED["cadence"]
    aggregation = _ASKED["aggregation"]
    can_be_negative = _ASKED["can_be_negative"]
    minimum_sample = forms.IntegerField(
        label=_SAID["minimum_sample"]["title"],
        help_text=_SAID["minimum_sample"]["description"],
        required=False,
        min_value=1,
        max_value=1_000_000,
    )
    pass_comparison = forms.ChoiceField(
        label=_SAID["pass_mark"]["title"],
        help_text=_SAID["pass_mark"]["description"],
        choices=[("", "–"), *Comparison.choices],
        required=False,
    )
    pass_value = NumberField(label=_("Value of the pass mark"), required=False)
    pass_days = forms.CharField(
        label=_("Days of the pass mark"),
        help_text=_("On which days after the start it is held against it, such as 30, 90."),
        required=False,
        max_length=40,
    )
    rule = forms.CharField(
        label=_SAID["rule"]["title"], help_text=_SAID["rule"]["description"], required=False, max_length=4
    )
    typical_source = forms.CharField(label=_SAID["typical_source"]["title"], required=False, max_length=120)
    pitfalls = forms.CharField(
        label=_SAID["pitfalls"]["title"],
        help_text=_SAID["pitfalls"]["description"],
        required=False,
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    field_order = ["name", "key"]

    def clean_pass_days(self) -> list[int]:
        """The days as numbers."""
        text = self.cleaned_data["pass_days"].strip()
        if text and not re.fullmatch(r"\d{1,4}(\s*,\s*\d{1,4})*", text, re.ASCII):
            raise forms.ValidationError(
                gettext("Whole numbers with commas between them, such as 30, 90."), code="invalid"
            )
        return [int(day) for day in re.findall(r"\d+", text)]

    def clean(self) -> dict[str, Any]:
        """A pass mark has both a comparison and a value, or is none."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        value, comparison = data.get("pass_value"), data.get("pass_comparison")
        if "pass_value" in data and value is None and (comparison or data.get("pass_days")):
            self.add_error("pass_value", forms.ValidationError(gettext("A pass mark needs a value."), code="required"))
        if value is not None and comparison == "":
            text = gettext("Say how the value is held against the mark.")
            self.add_error("pass_comparison", forms.ValidationError(text, code="required"))
        return data

    def document(self) -> dict[str, Any]:
        """The document, from what was typed."""
        data = self.cleaned_data
        said = {name: data[name] for name in ("minimum_sample", "rule", "typical_source", "pitfalls") if data[name]}
        if data["pass_value"] is not None:
            mark = {"comparison": data["pass_comparison"], "value": decimal_text(data["pass_value"])}
            said["pass_mark"] = mark | ({"days": data["pass_days"]} if data["pass_days"] else {})
        return {name: data[name] for name in TAKEN} | said

    @classmethod
    def initial_of(cls, document: Document) -> dict[str, Any]:
        """A document as the form shows it."""
        mark = document.get("pass_mark", {})
        return {name: value for name, value in document.items() if name != "pass_mark"} | {
            "pass_value": Decimal(mark["value"]) if mark else None,
            "pass_comparison": mark.get("comparison", ""),
            "pass_days": ", ".join(str(day) for day in mark.get("days", [])),
        }


class NewKpiForm(KpiForm):
    """A client's KPI, with the standard KPI that it was filled in from, if any, at the version that was shown."""

    standard_kpi = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)

    def add_error(self, field: str | None, error: Any) -> None:
        """As Django's; what is wrong with a field that nobody sees stands above the others."""
        super().add_error(None if field == "standard_kpi" else field, error)

    def values(self) -> dict[str, Any]:
        """The cleaned fields as the services take them."""
        return {name: value for name, value in super().values().items() if name != "standard_kpi"}

    def standard(self) -> str:
        """The standard KPI, as `key@version`; empty for a KPI of the client's own."""
        return str(self.cleaned_data["standard_kpi"])


def initial_of_standard(standard: Offered | None) -> dict[str, Any]:
    """What a standard KPI fills in below a client; nothing where none was chosen."""
    if standard is None:
        return {}
    fields = kpi_fields_from(standard.document, currency=mounted_client().currency)
    return fields | {"standard_kpi": standard.reference}
