"""Benchmarks: each prints one JSON object as its last line, with what it was compared with in the same run."""
