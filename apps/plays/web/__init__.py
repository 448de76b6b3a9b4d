"""Pages of KPIs and contracts."""
