"""What all pages of one play share: its tabs, and who may do what."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.plays.models import Play
from kernel.access import table
from kernel.web.navigation import Entry

TABS: Sequence[tuple[str, str, Any]] = (
    ("play", "timeline", _("Play")),
    ("evidence_list", "paperclip", _("Evidence")),
    ("acceptance", "users", _("Acceptance")),
    ("fallback", "arrow-back-up", _("Fallback")),
    ("effort", "clock", _("Effort")),
    ("kit", "package", _("Kit")),
)


def framed(play: Play, current: str) -> dict[str, Any]:
    """What `plays/play_frame.html` needs: the play, and its pages with the one where we are."""
    tabs = [
        Entry(label, icon, reverse(f"plays:{name}", args=[play.pk]), current=name == current)
        for name, icon, label in TABS
    ]
    return {"play": play, "tabs": tabs}


def who_may(permission: str) -> str:
    """The roles that hold a permission, in words, from the access table itself."""
    return ", ".join(sorted(str(table.role_labels.get(role, role)) for role in table.rows[permission].roles))


def revision_of(request: HttpRequest) -> int | None:
    """The revision that a form without fields was opened at."""
    text = request.POST.get("revision", "")
    return int(text) if text.isdecimal() and len(text) < 10 else None
