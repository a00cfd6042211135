"""Facts that segments record."""

SEGMENT_ENTERED = "segment.entered"
SEGMENT_LEFT = "segment.left"
"""A customer fits from now on, or does not any more. data: segment_id, version, because (`data` changed, `time`
passed), chain (of grants that led to it, the first one first, where any did). An edit is told once, with numbers."""

SEGMENT_REDEFINED = "segment.redefined"
"""The members follow a new version now. data: segment_id, version, entered, left (how many), size."""
