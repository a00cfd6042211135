"""Deliveries: row, key, states, hand-over and settlement of every message to a customer."""
