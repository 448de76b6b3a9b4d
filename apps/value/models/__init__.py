"""KPIs with their baselines and readings, the contracts that promise to move them, and files on their way to readings."""

from apps.value.models.contracts import Contract, ContractVersion, FinanceValidation, RollbackFiring, Signature
from apps.value.models.imports import DataImport
from apps.value.models.kpis import VALUE_DIGITS, Baseline, Kpi, Reading

__all__ = [
    "VALUE_DIGITS",
    "Baseline",
    "Contract",
    "ContractVersion",
    "DataImport",
    "FinanceValidation",
    "Kpi",
    "Reading",
    "RollbackFiring",
    "Signature",
]
