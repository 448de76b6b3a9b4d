"""Where contracts have their pages, and what a browser would send of a form there."""

from typing import Any

from apps.value.models import Contract
from tests.browsers import WITHIN

CONTRACTS = f"{WITHIN}/contracts/"
HOSTILE = "</script><img src=x onerror=alert(1)>'\"&{{ 7*7 }}"


def at(contract: Contract, rest: str = "") -> str:
    return f"{CONTRACTS}{contract.pk}/{rest}"


def filled(page: Any) -> dict[str, str]:
    """What a browser would send of the form on the page, unchanged."""
    form = page.context["form"]
    values = {bound.html_name: bound.value() for bound in form}
    return {name: "" if value in (None, False) else str(value) for name, value in values.items()}
