"""The back office: Django's admin in unfold's clothes, with reads for the partner and writes through services only."""
