"""Decisions of segments: what definitions mean, what may be written, what changes with time."""
