"""Charts as Vega-Lite specifications (ADR 0009)."""
