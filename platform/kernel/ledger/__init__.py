"""The ledger of a client: one log that is audit trail, activity feed and outbox."""
