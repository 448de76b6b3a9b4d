"""What is claimed of speed, measured: each benchmark runs both sides in turns and prints both raw figures and their ratio."""
