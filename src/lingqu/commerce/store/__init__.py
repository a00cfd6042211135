"""SQL of commerce."""
