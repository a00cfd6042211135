"""Holdouts of journeys: who is held out is drawn when they come in, once for ever, as broadcasts draw."""

from collections.abc import Collection

from lingqu.infra.database import UnitOfWork
from lingqu.kernel.ids import CustomerId
from lingqu.outreach.api.drawing import Lot, draw, keep
from lingqu.outreach.contracts.programmes import ProgrammeId
from lingqu.outreach.store import programmes as programme_store
from lingqu.outreach.store import rules as rules_store


async def draw_arms(
    unit: UnitOfWork, programme_id: ProgrammeId | None, persons: Collection[CustomerId]
) -> set[CustomerId]:
    """Return which of some persons are held out of a programme, or of all, and write down what was drawn now."""
    programme = None if programme_id is None else await programme_store.find(unit, programme_id)
    rules = await rules_store.find(unit)
    lot = Lot(programme=programme, broadcast_id=None, of_all_permille=rules.holdout_permille, shares={})
    draws = await draw(unit, lot, {one: one for one in persons})
    await keep(unit, lot, draws)
    return {one for one in persons if draws.is_held_out(one)}
