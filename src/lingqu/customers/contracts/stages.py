"""Stages: how far customers have come, in an order of the corp's own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from lingqu.kernel.ids import CustomerId, StageId


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One stage; `customers` counts the people who stand at it."""

    stage_id: StageId
    name: str
    customers: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedStage:
    """A stage as somebody writes it; without a number it is a new one."""

    stage_id: StageId | None
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a person stands, since when, and who said so."""

    stage_id: StageId
    since: datetime
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StageMove:
    """A move that is asked for. `chain` names the grants that led to it, the first one first."""

    customer_id: CustomerId
    stage_id: StageId
    chain: Sequence[int] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StageMoved:
    """A move that was made, under the number that stands for the person."""

    customer_id: CustomerId
    before: StageId | None
    after: StageId
    chain: Sequence[int]
