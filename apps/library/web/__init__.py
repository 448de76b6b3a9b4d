"""Pages of the partner's library, beside the mounts."""
