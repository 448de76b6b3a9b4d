"""A contract's value in money, and finance's validations of it, through the API."""

import uuid
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from apps.value import services
from apps.value.api.documents import PLACES
from apps.value.api.money_shapes import ValidationBody, ValidationShape, ValueShape
from apps.value.models import FinanceValidation
from apps.value.permissions import VALIDATE, VIEW
from apps.value.rules.points import Unknown
from apps.value.selectors.contracts import contract
from apps.value.selectors.money import ContractValue, Money, contract_value
from kernel.rest.operations import Call, Reply, operation
from kernel.rest.pages import after_moment, by_moment
from kernel.rest.views import Endpoint

_FIGURES = ("so_far", "run_rate", "annualised", "forecast")


class ContractWorth(Endpoint):
    """What a contract is worth in money."""

    @operation("Read a contract's value over time", permission=VIEW, answer=ValueShape)
    def get(self, _call: Call, contract_id: uuid.UUID) -> Reply:
        """Planned, actual and forecast; run rate and annualised; weighted by the stage reached; validated or not (V12)."""
        return Reply(value_document(contract_value(contract_id)))


class ContractValidations(Endpoint):
    """Finance's validations."""

    @operation(
        "List the validations of a contract's value",
        permission=VIEW,
        answer=ValidationShape,
        page=by_moment("validated_at"),
    )
    def get(self, call: Call, contract_id: uuid.UUID) -> list[dict[str, Any]]:
        """Each with the figures that finance saw, as they were given (V12)."""
        rows: QuerySet[FinanceValidation] = FinanceValidation.objects.filter(contract_id=contract(contract_id).pk)
        found = after_moment(rows, call.page, "validated_at")[: call.page.limit]
        return [validation_document(row) for row in found]

    @operation(
        "Validate a contract's value",
        permission=VALIDATE,
        answer=ValidationShape,
        status=201,
        body=ValidationBody,
        bound=True,
        examples={"request: up to the end of a period": {"through_on": "2026-03-29", "seen": "30100"}},
    )
    def post(self, call: Call, contract_id: uuid.UUID) -> Reply:
        """The value since the start up to the end of a period, by the person whom the contract names for finance (V12)."""
        made = services.validate_value(by=call.actor, contract_id=contract_id, **call.body)
        return Reply(validation_document(made), location=reverse("api-validations", args=[contract_id]))


def value_document(value: ContractValue) -> dict[str, Any]:
    """A contract's value; what can't be said yet is null, with the reason under `unknown`."""
    money = value.money
    return {
        "contract_id": value.contract.pk,
        "answer": " ".join(str(sentence) for sentence in value.answer),
        **(_nothing(money) if isinstance(money, Unknown) else _figures(value, money)),
        "validated": validation_document(value.validated) if value.validated else None,
        "validated_difference": value.moved,
        "cost_of_delay": value.delay
        and {"monthly": _rounded(value.delay.monthly), "so_far": _rounded(value.delay.so_far)},
    }


def _nothing(why: Unknown) -> dict[str, Any]:
    empty = dict.fromkeys(("claim", *_FIGURES, "planned_so_far", "weighted"))
    return {**empty, "months": [], "periods": [], "unknown": {"claim": _why(why)}}


def _figures(value: ContractValue, money: Money) -> dict[str, Any]:
    claim, figures = money.claim, {name: getattr(money, name) for name in _FIGURES}
    return {
        "claim": {
            "currency": claim.currency,
            "value_type": claim.value_type,
            "planned": claim.planned,
            "value_per_unit": claim.per_unit,
            "per": claim.per,
        },
        **{name: None if isinstance(found, Unknown) else _plain(found) for name, found in figures.items()},
        "planned_so_far": _rounded(money.planned_so_far),
        "weighted": {
            "stage": value.contract.initiative.stage_reached,
            "actual_share": money.weight.actual,
            "forecast_share": money.weight.ahead,
            "actual": _rounded(money.weighted),
            "forecast": _rounded(money.weighted_forecast),
        },
        "months": [_plain(month) for month in money.months],
        "periods": [
            {
                "period": _plain(row.period),
                "level": _rounded(row.level),
                "movement": _rounded(row.movement),
                "volume": _rounded(row.volume),
                "amount": _rounded(row.amount),
                "lacks": str(row.lacks),
            }
            for row in money.values
        ],
        "unknown": {name: _why(found) for name, found in figures.items() if isinstance(found, Unknown)},
    }


def validation_document(row: FinanceValidation) -> dict[str, Any]:
    """A validation as the list shows it."""
    return {
        "id": row.pk,
        "through_on": row.through_on,
        "amount": row.amount,
        "currency": row.currency,
        "note": row.note,
        "person_id": row.person_id,
        "validated_at": row.validated_at,
        "validated_by_name": row.validated_by_name,
        "figures": row.figures,
    }


def _why(unknown: Unknown) -> dict[str, Any]:
    return {"code": unknown.code, "reason": str(unknown.reason), "missing": unknown.missing}


def _plain(figure: Any) -> dict[str, Any]:
    return {name: _rounded(value) for name, value in asdict(figure).items()}


def _rounded(value: Any) -> Any:
    """A computed figure with as many decimal places as a reading has."""
    return value.quantize(PLACES) if isinstance(value, Decimal) else value
