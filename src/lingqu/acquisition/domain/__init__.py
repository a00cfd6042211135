"""Decisions of acquisition: what a draft must hold, who carries a channel, what is said, what is counted."""
