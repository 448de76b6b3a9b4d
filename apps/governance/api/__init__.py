"""The API's door to checklists, boundary statements, monitors, incidents and attestations."""
