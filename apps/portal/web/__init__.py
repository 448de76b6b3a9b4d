"""The client's own screens: what an executive sees first."""
