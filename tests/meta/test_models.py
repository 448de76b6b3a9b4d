"""Conventions of the models and their tables."""

import pytest
from django.apps import apps
from django.conf import settings

from kernel.tenancy.models import ClientModel, PlatformModel
from tests.factories.registry import FACTORIES

OURS = [
    model
    for config in apps.get_app_configs()
    if config.name.startswith(("apps.", "kernel."))
    for model in config.get_models()
]
# One row each, whose key is a number that its constraint knows.
SINGLE = {"journal.platformhead", "ledger.head"}


def _tables(names: list[str]) -> set[str]:
    return {
        model._meta.db_table
        for config in apps.get_app_configs()
        if config.name in names
        for model in config.get_models(include_auto_created=True)
    }


def test_it_has_a_way_to_make_a_row_of_every_model():
    assert {model._meta.label_lower for model in OURS} == set(FACTORIES), "add the model to tests/factories/registry.py"


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label_lower)
def test_it_makes_a_row_of_the_model(client_a, model):
    FACTORIES[model._meta.label_lower]()
    assert model._default_manager.exists()


def test_it_keeps_a_table_in_public_or_in_the_clients_but_never_in_both():
    assert not set(settings.SHARED_APPS) & set(settings.TENANT_APPS)
    assert not _tables(settings.SHARED_APPS) & _tables(settings.TENANT_APPS)


def test_it_keeps_a_clients_schema_small():
    """Every connection caches each visited client's catalogue."""
    assert len(_tables(settings.TENANT_APPS)) + 1 <= 40, "a frozen document is one JSON column, not ten tables"


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label_lower)
def test_it_knows_where_the_models_rows_lie(model):
    label = model._meta.label_lower
    in_clients = model._meta.app_config.name in settings.TENANT_APPS
    if label not in SINGLE:
        assert issubclass(model, ClientModel) == in_clients
        assert in_clients or issubclass(model, PlatformModel) or label == "accounts.user"
    for field in model._meta.get_fields():
        if field.is_relation and field.related_model and not field.auto_created:
            there = field.related_model._meta.app_config.name in settings.TENANT_APPS
            assert there == in_clients, f"{label}.{field.name} would leave its schema"
