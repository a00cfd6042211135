"""The shapes of segments as text at the HTTP edge."""

from collections.abc import Sequence
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from lingqu.kernel.text.faults import SaidFault
from lingqu.kernel.text.tree import MOST_BYTES
from lingqu.segments.contracts.definition import Definition


class SegmentTextView(msgspec.Struct, kw_only=True, frozen=True):
    """YAML of one segment."""

    text: str


class TextAsked(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A definition to write as text."""

    name: str
    definition: dict[str, Any]


class TextGiven(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A text to read; `segment_id` is the segment that is edited, whatever the text calls it."""

    text: Annotated[str, Meta(max_length=MOST_BYTES)]
    segment_id: int | None = None


class TextFaultView(msgspec.Struct, kw_only=True, frozen=True):
    """What is wrong, where (counted from 1), and how to mend it, in the reader's language."""

    line: int
    column: int
    path: str
    message: str
    mend: str


class ReadTextView(msgspec.Struct, kw_only=True, frozen=True):
    """What a text means; both are null where there are faults."""

    name: str | None
    definition: dict[str, Any] | None
    faults: list[TextFaultView]


def sound(name: str, definition: Definition) -> ReadTextView:
    """Return what a text means."""
    return ReadTextView(name=name, definition=msgspec.to_builtins(definition), faults=[])


def faulty(faults: Sequence[SaidFault]) -> ReadTextView:
    """Return what is wrong with a text."""
    views = [
        TextFaultView(line=one.line, column=one.column, path=one.path, message=one.message, mend=one.mend)
        for one in faults
    ]
    return ReadTextView(name=None, definition=None, faults=views)
