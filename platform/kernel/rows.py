"""What every service does with one row: lock it at the revision it was read at, check its fields, say what changed."""

import uuid
from collections.abc import Collection, Mapping
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from kernel import clock
from kernel.errors import InvalidRefused, NotFoundMissing, Problem, RevisionMissing, StaleRefused

Row = TypeVar("Row", bound=Model)


def locked(rows: QuerySet[Row], pk: uuid.UUID) -> Row:
    """The row, locked until the transaction ends. Raises `NotFoundMissing`; a foreign client's id is as absent as any other.

    Keys never change and rows are never deleted under a lock, so rows that refer to it may be inserted meanwhile: whoever
    holds the ledger's head can then add one without waiting for somebody who waits for the head.
    """
    row = rows.select_for_update(of=("self",), no_key=True).filter(pk=pk).first()
    if row is None:
        name = rows.model._meta.verbose_name
        raise NotFoundMissing(_("There is no such %(thing)s.") % {"thing": name})
    return row


def locked_at(rows: QuerySet[Row], pk: uuid.UUID, revision: int | None) -> Row:
    """As `locked`, when the row is still at `revision`. Raises `RevisionMissing` for None and `StaleRefused` for an older one."""
    if revision is None:
        raise RevisionMissing(
            _("Say which revision the change was made from."), way_out=_("Read it again and send its revision along.")
        )
    row = locked(rows, pk)
    if row.revision != revision:  # type: ignore[attr-defined]
        raise StaleRefused(
            _("Somebody changed this since you opened it."),
            [Problem("revision", "stale", _("It is at revision %(now)s now.") % {"now": row.revision})],  # type: ignore[attr-defined]
            way_out=_("Open it again, look at what changed, and enter your change anew."),
        )
    return row


def check_fields(row: Model, *, exclude: Collection[str] = ()) -> list[Problem]:
    """What the fields' own definitions find wrong with a row: missing, too long, not a choice, pointing to nothing."""
    try:
        row.clean_fields(exclude=set(exclude))
    except ValidationError as error:
        return [
            Problem(field, str(found.code or "invalid"), " ".join(found.messages))
            for field, errors in error.error_dict.items()
            for found in errors
        ]
    return []


def refuse(problems: Collection[Problem]) -> None:
    """Raise `InvalidRefused` with the problems, where there are any."""
    if problems:
        raise InvalidRefused(_("Some of what was sent cannot be accepted."), tuple(problems))


def apply_changes(row: Model, changes: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Set the fields that differ, raise the revision, note the moment; each changed field with its value before and after."""
    changed = {name: [getattr(row, name), value] for name, value in changes.items() if getattr(row, name) != value}
    for name, (_before, after) in changed.items():
        setattr(row, name, after)
    if changed:
        row.revision += 1  # type: ignore[attr-defined]
        row.updated_at = clock.now()  # type: ignore[attr-defined]
    return changed
