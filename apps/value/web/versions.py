"""The versions of a contract: each with its state and signatures, and two of them beside each other."""

import uuid

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from apps.value import permissions
from apps.value.selectors.contract_history import VersionStanding, version_standings
from apps.value.selectors.contracts import contract
from apps.value.web.differences import versions_beside
from kernel.access import table
from kernel.errors import NotFoundMissing
from kernel.tenancy.mount import ClientRequest


@require_GET
def versions(request: ClientRequest, contract_id: uuid.UUID) -> HttpResponse:
    """All versions, and of two what differs; unless the address names others, the newest beside the one before it."""
    table.require(request.actor, permissions.VIEW)
    found = contract(contract_id)
    rows = version_standings(found)
    context = {"contract": found, "versions": rows, "left": None, "right": None}
    if len(rows) > 1:
        left = _chosen(rows, request.GET.get("left"), rows[1])
        right = _chosen(rows, request.GET.get("right"), rows[0])
        fields = versions_beside(left.version, right.version)
        context |= {"left": left, "right": right, "fields": fields, "differing": sum(row.differs for row in fields)}
    return render(request, "value/contract_versions.html", context)


def _chosen(rows: list[VersionStanding], asked: str | None, otherwise: VersionStanding) -> VersionStanding:
    if asked is None:
        return otherwise
    for row in rows:
        if str(row.version.number) == asked:
            return row
    raise NotFoundMissing(_("There is no such version of this contract."))
