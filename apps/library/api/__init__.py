"""The partner's library through a client's API: what is on offer, to read."""
