"""Numbers that rules go by and a partner may set for one client: declared in code, changed with a reason, logged."""
