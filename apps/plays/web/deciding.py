"""The page on which a gate is decided, on what it shows at that moment."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.initiatives.selectors import people
from apps.plays import permissions
from apps.plays.choices import PlayStatus
from apps.plays.lifecycle import GATE
from apps.plays.selectors.plays import GateView, PlayPage, gate
from apps.plays.services import DecisionRefused, decide_gate
from apps.plays.web.answers import gate_answer
from apps.plays.web.asked import asked_by
from apps.plays.web.forms import DecideForm
from apps.plays.web.gates import opened_gate
from kernel import clock
from kernel.access import table
from kernel.errors import Refused, StaleRefused
from kernel.tenancy.mount import ClientRequest
from kernel.web.forms import add_problems

OUTCOMES = ("go", "conditional_go", "redesign", "stop")
PASSING = ("go", "conditional_go")


@require_http_methods(["GET", "POST"])
def decide(request: ClientRequest, gate_id: uuid.UUID) -> HttpResponse:
    """Look at the grounds once more, and decide: go, conditional go, redesign or stop."""
    table.require(request.actor, permissions.DECIDE, gate(gate_id))
    page, view = opened_gate(gate_id)
    offered = _offered(page, view)
    form = DecideForm(
        request.POST or None, people=people(), outcomes=offered or OUTCOMES, initial={"basis_hash": view.hash}
    )
    status = 422 if form.is_bound else 200
    against: Refused | None = None
    if request.method == "GET" and not offered:
        return redirect("plays:gate", gate_id)
    if form.is_bound and form.is_valid():
        try:
            decision = decide_gate(by=request.actor, gate_id=gate_id, **form.values())
        except DecisionRefused as refused:
            status, against = refused.status, refused
        except StaleRefused as refused:
            status, against = refused.status, refused
            page, view = opened_gate(gate_id)
            form.rebind(view.hash)
        except Refused as refused:
            status = refused.status
            add_problems(form, refused, names={row.field: form.field_of(row.field) for row in refused.problems})
        else:
            messages.success(request, _("Decided: %(outcome)s.") % {"outcome": decision.get_outcome_display()})
            return redirect("plays:gate", gate_id)
    context = {
        "form": form,
        "play": page.play,
        "view": view,
        "answer": gate_answer(view),
        "rows": asked_by(view, page),
        "against": against,
        "passing": any(outcome in offered for outcome in PASSING),
        "judged_at": clock.now(),
    }
    return render(request, "plays/gate_decide.html", context, status=status)


def _offered(page: PlayPage, view: GateView) -> list[str]:
    """The decisions that the gate's state allows; go and conditional go need a play that runs."""
    allowed = {move.name for move in GATE.open_from(view.gate.status)} if view.is_next else set()
    runs = page.play.status == PlayStatus.RUNNING
    return [outcome for outcome in OUTCOMES if outcome in allowed and (runs or outcome not in PASSING)]
