"""What crosses the wall of segments."""
