"""Changing a parameter for one client."""

from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from kernel import clock
from kernel.access import Actor, table
from kernel.errors import Problem
from kernel.ledger.services import record
from kernel.parameters import events, permissions
from kernel.parameters.declared import value_problems
from kernel.parameters.models import Setting
from kernel.parameters.selectors import declared
from kernel.rows import check_fields, locked_at, refuse


def change_parameter(*, by: Actor, key: str, value: Decimal | None, reason: str, revision: int | None) -> Setting:
    """Give a client a value of its own, at the revision it was read at; None goes back to the default. A reason is kept.

    Raises `NotFoundMissing`, and `InvalidRefused` for a value out of bounds or looser than the default, by the rule's code.
    """
    table.require(by, permissions.CHANGE)
    parameter = declared(key)
    with transaction.atomic():
        setting = _locked(key, revision)
        before = parameter.default if setting.value is None else setting.value
        after = parameter.default if value is None else value
        if (setting.value is None) == (value is None) and before == after:
            return setting
        setting.value = value
        setting.reason = reason.strip()
        setting.changed_at = clock.now()
        setting.changed_by_name = by.name[:200]
        setting.revision += 1
        refuse([*_reason_problems(setting.reason), *value_problems(parameter, after), *_too_long(setting)])
        setting.save()
        data = {"key": key, "before": before, "after": after, "default": value is None, "reason": setting.reason}
        record(events.CHANGED, subject=setting, by=by, data=data)
    return setting


def _locked(key: str, revision: int | None) -> Setting:
    """The row of the key, locked; made on first use, at the revision that a parameter has before anybody changed it."""
    if not Setting.objects.filter(key=key).exists():
        Setting.objects.bulk_create([Setting(key=key, changed_at=clock.now())], ignore_conflicts=True)
    found: Setting = locked_at(Setting.objects.all(), Setting.objects.get(key=key).pk, revision)
    return found


def _reason_problems(reason: str) -> list[Problem]:
    if reason:
        return []
    return [Problem("reason", "required", _("Why it is changed is missing."), _("Write it in a sentence."))]


def _too_long(setting: Setting) -> list[Problem]:
    return check_fields(setting, exclude={"value"} if setting.reason else {"value", "reason"})
