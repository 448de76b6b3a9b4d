"""The only writers of KPIs, baselines, readings and contracts."""

from apps.value.services.contracts import (
    ReauthenticationMissing,
    SignatureRefused,
    activate_due_contracts,
    change_draft,
    draft_contract,
    move_contract,
    propose_contract,
    sign_contract,
)
from apps.value.services.kpis import change_kpi, create_kpi, record_baseline
from apps.value.services.readings import BATCH_LIMIT, Recorded, record_reading, record_readings

__all__ = [
    "BATCH_LIMIT",
    "ReauthenticationMissing",
    "Recorded",
    "SignatureRefused",
    "activate_due_contracts",
    "change_draft",
    "change_kpi",
    "create_kpi",
    "draft_contract",
    "move_contract",
    "propose_contract",
    "record_baseline",
    "record_reading",
    "record_readings",
    "sign_contract",
]
