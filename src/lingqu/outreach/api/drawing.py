"""Draws: who of a programme is held out, and which of several contents the others are sent; each decided once."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from lingqu.infra.database import Session, UnitOfWork
from lingqu.kernel.facts import Fact
from lingqu.kernel.ids import BroadcastId, CustomerId
from lingqu.outreach.contracts.programmes import EXPOSED, TREATED, Programme, ProgrammeId
from lingqu.outreach.contracts.rules import Category
from lingqu.outreach.domain.programmes import draw_arm
from lingqu.outreach.domain.variants import Shares, draw_variant, earliest, set_of
from lingqu.outreach.store import exposures as store


@dataclass(frozen=True, slots=True, kw_only=True)
class Lot:
    """What is drawn by: the shares held out, and those of the contents."""

    programme: Programme | None
    broadcast_id: BroadcastId | None
    of_all_permille: int
    shares: Shares

    @property
    def programme_id(self) -> ProgrammeId | None:
        """The programme's number."""
        return self.programme and self.programme.programme_id

    @property
    def spares_nobody(self) -> bool:
        """Service messages are for everybody whom they concern."""
        return self.programme is not None and self.programme.draft.category is Category.SERVICE

    @property
    def holdout_permille(self) -> int:
        """The share held out of the programme."""
        return self.programme.draft.holdout_permille if self.programme else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Draws:
    """Arms and contents of persons, those decided before and those drawn now.

    Attributes:
        arms: of persons who were drawn; nobody else is held out.
        variants: of persons who are not held out.
        fresh_arms, fresh_variants: whose were drawn now and are to be kept.
    """

    arms: Mapping[CustomerId, str]
    variants: Mapping[CustomerId, str]
    fresh_arms: Mapping[CustomerId, str]
    fresh_variants: Mapping[CustomerId, str]

    def is_held_out(self, person: CustomerId) -> bool:
        """Tell whether nothing of the programme is sent to a person."""
        return self.arms.get(person, TREATED) != TREATED


async def draw(session: Session, lot: Lot, persons: Mapping[CustomerId, CustomerId]) -> Draws:
    """Return what was decided of persons, and draw for the others; nothing is written.

    What was decided of any customer holds for the person they are one with, the earliest before the later.

    Args:
        persons: of each customer that is one with one of them, the person.
    """
    wanted = sorted(set(persons.values()))
    known_arms: Mapping[CustomerId, str] = {}
    fresh_arms: Mapping[CustomerId, str] = {}
    if not lot.spares_nobody:
        known_arms = earliest(await store.list_arms(session, lot.programme_id, persons), persons)
        fresh_arms = _draw_arms(lot, [one for one in wanted if one not in known_arms])
    arms = {**known_arms, **fresh_arms}
    treated = [one for one in wanted if arms.get(one, TREATED) == TREATED]
    known_variants = await _known_variants(session, lot, persons)
    drawn = {
        one: draw_variant(one, lot.shares, programme_id=lot.programme_id, broadcast_id=lot.broadcast_id)
        for one in treated
        if one not in known_variants and lot.shares
    }
    return Draws(
        arms=arms,
        variants={one: known_variants[one] for one in treated if one in known_variants} | drawn,
        fresh_arms=fresh_arms,
        fresh_variants=drawn if _is_kept(lot) else {},
    )


async def keep(unit: UnitOfWork, lot: Lot, draws: Draws) -> None:
    """Write down what was drawn now, and tell of it."""
    if draws.fresh_arms:
        await store.insert_arms(unit, lot.programme_id, draws.fresh_arms)
    if draws.fresh_variants and lot.programme_id is not None:
        await store.insert_variants(unit, lot.programme_id, set_of(lot.shares), draws.fresh_variants)
    unit.publish(
        *(_told(unit, lot, draws, one) for one in sorted(draws.fresh_arms.keys() | draws.fresh_variants.keys()))
    )


def _draw_arms(lot: Lot, persons: Collection[CustomerId]) -> dict[CustomerId, str]:
    """Where nobody is held out any more, nobody is drawn; who was decided about before stays so."""
    if not lot.holdout_permille and not lot.of_all_permille:
        return {}
    return {
        one: draw_arm(one, lot.programme_id, holdout_permille=lot.holdout_permille, of_all_permille=lot.of_all_permille)
        for one in persons
    }


def _is_kept(lot: Lot) -> bool:
    """Outside a programme a delivery says what was drawn, and one content leaves nothing to be drawn."""
    return lot.programme_id is not None and len(lot.shares) > 1


async def _known_variants(
    session: Session, lot: Lot, persons: Mapping[CustomerId, CustomerId]
) -> dict[CustomerId, str]:
    if lot.programme_id is None or len(lot.shares) < 2:  # noqa: PLR2004 - one content leaves nothing to be drawn
        return {}
    decided = await store.list_variants(session, lot.programme_id, set_of(lot.shares), persons)
    return earliest(decided, persons)


def _told(unit: UnitOfWork, lot: Lot, draws: Draws, person: CustomerId) -> Fact:
    data = {"programme_id": lot.programme_id, "arm": draws.arms.get(person, TREATED)}
    if person in draws.fresh_variants:
        data |= {"variants": set_of(lot.shares), "variant": draws.fresh_variants[person]}
    return Fact(kind=EXPOSED, occurred_at=unit.at, customer_id=person, data=data)
