"""What every REST endpoint has in common: it does not guess, and whatever happens it answers with a document."""
