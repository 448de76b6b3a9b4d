"""Pages of a play: its 60 days, how it is started and extended."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.accounts.reauthentication import ask_to_reauthenticate, recently_reauthenticated
from apps.initiatives.selectors import initiative
from apps.plays import permissions
from apps.plays.choices import PlayStatus
from apps.plays.selectors.plays import PhaseView, PlayPage, play, play_page
from apps.plays.selectors.replications import replications_of
from apps.plays.selectors.sequence import governance_before_the_second
from apps.plays.selectors.starting import beginnings
from apps.plays.services import extend_play, resume_play, start_play
from apps.plays.services.plays import no_extension
from apps.plays.web.answers import answer_of
from apps.plays.web.asked import Asked, asked, asked_by, linked
from apps.plays.web.forms import ExtendForm, StartForm
from apps.plays.web.frame import framed, revision_of
from apps.plays.web.offers import OVER, Task, offers, tasks
from apps.plays.web.runs import run_of
from kernel.access import table
from kernel.errors import Refused
from kernel.proofs import ReauthenticationMissing
from kernel.tenancy.context import local_today
from kernel.tenancy.mount import ClientRequest
from kernel.web.forms import add_problems


@dataclass(frozen=True, slots=True)
class ShownPhase:
    """A phase with what it must leave behind, and the work in it."""

    view: PhaseView
    leaves: Sequence[Asked]
    tasks: Sequence[Task]
    # Whether the play has ended: then nothing is behind any more.
    is_over: bool

    @property
    def left(self) -> int:
        """How much of what it must leave behind is there."""
        return sum(row.passes for row in self.leaves)

    @property
    def done(self) -> int:
        """How many of its activities are over."""
        return sum(task.row.status in OVER for task in self.tasks)

    @property
    def is_behind(self) -> bool:
        """Whether it is past and left something undone, while the play runs."""
        return not self.is_over and self.view.is_past and (self.left < len(self.leaves) or self.done < len(self.tasks))


@require_GET
def show_play(request: ClientRequest, play_id: uuid.UUID) -> HttpResponse:
    """The 60 days: where they stand, what is next, what is late, what each phase leaves behind."""
    table.require(request.actor, permissions.VIEW)
    page = linked(play_page(play_id))
    work, view = tasks(request.actor, page), page.next_gate
    context = {
        **framed(page.play, "play"),
        **offers(request.actor, page),
        "page": page,
        "answer": answer_of(page),
        "run": run_of(page),
        "missing": [row for row in asked_by(view, page) if not row.passes] if view else [],
        "late": [task for task in work if task.late],
        "phases": _phases(page, work),
        "replications": replications_of(page.play),
    }
    return render(request, "plays/play.html", context)


def _phases(page: PlayPage, work: Sequence[Task]) -> list[ShownPhase]:
    return [
        ShownPhase(
            view,
            [asked(each) for each in view.answers],
            [task for task in work if task.row.phase == view.phase.key],
            is_over=page.play.ended_on is not None,
        )
        for view in page.phases
    ]


@require_http_methods(["GET", "POST"])
def new_play(request: ClientRequest, initiative_id: uuid.UUID) -> HttpResponse:
    """Start a play of an initiative: on which contract, in which team, from which day, from what."""
    table.require(request.actor, permissions.MANAGE)
    found = initiative(initiative_id)
    begin = beginnings(initiative_id)
    form = StartForm(request.POST or None, begin=begin, initial={"starts_on": local_today()})
    status = 422 if form.is_bound else 200
    if request.method == "POST" and form.is_valid():
        try:
            made = start_play(by=request.actor, initiative_id=initiative_id, **form.values())
        except Refused as refused:
            status = refused.status
            add_problems(form, refused, names=form.NAMES)
        else:
            begun = made.status == PlayStatus.RUNNING
            planned = _("The play is planned, with its activities and gates.")
            messages.success(request, _("The play runs; today is day 1.") if begun else planned)
            return redirect("plays:play", made.pk)
    ungoverned = governance_before_the_second(initiative_id, starting=True)
    context = {
        "form": form,
        "initiative": found,
        "begin": begin,
        "ungoverned": ungoverned,
        "ungoverned_address": reverse(ungoverned.fix.view, args=ungoverned.fix.arguments) if ungoverned else "",
    }
    return render(request, "plays/play_new.html", context, status=status)


@require_POST
def resume(request: ClientRequest, play_id: uuid.UUID) -> HttpResponse:
    """End a pause for redesign before its date."""
    resume_play(by=request.actor, play_id=play_id, revision=revision_of(request))
    messages.success(request, _("The play runs again, and its gate is open."))
    return redirect("plays:play", play_id)


@require_http_methods(["GET", "POST"])
def extend(request: ClientRequest, play_id: uuid.UUID) -> HttpResponse:
    """Sign the one extension; the password or passkey is asked for first."""
    found = play(play_id)
    table.require(request.actor, permissions.EXTEND, found)
    refusal = no_extension(found)
    if request.method == "GET" and refusal is not None:
        said = (refusal.message, *(problem.message for problem in refusal.problems), refusal.way_out)
        messages.error(request, " ".join(str(text) for text in said if text))
        return redirect("plays:play", play_id)
    if request.method == "GET" and recently_reauthenticated(request) is None:
        return ask_to_reauthenticate(request)
    form = ExtendForm(request.POST or None, initial={"revision": found.revision})
    status = 422 if form.is_bound else 200
    if request.method == "POST" and form.is_valid():
        try:
            extend_play(
                by=request.actor,
                play_id=play_id,
                reauthenticated_at=recently_reauthenticated(request),
                **form.cleaned_data,
            )
        except ReauthenticationMissing:
            return ask_to_reauthenticate(request)
        except Refused as refused:
            status = refused.status
            add_problems(form, refused)
        else:
            messages.success(request, _("The extension is signed."))
            return redirect("plays:play", play_id)
    context: dict[str, Any] = {"form": form, "play": found}
    return render(request, "plays/play_extend.html", context, status=status)
