"""Finance's word on the value that came in, with the figures that it saw (V12)."""

import datetime as dt
import uuid
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from apps.initiatives.models import Person
from apps.value import events, permissions
from apps.value.models import Contract, FinanceValidation
from apps.value.rules.money.ahead import frozen_figures, validation_problems
from apps.value.rules.money.earned import PLACES, total
from apps.value.rules.points import Unknown
from apps.value.selectors.money import COUNTING, ContractValue, contract_value
from apps.value.services.drafts import CONTRACTS
from kernel import clock
from kernel.access import Actor, table
from kernel.canonical import plain
from kernel.errors import AccessRefused, ConflictRefused, Problem, StaleRefused
from kernel.ledger.services import record
from kernel.rows import apply_changes, locked, refuse


class ValidationRefused(ConflictRefused):
    """There is no value that finance could validate."""

    code = "V12"


def validate_value(
    *, by: Actor, contract_id: uuid.UUID, through_on: dt.date, seen: Decimal | None = None, note: str = ""
) -> FinanceValidation:
    """Validate the actual value from the start up to the end of a period, as it is computed in this moment (V12).

    The figures behind it are frozen with it. `seen` is the amount that was on the screen: raises `StaleRefused` where it
    has changed since, `AccessRefused` for anybody but the finance signatory of the version in force, `ValidationRefused`
    where no money is claimed or the contract has not begun.
    """
    with transaction.atomic():
        contract: Contract = locked(CONTRACTS, contract_id)
        _require_finance(by, contract)
        value = contract_value(contract_id)
        money = value.money
        if isinstance(money, Unknown) or contract.status not in COUNTING:
            text = money.reason if isinstance(money, Unknown) else _("The contract is not in force.")
            way_out = _("Value is validated of a contract in force that claims money.")
            raise ValidationRefused(
                _("There is no value to validate."), [Problem("contract", "V12", text)], way_out=way_out
            )
        refuse(
            validation_problems(
                money.values,
                through=through_on,
                before=value.validated.through_on if value.validated else None,
                today=value.today,
            )
        )
        validation = _validate(by, value, through_on, seen, note.strip()[:1_000])
        apply_changes(contract, {"updated_at": validation.validated_at})
        contract.save(update_fields=["revision", "updated_at"])
        record(
            events.VALUE_VALIDATED,
            subject=contract,
            by=by,
            data={
                "through": through_on,
                "amount": validation.amount,
                "currency": validation.currency,
                "note": validation.note,
                "missing": validation.figures["missing"],
            },
        )
    return validation


def _require_finance(by: Actor, contract: Contract) -> None:
    content = contract.in_force.content if contract.in_force else None
    if by.person_id is not None and table.allows(by, permissions.VALIDATE, content):
        return
    named = (content["signatories"] or {}).get("finance") if content else None
    way_out = (
        _("It is validated by: %(name)s.") % {"name": content["people"].get(named, named)}
        if content and named
        else _("Amend the contract so that somebody signs it for finance.")
    )
    raise AccessRefused(
        _("You are not named for finance by this contract."),
        [Problem("validation", "V12", _("Only the person whom the contract names for finance validates its value."))],
        way_out=way_out,
    )


def _validate(
    by: Actor, value: ContractValue, through_on: dt.date, seen: Decimal | None, note: str
) -> FinanceValidation:
    claim, values = value.money.claim, value.money.values  # type: ignore[union-attr]  # the caller has refused what has none
    figures = frozen_figures(values, through_on)
    amount = total(each for each in values if each.period.end <= through_on).quantize(PLACES)
    if seen is not None and seen.quantize(PLACES) != amount:
        text = _("Up to that day it is %(amount)s %(currency)s now.")
        raise StaleRefused(
            _("The value was corrected since you opened it."),
            [Problem("seen", "V12", text % {"amount": amount, "currency": claim.currency})],
            way_out=_("Look at the figures again, then validate."),
        )
    version = value.contract.in_force
    validation = FinanceValidation(
        contract=value.contract,
        through_on=through_on,
        amount=amount,
        currency=claim.currency,
        figures=plain(figures | {"version": version.number if version else None}),
        note=note,
        person=locked(Person.objects.all(), uuid.UUID(str(by.person_id))),
        validated_at=clock.now(),
        validated_by_name=by.name,
    )
    validation.save(force_insert=True)
    return validation
