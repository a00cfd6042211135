"""Decisions of commerce: what a file says, what a row means, what an order becomes."""
