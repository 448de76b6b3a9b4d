"""Idempotency keys: the answer that was given, kept beside what it answered, in the client's own schema."""
