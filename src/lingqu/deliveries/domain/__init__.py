"""Decisions of deliveries: moves between states, greetings, content, group sends. Pure."""
