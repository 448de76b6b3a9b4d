"""Pages of plays: the 60 days, their gates, and what these are decided on."""
