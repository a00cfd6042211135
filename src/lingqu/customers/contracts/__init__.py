"""What crosses the wall of customers."""
