"""The ledger of what happens in public (users, memberships, keys, clients), and each reader's place in each client's ledger."""
