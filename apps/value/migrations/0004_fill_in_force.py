"""The version in force gets a name of its own, and triggers that fired get rows: both were read from versions and entries before."""

from typing import Any

from django.db import migrations
from django.db.models import OuterRef, Subquery

from kernel.ids import new_id


def fill(apps: Any, schema_editor: Any) -> None:
    """Until now the latest version of a signed contract was the one in force, and each firing an entry of the ledger."""

    def rows(app: str, model: str) -> Any:
        return apps.get_model(app, model).objects.using(schema_editor.connection.alias)

    latest = rows("value", "ContractVersion").filter(contract=OuterRef("pk")).order_by("-number")
    contracts = rows("value", "Contract").filter(status__in=["proposed", "signed", "active"])
    contracts.exclude(status="proposed").update(in_force=Subquery(latest.values("pk")[:1]))
    for contract in contracts:
        content = rows("value", "ContractVersion").filter(contract=contract).order_by("-number").first().content
        contract.baseline = content["terms"]["baseline"]["value"]
        contract.save(update_fields=["baseline"])
    fired = rows("ledger", "Entry").filter(event="contract.rollback_fired").order_by("sequence")
    for contract_id, recorded_at, data in fired.values_list("subject_id", "recorded_at", "data"):
        version = rows("value", "ContractVersion").filter(contract=contract_id).order_by("-number").first()
        watched = version.content["terms"]["rollback"]["kpi_key"]
        period = rows("value", "Reading").filter(kpi=watched, period_start=data["period"]).first()
        rows("value", "RollbackFiring").create(
            id=new_id(),
            contract_id=contract_id,
            period_start=data["period"],
            period_end=period.period_end if period else data["period"],
            began_on=data["began"],
            fired_at=recorded_at,
        )


def forget(apps: Any, schema_editor: Any) -> None:
    """Versions and entries say it still."""
    alias = schema_editor.connection.alias
    apps.get_model("value", "RollbackFiring").objects.using(alias).all().delete()
    apps.get_model("value", "Contract").objects.using(alias).update(in_force=None, baseline=None)


class Migration(migrations.Migration):
    dependencies = [("value", "0003_amendments_conclusions_imports"), ("ledger", "0002_append_only")]

    operations = [migrations.RunPython(fill, forget)]
