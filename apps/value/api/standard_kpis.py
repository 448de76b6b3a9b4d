"""The partner's standard KPIs through a client's API: what a KPI can start from."""

from typing import Any

from rest_framework import serializers

from apps.library.rules import KEY
from apps.library.selectors import offered
from apps.value.permissions import VIEW
from apps.value.standard_kpis import STANDARD_KPI
from kernel.rest.operations import Call, operation
from kernel.rest.pages import Key
from kernel.rest.views import Endpoint


class StandardKpiShape(serializers.Serializer[Any]):
    """A standard KPI in the version that is on offer."""

    key = serializers.CharField(help_text="What it is called from version to version.")
    version = serializers.IntegerField()
    published_at = serializers.DateTimeField()
    document = serializers.DictField(
        help_text="What it says; its schema is at `/library/schemas/kpi.json` beside the clients."
    )


def _read_key(text: str) -> str:
    if not KEY.fullmatch(text):
        raise ValueError(text)
    return text


BY_KEY = Key(lambda row: str(row["key"]), _read_key)


class StandardKpis(Endpoint):
    """What the partner's library has on offer."""

    @operation("List standard KPIs", permission=VIEW, answer=StandardKpiShape, page=BY_KEY)
    def get(self, call: Call) -> list[dict[str, Any]]:
        """By key, the same below every client; a KPI that is defined with `standard_kpi` starts from one."""
        return [
            {
                "key": each.key,
                "version": each.number,
                "published_at": each.published_at,
                "document": each.document,
            }
            for each in offered(STANDARD_KPI, after=call.page.after or "", limit=call.page.limit)
        ]
