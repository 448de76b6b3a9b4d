"""The only writers of KPIs, baselines, readings and contracts."""

from apps.value.services.conclusions import ConclusionRefused, clear_rollback, move_contract
from apps.value.services.contracts import amend_contract, change_draft, draft_contract, propose_contract
from apps.value.services.kpis import change_kpi, create_kpi, record_baseline
from apps.value.services.readings import (
    BATCH_LIMIT,
    Recorded,
    record_reading,
    record_readings,
    withdraw_reading,
)
from apps.value.services.signing import (
    SignatureRefused,
    activate_due_contracts,
    sign_contract,
)
from apps.value.services.standard_kpis import create_kpi_from_standard
from apps.value.services.validation import ValidationRefused, validate_value

__all__ = [
    "BATCH_LIMIT",
    "ConclusionRefused",
    "Recorded",
    "SignatureRefused",
    "ValidationRefused",
    "activate_due_contracts",
    "amend_contract",
    "change_draft",
    "change_kpi",
    "clear_rollback",
    "create_kpi",
    "create_kpi_from_standard",
    "draft_contract",
    "move_contract",
    "propose_contract",
    "record_baseline",
    "record_reading",
    "record_readings",
    "sign_contract",
    "validate_value",
    "withdraw_reading",
]
