"""The API's door to plays, their gates, and what these are decided on."""
