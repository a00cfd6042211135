"""All SQL of deliveries."""
