"""Pages of the partner that look over all clients."""
