"""The shapes of journeys as text at the HTTP edge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from lingqu.deliveries.contracts import Problem
from lingqu.journeys.api.trying import TriedPerson
from lingqu.journeys.contracts.definition import Definition
from lingqu.journeys.contracts.journeys import JourneyState
from lingqu.journeys.contracts.texts import TextChange, TextStanding
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


class JourneyTextsGiven(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Texts by the names that faults call them; pictures in them are keys of those that were uploaded."""

    texts: dict[str, Text]


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


class JourneyChangeOut(msgspec.Struct, kw_only=True, frozen=True):
    """One journey of a text beside the corp's draft; `lines` are those that differ, after `+`, `-` or a blank."""

    name: str
    journey_id: int | None
    state: JourneyState | None
    standing: TextStanding
    lines: list[str]


class JourneyTextsOut(msgspec.Struct, kw_only=True, frozen=True):
    """What texts change; where there are faults, nothing."""

    journeys: list[JourneyChangeOut]
    faults: list[JourneyFaultOut]


class JourneyTriedOut(msgspec.Struct, kw_only=True, frozen=True):
    """What came of one test; `because` is the way as it was gone, line by line."""

    file: str
    line: int
    journey: str
    name: str
    passed: bool
    because: list[str]


class JourneyTestsOut(msgspec.Struct, kw_only=True, frozen=True):
    """What came of the tests of texts; where there are faults, nobody was sent on their way."""

    tests: list[JourneyTriedOut]
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


def changes_out(changes: Sequence[TextChange]) -> JourneyTextsOut:
    """Show what texts change."""
    return JourneyTextsOut(journeys=[msgspec.convert(asdict(one), JourneyChangeOut) for one in changes], faults=[])


def tests_out(tried: Sequence[TriedPerson]) -> JourneyTestsOut:
    """Show what came of tests."""
    return JourneyTestsOut(tests=[msgspec.convert(asdict(one), JourneyTriedOut) for one in tried], faults=[])


def problems_out(problems: Sequence[Problem]) -> list[JourneyProblemOut]:
    """Show what is wrong with a definition."""
    return [
        JourneyProblemOut(place=one.place, code=one.code, message=one.message, data=dict(one.data)) for one in problems
    ]
