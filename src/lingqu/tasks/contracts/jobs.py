"""Kinds of the jobs of tasks, and their keys."""

JOB_OPEN_ORDER = "tasks.open_order"
"""Open the tasks of a work order; key: its number."""

JOB_TEND = "tasks.tend"
"""See after the open tasks of a member: cards, reminders, deadlines, proof; key: the member's number."""

JOB_CLOSE_CARDS = "tasks.close_cards"
"""Let a card show that its tasks are over; key: the card's number."""
