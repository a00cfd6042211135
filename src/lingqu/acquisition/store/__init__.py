"""All SQL of acquisition."""
