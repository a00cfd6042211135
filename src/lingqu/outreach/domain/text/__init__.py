"""Broadcasts as text that people write, review and keep: YAML with names instead of numbers, pictures as files."""
