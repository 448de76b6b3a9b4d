"""Files that are uploaded: what they hold, what a log's cases come to, what they would do to a KPI's readings."""
