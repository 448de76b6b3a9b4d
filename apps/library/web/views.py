"""The partner's library: parse, one call, render."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.library import permissions, services
from apps.library.choices import ItemStatus
from apps.library.documents import DocumentKind, document_kinds
from apps.library.lifecycle import ITEM
from apps.library.rules import in_order, outline
from apps.library.schemas import MEDIA_TYPE, schema_document
from apps.library.selectors import ItemRow, item_document, item_page, item_rows, library_item
from apps.library.web.forms import DocumentForm
from apps.library.web.json_form import JsonForm, pretty
from kernel.access import table
from kernel.errors import NotFoundMissing, Refused, StaleRefused
from kernel.files.names import download, safe_name
from kernel.web.doors import PartnerRequest, opens_with
from kernel.web.tables import Column, Filter, Table


def items_table() -> Table[ItemRow]:
    """The table of the library; its kinds are known once every app is ready."""
    return Table(
        caption=gettext_lazy("Library"),
        id="library",
        columns=[
            Column("name", gettext_lazy("Name"), sort=lambda row: row.name.casefold()),
            Column("kind", gettext_lazy("Kind"), sort=lambda row: str(row.kind_label), minor=True),
            Column("status", gettext_lazy("State"), sort=lambda row: row.status),
            Column("version", gettext_lazy("Version"), sort=lambda row: row.number, number=True),
            Column("changed", gettext_lazy("Changed"), sort=lambda row: row.updated_at, minor=True),
        ],
        filters=[
            Filter("kind", gettext_lazy("Kind"), document_kinds.choices(), lambda row: row.kind),
            Filter("status", gettext_lazy("State"), ItemStatus.choices, lambda row: row.status),
        ],
        search=lambda row: f"{row.name} {row.key}",
        default_sort="name",
    )


@require_GET
@opens_with(permissions.DRAFTS)
def items(request: PartnerRequest) -> HttpResponse:
    """Everything in the library."""
    context = {
        "table": items_table().page(item_rows(), request.GET),
        "kinds": document_kinds.kinds.values(),
        "may_manage": table.allows(request.actor, permissions.MANAGE),
    }
    return render(request, "library/items.html", context)


@require_GET
@opens_with(permissions.DRAFTS)
def item(request: PartnerRequest, item_id: uuid.UUID) -> HttpResponse:
    """One item: what it says now, and its versions with what each changed."""
    page = item_page(item_id)
    open_now = {move.name for move in ITEM.open_from(page.item.status)}
    context = {
        "page": page,
        "item": page.item,
        "open": open_now if table.allows(request.actor, permissions.MANAGE) else set(),
    }
    return render(request, "library/item.html", context)


@require_http_methods(["GET", "POST"])
@opens_with(permissions.MANAGE)
def new_item(request: PartnerRequest, kind: str) -> HttpResponse:
    """Write a new item of a kind, in its form or as JSON."""
    found = document_kinds.get(kind)
    form_class = _form_of(found, request)
    form = form_class(request.POST or None, request.FILES or None, is_new=True, initial=form_class.blank(found))
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            made = services.create_item(
                by=request.actor, kind=kind, key=form.cleaned_data["key"], document=form.document()
            )
        except Refused as refused:
            status = refused.status
            form.show_problems(refused)
        else:
            messages.success(request, _("It is written. Publish it to put it on offer."))
            return redirect("library:item", made.pk)
    context = {"form": form, "kind": found, **_writing(found, form_class)}
    return render(request, "library/new.html", context, status=status)


@require_http_methods(["GET", "POST"])
@opens_with(permissions.MANAGE)
def edit_item(request: PartnerRequest, item_id: uuid.UUID) -> HttpResponse:
    """Change an item's draft in its form or as JSON; what is on offer stays until the draft is published."""
    found = library_item(item_id)
    kind = document_kinds.get(found.kind)
    form_class = _form_of(kind, request)

    def shown(draft: Mapping[str, Any], revision: int) -> dict[str, Any]:
        return form_class.initial_of(in_order(kind.schema, draft)) | {"revision": revision}

    initial = shown(found.draft, found.revision)
    form = form_class(request.POST or None, request.FILES or None, is_new=False, initial=initial)
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        revision = form.cleaned_data["revision"]
        try:
            services.change_draft(by=request.actor, item_id=item_id, revision=revision, document=form.document())
        except StaleRefused as refused:
            status = refused.status
            now = library_item(item_id)
            form.show_meanwhile(refused, shown(now.draft, now.revision))
        except Refused as refused:
            status = refused.status
            form.show_problems(refused)
        else:
            messages.success(request, _("The draft is changed."))
            return redirect("library:item", item_id)
    context = {"form": form, "item": found, "kind": kind, **_writing(kind, form_class)}
    return render(request, "library/edit.html", context, status=status)


def _form_of(kind: DocumentKind, request: HttpRequest) -> type[DocumentForm]:
    form: type[DocumentForm] = JsonForm if request.GET.get("as") == "json" else import_string(kind.form)
    return form


def _writing(kind: DocumentKind, form_class: type[DocumentForm]) -> dict[str, Any]:
    """What stands beside the form: the way to write the document as JSON, or, where that is it, what belongs into one."""
    is_json = issubclass(form_class, JsonForm)
    return {"is_json": is_json, "outline": outline(kind.schema) if is_json else ()}


@require_GET
@opens_with(permissions.DRAFTS)
def document(request: PartnerRequest, item_id: uuid.UUID) -> HttpResponse:
    """An item's draft as a JSON file, or the version that is asked for; it can be changed elsewhere and sent again."""
    found, said = item_document(item_id, request.GET.get("version", ""))
    text = pretty(in_order(document_kinds.get(found.kind).schema, said))
    return download(f"{text}\n".encode(), name=safe_name(found.key, "json"), content_type="application/json")


@require_POST
@opens_with(permissions.MANAGE)
def move(request: PartnerRequest, item_id: uuid.UUID) -> HttpResponse:
    """Publish an item as it was seen, retire it, or take it out again."""
    given = request.POST.get("revision", "")
    try:
        match request.POST.get("move", ""):
            case "publish":
                revision = int(given) if given.isascii() and given.isdigit() and len(given) < 10 else None
                made = services.publish_item(by=request.actor, item_id=item_id, revision=revision)
                number = made.latest.number if made.latest else 0
                text = _("Version %(number)s is on offer.") % {"number": number}
            case "retire":
                services.retire_item(by=request.actor, item_id=item_id)
                text = _("It is retired. What was made from it stays as it is.")
            case "restore":
                services.restore_item(by=request.actor, item_id=item_id)
                text = _("It is a draft again. Publish it to put it on offer.")
            case _:
                raise NotFoundMissing(_("There is no such move."))
    except Refused as refused:
        if refused.status in {403, 404}:
            raise
        messages.error(request, f"{refused.message} {refused.way_out}".strip())
    else:
        messages.success(request, text)
    return redirect("library:item", item_id)


@require_GET
def schema(_request: HttpRequest, kind: str) -> HttpResponse:
    """The schema that documents of a kind have, for anyone: it holds no data, and reads the same in every language."""
    return HttpResponse(schema_document(kind), content_type=MEDIA_TYPE)
