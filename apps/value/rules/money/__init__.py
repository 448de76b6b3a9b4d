"""What the movement of a KPI was worth, and what is still to come."""
