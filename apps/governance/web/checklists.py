"""Pages of the checklist: begun from a template, answered item by item."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from apps.governance import permissions
from apps.governance.rules.checklist import lacking
from apps.governance.rules.findings import GOVERNANCE
from apps.governance.selectors.checklists import answered, item
from apps.governance.services import add_item, answer_item, start_checklist
from apps.governance.web.forms import AnswerForm, ItemForm, initial_of_item
from apps.initiatives.selectors import initiative, people
from kernel.access import table
from kernel.errors import Refused, StaleRefused
from kernel.tenancy.context import local_today
from kernel.tenancy.mount import ClientRequest
from kernel.web.forms import add_problems


@require_POST
def start(request: ClientRequest, initiative_id: uuid.UUID) -> HttpResponse:
    """Take over the items of a checklist of the library."""
    made = start_checklist(
        by=request.actor, initiative_id=initiative_id, template_key=request.POST.get("template", "")[:80]
    )
    text = ngettext("%(count)s item is to be answered.", "%(count)s items are to be answered.", len(made))
    messages.success(request, text % {"count": len(made)} if made else _("The checklist has all of these items."))
    return redirect(GOVERNANCE, initiative_id)


@require_http_methods(["GET", "POST"])
def new_item(request: ClientRequest, initiative_id: uuid.UUID) -> HttpResponse:
    """Add an item of the client's own."""
    found = initiative(initiative_id)
    table.require(request.actor, permissions.MANAGE, found)
    form = ItemForm(request.POST or None)
    status = 422 if form.is_bound else 200
    if request.method == "POST" and form.is_valid():
        try:
            made = add_item(by=request.actor, initiative_id=initiative_id, **form.cleaned_data)
        except Refused as refused:
            status = refused.status
            add_problems(form, refused)
        else:
            messages.success(request, _("The item is added. Its answer comes next."))
            return redirect("governance:answer_item", made.pk)
    return render(request, "governance/item_new.html", {"form": form, "initiative": found}, status=status)


@require_http_methods(["GET", "POST"])
def answer(request: ClientRequest, checklist_item_id: uuid.UUID) -> HttpResponse:
    """Read an item, and answer it."""
    table.require(request.actor, permissions.VIEW)
    found = item(checklist_item_id)
    may_answer = table.allows(request.actor, permissions.MANAGE, found.initiative)
    if request.method == "POST":
        table.require(request.actor, permissions.MANAGE, found.initiative)
    form = AnswerForm(request.POST or None, item=found, people=people(), initial=initial_of_item(found))
    status = 422 if form.is_bound else 200
    if request.method == "POST" and form.is_valid():
        try:
            answer_item(
                by=request.actor, item_id=checklist_item_id, revision=form.cleaned_data["revision"], **form.values()
            )
        except StaleRefused as refused:
            status = refused.status
            form.show_meanwhile(refused, initial_of_item(item(checklist_item_id)))
        except Refused as refused:
            status = refused.status
            add_problems(form, refused)
        else:
            messages.success(request, _("“%(title)s” is saved.") % {"title": found.title})
            return redirect(GOVERNANCE, found.initiative_id)
    context = {
        "form": form,
        "item": found,
        "initiative": found.initiative,
        "lacks": lacking(answered(found), local_today()),
        "may_answer": may_answer,
    }
    return render(request, "governance/item.html", context, status=status)
