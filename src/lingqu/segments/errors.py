"""What segments refuses."""

from lingqu.kernel.errors import InvalidError, NotFoundError


class BadDefinitionError(InvalidError):
    """A definition cannot be meant; `place` is the path to the fault, such as `$.of[2].count.n`."""

    code = "segments.bad_definition"


class SegmentNotFoundError(NotFoundError):
    """There is no such segment."""

    code = "segments.not_found"

    def __init__(self, segment_id: int) -> None:
        super().__init__(f"there is no segment {segment_id}", segment_id=segment_id)
