"""The two lists that share a place in a client's navigation: contracts, and the KPIs that they promise to move."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kernel.web.navigation import Entry

LISTS: dict[str, Any] = {"contracts": _("Contracts"), "kpis": _("KPIs")}


def list_tabs(current: str) -> list[Entry]:
    """Both lists, with the one where we are."""
    return [Entry(label, "", reverse(f"value:{name}"), current=name == current) for name, label in LISTS.items()]
