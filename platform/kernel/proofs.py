"""What counts only when whoever does it proved who they are shortly before: signatures, attestations, decisions."""

import datetime as dt
from typing import Any

from kernel import clock
from kernel.errors import AccessRefused

PROVED_WITHIN = dt.timedelta(minutes=5)


class ReauthenticationMissing(AccessRefused):
    """It needs the password or passkey again."""

    code = "reauthentication_required"


def require_proof(proved_at: dt.datetime | None, message: Any, way_out: Any) -> None:
    """Raise `ReauthenticationMissing` with these words unless they proved who they are within five minutes."""
    if proved_at is None or clock.now() - proved_at > PROVED_WITHIN:
        raise ReauthenticationMissing(message, way_out=way_out)
