"""Who is a member: of everybody when a definition is new, of those whose answers changed from then on."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from pyroaring import BitMap

from lingqu.infra.database import UnitOfWork
from lingqu.kernel.facts import Fact
from lingqu.segments.api.firing import PORTION, Moved, go_on, tell
from lingqu.segments.contracts.definition import BucketLeaf, Leaf
from lingqu.segments.contracts.facts import SEGMENT_REDEFINED
from lingqu.segments.contracts.segments import Segment
from lingqu.segments.contracts.sizes import Moves
from lingqu.segments.domain.algebra import members
from lingqu.segments.domain.calendar import Calendar
from lingqu.segments.domain.canonical import Expression, expression, leaves
from lingqu.segments.domain.chains import Chains, passed_on
from lingqu.segments.leaves import draw, key_of_set
from lingqu.segments.store import days, sets
from lingqu.segments.store import following as store
from lingqu.segments.store.leaves import UNIVERSE, find_built
from lingqu.segments.store.sets import Delta, Known


@dataclass(frozen=True, slots=True)
class Plan:
    """A segment with what its definition asks."""

    segment: Segment
    expression: Expression
    leaves: Mapping[str, Leaf]

    @property
    def set_key(self) -> str:
        """Of its members."""
        return f"segment:{self.segment.segment_id}"

    @property
    def reads(self) -> set[str]:
        """Keys of the sets that decide; of shares the universe does."""
        return {UNIVERSE, *(key_of_set(key, leaf) for key, leaf in self.leaves.items() if not _is_drawn(leaf))}


@dataclass(slots=True)
class Changes:
    """Whose answers changed, by the key of the set, and by which chains; `because` is `data` or `time`."""

    because: str
    customers: dict[str, BitMap] = field(default_factory=dict)
    chains: dict[str, Chains] = field(default_factory=dict[str, Chains])

    def add(self, key: str, customers: BitMap) -> None:
        """Note more of them."""
        if customers:
            self.customers[key] = self.customers.get(key, BitMap()) | customers


def plans_of(segments: Sequence[Segment]) -> list[Plan]:
    """Return plans in an order in which each comes after those that it reads."""
    plans: dict[str, Plan] = {}
    for one in segments:
        asked = expression(one.definition)
        plan = Plan(one, asked, leaves(asked))
        plans[plan.set_key] = plan
    ordered: dict[str, Plan] = {}

    def place(key: str) -> None:
        if key not in ordered and key in plans:
            for read in plans[key].reads - {key}:
                place(read)
            ordered[key] = plans[key]

    for key in plans:
        place(key)
    return list(ordered.values())


async def follow(unit: UnitOfWork, plans: Sequence[Plan], changes: Changes, known: Known) -> None:
    """Bring the members of segments up to date with answers that changed, and tell who entered and left.

    The caller holds the lock of this corp's memberships and has written the answers in this unit.

    Args:
        known: sets that were read before; those that are read now are added.
    """
    numbers = await find_built(unit, {UNIVERSE, *(key for plan in plans for key in {plan.set_key, *plan.reads})})
    deltas: dict[int, Delta] = {}
    sizes: dict[int, Moves] = {}
    moved: list[Moved] = []
    concerned = [plan for plan in plans if not plan.segment.is_building]
    found = await sets.read(unit, _needed(concerned, changes, numbers), known)
    bits = {key: found[number].bits for key, number in numbers.items() if number in found}
    for plan in concerned:
        whom = BitMap.union(BitMap(), *(changes.customers[key] for key in plan.reads & changes.customers.keys()))
        if not whom:
            continue
        before = bits.get(plan.set_key, BitMap())
        now = _fitting(plan, bits, whom)
        delta = Delta(now - before, (before & whom) - now)
        if not (delta.added or delta.removed):
            continue
        deltas[numbers[plan.set_key]] = delta
        bits[plan.set_key] = (before | delta.added) - delta.removed
        sizes[plan.segment.segment_id] = Moves(
            entered=len(delta.added), left=len(delta.removed), size=len(bits[plan.set_key])
        )
        led = {key: whose for key, whose in changes.customers.items() if key in plan.reads}
        chains = passed_on(led, changes.chains, delta.added | delta.removed) if changes.chains else {}
        changes.add(plan.set_key, delta.added | delta.removed)
        changes.chains |= {plan.set_key: chains} if chains else {}
        one = plan.segment
        moved.append(Moved(segment_id=one.segment_id, version=one.version, delta=delta, chains=chains))
    await sets.append(unit, deltas)
    await _save_sizes(unit, sizes)
    await tell(unit, moved, because=changes.because)


async def _save_sizes(unit: UnitOfWork, moved: Mapping[int, Moves]) -> None:
    await store.save_sizes(unit, {segment_id: one.size for segment_id, one in moved.items()})
    await days.record(unit, Calendar().day_of(unit.at), moved)


def _needed(plans: Sequence[Plan], changes: Changes, numbers: Mapping[str, int]) -> set[int]:
    """Return the sets of segments that may change, those that read changing ones included."""
    moving = set(changes.customers)
    needed: set[str] = set()
    for plan in plans:
        if plan.reads & moving:
            moving.add(plan.set_key)
            needed |= {plan.set_key, *plan.reads}
    return {numbers[key] for key in needed if key in numbers}


def _fitting(plan: Plan, bits: Mapping[str, BitMap], whom: BitMap) -> BitMap:
    """Return who fits, of some."""
    near = {key: bits[key] & whom for key in plan.reads & bits.keys()}
    return _of_universe(plan, near, near.get(UNIVERSE, BitMap()))


def _of_universe(plan: Plan, bits: Mapping[str, BitMap], universe: BitMap) -> BitMap:
    answers = {
        key: draw(leaf, universe) if isinstance(leaf, BucketLeaf) else bits.get(key_of_set(key, leaf), BitMap())
        for key, leaf in plan.leaves.items()
    }
    return members(plan.expression, answers, universe)


def _is_drawn(leaf: Leaf) -> bool:
    return isinstance(leaf, BucketLeaf)


async def build(
    unit: UnitOfWork, plan: Plan, parents: Collection[Plan], known: Known, *, portion: int = PORTION
) -> None:
    """Find all members for a new version: told once, with numbers. The caller holds the lock.

    Where the author of the version asked that it triggers, the first of those whom it lets in and puts out are told
    of here, and the others by `firing.go_on`.

    Args:
        known: sets that were read before in this unit; those that are read now are added.
    """
    numbers = await sets.ensure(unit, [plan.set_key])
    numbers |= await find_built(unit, plan.reads)
    found = await sets.read(unit, numbers.values(), known)
    bits = {key: found[number].bits for key, number in numbers.items()}
    before = bits[plan.set_key]
    now = _of_universe(plan, bits, bits.get(UNIVERSE, BitMap()))
    await sets.replace(unit, numbers[plan.set_key], now)
    segment, entered, left = plan.segment, now - before, before - now
    number = await store.save_build(unit, segment.segment_id, segment.version, entered=entered, left=left)
    moves = Moves(let_in=len(entered), put_out=len(left), size=len(now))
    await _save_sizes(unit, {segment.segment_id: moves})
    if entered or left:
        await store.build_again(unit, [one.segment.segment_id for one in parents if plan.set_key in one.reads])
    data = {"segment_id": segment.segment_id, "version": segment.version, "build": number}
    numbers_told = {"entered": len(entered), "left": len(left), "size": len(now)}
    unit.publish(Fact(kind=SEGMENT_REDEFINED, occurred_at=unit.at, data={**data, **numbers_told}))
    await go_on(unit, segment.segment_id, most=portion)
