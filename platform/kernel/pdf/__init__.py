"""PDF out of our own HTML, with our own files and nothing else."""
