"""Facts that segments record."""

SEGMENT_ENTERED = "segment.entered"
SEGMENT_LEFT = "segment.left"
"""A customer fits from now on, or does not any more. data: segment_id, version, because (`data` changed, `time`
passed), chain (of grants that led to it, the first one first, where any did). An edit is told once, with numbers."""

SEGMENT_REDEFINED = "segment.redefined"
"""The members were found anew: they follow a new version now, or what it reads changed as a whole. data: segment_id,
version, build (its number among those of the segment), entered, left (how many), size."""
