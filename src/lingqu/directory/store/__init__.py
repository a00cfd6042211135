"""All SQL of directory."""
