"""Reading a client's parameters, all of them in one query."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from kernel.errors import NotFoundMissing
from kernel.parameters.declared import Parameter, parameters
from kernel.parameters.models import Setting

FIRST = 1
"""The revision of a parameter that nobody changed."""


@dataclass(frozen=True, slots=True)
class ParameterRow:
    """A parameter as it is for the mounted client; who changed it, when and why, where somebody did."""

    parameter: Parameter
    value: Decimal
    revision: int = FIRST
    changed_at: dt.datetime | None = None
    changed_by_name: str = ""
    reason: str = ""

    @property
    def is_default(self) -> bool:
        """Whether the rule's default holds for this client."""
        return self.value == self.parameter.default


def declared(key: str) -> Parameter:
    """The parameter of this key. Raises `NotFoundMissing`."""
    found = parameters.rows.get(key)
    if found is None:
        raise NotFoundMissing(_("There is no such parameter."))
    return found


def parameter_rows() -> list[ParameterRow]:
    """Every parameter by its key."""
    settings = {setting.key: setting for setting in Setting.objects.filter(revision__gt=FIRST)}
    return [_row(parameter, settings.get(key)) for key, parameter in sorted(parameters.rows.items())]


def parameter_row(key: str) -> ParameterRow:
    """One parameter. Raises `NotFoundMissing`."""
    parameter = declared(key)
    return _row(parameter, Setting.objects.filter(key=key, revision__gt=FIRST).first())


def all_values() -> dict[str, Decimal]:
    """What each parameter is for the mounted client, by key: ask once, and hand the numbers to the rules."""
    return {row.parameter.key: row.value for row in parameter_rows()}


def value_of(key: str) -> Decimal:
    """What one parameter is for the mounted client; for several of them take `all_values`. Raises `NotFoundMissing`."""
    return parameter_row(key).value


def _row(parameter: Parameter, setting: Setting | None) -> ParameterRow:
    if setting is None:
        return ParameterRow(parameter, parameter.default)
    return ParameterRow(
        parameter,
        parameter.default if setting.value is None else setting.value,
        setting.revision,
        setting.changed_at,
        setting.changed_by_name,
        setting.reason,
    )
