"""Addresses of KPIs and contracts, below a client's mount."""

from django.urls import path

from apps.value.web import baselines, contracts, imports, kpis, money, negotiating, readings, versions

app_name = "value"
urlpatterns = [
    path("contracts/", contracts.contracts, name="contracts"),
    path("initiatives/<uuid:initiative_id>/contracts/new/", contracts.new_contract, name="new_contract"),
    path("contracts/<uuid:contract_id>/", contracts.show_contract, name="contract"),
    path("contracts/<uuid:contract_id>/edit/", contracts.edit_contract, name="edit_contract"),
    path("contracts/<uuid:contract_id>/propose/", negotiating.propose, name="propose_contract"),
    path("contracts/<uuid:contract_id>/sign/", negotiating.sign, name="sign_contract"),
    path("contracts/<uuid:contract_id>/move/", negotiating.move, name="move_contract"),
    path("contracts/<uuid:contract_id>/amend/", negotiating.amend, name="amend_contract"),
    path("contracts/<uuid:contract_id>/trigger/", negotiating.clear_trigger, name="clear_trigger"),
    path("contracts/<uuid:contract_id>/versions/", versions.versions, name="contract_versions"),
    path("contracts/<uuid:contract_id>/value/", money.show_value, name="contract_value"),
    path("contracts/<uuid:contract_id>/pdf/", contracts.pdf, name="contract_pdf"),
    path("kpis/", kpis.kpis, name="kpis"),
    path("initiatives/<uuid:initiative_id>/kpis/new/", kpis.new_kpi, name="new_kpi"),
    path("kpis/<uuid:kpi_id>/", kpis.show_kpi, name="kpi"),
    path("kpis/<uuid:kpi_id>/edit/", kpis.edit_kpi, name="edit_kpi"),
    path("kpis/<uuid:kpi_id>/baseline/", baselines.baseline, name="kpi_baseline"),
    path("kpis/<uuid:kpi_id>/readings/", readings.enter_reading, name="kpi_readings"),
    path("kpis/<uuid:kpi_id>/readings/<uuid:reading_id>/withdraw/", readings.withdraw, name="withdraw_reading"),
    path("kpis/<uuid:kpi_id>/import/", imports.upload, name="kpi_import"),
    path("imports/<uuid:import_id>/", imports.show_import, name="import"),
]
