"""What crosses the wall of outreach, by noun."""
