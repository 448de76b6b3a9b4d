"""What has to hold of checklists, monitors, incidents and controls, on plain values."""
