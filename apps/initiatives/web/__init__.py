"""Pages on which initiatives and people are entered and changed."""
