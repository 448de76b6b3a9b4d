"""What a log says of secrets: nothing."""

import io
import logging

import pytest

from kernel.redaction import HideSecrets
from tests.factories.accounts import key_for, make_calendar


@pytest.fixture
def written(monkeypatch):
    """What the handler that the settings configure writes."""
    handler = next(
        each for each in logging.getLogger().handlers if any(isinstance(f, HideSecrets) for f in each.filters)
    )
    stream = io.StringIO()
    monkeypatch.setattr(handler, "stream", stream)
    return stream


def test_it_hides_keys_and_addresses_of_calendars_wherever_they_stand_in_a_message(client_a, written):
    key, secret = key_for(client_a), make_calendar()
    log = logging.getLogger("some.library")
    log.warning("Not Found: /calendar/" + secret + ".ics, " + key)  # noqa: G003 - as a library may write it
    log.warning("It was %s, and %r.", key, {"secret": secret})
    said = written.getvalue()
    assert said.count("[secret]") == 4
    assert key[8:] not in said
    assert secret[6:] not in said


def test_it_leaves_other_messages_as_they_are(written):
    logging.getLogger("some.library").warning("%d %% of %s", 5, "titles")
    assert "5 % of titles" in written.getvalue()
