"""The page of a contract's value in money, on which finance validates it."""

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from apps.value import permissions
from apps.value.rules.charts.value import value_chart
from apps.value.rules.money.earned import PLACES, total
from apps.value.rules.points import Unknown
from apps.value.selectors.money import ContractValue, Money, contract_value
from apps.value.services import validate_value
from kernel.access import Actor, table
from kernel.errors import InvalidRefused, StaleRefused
from kernel.tenancy.mount import ClientRequest
from kernel.web import formats
from kernel.web.forms import add_problems

# Two years of months: what lies before them is in the sums.
MOST_MONTHS = 24
MOST_DAYS = 60


class ValidationForm(forms.Form):
    """Up to which day finance validates the value, each day with the amount that stands behind it."""

    through_on = forms.ChoiceField(
        label=gettext_lazy("Validate the value up to"),
        error_messages={
            "invalid_choice": gettext_lazy(
                "The figures have changed since you opened this. Look at them again, then choose."
            )
        },
    )
    note = forms.CharField(
        label=gettext_lazy("Note"), max_length=1_000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, value: ContractValue, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["through_on"].choices = _choices(value)  # type: ignore[attr-defined]

    def chosen(self) -> tuple[dt.date, Decimal]:
        """The day, and the amount that stood beside it."""
        day, _sign, amount = self.cleaned_data["through_on"].partition("=")
        return dt.date.fromisoformat(day), Decimal(amount)


def _choices(value: ContractValue) -> list[tuple[str, str]]:
    money = value.money
    if isinstance(money, Unknown):
        return []
    found = []
    for day in reversed(value.validation_days[-MOST_DAYS:]):
        amount = total(each for each in money.values if each.period.end <= day).quantize(PLACES)
        words = formats.money(amount, money.claim.currency, 2)
        found.append((f"{day}={amount}", _("%(day)s: %(amount)s") % {"day": formats.short_day(day), "amount": words}))
    return found


@require_http_methods(["GET", "POST"])
def show_value(request: ClientRequest, contract_id: uuid.UUID) -> HttpResponse:
    """What the contract is worth: planned, actual, forecast, validated; finance validates it here."""
    table.require(request.actor, permissions.VIEW)
    value = contract_value(contract_id)
    form = ValidationForm(request.POST or None, value=value)
    status = 200
    if request.method == "POST":
        table.require(request.actor, permissions.VALIDATE, _content(value))
        status = 422
        if form.is_valid():
            through_on, seen = form.chosen()
            try:
                made = validate_value(
                    by=request.actor,
                    contract_id=contract_id,
                    through_on=through_on,
                    seen=seen,
                    note=form.cleaned_data["note"],
                )
            except (InvalidRefused, StaleRefused) as refused:
                status = refused.status
                add_problems(form, refused)
            else:
                amount = formats.money(made.amount, made.currency, 2)
                messages.success(request, _("Validated: %(amount)s.") % {"amount": amount})
                return redirect("value:contract_value", contract_id)
    context = {
        "value": value,
        "money": value.money,
        "contract": value.contract,
        "form": form if _may_validate(request.actor, value) else None,
        **(_pictured(value, value.money) if isinstance(value.money, Money) else {}),
    }
    return render(request, "value/contract_value.html", context, status=status)


def _content(value: ContractValue) -> Any:
    return value.contract.in_force.content if value.contract.in_force else None


def _may_validate(actor: Actor, value: ContractValue) -> bool:
    named = actor.person_id is not None and table.allows(actor, permissions.VALIDATE, _content(value))
    return named and bool(value.validation_days)


def _pictured(value: ContractValue, money: Money) -> dict[str, Any]:
    since = formats.short_day(money.claim.start)
    return {
        "months": money.months[-MOST_MONTHS:],
        "earlier": max(0, len(money.months) - MOST_MONTHS),
        "sentence": _("Summed up since %(day)s: what was planned, what came in, and where it is heading.")
        % {"day": since},
        "picture": value_chart(
            money.claim,
            money.values,
            money.ahead,
            today=value.today,
            description=" ".join(str(sentence) for sentence in value.answer),
            width="container",
            height=280,
        ),
    }
