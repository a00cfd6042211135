"""HTTP of journeys."""
