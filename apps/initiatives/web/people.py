"""Pages of people: who matters to the work, whether or not they ever log in."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from apps.initiatives import permissions, selectors, services
from apps.initiatives.choices import BusinessFunction
from apps.initiatives.models import Person
from apps.initiatives.web.forms import ChangePersonForm, PersonForm, initial_of_person
from kernel.access import table
from kernel.errors import Refused, StaleRefused
from kernel.tenancy.mount import ClientRequest
from kernel.web.forms import add_problems
from kernel.web.tables import Column, Filter, Table

PEOPLE: Table[Person] = Table(
    id="people",
    caption=gettext_lazy("People"),
    columns=[
        Column("name", gettext_lazy("Name"), sort=lambda row: row.name.casefold()),
        Column("function", gettext_lazy("Function"), sort=lambda row: row.get_function_display()),
        Column("title", gettext_lazy("Job title"), sort=lambda row: row.job_title.casefold() or None, minor=True),
        Column("email", gettext_lazy("E-mail"), minor=True),
        Column("login", gettext_lazy("Login"), minor=True),
    ],
    filters=[Filter("function", gettext_lazy("Function"), BusinessFunction.choices, lambda row: row.function)],
    search=lambda row: f"{row.name} {row.job_title} {row.email}",
    default_sort="name",
)


@require_GET
def people(request: ClientRequest) -> HttpResponse:
    """Everyone, by name."""
    table.require(request.actor, permissions.VIEW)
    context = {
        "table": PEOPLE.page(list(selectors.people()), request.GET),
        "may_manage": table.allows(request.actor, permissions.MANAGE),
    }
    return render(request, "initiatives/people.html", context)


@require_http_methods(["GET", "POST"])
def new_person(request: ClientRequest) -> HttpResponse:
    """Add a person."""
    table.require(request.actor, permissions.MANAGE)
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            person = services.create_person(by=request.actor, **form.cleaned_data)
        except Refused as refused:
            add_problems(form, refused)
        else:
            messages.success(request, _("%(name)s is added.") % {"name": person.name})
            return redirect("initiatives:people")
    return render(request, "initiatives/person_new.html", {"form": form}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def edit_person(request: ClientRequest, person_id: uuid.UUID) -> HttpResponse:
    """Change a person."""
    table.require(request.actor, permissions.MANAGE)
    person = selectors.person(person_id)
    form = ChangePersonForm(request.POST or None, initial=initial_of_person(person))
    status = 422 if form.is_bound else 200
    if request.method == "POST" and form.is_valid():
        try:
            services.change_person(by=request.actor, person_id=person_id, **form.cleaned_data)
        except StaleRefused as refused:
            status = refused.status
            form.show_meanwhile(refused, initial_of_person(selectors.person(person_id)))
        except Refused as refused:
            status = refused.status
            add_problems(form, refused)
        else:
            messages.success(request, _("%(name)s is changed.") % {"name": form.cleaned_data["name"]})
            return redirect("initiatives:people")
    return render(request, "initiatives/person_edit.html", {"form": form, "person": person}, status=status)
