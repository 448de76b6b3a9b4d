"""The numbers that the rules go by for this client: a list of them, and a form that changes one."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from kernel.access import table
from kernel.errors import Refused, StaleRefused
from kernel.parameters import permissions, selectors, services
from kernel.parameters.selectors import ParameterRow
from kernel.tenancy.mount import ClientRequest
from kernel.web.fields import NumberField
from kernel.web.forms import RevisionForm, add_problems
from kernel.web.tables import Column, Table

PARAMETERS: Table[ParameterRow] = Table(
    id="parameters",
    caption=gettext_lazy("Parameters"),
    columns=[
        Column("label", gettext_lazy("Parameter"), sort=lambda row: str(row.parameter.label).casefold()),
        Column("rule", gettext_lazy("Rule"), sort=lambda row: row.parameter.rule, minor=True),
        Column("value", gettext_lazy("Value"), number=True),
        Column("default", gettext_lazy("Default"), number=True),
        Column("changed", gettext_lazy("Changed"), sort=lambda row: row.changed_at, minor=True),
    ],
    search=lambda row: f"{row.parameter.label} {row.parameter.rule} {row.parameter.key}",
)


class ParameterForm(RevisionForm):
    """A value of this client's own, and why."""

    value = NumberField(label=gettext_lazy("Value"), required=False)
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("It stands in the client's ledger, beside the value before and after."),
    )

    def __init__(self, *args: Any, row: ParameterRow, **options: Any) -> None:
        super().__init__(*args, **options)
        parameter = row.parameter
        self.fields["value"].help_text = _(
            "From %(lowest)s to %(highest)s. Left empty it goes back to the default, %(default)s."
        ) % {
            "lowest": parameter.shown(parameter.lowest),
            "highest": parameter.shown(parameter.highest),
            "default": parameter.shown(parameter.default),
        }


@require_GET
def show_parameters(request: ClientRequest) -> HttpResponse:
    """Every parameter with its default, and who changed it last."""
    table.require(request.actor, permissions.VIEW)
    context = {
        "table": PARAMETERS.page(selectors.parameter_rows(), request.GET),
        "may_change": table.allows(request.actor, permissions.CHANGE),
    }
    return render(request, "portal/parameters.html", context)


@require_http_methods(["GET", "POST"])
def edit_parameter(request: ClientRequest, parameter_key: str) -> HttpResponse:
    """Change one, or put it back to its default."""
    table.require(request.actor, permissions.CHANGE)
    row = selectors.parameter_row(parameter_key)
    form = ParameterForm(request.POST or None, row=row, initial=_initial(row))
    status = 422 if form.is_bound else 200
    if request.method == "POST" and form.is_valid():
        try:
            services.change_parameter(by=request.actor, key=parameter_key, **form.cleaned_data)
        except StaleRefused as refused:
            status = refused.status
            form.show_meanwhile(refused, _initial(selectors.parameter_row(parameter_key)))
        except Refused as refused:
            status = refused.status
            add_problems(form, refused)
        else:
            messages.success(request, _("The parameter is changed."))
            return redirect("portal:parameters")
    return render(request, "portal/parameter_edit.html", {"form": form, "row": row}, status=status)


def _initial(row: ParameterRow) -> dict[str, Any]:
    """A parameter as the form shows it; the reason is always a new one."""
    return {"value": row.value, "revision": row.revision}
