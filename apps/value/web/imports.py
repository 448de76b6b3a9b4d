"""Pages of imports: a file is taken in, and its own page leads through reading it, looking at it and recording it."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from apps.value import permissions
from apps.value.choices import ImportKind, ImportStatus
from apps.value.models import DataImport
from apps.value.rules.imports.fitting import MeasureRefused
from apps.value.rules.imports.plans import Plan
from apps.value.selectors.imports import WORKED_ON, ImportPage, data_import, import_page
from apps.value.selectors.kpis import kpi
from apps.value.services.imports import (
    ImportChangedRefused,
    apply_import,
    begin_import,
    check_import,
    drop_import,
    read_import,
)
from apps.value.web.import_forms import ApplyForm, ReadingOptionsForm, UploadForm, initial_of_import, method_of
from kernel.access import table
from kernel.errors import ConflictRefused, Refused, StaleRefused
from kernel.eventlogs.columns import LABELS, Confidence
from kernel.tenancy.mount import ClientRequest
from kernel.web.forms import add_problems

CONFIDENCE = {
    Confidence.SURE: gettext_lazy("surely"),
    Confidence.LIKELY: gettext_lazy("likely"),
    Confidence.UNSURE: gettext_lazy("perhaps"),
}


@require_http_methods(["GET", "POST"])
def upload(request: ClientRequest, kpi_id: uuid.UUID) -> HttpResponse:
    """Take a file in; nothing is recorded yet."""
    found = kpi(kpi_id)
    table.require(request.actor, permissions.READINGS, found.initiative)
    bound = request.method == "POST"
    form = UploadForm(request.POST, request.FILES) if bound else UploadForm()
    status = 422 if bound else 200
    if bound and form.is_valid():
        file: UploadedFile[bytes] = form.cleaned_data["file"]
        try:
            row = begin_import(by=request.actor, kpi_id=kpi_id, file=file, name=file.name or "")
        except Refused as refused:
            status = refused.status
            add_problems(form, refused)
        else:
            return redirect("value:import", row.pk)
    return render(request, "value/import_new.html", {"form": form, "kpi": found}, status=status)


@require_http_methods(["GET", "POST"])
def show_import(request: ClientRequest, import_id: uuid.UUID) -> HttpResponse:
    """One import: how far it is, how it is read, what it would record; and what a person does about it."""
    row = data_import(import_id)
    table.require(request.actor, permissions.READINGS, row.kpi.initiative)
    if request.method == "POST":
        step = _STEPS.get(request.POST.get("step", ""), _apply)
        return step(request, row)
    if request.headers.get("HX-Request") == "true":
        response = render(request, "value/partials/import_progress.html", _progress(row))
        if row.status not in WORKED_ON:
            # What was found takes the place of the whole page.
            response["HX-Refresh"] = "true"
        return response
    return _page(request, row)


def _read(request: ClientRequest, row: DataImport) -> HttpResponse:
    if "guess" not in row.result:
        read_import(by=request.actor, import_id=row.pk, revision=row.revision, options={})
        return redirect("value:import", row.pk)
    form = ReadingOptionsForm(request.POST, row=row)
    status = 422
    if form.is_valid():
        revision = form.cleaned_data["revision"]
        try:
            read_import(by=request.actor, import_id=row.pk, revision=revision, options=form.options())
        except StaleRefused as refused:
            status = refused.status
            form.show_meanwhile(refused, initial_of_import(row))
        except ConflictRefused:
            raise
        except Refused as refused:
            add_problems(form, refused)
        else:
            return redirect("value:import", row.pk)
    return _page(request, row, read_form=form, status=status)


def _apply(request: ClientRequest, row: DataImport) -> HttpResponse:
    if row.status != ImportStatus.READY:
        # Recorded, dropped or read anew in another tab: the page says so.
        return redirect("value:import", row.pk)
    page = import_page(row)
    form = _apply_form(request, row, page, None)
    refusal: Refused | None = None
    if form.is_valid():
        data = form.cleaned_data
        try:
            done = apply_import(
                by=request.actor, import_id=row.pk, mark=data["mark"], measure=data["measure"], baseline=form.wish()
            )
        except ImportChangedRefused as refused:
            refusal = refused
        except Refused as refused:
            add_problems(form, refused)
        else:
            if done.status == ImportStatus.APPLYING:
                return redirect("value:import", row.pk)
            messages.success(request, _told(Plan.from_document(done.result["plan"]), form.wish() is not None))
            return redirect("value:kpi", row.kpi_id)
    return _page(request, row, apply_form=form, refusal=refusal, status=refusal.status if refusal else 422)


def _drop(request: ClientRequest, row: DataImport) -> HttpResponse:
    drop_import(by=request.actor, import_id=row.pk)
    messages.success(request, _("The file is dropped. Nothing of it was recorded."))
    return redirect("value:kpi", row.kpi_id)


_STEPS = {"read": _read, "apply": _apply, "drop": _drop}


def _page(
    request: ClientRequest,
    row: DataImport,
    *,
    read_form: ReadingOptionsForm | None = None,
    apply_form: ApplyForm | None = None,
    refusal: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {"row": row, "kpi": row.kpi, "refusal": refusal, **_progress(row)}
    if "guess" in row.result and row.status in ("waiting", "ready", "failed"):
        context |= {"read_form": read_form or ReadingOptionsForm(row=row), "columns": _columns(row)}
    if row.status == ImportStatus.READY:
        asked = apply_form.data.get("measure") if apply_form else request.GET.get("measure")
        page = import_page(row, str(asked or ""))
        context["page"] = page
        if row.kind == ImportKind.READINGS or page.measure:
            try:
                plan = check_import(by=request.actor, import_id=row.pk, measure=page.measure)
            except (MeasureRefused, ConflictRefused) as refused:
                context["refusal"] = refused
            else:
                context |= {
                    "plan": plan,
                    "apply_form": _shown_again(apply_form, plan) or _apply_form(request, row, page, plan),
                }
    elif row.status == ImportStatus.APPLIED:
        context["plan"] = Plan.from_document(row.result["plan"])
    return render(request, "value/import.html", context, status=status)


def _apply_form(request: ClientRequest, row: DataImport, page: ImportPage, plan: Plan | None) -> ApplyForm:
    defines = table.allows(request.actor, permissions.DEFINE, row.kpi.initiative)
    window = page.window or (plan.span if plan else None)
    initial = {
        "measure": page.measure,
        "mark": plan.mark if plan else "",
        "method": method_of(row, page.measure),
        **({"window_start": window[0], "window_end": window[1]} if window else {}),
    }
    data = None if plan else request.POST
    return ApplyForm(data, may_define=defines, has_baseline=page.has_baseline, initial=initial)


def _shown_again(form: ApplyForm | None, plan: Plan) -> ApplyForm | None:
    """The form with what was typed, for what would be recorded now."""
    if form is not None:
        data: Any = form.data
        form.data = data.copy()
        form.data["mark"] = plan.mark  # type: ignore[index]  # the copy may be changed
    return form


def _progress(row: DataImport) -> dict[str, Any]:
    running = row.status in WORKED_ON
    if row.status == ImportStatus.APPLYING:
        text = _("The readings are being recorded.")
    else:
        text = _("The file is being read.") if running else _("The file is read.")
    return {"row": row, "running": running, "job_text": text, "job_state": "running" if running else "done"}


def _columns(row: DataImport) -> list[dict[str, Any]]:
    return [
        column
        | {
            "taken_for": LABELS[column["role"]] if column["role"] else "",
            "surely": CONFIDENCE[Confidence(column["confidence"])] if column["role"] else "",
        }
        for column in row.result["guess"]["columns"]
    ]


def _told(done: Plan, baseline: bool) -> str:
    count = done.effective
    text = ngettext("%(count)d reading is imported.", "%(count)d readings are imported.", count) % {"count": count}
    if refused := done.counts["refused"]:
        left = ngettext("%(count)d row was refused.", "%(count)d rows were refused.", refused)
        text += " " + left % {"count": refused}
    if baseline:
        text += " " + _("The baseline is recorded.")
    return text
