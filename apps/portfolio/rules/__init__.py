"""What the read model says, on plain values."""
