"""What the feed says beside an event of a blocker: of which initiative, whose it is to remove, and how it was."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Model
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from apps.initiatives import events
from apps.initiatives.choices import BlockerControl, BlockerKind
from apps.portal.contract_words import LONGEST, day, reason

Data = Mapping[str, Any]
Words = Iterator[str]


def _raised(data: Data, _subject: Model | None) -> Words:
    yield str(BlockerKind(data["kind"]).label)
    yield str(BlockerControl(data["control"]).label)
    yield _("since %(day)s") % {"day": day(data["opened_on"])}
    if data["late_discovery"]:
        yield _("found after the work had begun")


def _resolved(data: Data, _subject: Model | None) -> Words:
    yield day(data["resolved_on"])
    yield Truncator(data["resolution"]).chars(LONGEST)


SAY = {
    events.BLOCKER_RAISED: _raised,
    events.BLOCKER_RESOLVED: _resolved,
    events.BLOCKER_REOPENED: reason,
}
