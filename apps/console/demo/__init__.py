"""The demo: a partner with four clients at different days of their play, told through the same services as real life."""
