"""All SQL of groupchats."""
