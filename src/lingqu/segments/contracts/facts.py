"""Facts that segments record."""

SEGMENT_ENTERED = "segment.entered"
SEGMENT_LEFT = "segment.left"
"""A customer fits from now on, or does not any more. data: segment_id, version, because (`data` changed, `time`
passed, `edit`: the definition was edited and its author asked that this triggers), chain (of grants that led to it,
the first one first, where any did). Any other edit is told once, with numbers. What an edit did occurred when the
members were found, and may be recorded a while later; of each customer all is recorded in the order it occurred."""

SEGMENT_REDEFINED = "segment.redefined"
"""The members were found anew: they follow a new version now, or what it reads changed as a whole. data: segment_id,
version, build (its number among those of the segment), entered, left (how many), size."""
