"""Addresses of KPIs and contracts, below a client's mount."""

from django.urls import path

from apps.value.web import contracts

app_name = "value"
urlpatterns = [
    path("contracts/", contracts.contracts, name="contracts"),
    path("initiatives/<uuid:initiative_id>/contracts/new/", contracts.new_contract, name="new_contract"),
    path("contracts/<uuid:contract_id>/", contracts.show_contract, name="contract"),
    path("contracts/<uuid:contract_id>/edit/", contracts.edit_contract, name="edit_contract"),
    path("contracts/<uuid:contract_id>/propose/", contracts.propose, name="propose_contract"),
    path("contracts/<uuid:contract_id>/sign/", contracts.sign, name="sign_contract"),
    path("contracts/<uuid:contract_id>/move/", contracts.move, name="move_contract"),
    path("contracts/<uuid:contract_id>/pdf/", contracts.pdf, name="contract_pdf"),
]
