"""HTTP of acquisition."""
