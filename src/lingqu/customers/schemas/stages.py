"""The shapes of stages at the HTTP edge."""

from collections.abc import Sequence

import msgspec

from lingqu.customers.contracts.stages import NamedStage, Stage
from lingqu.kernel.ids import StageId


class StageView(msgspec.Struct, kw_only=True, frozen=True):
    """One stage; `customers` counts the people who stand at it."""

    stage_id: int
    name: str
    customers: int


class StageList(msgspec.Struct, kw_only=True, frozen=True):
    """The corp's stages in its order."""

    items: list[StageView]


class WrittenStage(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A stage to keep or, with `stage_id` null, to add."""

    stage_id: int | None
    name: str


class StageOrder(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """The whole order; a stage that is not in it is taken away."""

    stages: list[WrittenStage]


class StageChange(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """The stage to move a customer to."""

    stage_id: int


def stage_list(stages: Sequence[Stage]) -> StageList:
    """Show the order."""
    return StageList(items=[msgspec.convert(one, StageView, from_attributes=True) for one in stages])


def named_stages(order: StageOrder) -> list[NamedStage]:
    """Return an order as it was written."""
    return [
        NamedStage(stage_id=None if one.stage_id is None else StageId(one.stage_id), name=one.name)
        for one in order.stages
    ]
