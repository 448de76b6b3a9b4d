"""A client's parameters, through the API."""

from typing import Any

from django.urls import path
from django.utils.translation import gettext as _
from rest_framework import serializers

from kernel.errors import Problem
from kernel.parameters import selectors, services
from kernel.parameters.permissions import CHANGE, VIEW
from kernel.parameters.selectors import ParameterRow
from kernel.rest.bodies import Body, Number, Text
from kernel.rest.operations import Call, Reply, operation
from kernel.rest.pages import Key
from kernel.rest.views import Endpoint
from kernel.rows import refuse


class ParameterBody(Body):
    """What a parameter is changed to, and why."""

    value = Number(allow_null=True, help_text="In the parameter's unit; null goes back to the default.")
    reason = Text(max_length=500, allow_blank=True, help_text="Why, for the ledger.")


class ParameterShape(serializers.Serializer[Any]):
    """A number that a rule goes by, as it is for this client."""

    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # a field of the answer, not the serializer's own
    rule = serializers.CharField(help_text="The code of the rule that goes by it.")
    unit = serializers.CharField()
    value = serializers.DecimalField(max_digits=24, decimal_places=6)
    default = serializers.DecimalField(max_digits=24, decimal_places=6)
    lowest = serializers.DecimalField(max_digits=24, decimal_places=6, help_text="The least that it may be set to.")
    highest = serializers.DecimalField(max_digits=24, decimal_places=6, help_text="The most that it may be set to.")
    revision = serializers.IntegerField()
    changed_at = serializers.DateTimeField(allow_null=True)
    changed_by_name = serializers.CharField()
    reason = serializers.CharField()


class Parameters(Endpoint):
    """The numbers that the rules go by."""

    @operation(
        "List parameters",
        permission=VIEW,
        answer=ParameterShape,
        page=Key(lambda row: str(row["key"]), lambda text: text),
    )
    def get(self, call: Call) -> list[dict[str, Any]]:
        """By key, each with its default, what it may be set to, and who changed it last, when and why."""
        rows = [_document(row) for row in selectors.parameter_rows()]
        return [row for row in rows if row["key"] > (call.page.after or "")][: call.page.limit]


class ParameterDetail(Endpoint):
    """One of them."""

    @operation("Read a parameter", permission=VIEW, answer=ParameterShape, tagged=True)
    def get(self, _call: Call, parameter_key: str) -> Reply:
        """Its value for this client, and the revision in the ETag."""
        return _parameter(parameter_key)

    @operation(
        "Change a parameter", permission=CHANGE, answer=ParameterShape, body=ParameterBody, changes=True, tagged=True
    )
    def patch(self, call: Call, parameter_key: str) -> Reply:
        """Within its bounds, and never looser than the default; null goes back to the default. The ledger keeps the reason."""
        if "value" not in call.body:
            refuse([Problem("value", "required", _("The value is missing."), _("Send a number, or null."))])
        services.change_parameter(
            by=call.actor,
            key=parameter_key,
            value=call.body["value"],
            reason=call.body.get("reason", ""),
            revision=call.revision,
        )
        return _parameter(parameter_key)


def _parameter(key: str) -> Reply:
    row = selectors.parameter_row(key)
    return Reply(_document(row), revision=row.revision)


def _document(row: ParameterRow) -> dict[str, Any]:
    parameter = row.parameter
    return {
        "key": parameter.key,
        "label": parameter.label,
        "rule": parameter.rule,
        "unit": parameter.unit,
        "value": row.value,
        "default": parameter.default,
        "lowest": parameter.lowest,
        "highest": parameter.highest,
        "revision": row.revision,
        "changed_at": row.changed_at,
        "changed_by_name": row.changed_by_name,
        "reason": row.reason,
    }


urlpatterns = [
    path("parameters/", Parameters.as_view(), name="api-parameters"),
    path("parameters/<str:parameter_key>/", ParameterDetail.as_view(), name="api-parameter"),
]
