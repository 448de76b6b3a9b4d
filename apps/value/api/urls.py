"""Addresses of KPIs, readings and contracts, below a client's `api/`."""

from django.urls import path

from apps.value.api import contracts, exports, imports, kpis, money, readings, standard_kpis

urlpatterns = [
    path("kpis/", kpis.Kpis.as_view(), name="api-kpis"),
    path("kpis/<uuid:kpi_id>/", kpis.KpiDetail.as_view(), name="api-kpi"),
    path("kpis/<uuid:kpi_id>/baselines/", kpis.Baselines.as_view(), name="api-baselines"),
    path("kpis/<uuid:kpi_id>/standing/", kpis.KpiStanding.as_view(), name="api-standing"),
    path("kpis/<uuid:kpi_id>/chart/", kpis.KpiChart.as_view(), name="api-kpi-chart"),
    path("kpis/<uuid:kpi_id>/readings/", readings.Readings.as_view(), name="api-readings"),
    path("kpis/<uuid:kpi_id>/readings/batches/", readings.ReadingBatches.as_view(), name="api-batches"),
    path(
        "kpis/<uuid:kpi_id>/readings/<uuid:reading_id>/withdrawals/",
        readings.ReadingWithdrawals.as_view(),
        name="api-withdrawals",
    ),
    path("kpis/<uuid:kpi_id>/readings/imports/", readings.ReadingImports.as_view(), name="api-imports"),
    path("kpis/<uuid:kpi_id>/imports/", imports.KpiImports.as_view(), name="api-kpi-imports"),
    path("imports/<uuid:import_id>/", imports.ImportDetail.as_view(), name="api-import"),
    path("imports/<uuid:import_id>/reading/", imports.ImportReading.as_view(), name="api-import-reading"),
    path("imports/<uuid:import_id>/application/", imports.ImportApplication.as_view(), name="api-import-application"),
    path("contracts/", contracts.Contracts.as_view(), name="api-contracts"),
    path("contracts/<uuid:contract_id>/", contracts.ContractDetail.as_view(), name="api-contract"),
    path("contracts/<uuid:contract_id>/moves/", contracts.ContractMoves.as_view(), name="api-moves"),
    path("contracts/<uuid:contract_id>/amendments/", contracts.ContractAmendments.as_view(), name="api-amendments"),
    path(
        "contracts/<uuid:contract_id>/rollback-clearings/", contracts.RollbackClearings.as_view(), name="api-clearings"
    ),
    path("contracts/<uuid:contract_id>/chart/", contracts.ContractChart.as_view(), name="api-contract-chart"),
    path("contracts/<uuid:contract_id>/versions/", contracts.ContractVersions.as_view(), name="api-versions"),
    path("contracts/<uuid:contract_id>/signatures/", contracts.ContractSignatures.as_view(), name="api-signatures"),
    path("contracts/<uuid:contract_id>/value/", money.ContractWorth.as_view(), name="api-value"),
    path(
        "contracts/<uuid:contract_id>/value/validations/", money.ContractValidations.as_view(), name="api-validations"
    ),
    path("contracts/<uuid:contract_id>/pdf/", contracts.ContractPdf.as_view(), name="api-pdf"),
    # Files have no slash at the end: their names are what a browser saves them as.
    path("kpis/<uuid:kpi_id>/readings.csv", exports.ReadingsCsv.as_view(), name="api-readings-csv"),
    path("kpis/<uuid:kpi_id>/readings.xlsx", exports.ReadingsXlsx.as_view(), name="api-readings-xlsx"),
    path("kpis.csv", exports.KpisCsv.as_view(), name="api-kpis-csv"),
    path("kpis.xlsx", exports.KpisXlsx.as_view(), name="api-kpis-xlsx"),
    path("contracts.csv", exports.ContractsCsv.as_view(), name="api-contracts-csv"),
    path("contracts.xlsx", exports.ContractsXlsx.as_view(), name="api-contracts-xlsx"),
    path("standard-kpis/", standard_kpis.StandardKpis.as_view(), name="api-standard-kpis"),
]
