"""What texts of journeys hold that is written and read by others: conditions, events, contents."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from lingqu.kernel.text.book import Book
from lingqu.kernel.text.fields import Desk, Fields
from lingqu.kernel.text.tree import Spot
from lingqu.outreach.contracts.texts import PictureNamed
from lingqu.outreach.contracts.variants import Variant
from lingqu.segments.contracts.definition import Definition as Condition
from lingqu.segments.contracts.definition import EventMatch


class Parts(Protocol):
    """Writes and reads them. Where they are read, faults are noted at the desk, with the places of what is read."""

    @property
    def content_fields(self) -> Sequence[str]:
        """The fields of a mapping that tells contents."""
        ...

    def write_condition(self, condition: Condition, book: Book) -> Any:
        """Return a condition as lists and mappings of plain values."""
        ...

    def read_condition(self, desk: Desk, spot: Spot, place: str) -> Condition:
        """Return the condition that stands there."""
        ...

    def write_event(self, event: EventMatch) -> Any:
        """Return an event as a mapping, or its name alone."""
        ...

    def read_event(self, desk: Desk, spot: Spot, place: str) -> EventMatch:
        """Return the event that stands there."""
        ...

    def write_contents(self, variants: Sequence[Variant]) -> dict[str, Any]:
        """Return contents as the fields of a mapping."""
        ...

    def read_contents(self, fields: Fields, place: str) -> tuple[tuple[Variant, ...], Sequence[PictureNamed]]:
        """Return the contents that a mapping tells, and the pictures that they name."""
        ...
