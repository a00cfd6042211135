"""The classic table of accompaniment: phases, days after the entry, clock times, and what each layer is told then."""

from __future__ import annotations

from datetime import time
from typing import Annotated, TypeAlias

from msgspec import Meta

from lingqu.journeys.contracts.definition import Part
from lingqu.outreach.contracts.variants import Variant
from lingqu.segments.contracts.definition import Definition as Condition

Contents: TypeAlias = tuple[Variant, ...]
"""One of them is drawn for the person; of none nothing is sent."""


class Layer(Part, frozen=True, kw_only=True):
    """Customers who fit a condition when a row's time has come, and no layer before it."""

    name: str
    when: Condition


class Row(Part, frozen=True, kw_only=True):
    """One time at which something is said.

    Attributes:
        day: so many calendar days after that of the entry; 0 is the same day.
        told: what each layer is told, in the layers' order.
        others: what everybody else is told; without layers, everybody.
    """

    day: Annotated[int, Meta(ge=0, le=3660)]
    clock: time
    told: tuple[Contents, ...] = ()
    others: Contents = ()


class Phase(Part, frozen=True, kw_only=True):
    """Rows that belong together."""

    name: str
    rows: tuple[Row, ...]


class Table(Part, frozen=True, kw_only=True):
    """Phases one after the other. Whoever comes in after a row's time goes on with the next row.

    Attributes:
        ends: the reason that is noted at its end, in the author's words.
    """

    layers: tuple[Layer, ...] = ()
    phases: tuple[Phase, ...]
    ends: str
