"""What crosses the wall of commerce."""
