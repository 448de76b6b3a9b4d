"""Identifiers: UUIDv7, so that an id of one client can never hit a row of another and rows arrive in index order."""

import uuid

import uuid6


def new_id() -> uuid.UUID:
    """A fresh UUIDv7, ordered by time within this process."""
    return uuid.UUID(int=uuid6.uuid7().int)
