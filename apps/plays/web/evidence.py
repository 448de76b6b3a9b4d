"""Pages of evidence: brought for a criterion or beside an activity, looked at, and judged by somebody else."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.initiatives.criteria import Criterion
from apps.plays import permissions
from apps.plays.choices import DOCUMENT, EvidenceStatus
from apps.plays.lifecycle import EVIDENCE
from apps.plays.models import OPEN, Evidence, Play
from apps.plays.rules.plans import plan_from
from apps.plays.selectors.plays import play
from apps.plays.selectors.work import activity, evidence_of
from apps.plays.selectors.work import evidence as evidence_row
from apps.plays.services import move_evidence, submit_evidence
from apps.plays.web.forms import EvidenceForm
from apps.plays.web.frame import framed
from kernel.access import Actor, table
from kernel.errors import NotFoundMissing, Refused
from kernel.files.keeping import serve
from kernel.tenancy.context import local_today
from kernel.tenancy.mount import ClientRequest
from kernel.web.forms import add_problems

SAID = {
    "accept": gettext_lazy("The evidence is accepted."),
    "reject": gettext_lazy("The evidence is rejected."),
    "withdraw": gettext_lazy("The evidence is withdrawn."),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """Evidence as a page shows it: whether it has expired, and what this person may do with it."""

    row: Evidence
    expired: bool
    may_review: bool
    may_withdraw: bool


@dataclass(frozen=True, slots=True)
class Wanted:
    """A criterion that evidence shows to be met, with what was brought for it."""

    criterion: Criterion
    rows: Sequence[Shown]

    @property
    def is_met(self) -> bool:
        """Whether something was accepted that has not expired."""
        return any(each.row.status == EvidenceStatus.ACCEPTED and not each.expired for each in self.rows)


def reviews(actor: Actor, row: Evidence) -> bool:
    """Whether this person may accept or reject the evidence: it waits, and somebody else brought it (P2)."""
    return row.status == EvidenceStatus.SUBMITTED and table.allows(actor, permissions.REVIEW, row)


def may_withdraw(actor: Actor, row: Evidence) -> bool:
    """Whether this person may withdraw it: it is theirs, or a system brought it and they run the play."""
    is_theirs = row.submitted_by_id == actor.id or table.allows(actor, permissions.MANAGE)
    open_now = {move.name for move in EVIDENCE.open_from(row.status)}
    return is_theirs and "withdraw" in open_now and table.allows(actor, permissions.EVIDENCE, row)


def shown(actor: Actor, found: Play, rows: Sequence[Evidence]) -> list[Shown]:
    """Evidence of a play with what this person may do with it."""
    today, is_open = local_today(), found.status in OPEN
    for row in rows:
        row.play = found
    return [
        Shown(
            row,
            expired=row.expires_on is not None and row.expires_on < today,
            may_review=is_open and reviews(actor, row),
            may_withdraw=is_open and may_withdraw(actor, row),
        )
        for row in rows
    ]


@require_GET
def list_evidence(request: ClientRequest, play_id: uuid.UUID) -> HttpResponse:
    """All evidence of a play: for each criterion that asks for some, and beside activities."""
    table.require(request.actor, permissions.VIEW)
    found = play(play_id)
    rows = shown(request.actor, found, list(evidence_of(play_id)))
    by_criterion: dict[str, list[Shown]] = {}
    for each in rows:
        by_criterion.setdefault(each.row.criterion, []).append(each)
    wanted = [
        Wanted(criterion, by_criterion.get(criterion.key, ()))
        for criterion in plan_from(found.plan).criteria()
        if criterion.kind == DOCUMENT or criterion.key in by_criterion
    ]
    context = {
        **framed(found, "evidence_list"),
        "wanted": wanted,
        "beside": by_criterion.get("", ()),
        "lacking": sum(not each.is_met for each in wanted if each.criterion.kind == DOCUMENT),
        "waiting": sum(each.row.status == EvidenceStatus.SUBMITTED for each in rows),
        "to_review": [each for each in rows if each.may_review],
        "may_bring": found.status in OPEN and table.allows(request.actor, permissions.EVIDENCE, found),
    }
    return render(request, "plays/evidence_list.html", context)


@require_http_methods(["GET", "POST"])
def for_criterion(request: ClientRequest, play_id: uuid.UUID, criterion: str) -> HttpResponse:
    """What was brought for one criterion, and the form that brings more."""
    table.require(request.actor, permissions.VIEW)
    found = play(play_id)
    asked = plan_from(found.plan).criterion(criterion)
    if asked is None:
        raise NotFoundMissing(_("The play's plan has no such criterion."))
    if request.method == "POST":
        table.require(request.actor, permissions.EVIDENCE, found)
    form, status = _bring(request, play_id, criterion=criterion)
    if form is None:
        return redirect("plays:evidence", play_id, criterion)
    rows = list(evidence_of(play_id).filter(criterion=criterion))
    context = {
        "play": found,
        "wanted": Wanted(asked, shown(request.actor, found, rows)),
        "form": form,
        "is_computed": asked.kind != DOCUMENT,
        "may_bring": found.status in OPEN and table.allows(request.actor, permissions.EVIDENCE, found),
    }
    return render(request, "plays/evidence.html", context, status=status)


@require_http_methods(["GET", "POST"])
def for_activity(request: ClientRequest, activity_id: uuid.UUID) -> HttpResponse:
    """Bring a file, a link or a note beside an activity."""
    found = activity(activity_id)
    table.require(request.actor, permissions.EVIDENCE, found.play)
    form, status = _bring(request, found.play_id, activity_id=activity_id)
    if form is None:
        return redirect("plays:activity", activity_id)
    context = {"form": form, "activity": found, "play": found.play}
    return render(request, "plays/evidence_new.html", context, status=status)


def _bring(
    request: ClientRequest, play_id: uuid.UUID, *, criterion: str = "", activity_id: uuid.UUID | None = None
) -> tuple[EvidenceForm | None, int]:
    """The form as it has to be shown, or None once the evidence is brought."""
    if request.method != "POST":
        return EvidenceForm(), 200
    form, status = EvidenceForm(request.POST, request.FILES), 422
    if form.is_valid():
        try:
            submit_evidence(
                by=request.actor, play_id=play_id, criterion=criterion, activity_id=activity_id, **form.cleaned_data
            )
        except Refused as refused:
            status = refused.status
            add_problems(form, refused, names=form.NAMES)
        else:
            messages.success(request, _("The evidence is brought. Somebody else reviews it."))
            return None, 302
    return form, status


@require_POST
def move(request: ClientRequest, evidence_id: uuid.UUID) -> HttpResponse:
    """Accept, reject or withdraw evidence."""
    asked = request.POST.get("move", "")[:20]
    row = move_evidence(by=request.actor, evidence_id=evidence_id, move=asked, note=request.POST.get("note", ""))
    messages.success(request, SAID[asked])
    if row.activity_id:
        return redirect("plays:activity", row.activity_id)
    return redirect("plays:evidence", row.play_id, row.criterion)


@require_GET
def file(request: ClientRequest, evidence_id: uuid.UUID) -> FileResponse:
    """A file that was brought, to save; nothing in it runs."""
    table.require(request.actor, permissions.VIEW)
    row = evidence_row(evidence_id)
    if not row.file_path:
        raise NotFoundMissing(_("There is no file."))
    return serve(row.file_path, name=row.file_name, content_type=row.file_type)
