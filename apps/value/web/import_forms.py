"""The forms of imports: a file, how a log is read, what of it is recorded."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.value.models import DataImport
from apps.value.rules.imports.event_measures import KINDS
from apps.value.services.imports import BaselineWish
from kernel.web.fields import DayField
from kernel.web.forms import RevisionForm

ZONES = [(zone, zone.replace("_", " ")) for zone in sorted(available_timezones()) if "/" in zone or zone == "UTC"]
ASKED = ("case", "activity", "timestamp", "start", "lifecycle")
"""The columns that the measures need; the others of a mapping say who did the work."""
NEEDED = ASKED[:3]


class UploadForm(forms.Form):
    """A file of readings, or an event log."""

    file = forms.FileField(
        label=_("File"),
        widget=forms.FileInput(
            attrs={"accept": ".csv,.xlsx,.xes,.gz,text/csv,application/gzip,application/xml", "class": "form-control"}
        ),
        help_text=_("Readings: at most 10 MB and 100,000 rows. An event log: at most 200 MB, packed with gzip or not."),
    )


class ReadingOptionsForm(RevisionForm):
    """Which column of a log holds what, and how its times are read."""

    case = forms.ChoiceField(label=_("Case"), help_text=_("What tells one case from another: a ticket, an order."))
    activity = forms.ChoiceField(label=_("Activity"), help_text=_("What was done."))
    timestamp = forms.ChoiceField(label=_("Time"), help_text=_("When it was done."))
    start = forms.ChoiceField(
        label=_("Time of start"),
        required=False,
        help_text=_("When the work on it began; without it, waiting can't be told from work."),
    )
    lifecycle = forms.ChoiceField(
        label=_("Transition"), required=False, help_text=_("Whether the row is a start or a completion.")
    )
    zone = forms.ChoiceField(
        label=_("Time zone"), choices=ZONES, help_text=_("Of times in the file that do not say it themselves.")
    )
    day_first = forms.TypedChoiceField(
        label=_("03/04/2024 is"),
        choices=[("yes", _("3 April")), ("no", _("4 March"))],
        coerce=lambda text: text == "yes",
        widget=forms.RadioSelect,
    )
    ends = forms.MultipleChoiceField(
        label=_("A case is completed by"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, data: Any = None, *, row: DataImport) -> None:
        super().__init__(data, initial=initial_of_import(row))
        guess = row.result["guess"]
        columns = [(column["name"], column["name"]) for column in guess["columns"]]
        for role in ASKED:
            self.fields[role].choices = columns if role in NEEDED else [("", "–"), *columns]  # type: ignore[attr-defined]
        if not guess["ambiguous_dates"]:
            del self.fields["day_first"]
        ends = row.result.get("measures", {}).get("ends")
        if ends:
            self.fields["ends"].choices = [  # type: ignore[attr-defined]
                (end["name"], gettext("%(name)s: %(cases)s cases") % {"name": end["name"], "cases": end["cases"]})
                for end in ends
            ]
        else:
            del self.fields["ends"]
        self._guess = guess

    def options(self) -> dict[str, Any]:
        """How the log is to be read, as the service takes it."""
        data = self.cleaned_data
        day_first = data.get("day_first", (self._guess["mapping"] or {}).get("day_first", True))
        columns = {role: data[role] for role in ASKED if data[role]} | {"day_first": day_first}
        return {"columns": columns, "zone": data["zone"], "ends": data.get("ends") if "ends" in self.fields else None}


def initial_of_import(row: DataImport) -> dict[str, Any]:
    """How a log was read, or else how it was guessed to be."""
    mapping = row.reading_options.get("columns") or row.result["guess"]["mapping"] or _parts(row)
    ends = [end["name"] for end in row.result.get("measures", {}).get("ends", []) if end["chosen"]]
    return {
        **{role: mapping.get(role) or "" for role in ASKED},
        "day_first": "yes" if mapping.get("day_first", True) else "no",
        "zone": row.reading_options["zone"],
        "ends": ends,
        "revision": row.revision,
    }


def _parts(row: DataImport) -> dict[str, str]:
    """Of a guess that is not whole, what was found."""
    return {column["role"]: column["name"] for column in row.result["guess"]["columns"] if column["role"]}


class ApplyForm(forms.Form):
    """What was shown, and whether a baseline is made of it."""

    measure = forms.CharField(required=False, widget=forms.HiddenInput, max_length=40)
    mark = forms.CharField(widget=forms.HiddenInput, max_length=64)
    baseline = forms.BooleanField(label=_("Record a baseline from these readings"), required=False)
    window_start = DayField(label=_("First day of the window"), required=False)
    window_end = DayField(label=_("Last day of the window"), required=False)
    method = forms.CharField(label=_("How it was measured"), max_length=300, required=False)
    reason = forms.CharField(
        label=_("Why it replaces the present baseline"),
        max_length=300,
        required=False,
        help_text=_("The natural limits are computed anew only for a reason (V11)."),
    )

    def __init__(self, *args: Any, may_define: bool, has_baseline: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not may_define:
            for name in ("baseline", "window_start", "window_end", "method"):
                del self.fields[name]
        if not (may_define and has_baseline):
            del self.fields["reason"]

    def clean(self) -> dict[str, Any]:
        """A baseline needs its window and its method."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("baseline"):
            for name in ("window_start", "window_end", "method"):
                if name in data and not data[name]:
                    self.add_error(name, forms.ValidationError(gettext("A baseline needs this."), code="V2"))
        return data

    def wish(self) -> BaselineWish | None:
        """The baseline that is wanted."""
        data = self.cleaned_data
        if not data.get("baseline"):
            return None
        return BaselineWish(data["window_start"], data["window_end"], data["method"], data.get("reason", ""))


def method_of(row: DataImport, measure: str) -> str:
    """A sentence on how a baseline from this log was measured."""
    measures = row.result.get("measures")
    if not measures:
        return gettext("Readings of the file %(file)s") % {"file": row.file_name[:200]}
    said = {
        "measure": KINDS[measure].label,  # type: ignore[index]  # a Measure is its text
        "completed": measures["completed"],
        "cases": measures["cases"],
        "file": row.file_name[:120],
    }
    return gettext("%(measure)s of %(completed)s of %(cases)s cases, from the event log %(file)s") % said
