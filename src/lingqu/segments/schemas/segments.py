"""The shapes of segments at the HTTP edge.

A definition travels as the JSON that `domain.reading` reads, so that a fault is told with its place in it.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from lingqu.customers.contracts.views import AttributeType
from lingqu.segments.contracts.changes import VersionEffect
from lingqu.segments.contracts.progress import Progress, WaitsFor
from lingqu.segments.contracts.segments import Segment
from lingqu.segments.contracts.speaking import Choice, Choices, Preview
from lingqu.segments.contracts.windows import Op


class ChoiceView(msgspec.Struct, kw_only=True, frozen=True):
    """Something with a number and a name."""

    id: int
    name: str


class AttributeChoiceView(msgspec.Struct, kw_only=True, frozen=True):
    """An attribute with the comparisons that its type has."""

    key: str
    label: str
    type: AttributeType
    ops: list[Op]


class EventChoiceView(msgspec.Struct, kw_only=True, frozen=True):
    """A kind of event in the reader's language."""

    name: str
    label: str
    properties: list[str]


class VocabularyView(msgspec.Struct, kw_only=True, frozen=True):
    """What a definition may name, beside tags, channels, staff and departments."""

    attributes: list[AttributeChoiceView]
    groupchats: list[ChoiceView]
    groupchat_tags: list[ChoiceView]
    segments: list[ChoiceView]
    lists: list[ChoiceView]
    events: list[EventChoiceView]


class WaitView(msgspec.Struct, kw_only=True, frozen=True):
    """What the finding of members waits for; `reason` is history's code, `segments` are being found themselves."""

    what: WaitsFor
    reason: str | None
    segments: list[ChoiceView]


class ProgressView(msgspec.Struct, kw_only=True, frozen=True):
    """How far the members have been found: conditions that have everybody's answers, of those that need them."""

    found: int
    needed: int
    waits: list[WaitView]


class SegmentRowView(msgspec.Struct, kw_only=True, frozen=True):
    """A segment of a list; `size` is null until its members have been found for the first time.

    `progress` is null while the members are those of the newest version.
    """

    segment_id: int
    name: str
    version: int
    sentence: str
    size: int | None
    sized_at: datetime | None
    is_building: bool
    progress: ProgressView | None
    changed_at: datetime


class SegmentList(msgspec.Struct, kw_only=True, frozen=True):
    """All segments that are not put away, the newest change first; sizes count what was recorded before `as_of`."""

    items: list[SegmentRowView]
    as_of: datetime


class VersionView(msgspec.Struct, kw_only=True, frozen=True):
    """What a segment meant, who said so when, and how many that let in and put out: null until they were found.

    `fires`: its author asked that these enter and leave as if data had changed; `told` is of how many that was told so
    far, null where it was not asked, and before they were found.
    """

    version: int
    author: str | None
    made_at: datetime
    sentence: str
    let_in: int | None
    put_out: int | None
    fires: bool
    told: int | None


class SegmentView(SegmentRowView, kw_only=True, frozen=True):
    """A segment with its definition, what it meant before, and the segments that read it.

    `size` counts what was recorded before `as_of`.
    """

    as_of: datetime
    definition: dict[str, Any]
    archived_at: datetime | None
    versions: list[VersionView]
    read_by: list[ChoiceView]


class NewSegment(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A segment to save. With `fires` whoever fits already enters, as if data had changed; else nobody does."""

    name: str
    definition: dict[str, Any]
    fires: bool = False


class SegmentRevision(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Another name or meaning; `version` is the one that the change was made from.

    With `fires` whoever the new meaning lets in or puts out enters or leaves, as if data had changed; else nobody does.
    """

    version: int
    name: str
    definition: dict[str, Any]
    fires: bool = False


class PreviewAsked(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A definition to try out; `segment_id` is the segment that it is to become, if any."""

    definition: dict[str, Any]
    segment_id: int | None = None


class SampleView(msgspec.Struct, kw_only=True, frozen=True):
    """A customer who fits; without a name for those who may not see names."""

    customer_id: int
    name: str | None


class SegmentPreviewView(msgspec.Struct, kw_only=True, frozen=True):
    """A definition tried out. `waiting`: places of leaves whose history is down; then `count` is null.

    `entered`, `left`: how many of the members of the segment that it is to become it would let in and put out; of a new
    one it lets in all. Both are null where `count` is.
    """

    count: int | None
    entered: int | None
    left: int | None
    sample: list[SampleView]
    seconds: float
    sentence: str
    waiting: list[str]


def vocabulary_view(choices: Choices) -> VocabularyView:
    """Return what an editor offers."""
    return VocabularyView(
        attributes=[
            AttributeChoiceView(key=one.key, label=one.label, type=one.type, ops=[Op(op) for op in ops])
            for one, ops in choices.attributes
        ],
        groupchats=[_choice(one) for one in choices.groupchats],
        groupchat_tags=[_choice(one) for one in choices.groupchat_tags],
        segments=[_choice(one) for one in choices.segments],
        lists=[_choice(one) for one in choices.lists],
        events=[
            EventChoiceView(name=one.name, label=one.label, properties=list(one.properties)) for one in choices.events
        ],
    )


def preview_view(preview: Preview, *, seconds: float, personal: bool) -> SegmentPreviewView:
    """Return a trial and how long it took."""
    return SegmentPreviewView(
        count=preview.count,
        entered=preview.entered,
        left=preview.left,
        sample=[SampleView(customer_id=number, name=name if personal else None) for number, name in preview.sample],
        seconds=round(seconds, 3),
        sentence=preview.sentence,
        waiting=list(preview.waiting),
    )


def segment_row(segment: Segment, sentence: str, progress: ProgressView | None) -> SegmentRowView:
    """Return a segment of a list."""
    return SegmentRowView(sentence=sentence, progress=progress, **_figures(segment))


def progress_views(progress: Mapping[int, Progress], living: Sequence[Segment]) -> dict[int, ProgressView]:
    """Return how far segments are, by their numbers; those they wait for by name."""
    names = {one.segment_id: one.name for one in living}
    return {
        number: ProgressView(
            found=one.found,
            needed=one.needed,
            waits=[
                WaitView(
                    what=wait.what,
                    reason=wait.reason,
                    segments=[ChoiceView(id=child, name=names[child]) for child in wait.segments if child in names],
                )
                for wait in one.waits
            ],
        )
        for number, one in progress.items()
    }


def segment_view(
    segment: Segment,
    versions: Sequence[VersionEffect],
    readers: Sequence[Segment],
    *,
    as_of: datetime,
    progress: ProgressView | None,
) -> SegmentView:
    """Return all of a segment; its newest version comes first."""
    return SegmentView(
        sentence=versions[0].sentence,
        as_of=as_of,
        progress=progress,
        definition=msgspec.to_builtins(segment.definition),
        archived_at=segment.archived_at,
        versions=[version_view(one) for one in versions],
        read_by=[ChoiceView(id=one.segment_id, name=one.name) for one in readers],
        **_figures(segment),
    )


def version_view(one: VersionEffect) -> VersionView:
    """Return a version and what it did."""
    return msgspec.convert(one, VersionView, from_attributes=True)


def _figures(segment: Segment) -> dict[str, Any]:
    return {
        "segment_id": segment.segment_id,
        "name": segment.name,
        "version": segment.version,
        "size": segment.size,
        "sized_at": segment.sized_at,
        "is_building": segment.is_building,
        "changed_at": segment.changed_at,
    }


def _choice(one: Choice) -> ChoiceView:
    return ChoiceView(id=one.id, name=one.name)
