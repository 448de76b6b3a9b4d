"""The governance checklist of an initiative: begun from a template, answered item by item (G1)."""

import uuid
from collections.abc import Collection
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from apps.governance import events, permissions
from apps.governance.checklist_templates import CHECKLIST_TEMPLATE
from apps.governance.choices import AnswerType, Lacking
from apps.governance.models import ChecklistItem
from apps.governance.rules.checklist import answer_problems, key_problems, lacking, nist_problems
from apps.governance.selectors.checklists import answered
from apps.governance.services.fields import refuse_unknown
from apps.initiatives.models import Initiative
from apps.library.selectors import Offered, offered_as
from kernel import clock
from kernel.access import Actor, table
from kernel.canonical import plain
from kernel.errors import ConflictRefused, InvalidRefused, NotFoundMissing, Problem
from kernel.ledger.services import record
from kernel.rows import apply_changes, check_fields, locked, locked_at, refuse
from kernel.tenancy.context import local_today

ITEMS = ChecklistItem.objects.select_related("initiative")
ANSWERED_WITH = frozenset({"answer", "owner_id", "evidence", "review_on"})


class ItemRefused(ConflictRefused):
    """The checklist has an item of this key."""

    code = "key_taken"


def start_checklist(*, by: Actor, initiative_id: uuid.UUID, template_key: str) -> list[ChecklistItem]:
    """Take over the items of a checklist in the partner's library that the initiative does not have yet; those that are new.

    The template is named as `key` or `key@version`. Raises `InvalidRefused` where the library has nothing on offer under it.
    """
    with transaction.atomic():
        initiative: Initiative = locked(Initiative.objects.all(), initiative_id)
        table.require(by, permissions.MANAGE, initiative)
        template = _template(template_key)
        known = set(ChecklistItem.objects.filter(initiative=initiative).values_list("key", flat=True))
        moment, place = clock.now(), _next_place(initiative)
        fresh = [said for said in template.document["items"] if said["key"] not in known]
        items = [
            ChecklistItem(
                initiative=initiative,
                position=place + offset,
                key=said["key"],
                title=said["title"],
                question=said["question"],
                answer_type=said["answer_type"],
                nist=said.get("nist", []),
                required=said.get("required", True),
                template_item=template.item_id,
                template_version=template.number,
                created_at=moment,
                updated_at=moment,
            )
            for offset, said in enumerate(fresh)
        ]
        ChecklistItem.objects.bulk_create(items)
        if items:
            data = {"template": template.key, "version": template.number, "items": [item.key for item in items]}
            record(events.CHECKLIST_STARTED, subject=initiative, by=by, data=data)
    return items


def add_item(
    *,
    by: Actor,
    initiative_id: uuid.UUID,
    key: str,
    title: str,
    question: str,
    answer_type: str = AnswerType.TEXT,
    nist: Collection[str] = (),
    required: bool = True,
) -> ChecklistItem:
    """Add an item of the client's own to a checklist. Raises `InvalidRefused` naming each field, or `ItemRefused`."""
    with transaction.atomic():
        initiative: Initiative = locked(Initiative.objects.all(), initiative_id)
        table.require(by, permissions.MANAGE, initiative)
        moment = clock.now()
        item = ChecklistItem(
            initiative=initiative,
            position=_next_place(initiative),
            key=key.strip(),
            title=title.strip(),
            question=question.strip(),
            answer_type=answer_type,
            nist=list(nist),
            required=required,
            created_at=moment,
            updated_at=moment,
        )
        refuse([*check_fields(item), *key_problems(item.key), *nist_problems(item.nist, "nist")])
        try:
            with transaction.atomic():
                item.save(force_insert=True)
        except IntegrityError as error:
            text = _("The checklist has an item “%(key)s”.") % {"key": item.key}
            problem = Problem("key", ItemRefused.code, text, _("Choose another key."))
            raise ItemRefused(_("The key is taken."), [problem]) from error
        record(events.ITEM_ADDED, subject=item, by=by, data={"key": item.key, "title": item.title})
    return item


def answer_item(*, by: Actor, item_id: uuid.UUID, revision: int | None, **given: Any) -> ChecklistItem:
    """Answer an item: `answer` by its type, `owner_id`, `evidence`, `review_on`; what is left out stays (G1).

    An answer of None takes it back. Raises `InvalidRefused` naming each field.
    """
    refuse_unknown(given, ANSWERED_WITH)
    with transaction.atomic():
        item: ChecklistItem = locked_at(ITEMS, item_id, revision)
        table.require(by, permissions.MANAGE, item.initiative)
        today = local_today()
        problems = list(answer_problems(item.answer_type, given.get("answer")))
        review_on = given.get("review_on")
        if review_on is not None and review_on < today and review_on != item.review_on:
            text = _("The review lies in the past.")
            problems.append(Problem("review_on", "G1", text, _("Enter when it is looked at next.")))
        refuse(problems)
        changed = apply_changes(
            item, {name: plain(value) if name == "answer" else value for name, value in given.items()}
        )
        refuse(check_fields(item))
        if changed:
            _date(item, "answer" in changed, by)
            item.save()
            record(
                events.ITEM_ANSWERED,
                subject=item,
                by=by,
                data={"key": item.key, "said": changed, "complete": not lacking(answered(item), today)},
            )
    return item


def _date(item: ChecklistItem, is_new_answer: bool, by: Actor) -> None:
    """Note when the item was answered, and since when it is complete; a review that is done late leaves that as it was."""
    moment = clock.now()
    if item.answer is None:
        item.answered_at, item.answered_by_name = None, ""
    elif is_new_answer:
        item.answered_at, item.answered_by_name = moment, by.name[:200]
    lacks = set(lacking(answered(item), local_today()))
    if lacks - {Lacking.REVIEW_PAST}:
        item.completed_at = None
    elif not lacks and item.completed_at is None:
        item.completed_at = moment


def _template(reference: str) -> Offered:
    try:
        return offered_as(CHECKLIST_TEMPLATE, reference)
    except NotFoundMissing as missing:
        way_out = _("Choose one of those on offer.")
        problem = Problem("template_key", "unknown", missing.message, way_out)
        raise InvalidRefused(_("There is no such checklist in the library."), [problem]) from missing


def _next_place(initiative: Initiative) -> int:
    last = ChecklistItem.objects.filter(initiative=initiative).aggregate(last=Max("position"))["last"]
    return 1 if last is None else int(last) + 1
