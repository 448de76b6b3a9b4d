"""One client, one schema: the only place that switches between them."""
