"""What crosses the wall of tasks, by noun."""
