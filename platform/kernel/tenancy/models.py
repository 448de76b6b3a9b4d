"""The bases of every model: one for rows of a client, one for rows of the platform."""

from collections.abc import Collection, Iterable
from typing import Any, ClassVar, Self

from django.db import models

from kernel.ids import new_id
from kernel.tenancy.context import WrongClient, current_schema, require_mounted


class PlatformModel(models.Model):
    """A row of the public schema, with a UUIDv7 primary key."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    # Rows that the application's role may only insert and read; held by grants, and by a trigger where the engine allows it.
    append_only: ClassVar[bool] = False

    class Meta:
        abstract = True


class ClientQuerySet(models.QuerySet[Any]):
    """Refuses to create or change rows in bulk without a client, or rows of another one."""

    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> list[Any]:
        """As Django's, after the same check as `save`."""
        rows = list(objs)
        for row in rows:
            row.refuse_other_schema()
        return super().bulk_create(rows, *args, **kwargs)

    def bulk_update(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> int:
        """As Django's, after the same check as `save`: of another client's rows it would change none, and say nothing."""
        rows = list(objs)
        for row in rows:
            row.refuse_other_schema()
        return super().bulk_update(rows, *args, **kwargs)


class ClientModel(models.Model):
    """A row of a client. It remembers the schema it came from and refuses to be saved or deleted in another."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    append_only: ClassVar[bool] = False
    _schema: str | None = None

    objects = ClientQuerySet.as_manager()

    class Meta:
        abstract = True

    @classmethod
    def from_db(  # type: ignore[override]  # the stubs speak of a newer Django
        cls, db: str | None, field_names: Collection[str], values: Collection[Any]
    ) -> Self:
        """As Django's; notes the schema that was mounted."""
        row = super().from_db(db, field_names, values)
        row._schema = current_schema()
        return row

    def refuse_other_schema(self) -> None:
        """Raise `NoClientMounted` without a client, and `WrongClient` when the row came from another one."""
        mounted = require_mounted()
        if self._schema is None:
            self._schema = mounted
        if self._schema != mounted:
            raise WrongClient(f"A {self._meta.label} of one client was about to be written in another.")

    def save_base(self, *args: Any, **kwargs: Any) -> None:
        """As Django's, in the row's own client only."""
        self.refuse_other_schema()
        super().save_base(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """As Django's, in the row's own client only."""
        self.refuse_other_schema()
        return super().delete(*args, **kwargs)
