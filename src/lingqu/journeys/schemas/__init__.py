"""What journeys look like at the HTTP edge."""
