"""The shapes of journeys as text at the HTTP edge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from lingqu.deliveries.contracts import Problem
from lingqu.journeys.contracts.definition import Definition
from lingqu.kernel.text.faults import SaidFault
from lingqu.kernel.text.tree import MOST_BYTES

Text = Annotated[str, Meta(max_length=MOST_BYTES)]


class JourneyTextOut(msgspec.Struct, kw_only=True, frozen=True):
    """YAML of one journey."""

    text: str


class JourneyTextAsked(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A definition to write as text."""

    name: str
    definition: dict[str, Any]


class JourneyTextGiven(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """The text of one journey."""

    text: Text


class JourneyGiven(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A definition that is being written."""

    definition: dict[str, Any]


class JourneyFaultOut(msgspec.Struct, kw_only=True, frozen=True):
    """What is wrong, where (counted from 1), and how to mend it, in the reader's language."""

    file: str
    line: int
    column: int
    path: str
    message: str
    mend: str


class JourneyReadOut(msgspec.Struct, kw_only=True, frozen=True):
    """What a text means; both are null where there are faults."""

    name: str | None
    definition: dict[str, Any] | None
    faults: list[JourneyFaultOut]


class JourneyProblemOut(msgspec.Struct, kw_only=True, frozen=True):
    """What is wrong with a definition: where, by a stable code, and what that code's sentence names."""

    place: str
    code: str
    message: str
    data: dict[str, Any]


class JourneyCheckedOut(msgspec.Struct, kw_only=True, frozen=True):
    """Everything that keeps a definition from being published; of none it may be."""

    problems: list[JourneyProblemOut]


def read_out(name: str, definition: Definition) -> JourneyReadOut:
    """Show what a text means."""
    return JourneyReadOut(name=name, definition=msgspec.to_builtins(definition), faults=[])


def faults_out(faults: Sequence[SaidFault]) -> list[JourneyFaultOut]:
    """Show what is wrong with texts."""
    return [JourneyFaultOut(**asdict(one)) for one in faults]


def problems_out(problems: Sequence[Problem]) -> list[JourneyProblemOut]:
    """Show what is wrong with a definition."""
    return [
        JourneyProblemOut(place=one.place, code=one.code, message=one.message, data=dict(one.data)) for one in problems
    ]
