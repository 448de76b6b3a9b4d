"""The parameters that there are, and what each may be set to: a table in code, as the access table is."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from django.utils.translation import gettext as _

from kernel.errors import Problem
from kernel.web.formats import quantity


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number that a rule goes by: its default, its bounds, and in which direction a client's own value may leave the default.

    `tightens` says which values are stricter, `lower` or `higher`; a looser one than the default is refused. None: both ways.
    """

    key: str
    label: Any
    rule: str
    default: Decimal
    minimum: Decimal
    maximum: Decimal
    unit: str = "number"
    tightens: Literal["lower", "higher"] | None = None

    @property
    def lowest(self) -> Decimal:
        """The least that a client may be given."""
        return self.default if self.tightens == "higher" else self.minimum

    @property
    def highest(self) -> Decimal:
        """The most that a client may be given."""
        return self.default if self.tightens == "lower" else self.maximum

    @property
    def is_fixed(self) -> bool:
        """Whether the default is the strictest value already, so that there is nothing to choose."""
        return self.lowest == self.highest

    def shown(self, value: Decimal) -> str:
        """A value with its unit, as the active language writes it."""
        return quantity(value, self.unit)


def value_problems(parameter: Parameter, value: Decimal) -> Iterator[Problem]:
    """What is wrong with a value for one client: it is out of bounds, or looser than the rule's default."""
    if not parameter.minimum <= value <= parameter.maximum:
        yield Problem(
            "value",
            parameter.rule,
            _("The value lies between %(lowest)s and %(highest)s.")
            % {"lowest": parameter.shown(parameter.minimum), "highest": parameter.shown(parameter.maximum)},
            _("Enter a value in between, or go back to the default."),
        )
    elif not parameter.lowest <= value <= parameter.highest:
        default = parameter.shown(parameter.default)
        way_out = _("Enter %(default)s or less.") if parameter.tightens == "lower" else _("Enter %(default)s or more.")
        yield Problem(
            "value",
            parameter.rule,
            _("A client's own value may be stricter than the default, %(default)s, but not looser.")
            % {"default": default},
            way_out % {"default": default},
        )


class Parameters:
    """All parameters of the product. Each app adds its own in its parameters.py."""

    def __init__(self) -> None:
        self.rows: dict[str, Parameter] = {}

    def add(self, parameter: Parameter) -> str:
        """Add a parameter, and give its key back. Raises `ValueError` for one that stands there or whose default is out of bounds."""
        if parameter.key in self.rows:
            raise ValueError(f"The parameter {parameter.key} is declared already.")
        if not parameter.minimum <= parameter.default <= parameter.maximum:
            raise ValueError(f"The default of {parameter.key} is out of its own bounds.")
        self.rows[parameter.key] = parameter
        return parameter.key


parameters = Parameters()
