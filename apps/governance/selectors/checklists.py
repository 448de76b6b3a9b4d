"""Reading checklists and boundary statements."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from apps.governance.choices import BoundaryStatus, Lacking
from apps.governance.models import BoundaryStatement, ChecklistItem
from apps.governance.rules.checklist import Answered, lacking
from kernel.errors import NotFoundMissing


@dataclass(frozen=True, slots=True)
class ItemLine:
    """An item of a checklist, and what it lacks."""

    item: ChecklistItem
    lacks: tuple[Lacking, ...]


@dataclass(frozen=True, slots=True)
class Checklist:
    """An initiative's checklist; without items it has not been started."""

    lines: Sequence[ItemLine]

    @property
    def needed(self) -> int:
        """How many items are needed."""
        return sum(line.item.required for line in self.lines)

    @property
    def open(self) -> list[ItemLine]:
        """What is needed and lacks something."""
        return [line for line in self.lines if line.item.required and line.lacks]

    @property
    def is_complete(self) -> bool:
        """Whether it was started, and nothing that is needed lacks anything (G1)."""
        return bool(self.lines) and not self.open


def answered(item: ChecklistItem) -> Answered:
    """An item as its rules see it."""
    return Answered(
        item.key,
        item.title,
        item.required,
        item.answer_type,
        item.answer,
        item.owner_id is not None,
        item.evidence,
        item.review_on,
    )


def items(initiative_id: uuid.UUID) -> QuerySet[ChecklistItem]:
    """The items of an initiative's checklist with their owners, in their order, in one query."""
    found: QuerySet[ChecklistItem] = ChecklistItem.objects.filter(initiative_id=initiative_id).select_related("owner")
    return found.order_by("position", "key")


def checklist(initiative_id: uuid.UUID, today: dt.date) -> Checklist:
    """An initiative's checklist with what each item lacks, in one query."""
    return Checklist([ItemLine(item, lacking(answered(item), today)) for item in items(initiative_id)])


def item(item_id: uuid.UUID) -> ChecklistItem:
    """One item with its initiative and owner. Raises `NotFoundMissing`."""
    found: ChecklistItem | None = ChecklistItem.objects.filter(pk=item_id).select_related("initiative", "owner").first()
    if found is None:
        raise NotFoundMissing(_("There is no such item of a checklist."))
    return found


def boundaries(initiative_id: uuid.UUID) -> QuerySet[BoundaryStatement]:
    """The versions of an initiative's boundary statement, the newest first."""
    found: QuerySet[BoundaryStatement] = BoundaryStatement.objects.filter(initiative_id=initiative_id)
    return found.order_by("-number")


def boundary(statement_id: uuid.UUID) -> BoundaryStatement:
    """One boundary statement with its initiative. Raises `NotFoundMissing`."""
    found: BoundaryStatement | None = (
        BoundaryStatement.objects.filter(pk=statement_id).select_related("initiative").first()
    )
    if found is None:
        raise NotFoundMissing(_("There is no such boundary statement."))
    return found


def boundary_in_force(initiative_id: uuid.UUID) -> BoundaryStatement | None:
    """The boundary statement that holds for an initiative."""
    return boundaries(initiative_id).filter(status=BoundaryStatus.IN_FORCE).first()
