"""What the readings of a KPI say: their level, limits and signals, where they are heading, what a reader is told first."""
