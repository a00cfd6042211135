"""Journeys as YAML that people write, review and keep: names instead of numbers, every fault with its place."""
