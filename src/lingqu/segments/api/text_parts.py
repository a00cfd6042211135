"""Conditions and events in texts of other capabilities: written and read as in texts of segments."""

from typing import Any

from lingqu.kernel.text.book import Book
from lingqu.kernel.text.fault_words import Catalogue
from lingqu.kernel.text.fields import Desk
from lingqu.kernel.text.tree import Spot
from lingqu.segments.contracts.definition import Definition, EventMatch
from lingqu.segments.domain.text import reading, writing
from lingqu.segments.domain.text.fault_words import FAULTS

WORDS: Catalogue = FAULTS
"""Of what can be wrong with them; what `check_condition` refuses is under `definition.` with the fault of its data."""


def write_condition(condition: Definition, book: Book) -> dict[str, Any]:
    """Return a condition as lists and mappings of plain values, names instead of numbers."""
    return writing.write_tree(condition, book)


def read_condition(desk: Desk, spot: Spot, place: str) -> Definition:
    """Return the condition that stands there; what is returned beside faults means nothing.

    Args:
        place: of what is read; where its parts stand in the text is noted at the desk.
    """
    return reading.read_node(desk, spot, place)


def write_event(event: EventMatch) -> dict[str, Any] | str:
    """Return an event; by its name alone where nothing is asked of its properties."""
    return writing.write_event(event)


def read_event(desk: Desk, spot: Spot, place: str) -> EventMatch:
    """Return the event that stands there; as `read_condition`."""
    return reading.read_event(desk, spot, place)
