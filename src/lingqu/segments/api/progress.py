"""How far the members of segments have been found, from what is stored."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from lingqu.infra.database import Session
from lingqu.segments.api.membership import Plan, plans_of
from lingqu.segments.contracts.definition import BucketLeaf, Leaf, ListLeaf, SegmentLeaf
from lingqu.segments.contracts.progress import Progress, Wait, WaitsFor
from lingqu.segments.contracts.segments import Segment
from lingqu.segments.store import firing as firing_store
from lingqu.segments.store import leaves as store
from lingqu.segments.store.leaves import UNIVERSE, KeptLeaf


async def see_progress(session: Session, living: Sequence[Segment]) -> dict[int, Progress]:
    """Return how far each of the living segments is whose members are being found."""
    building = {one.segment_id for one in living if one.is_building}
    if not building:
        return {}
    kept = {one.key: one for one in await store.list_kept(session)}
    has_people = bool(await store.find_built(session, [UNIVERSE]))
    firing = await firing_store.list_firing(session)
    return {
        plan.segment.segment_id: Progress(
            found=sum(_is_found(key, leaf, kept, building) for key, leaf in _asked(plan)),
            needed=sum(1 for _ in _asked(plan)),
            waits=tuple(_waits(plan, kept, building, firing, has_people=has_people)),
        )
        for plan in plans_of([one for one in living if one.is_building])
    }


def _asked(plan: Plan) -> Iterator[tuple[str, Leaf]]:
    return ((key, leaf) for key, leaf in plan.leaves.items() if not isinstance(leaf, BucketLeaf | ListLeaf))


def _is_found(key: str, leaf: Leaf, kept: Mapping[str, KeptLeaf], building: Collection[int]) -> bool:
    if isinstance(leaf, SegmentLeaf) and leaf.held_for is None:
        return leaf.segment_id not in building
    return key in kept and kept[key].built_at is not None


def _waits(
    plan: Plan, kept: Mapping[str, KeptLeaf], building: Collection[int], firing: Collection[int], *, has_people: bool
) -> Iterator[Wait]:
    if not has_people:
        yield Wait(what=WaitsFor.PEOPLE)
    reasons = {kept[key].held_up for key, _ in _asked(plan) if key in kept and kept[key].built_at is None}
    yield from (Wait(what=WaitsFor.HISTORY, reason=one) for one in sorted(reasons - {None}, key=str))
    children = {leaf.segment_id for _, leaf in _asked(plan) if isinstance(leaf, SegmentLeaf) and leaf.held_for is None}
    if waited := children.intersection(building):
        yield Wait(what=WaitsFor.SEGMENTS, segments=tuple(sorted(waited)))
    if plan.segment.segment_id in firing:
        yield Wait(what=WaitsFor.FIRING)
