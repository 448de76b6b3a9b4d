"""Readings on their way in: rows from an untrusted file, each checked before it is recorded."""
