"""Shapes of segments at the HTTP edge, by noun."""
