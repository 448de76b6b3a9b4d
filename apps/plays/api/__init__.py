"""The API's door to KPIs, baselines, readings and contracts."""
