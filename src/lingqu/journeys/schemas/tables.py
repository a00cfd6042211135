"""The shapes of tables at the HTTP edge."""

from typing import Any

import msgspec

from lingqu.journeys.schemas.texts import JourneyProblemOut


class JourneyTableGiven(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A table, and the definition whose steps it is to be; ways in, goals and exits are the definition's."""

    definition: dict[str, Any]
    table: dict[str, Any]


class JourneyTableOut(msgspec.Struct, kw_only=True, frozen=True):
    """The table that a definition's steps are; null where they are none."""

    table: dict[str, Any] | None


class JourneyTableWrittenOut(msgspec.Struct, kw_only=True, frozen=True):
    """A definition with a table's steps, and what is wrong with it, placed in the table (`$.phases[0].rows[1]`)."""

    definition: dict[str, Any]
    problems: list[JourneyProblemOut]
