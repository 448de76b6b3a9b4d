"""What services of governance share: refusing fields that there are not."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from kernel.errors import Problem
from kernel.rows import refuse


def refuse_unknown(changes: Mapping[str, Any], known: frozenset[str]) -> None:
    """Raise `InvalidRefused` naming each field that can't be changed here."""
    way_out = _("Known here: %(known)s.") % {"known": ", ".join(sorted(known))}
    refuse(
        [Problem(name, "unknown_field", _("There is no such field."), way_out) for name in sorted(set(changes) - known)]
    )
