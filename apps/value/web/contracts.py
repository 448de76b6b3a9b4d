"""Pages of value contracts: parse, one call, render."""

import uuid
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from apps.initiatives import selectors as initiatives
from apps.library.rules import lines
from apps.library.selectors import offered
from apps.value import permissions
from apps.value.choices import ContractStatus
from apps.value.contract_templates import CONTRACT_TEMPLATE, SCHEMA
from apps.value.documents import contract_pdf
from apps.value.models import Contract, Kpi
from apps.value.selectors.contract_history import firing_history, replacing
from apps.value.selectors.contracts import contract, contract_page, contract_rows
from apps.value.selectors.kpis import kpis_for, kpis_of
from apps.value.selectors.pictures import picture_sentence, run_chart_of
from apps.value.selectors.templates import template_fit
from apps.value.services import change_draft, draft_contract
from apps.value.web.contract_actions import actions
from apps.value.web.differences import amendment_changes, proposal_changes
from apps.value.web.drafts import DraftForm, form_field, initial_of
from apps.value.web.tabs import list_tabs
from kernel.access import table
from kernel.errors import InvalidRefused, NotFoundMissing, Refused, StaleRefused
from kernel.files.names import download, safe_name
from kernel.tenancy.mount import ClientRequest
from kernel.web.forms import add_problems
from kernel.web.tables import Column, Filter, Table

MOST_LISTED = 200


class NewContractForm(forms.Form):
    """Which KPI a contract is on, and what it is called."""

    title = forms.CharField(label=_("Title"), max_length=160)
    supersedes = forms.UUIDField(required=False, widget=forms.HiddenInput)
    # At the version that was shown.
    template = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)
    kpi = forms.ChoiceField(
        label=_("Target KPI"), help_text=_("An outcome: activity and technical measures never count as success (V7).")
    )

    def __init__(self, *args: Any, kpis: list[Kpi], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["kpi"].choices = [(str(kpi.pk), kpi.name) for kpi in kpis]  # type: ignore[attr-defined]

    def add_error(self, field: str | None, error: Any) -> None:
        """As Django's; what is wrong with a template stands above the others, for nobody sees its field."""
        super().add_error(None if field == "template" else field, error)


CONTRACTS: Table[dict[str, Any]] = Table(
    caption=_("Value contracts"),
    columns=[
        Column("title", _("Contract"), sort=lambda row: row["title"].casefold()),
        Column("initiative", _("Initiative"), sort=lambda row: row["initiative_name"].casefold(), minor=True),
        Column("status", _("State"), sort=lambda row: row["status"]),
        Column("level", _("Recent level"), number=True, minor=True),
        Column("progress", _("Progress"), sort=lambda row: row["progress"], number=True),
        Column("due", _("Due"), sort=lambda row: row["due_on"], minor=True),
    ],
    filters=[Filter("status", _("State"), ContractStatus.choices, lambda row: row["status"])],
    search=lambda row: f"{row['title']} {row['initiative_name']} {row['kpi_name']}",
    default_sort="title",
    id="contracts",
)


@require_GET
def contracts(request: ClientRequest) -> HttpResponse:
    """All contracts of the client with their progress."""
    table.require(request.actor, permissions.VIEW)
    page = CONTRACTS.page(contract_rows(limit=MOST_LISTED), request.GET)
    return render(request, "value/contracts.html", {"table": page, "tabs": list_tabs("contracts")})


@require_GET
def show_contract(request: ClientRequest, contract_id: uuid.UUID) -> HttpResponse:
    """One contract: where it stands, what it promises, who signed."""
    table.require(request.actor, permissions.VIEW)
    page = contract_page(contract_id)
    lacking = page.amendment.problems if page.amendment else page.problems
    context = {
        "page": page,
        "picture": run_chart_of(page.standing) if page.standing.points else None,
        "picture_sentence": picture_sentence(page.standing),
        "problems": [(problem, form_field(problem.field)) for problem in lacking],
        "changes": proposal_changes(page),
        "amended": amendment_changes(page),
        "firings": firing_history(contract_id),
        "replacing": replacing(contract_id),
        **actions(request.actor, page),
    }
    return render(request, "value/contract.html", context)


@require_http_methods(["GET", "POST"])
def new_contract(request: ClientRequest, initiative_id: uuid.UUID) -> HttpResponse:
    """Begin a contract on a KPI of an initiative."""
    table.require(request.actor, permissions.NEGOTIATE)
    initiative = initiatives.initiative(initiative_id)
    replaced = _to_replace(request, initiative_id)
    kpis = [kpi for kpi in kpis_of(initiative_id) if replaced is None or kpi.pk != replaced.kpi_id]
    templates = [] if request.method == "POST" else offered(CONTRACT_TEMPLATE)
    chosen = next((each for each in templates if each.key == request.GET.get("template")), None)
    fit = template_fit(chosen, kpis) if chosen else None
    initial = {"title": replaced.title if replaced else initiative.name, "supersedes": replaced and replaced.pk}
    initial |= {"template": chosen.reference, "kpi": fit.kpi_id} if chosen and fit else {}
    form = NewContractForm(request.POST or None, kpis=kpis, initial=initial)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = draft_contract(
                    by=request.actor,
                    initiative_id=initiative_id,
                    kpi_id=uuid.UUID(form.cleaned_data["kpi"]),
                    title=form.cleaned_data["title"],
                    supersedes_id=form.cleaned_data["supersedes"],
                    template=form.cleaned_data["template"],
                )
            except Refused as refused:
                add_problems(form, refused)
            else:
                return redirect("value:edit_contract", made.pk)
    context = {
        "form": form,
        "initiative": initiative,
        "kpis": kpis,
        "replaced": replaced,
        "templates": templates,
        "chosen": chosen,
        "fit": fit,
        "says": lines(SCHEMA, chosen.document) if chosen else (),
    }
    return render(request, "value/contract_new.html", context, status=status)


def _to_replace(request: ClientRequest, initiative_id: uuid.UUID) -> Contract | None:
    """The contract of the initiative that the new one is to replace, where the address or the form names one."""
    asked = request.POST.get("supersedes") or request.GET.get("supersedes", "")
    try:
        found = contract(uuid.UUID(asked))
    except (ValueError, NotFoundMissing):
        return None
    return found if found.initiative_id == initiative_id else None


@require_http_methods(["GET", "POST"])
def edit_contract(request: ClientRequest, contract_id: uuid.UUID) -> HttpResponse:
    """Change a draft."""
    table.require(request.actor, permissions.NEGOTIATE)
    found = contract(contract_id)
    if request.method == "GET" and ContractStatus.DRAFT not in (found.status, found.amendment):
        return redirect("value:contract", contract_id)
    form = DraftForm(
        request.POST or None,
        contract=found,
        kpis=list(kpis_for(found)),
        people=list(initiatives.people()),
        currency=request.client.currency,
        initial=initial_of(found),
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            data = form.cleaned_data
            try:
                change_draft(
                    by=request.actor,
                    contract_id=contract_id,
                    revision=data["revision"],
                    title=data["title"],
                    terms=form.terms(),
                )
            except InvalidRefused as refused:
                _beside(form, refused)
            except StaleRefused as refused:
                status = refused.status
                form.show_meanwhile(refused, initial_of(contract(contract_id)))
            except Refused as refused:
                status = refused.status
                add_problems(form, refused)
            else:
                return redirect("value:contract", contract_id)
    return render(request, "value/contract_edit.html", {"form": form, "contract": found}, status=status)


def _beside(form: forms.Form, refused: Refused) -> None:
    for problem in refused.problems:
        name = form_field(problem.field) or problem.field
        form.add_error(name if name in form.fields else None, f"{problem.message} {problem.way_out}".strip())


@require_GET
def pdf(request: ClientRequest, contract_id: uuid.UUID) -> HttpResponse:
    """The one page, to print or to send."""
    table.require(request.actor, permissions.VIEW)
    title, body = contract_pdf(contract_id)
    return download(body, name=safe_name(title, "pdf"), content_type="application/pdf", inline=True)
