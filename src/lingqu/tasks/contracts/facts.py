"""Kinds of the facts that tasks record."""

OPENED = "task.opened"

SEEN = "task.seen"

CONFIRMED = "task.confirmed"

EXPIRED = "task.expired"

CANCELLED = "task.cancelled"
