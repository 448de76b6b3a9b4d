"""The form of a contract's draft: the one page, field by field, and its way to and from the terms."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.initiatives.models import Person
from apps.value.choices import EACH_UNIT, Comparison, Direction, SignatureRole, Unit, ValueBasis, ValueType
from apps.value.models import Contract, Kpi
from apps.value.rules.figures.milestones import MOST_MILESTONES
from kernel.web.fields import DayField, NumberField
from kernel.web.forms import RevisionForm

GUARDRAILS = 3
# So many rows for milestones stand open beside those that are filled; the others wait behind a click.
OPEN_MILESTONES = 1
_NO_CHOICE = [("", "–")]
_LIFT_HELP: Mapping[str, Any] = {
    Unit.PERCENT: _("The improvement in percentage points, as a positive number: from 38 % to 60 % is 22."),
    Unit.RATIO: _("The improvement as a fraction, as a positive number: from 0.38 to 0.60 is 0.22."),
}


class DraftForm(RevisionForm):
    """Everything of the contract's page but the KPI and its baseline, which have pages of their own."""

    title = forms.CharField(label=_("Title"), max_length=160)
    goal = forms.CharField(
        label=_("Goal in one sentence"),
        required=False,
        max_length=300,
        help_text=_(
            "From which number to which, by when: “Cut the mean proposal turnaround from 5 days to 3 days in 8 weeks”."
        ),
    )
    target = NumberField(label=_("Target"), required=False)
    range_low = NumberField(label=_("Range from"), required=False)
    range_high = NumberField(label=_("Range to"), required=False)
    start_on = DayField(label=_("Starts on"), required=False)
    due_on = DayField(label=_("Due on"), required=False)
    lift_low = NumberField(
        label=_("Expected lift: low"),
        required=False,
        help_text=_("The improvement in the KPI’s unit, as a positive number."),
    )
    lift_likely = NumberField(label=_("Expected lift: likely"), required=False)
    lift_high = NumberField(label=_("Expected lift: high"), required=False)
    rollback_kpi_key = forms.ChoiceField(label=_("Roll back when this KPI"), required=False)
    rollback_comparison = forms.ChoiceField(label=_("is"), required=False, choices=[*_NO_CHOICE, *Comparison.choices])
    rollback_value = NumberField(label=_("this value"), required=False)
    rollback_consecutive = forms.IntegerField(label=_("readings in a row"), required=False, min_value=1, max_value=20)
    rollback_fallback = forms.CharField(
        label=_("Fallback procedure"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    money_claimed = forms.BooleanField(label=_("The contract claims a value in money"), required=False)
    money_planned = NumberField(label=_("Planned value a year"), required=False)
    money_value_type = forms.ChoiceField(
        label=_("Kind of value"), required=False, choices=[*_NO_CHOICE, *ValueType.choices]
    )
    money_value_per_unit = NumberField(label=_("Value of one unit of the KPI"), required=False)
    money_per = forms.ChoiceField(label=_("counted for"), required=False, choices=ValueBasis.choices)
    money_volume_kpi_key = forms.ChoiceField(
        label=_("Cases are counted by"),
        required=False,
        help_text=_("Where each case counts: a KPI that counts them. Left empty, the cases of the readings count."),
    )
    money_basis = forms.CharField(label=_("How it was reckoned"), required=False, max_length=300)

    def __init__(
        self,
        *args: Any,
        contract: Contract,
        kpis: Sequence[Kpi],
        people: Sequence[Person],
        currency: str,
        **options: Any,
    ) -> None:
        self.contract = contract
        self.currency = (contract.draft.get("money") or {}).get("currency") or currency
        self.guardrails = guardrail_places(contract)
        ranged = contract.kpi.direction == Direction.RANGE
        # A range is held from the first day on: there is nothing to reach on the way.
        self.milestones = range(0) if ranged else milestone_places(contract)
        super().__init__(*args, **options)
        for name in ["target"] if ranged else ["range_low", "range_high"]:
            del self.fields[name]
        if contract.kpi.unit in _LIFT_HELP:
            self.fields["lift_low"].help_text = _LIFT_HELP[contract.kpi.unit]
        self.fields["money_value_per_unit"].help_text = str(EACH_UNIT[contract.kpi.unit])
        named_kpis = [(str(kpi.pk), kpi.name) for kpi in kpis]
        self.fields["rollback_kpi_key"].choices = named_kpis  # type: ignore[attr-defined]
        others = [*_NO_CHOICE, *(choice for choice in named_kpis if choice[0] != str(contract.kpi_id))]
        self.fields["money_volume_kpi_key"].choices = others  # type: ignore[attr-defined]
        for place in self.milestones:
            number = {"number": place + 1}
            self.fields[f"milestone_{place}_due_on"] = DayField(
                label=_("Milestone %(number)d: by") % number, required=False
            )
            self.fields[f"milestone_{place}_value"] = NumberField(label=_("Value to reach"), required=False)
        for place in self.guardrails:
            self.fields[f"guardrail_{place}_kpi"] = forms.ChoiceField(
                label=_("Guardrail %(number)d") % {"number": place + 1}, required=False, choices=others
            )
            self.fields[f"guardrail_{place}_comparison"] = forms.ChoiceField(
                label=_("must stay"), required=False, choices=[*_NO_CHOICE, *Comparison.choices]
            )
            self.fields[f"guardrail_{place}_bound"] = NumberField(label=_("this bound"), required=False)
        named = [
            *_NO_CHOICE,
            *(
                (str(person.pk), f"{person.name}, {person.job_title or person.get_function_display()}")
                for person in people
            ),
        ]
        for role in SignatureRole:
            self.fields[f"sign_{role.value}"] = forms.ChoiceField(
                label=_("Signs as %(role)s") % {"role": role.label}, required=False, choices=named
            )

    def sections(self) -> list["Section"]:
        """The fields as the page groups them."""
        milestones = [[f"milestone_{place}_due_on", f"milestone_{place}_value"] for place in self.milestones]
        shown = 0 if not milestones else min(filled_milestones(self.contract) + OPEN_MILESTONES, len(milestones))
        rows: list[tuple[Any, list[list[str]], list[list[str]]]] = [
            (
                _("What it promises"),
                [["title"], ["goal"], ["target"], ["range_low", "range_high"], ["start_on", "due_on"]],
                [],
            ),
            (_("On the way"), milestones[:shown], milestones[shown:]),
            (_("How sure we are"), [["lift_low", "lift_likely", "lift_high"]], []),
            (
                _("What must not get worse"),
                [[f"guardrail_{place}_{part}" for part in ("kpi", "comparison", "bound")] for place in self.guardrails],
                [],
            ),
            (
                _("When to stop"),
                [
                    ["rollback_kpi_key"],
                    ["rollback_comparison", "rollback_value", "rollback_consecutive"],
                    ["rollback_fallback"],
                ],
                [],
            ),
            (
                _("What it is worth"),
                [
                    ["money_claimed"],
                    ["money_planned", "money_value_type"],
                    ["money_value_per_unit", "money_per", "money_volume_kpi_key"],
                    ["money_basis"],
                ],
                [],
            ),
            (_("Who signs"), [[f"sign_{role.value}" for role in SignatureRole]], []),
        ]
        sections = [Section(heading, self._bound(lines), self._bound(more)) for heading, lines, more in rows]
        return [section for section in sections if section.lines]

    def _bound(self, lines: Sequence[Sequence[str]]) -> list[list[forms.BoundField]]:
        bound = [[self[name] for name in names if name in self.fields] for names in lines]
        return [line for line in bound if line]

    def terms(self) -> dict[str, Any]:
        """The cleaned fields as a draft's terms; a part with nothing in it is left out."""
        data = self.cleaned_data
        guardrails = [
            {
                "kpi": data[f"guardrail_{place}_kpi"],
                "comparison": data[f"guardrail_{place}_comparison"],
                "bound": data[f"guardrail_{place}_bound"],
            }
            for place in self.guardrails
            if data[f"guardrail_{place}_kpi"]
        ]
        rollback = {
            "kpi_key": data["rollback_kpi_key"] or str(self.contract.kpi_id),
            "comparison": data["rollback_comparison"],
            "value": data["rollback_value"],
            "consecutive": data["rollback_consecutive"],
            "fallback": data["rollback_fallback"],
        }
        money = {
            "currency": self.currency,
            "value_type": data["money_value_type"],
            "planned": data["money_planned"],
            "value_per_unit": data["money_value_per_unit"],
            "basis": data["money_basis"],
            **self._counted(),
        }
        lift = {part: data[f"lift_{part}"] for part in ("low", "likely", "high")}
        return {
            "goal": data["goal"],
            "target": data.get("target"),
            "range_low": data.get("range_low"),
            "range_high": data.get("range_high"),
            "start_on": data["start_on"],
            "due_on": data["due_on"],
            "lift": lift if any(value is not None for value in lift.values()) else None,
            "milestones": self._milestones(),
            "guardrails": guardrails,
            "rollback": rollback if any(value for name, value in rollback.items() if name != "kpi_key") else None,
            "money": money if data["money_claimed"] else None,
            "signatories": {
                role.value: data[f"sign_{role.value}"] for role in SignatureRole if data[f"sign_{role.value}"]
            },
        }

    def _milestones(self) -> list[dict[str, Any]]:
        """The rows that say something; one that is half filled stays, so that it can be said what it lacks."""
        rows = [
            {
                "due_on": self.cleaned_data[f"milestone_{place}_due_on"],
                "value": self.cleaned_data[f"milestone_{place}_value"],
            }
            for place in self.milestones
        ]
        return [row for row in rows if any(value is not None for value in row.values())]

    def _counted(self) -> dict[str, str]:
        """For what the value of a unit counts; by the year it says nothing, as contracts did before there was a choice."""
        per = self.cleaned_data["money_per"]
        key = self.cleaned_data["money_volume_kpi_key"]
        said = per == ValueBasis.CASE or (self.contract.draft.get("money") or {}).get("per")
        return ({"per": per} if said else {}) | ({"volume_kpi_key": key} if key else {})


@dataclass(frozen=True, slots=True)
class Section:
    """Fields under one heading, in rows of what belongs together; `more` waits behind a click, unless something is wrong in it."""

    heading: Any
    lines: Sequence[Sequence[forms.BoundField]]
    more: Sequence[Sequence[forms.BoundField]]

    @property
    def opens(self) -> bool:
        """Whether the rows behind the click need to be seen."""
        return any(field.errors or field.value() for line in self.more for field in line)


def filled_milestones(contract: Contract) -> int:
    """How many milestones the draft has."""
    return len(contract.draft.get("milestones") or [])


def milestone_places(contract: Contract) -> range:
    """The rows for milestones that the form has: as many as a contract may have, or as the draft holds from elsewhere."""
    return range(max(MOST_MILESTONES, filled_milestones(contract)))


def guardrail_places(contract: Contract) -> range:
    """The rows for guardrails that the form has: three, or as many as the draft holds from elsewhere."""
    return range(max(GUARDRAILS, len(contract.draft.get("guardrails") or [])))


def initial_of(contract: Contract) -> dict[str, Any]:
    """A draft as the form shows it: a value for every field, None where the draft has none."""
    draft: Mapping[str, Any] = contract.draft
    lift, rollback, money = (draft.get(part) or {} for part in ("lift", "rollback", "money"))
    shown: dict[str, Any] = {"revision": contract.revision, "title": contract.title, "goal": draft.get("goal")}
    shown |= {name: _day(draft.get(name)) for name in ("start_on", "due_on")}
    shown |= {name: _number(draft.get(name)) for name in ("target", "range_low", "range_high")}
    shown |= {f"lift_{part}": _number(lift.get(part)) for part in ("low", "likely", "high")}
    milestones = draft.get("milestones") or []
    for place in milestone_places(contract):
        row = milestones[place] if place < len(milestones) else {}
        shown[f"milestone_{place}_due_on"] = _day(row.get("due_on"))
        shown[f"milestone_{place}_value"] = _number(row.get("value"))
    guardrails = draft.get("guardrails") or []
    for place in guardrail_places(contract):
        row = guardrails[place] if place < len(guardrails) else {}
        shown |= {
            f"guardrail_{place}_kpi": row.get("kpi"),
            f"guardrail_{place}_comparison": row.get("comparison"),
            f"guardrail_{place}_bound": _number(row.get("bound")),
        }
    shown |= {f"rollback_{name}": rollback.get(name) for name in ("comparison", "consecutive", "fallback")}
    shown["rollback_kpi_key"] = rollback.get("kpi_key") or str(contract.kpi_id)
    shown["rollback_value"] = _number(rollback.get("value"))
    shown["money_claimed"] = draft.get("money") is not None
    shown |= {f"money_{name}": _number(money.get(name)) for name in ("planned", "value_per_unit")}
    shown |= {f"money_{name}": money.get(name) for name in ("value_type", "basis", "volume_kpi_key")}
    shown["money_per"] = money.get("per") or ValueBasis.YEAR.value
    signatories = draft.get("signatories") or {
        SignatureRole.WORKFLOW_OWNER.value: str(contract.initiative.workflow_owner_id)
    }
    return shown | {f"sign_{role.value}": signatories.get(role.value) for role in SignatureRole}


def _day(text: str | None) -> dt.date | None:
    return None if text is None else dt.date.fromisoformat(text)


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


# Where the form asks for what a problem with the terms names.
FIELDS_OF_TERMS = {
    "lift": "lift_likely",
    "rollback": "rollback_value",
    "money": "money_planned",
    "signatories": "sign_sponsor",
    "guardrails": "guardrail_0_bound",
    "milestones": "milestone_0_value",
    "target": "target",
    "range_low": "range_low",
    "range_high": "range_high",
    "goal": "goal",
    "start_on": "start_on",
    "due_on": "due_on",
}


def form_field(problem_field: str) -> str:
    """The form's field for the field of the terms that a problem names; empty where another page asks for it."""
    first, _dot, rest = problem_field.partition(".")
    if first in ("guardrails", "milestones") and "." in rest:
        place, _dot, part = rest.partition(".")
        return f"{first.removesuffix('s')}_{place}_{part.partition('.')[0]}"
    if first == "signatories" and rest:
        return f"sign_{rest}"
    if rest and first in ("lift", "rollback", "money"):
        return f"{first}_{rest}"
    return FIELDS_OF_TERMS.get(first, "")
