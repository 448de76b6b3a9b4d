"""The API's door to people, initiatives and the ledger."""
