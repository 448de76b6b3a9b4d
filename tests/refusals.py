"""Holding a refusal to its word: its status, its fields and codes, and nothing half-written."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection

from kernel.errors import Refused
from kernel.tenancy.context import PUBLIC, current_schema


def contents() -> dict[str, str]:
    """A digest of every table of the mounted schema."""
    names = settings.SHARED_APPS if current_schema() == PUBLIC else settings.TENANT_APPS
    models = [model for config in apps.get_app_configs() if config.name in names for model in config.get_models()]
    tables = sorted({model._meta.db_table for model in models})
    parts = [f"SELECT '{table}', md5(string_agg(t::text, '|' ORDER BY t::text)) FROM \"{table}\" t" for table in tables]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        return dict(cursor.fetchall())


@contextmanager
def refused(status: int, *problems: tuple[str, str], code: str = "") -> Iterator[None]:
    """The block must be refused with this status, these problems (field, code) and no others; and leave nothing behind."""
    before = contents()
    with pytest.raises(Refused) as caught:
        yield
    refusal = caught.value
    assert refusal.status == status, refusal
    assert {(problem.field, problem.code) for problem in refusal.problems} == set(problems)
    assert refusal.code == code or not code
    assert str(refusal.message)
    assert all(str(problem.message) for problem in refusal.problems)
    assert contents() == before
