"""What segments refuses."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict

from lingqu.kernel.errors import ConflictError, InvalidError, NotFoundError
from lingqu.segments.contracts.grants import PathNode


class BadDefinitionError(InvalidError):
    """A definition cannot be meant; `place` is the path to the fault, such as `$.of[2].count.n`."""

    code = "segments.bad_definition"


class ExplainWhatError(InvalidError):
    """Neither a definition nor a segment is to be explained, or both."""

    code = "segments.explain_what"

    def __init__(self) -> None:
        super().__init__("name either a definition or a segment", place="body.definition")


class SegmentNotFoundError(NotFoundError):
    """There is no such segment."""

    code = "segments.not_found"

    def __init__(self, segment_id: int) -> None:
        super().__init__(f"there is no segment {segment_id}", segment_id=segment_id)


class SegmentVersionNotFoundError(NotFoundError):
    """A segment has no such version, or none so old."""

    code = "segments.version_not_found"

    def __init__(self, segment_id: int, version: int) -> None:
        super().__init__(f"segment {segment_id} has no version {version}", segment_id=segment_id, version=version)


class BadSegmentNameError(InvalidError):
    """A name is empty or too long."""

    code = "segments.bad_name"


class SegmentNameTakenError(ConflictError):
    """Another segment has this name."""

    code = "segments.name_taken"

    def __init__(self, name: str) -> None:
        super().__init__(f"there is a segment named {name!r}", place="body.name", name=name)


class SegmentChangedError(ConflictError):
    """Somebody saved another version meanwhile: look at theirs before saving yours."""

    code = "segments.changed"

    def __init__(self, segment_id: int, version: int) -> None:
        super().__init__(f"segment {segment_id} is at version {version} now", segment_id=segment_id, version=version)


class SegmentInUseError(ConflictError):
    """Other segments read this one: change them first."""

    code = "segments.in_use"

    def __init__(self, segment_id: int, readers: Sequence[int]) -> None:
        super().__init__(
            f"segments {', '.join(map(str, readers))} read segment {segment_id}", segment_id=segment_id, readers=readers
        )


class SegmentAwaitedError(ConflictError):
    """Drafts of broadcasts are for this segment: send or cancel them first."""

    code = "segments.awaited"

    def __init__(self, segment_id: int, drafts: Mapping[int, str]) -> None:
        super().__init__(
            f"broadcasts {', '.join(map(str, drafts))} are drafted for segment {segment_id}",
            segment_id=segment_id,
            broadcasts=[{"broadcast_id": number, "name": name} for number, name in drafts.items()],
            names=" · ".join(drafts.values()),
        )


class ListNotFoundError(NotFoundError):
    """There is no such list, or it is put away."""

    code = "segments.list_not_found"

    def __init__(self, list_id: int) -> None:
        super().__init__(f"there is no list {list_id}", list_id=list_id)


class BadListNameError(InvalidError):
    """A list's name is empty or too long."""

    code = "segments.bad_list_name"


class ListNameTakenError(ConflictError):
    """Another list has this name."""

    code = "segments.list_name_taken"

    def __init__(self, name: str) -> None:
        super().__init__(f"there is a list named {name!r}", place="body.name", name=name)


class ListBusyError(ConflictError):
    """A file is being taken into the list: wait for its end."""

    code = "segments.list_busy"

    def __init__(self, list_id: int) -> None:
        super().__init__(f"a file is being taken into list {list_id}", list_id=list_id)


class ListInUseError(ConflictError):
    """Segments name this list: change them first."""

    code = "segments.list_in_use"

    def __init__(self, list_id: int, readers: Sequence[int]) -> None:
        super().__init__(
            f"segments {', '.join(map(str, readers))} name list {list_id}", list_id=list_id, readers=readers
        )


class BadGrantError(InvalidError):
    """A grant cannot be meant; `place` names the field."""

    code = "segments.bad_grant"


class GrantNotFoundError(NotFoundError):
    """The segment has no such grant."""

    code = "segments.grant_not_found"

    def __init__(self, grant_id: int) -> None:
        super().__init__(f"there is no grant {grant_id}", grant_id=grant_id)


class GrantTakenError(ConflictError):
    """The segment gives this already."""

    code = "segments.grant_taken"

    def __init__(self, segment_id: int) -> None:
        super().__init__(f"segment {segment_id} gives this already", place="body.tag_id", segment_id=segment_id)


class GrantOnError(ConflictError):
    """Grants of the segment are on, or a walk of theirs is under way: switch them off first."""

    code = "segments.grant_on"

    def __init__(self, segment_id: int, grants: Sequence[int]) -> None:
        super().__init__(f"grants of segment {segment_id} are on", segment_id=segment_id, grants=list(grants))


class GrantNotOnError(ConflictError):
    """A draft cannot be switched off: it never was on."""

    code = "segments.grant_not_on"

    def __init__(self, grant_id: int) -> None:
        super().__init__(f"grant {grant_id} never was on", grant_id=grant_id)


class GrantCycleError(ConflictError):
    """What the grant gives decides about its own segment; `path` names the way around."""

    code = "segments.grant_cycle"

    def __init__(self, path: Sequence[PathNode]) -> None:
        way = " → ".join(f"{one.kind} {one.name!r}" for one in path)
        super().__init__(f"the grant answers itself: {way}", path=[asdict(one) for one in path])
