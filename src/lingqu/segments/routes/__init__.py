"""HTTP of segments, by noun."""
