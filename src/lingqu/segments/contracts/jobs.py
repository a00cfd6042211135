"""Kinds of background work that segments does."""

JOB_GRANT = "segments.grant"
"""Walk over everybody for one grant that was switched on or off; key: grant_id."""
