"""What crosses the wall of journeys, by noun."""
