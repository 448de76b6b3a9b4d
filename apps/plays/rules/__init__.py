"""Rules of plays, on plain values: days, plans, gates, acceptance, drills, effort, kits."""
