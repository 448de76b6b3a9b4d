"""The list of a client's plays."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from apps.plays import permissions
from apps.plays.choices import PlayStatus
from apps.portal.plays import ListedPlay, listed_plays
from kernel.access import table
from kernel.tenancy.mount import ClientRequest
from kernel.web.tables import Column, Filter, Table

_STATUSES = PlayStatus.values

PLAYS: Table[ListedPlay] = Table(
    id="plays",
    caption=_("Plays"),
    columns=[
        Column("play", _("Initiative"), sort=lambda row: row.play.initiative.name.casefold()),
        Column(
            "status",
            _("State"),
            sort=lambda row: (not row.line.overdue, _STATUSES.index(row.play.status)),
            minor=True,
        ),
        Column("day", _("Day"), sort=lambda row: row.line.day if row.line.is_open else None, number=True),
        Column("gate", _("Next gate"), sort=lambda row: row.gate and row.gate.due_on),
        Column("met", _("Criteria met"), sort=lambda row: row.met, number=True, minor=True),
        Column("late", _("Late work"), sort=lambda row: row.line.late or None, number=True, minor=True),
    ],
    filters=[Filter("status", _("State"), PlayStatus.choices, lambda row: row.play.status)],
    search=lambda row: f"{row.play.initiative.name} {row.play.team}",
)


@require_GET
def show_plays(request: ClientRequest) -> HttpResponse:
    """Every play of the client, what presses first."""
    table.require(request.actor, permissions.VIEW)
    rows = listed_plays()
    context = {
        "table": PLAYS.page(rows, request.GET),
        "running": sum(row.line.is_open for row in rows),
        "overdue": sum(row.line.overdue for row in rows),
        "late": sum(row.line.late for row in rows),
        "total": len(rows),
        # The oldest count that the table shows.
        "counted_at": min((row.derived_at for row in rows if row.derived_at is not None), default=None),
    }
    return render(request, "plays/plays.html", context)
