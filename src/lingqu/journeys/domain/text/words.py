"""The words of a text of journeys."""

from types import MappingProxyType
from typing import Final

from lingqu.journeys.contracts.definition import (
    Draw,
    Exit,
    Mark,
    Message,
    ReachGoal,
    SetAttribute,
    SetStage,
    Split,
    Wait,
    WaitDate,
    WaitFor,
    WaitUntil,
)

JOURNEYS: Final = "journeys"
JOURNEY: Final = ("name", "programme", "entry", "again", "goals", "exits", "steps", "tests")
ENTRIES: Final = ("event", "segment", "schedule", "manual")
EVENT_ENTRY: Final = ("event", "key")
SCHEDULE: Final = ("segment", "first", "repeat")
AGAIN: Final = ("never", "after_end", "per_key")
"""Or a number of days."""
GOAL: Final = ("name", "event", "within")
EXITS: Final = ("on_goal", "condition_ends")

END: Final = "end"
THEN: Final = "then"
KINDS: Final = MappingProxyType(
    {
        Message: "message",
        Wait: "wait",
        WaitUntil: "wait_until",
        WaitDate: "wait_date",
        WaitFor: "wait_for",
        Split: "split",
        Draw: "draw",
        Mark: "mark",
        SetAttribute: "set",
        SetStage: "stage",
        ReachGoal: "goal",
        Exit: "exit",
    }
)
STEP: Final = ("name", "title", *KINDS.values(), THEN)
UNTIL: Final = ("clock", "days_later", "since", "day", "weekdays", "missed")
DATE: Final = ("attribute", "clock", "offset_days", "yearly", "missing", "missed")
FOR: Final = ("awaited", "timeout", "since", "late")
TRIGGERS: Final = ("event", "in_segment", "out_of_segment", "received", "not_received")
AWAITED: Final = ("name", *TRIGGERS, THEN)
SPLIT: Final = ("branches", "otherwise")
BRANCH: Final = ("name", "when", THEN)
DRAW: Final = ("shares", "salt")
SHARE: Final = ("name", "share", THEN)
MARK: Final = ("give", "take")
SET: Final = ("key", "value")
WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
