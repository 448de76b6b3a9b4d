"""Pages of a client's set-up."""
