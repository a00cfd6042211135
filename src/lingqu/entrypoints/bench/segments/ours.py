"""Our side, in a process of its own so that its memory is its own: asked as a web process would be, and as a worker.

    python -m lingqu.entrypoints.bench.segments.ours <order as JSON>

Reads one word a line from standard input, prints one JSON object a line: `ask` measures questions, `build` the hundred
segments from zero, `follow` brings them up to date after the changes that were written meanwhile.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections import ChainMap
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from pyroaring import BitMap

from lingqu.customers.contracts.views import AttributeType
from lingqu.entrypoints.bench.segments.corp import NOW
from lingqu.entrypoints.bench.segments.plain import digest
from lingqu.entrypoints.bench.segments.questions import FIVE, NEIGHBOURS, Q1, Q2, saved_segments
from lingqu.entrypoints.bench.segments.timing import median_ms, pss_mb
from lingqu.infra.clocks import SteppedClock
from lingqu.infra.database import Database, DatabaseUrls
from lingqu.infra.history.embedded import EmbeddedHistory
from lingqu.infra.history.reading import HistoryDoor
from lingqu.infra.logs import configure_logs
from lingqu.kernel.facts import Fact
from lingqu.kernel.ids import CorpId, CustomerId
from lingqu.segments.api import columns, counting, saving
from lingqu.segments.api.asking import ask
from lingqu.segments.api.building import Building
from lingqu.segments.api.following import Following
from lingqu.segments.contracts.definition import Definition, EventLeaf, Leaf, TagLeaf
from lingqu.segments.domain.algebra import members
from lingqu.segments.domain.canonical import expression, leaves
from lingqu.segments.domain.questions.answer import Answers, Look
from lingqu.segments.domain.timing import looks_again
from lingqu.segments.leaves import Inquiry, Shelf, is_past, look_up
from lingqu.segments.store import answers, sets
from lingqu.segments.store import leaves as kept
from lingqu.segments.store.sets import Delta

LOOK = Look(NOW)
IDLE_SECONDS = 0.02
TOUCHED = "touched.npy"
"""In the folder: to whom something happened."""
TYPES = {"city": AttributeType.STRING, "ltv": AttributeType.NUMBER}


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Where the corp lies."""

    folder: str
    app_url: str
    dispatcher_url: str
    corp_id: int
    seed: int

    def to_json(self) -> str:
        """Return it as a word of a command line."""
        return json.dumps(asdict(self))


@dataclass(slots=True)
class Ours:
    """One process that asks: what it has read of sets it keeps on a shelf."""

    database: Database
    door: HistoryDoor
    corp_id: CorpId
    shelf: Shelf = field(default_factory=Shelf)
    saved: list[int] = field(default_factory=list[int])
    """Numbers of the hundred segments."""

    @property
    def names(self) -> list[str]:
        """Keys of the sets of their members."""
        return [f"segment:{number}" for number in self.saved]

    def forgetful(self) -> Ours:
        """Return one that has read nothing yet."""
        return Ours(self.database, self.door, self.corp_id)

    def fresh(self) -> Ours:
        """Return one that has been asked other things: sets and columns are read, no answer is remembered."""
        return Ours(self.database, self.door, self.corp_id, self.shelf.without_answers())

    async def members(self, *several: Definition) -> list[BitMap]:
        """Return who fits each definition."""
        async with self.database.read(self.corp_id) as session:
            return [await counting.list_members(session, self.door, self.shelf, one, LOOK) for one in several]

    async def count(self, one: Definition) -> int:
        """Return how many fit."""
        async with self.database.read(self.corp_id) as session:
            return await counting.count(session, self.door, self.shelf, one, LOOK)

    async def venn(self, several: Sequence[Definition]) -> list[int]:
        """Return how many customers each combination has."""
        (universe,) = await self.read([kept.UNIVERSE])
        return overlaps(universe, await self.members(*several))

    async def read(self, keys: Sequence[str]) -> list[BitMap]:
        """Return stored sets."""
        async with self.database.read(self.corp_id) as session:
            found = await self.shelf.read(session, keys)
        return [found[key] for key in keys]

    async def answers(self, several: Mapping[str, Leaf], *, among: BitMap | None = None) -> dict[str, Answers]:
        """Ask leaves as those do who keep them; of everybody, tags and values come from columns."""
        async with self.database.read(self.corp_id) as session:
            inquiry = Inquiry(session=session, door=self.door, shelf=self.shelf, look=LOOK, types=TYPES)
            state = {key: leaf for key, leaf in several.items() if not is_past(leaf)}
            held = await look_up(inquiry, state) if among is None else {}
            asked = {key: leaf for key, leaf in several.items() if key not in held}
            told = await ask(session, self.door, asked, dict.fromkeys(asked, among), types=TYPES)
        return {key: Answers(bits) for key, bits in held.items()} | told.answers

    async def keep(self, several: Mapping[str, Leaf]) -> None:
        """Answer leaves for everybody and keep the answers."""
        async with self.database.unit(self.corp_id) as unit:
            await kept.keep(unit, several)
        for key, answer in (await self.answers(several)).items():
            async with self.database.unit(self.corp_id) as unit:
                number = (await sets.find(unit, [kept.set_key(key)]))[kept.set_key(key)]
                await sets.replace(unit, number, answer.holding)
                await kept.mark_built(unit, [key])

    async def store(self, bits: Mapping[str, BitMap]) -> None:
        """Write sets whole."""
        async with self.database.unit(self.corp_id) as unit:
            numbers = await sets.ensure(unit, list(bits))
            for key, one in bits.items():
                await sets.replace(unit, numbers[key], one)


def overlaps(universe: BitMap, several: Sequence[BitMap]) -> list[int]:
    """Return how many customers each combination has, by intersections and their differences."""
    meet = {0: universe}
    for mask in range(1, 1 << len(several)):
        low = (mask & -mask).bit_length() - 1
        meet[mask] = meet[mask & (mask - 1)] & several[low]
    sizes = [len(meet[mask]) for mask in range(1 << len(several))]
    for bit in range(len(several)):
        for mask in range(len(sizes)):
            if not mask >> bit & 1:
                sizes[mask] -= sizes[mask | 1 << bit]
    return sizes


def ids_of(bits: BitMap) -> np.ndarray:
    """Return customers ascending."""
    return np.frombuffer(bits.to_array(), np.uint32) if bits else np.empty(0, np.uint32)


def leaves_of(several: Sequence[Definition]) -> dict[str, Leaf]:
    """Return the canonical leaves of definitions by key."""
    return {key: leaf for one in several for key, leaf in leaves(expression(one)).items()}


# ───────────────────────── what is measured ─────────────────────────


async def _ask(ours: Ours, _order: Order) -> dict[str, Any]:
    """Ask while no leaf is kept, then with all of them kept.

    `first` is a definition never seen in a process that has been asked others; `cold` in one that has read nothing.
    """
    async with ours.database.read(ours.corp_id) as session:
        universe = await answers.ask_universe(session)
    await ours.store({kept.UNIVERSE: universe})
    began = time.perf_counter()
    await columns.build(ours.database, ours.corp_id)
    columns_s = time.perf_counter() - began
    cold: dict[str, float] = {}
    cold["q1"], _ = await median_ms(lambda: ours.forgetful().count(Q1))
    cold["q2"], _ = await median_ms(lambda: ours.forgetful().count(Q2))
    await ours.members(*NEIGHBOURS)
    first: dict[str, float] = {}
    first["q1"], _ = await median_ms(lambda: ours.fresh().count(Q1))
    first["q2"], _ = await median_ms(lambda: ours.fresh().count(Q2))
    first["q3"], _ = await median_ms(lambda: _listed(ours.fresh()))
    first["q4"], _ = await median_ms(lambda: ours.fresh().venn(FIVE))
    await ours.keep(leaves_of([Q1, Q2, *FIVE]))
    warm: dict[str, float] = {}
    found: dict[str, Any] = {}
    warm["q1"], found["q1"] = await median_ms(lambda: ours.count(Q1))
    warm["q2"], found["q2"] = await median_ms(lambda: ours.count(Q2))
    warm["q3"], people = await median_ms(lambda: _listed(ours))
    warm["q4"], found["q4"] = await median_ms(lambda: ours.venn(FIVE))
    uncached, _ = await median_ms(lambda: ours.forgetful().count(Q1))
    return {
        "columns_s": round(columns_s, 1),
        "first": first,
        "cold": cold,
        "warm": warm,
        "uncached": {"q1": uncached},
        "answers": {**found, "q3": digest(people)},
    }


async def _listed(ours: Ours) -> np.ndarray:
    return ids_of((await ours.members(Q2))[0])


async def _build(ours: Ours, order: Order) -> dict[str, Any]:
    """Save the hundred, and let those who build and follow in a worker find every leaf and every member."""
    async with ours.database.unit(ours.corp_id) as unit:
        await kept.forget(unit, [one.key for one in await kept.list_kept(unit)])
    began = time.perf_counter()
    async with ours.database.unit(ours.corp_id) as unit:
        for number, one in enumerate(saved_segments(seed=order.seed)):
            ours.saved.append(await saving.insert_checked(unit, f"saved {number}", one, fires=False))
    await _until_built(ours)
    seconds = time.perf_counter() - began
    bits = await ours.read(ours.names)
    return {"rebuild_s": round(seconds, 2), "members": [digest(ids_of(one)) for one in bits], "pss_mb": pss_mb()}


async def _until_built(ours: Ours) -> None:
    """Step as a worker does until no segment waits."""
    is_over = asyncio.Event()

    async def go_on(step: Callable[[Database, CorpId], Awaitable[int]]) -> None:
        while not is_over.is_set():
            if not await step(ours.database, ours.corp_id):
                await asyncio.sleep(IDLE_SECONDS)

    async with asyncio.TaskGroup() as together:
        for of_past in (False, True):
            together.create_task(go_on(Following(ours.door, of_past=of_past, alone=False).step))
            together.create_task(go_on(Building(ours.door, of_past=of_past).step))
        while not is_over.is_set():
            await asyncio.sleep(IDLE_SECONDS)
            async with ours.database.read(ours.corp_id) as session:
                if not any(one.is_building for one in await saving.list_segments(session)):
                    is_over.set()


async def _follow(ours: Ours, order: Order) -> dict[str, Any]:
    """Ask again, of those alone to whom something happened, what may have changed; store it with its facts.

    Two readers share this work, so state and history are asked side by side.
    """
    saved = [expression(one) for one in saved_segments(seed=order.seed)]
    asked = {key: leaf for one in saved for key, leaf in leaves(one).items()}
    touched = BitMap(np.load(Path(order.folder) / TOUCHED))
    names = ours.names
    await ours.read([kept.UNIVERSE, *asked, *names])  # who follows has read them: each batch leaves them remembered
    began = time.perf_counter()
    concerned = {key: leaf for key, leaf in asked.items() if isinstance(leaf, TagLeaf | EventLeaf)}
    state = {key: leaf for key, leaf in concerned.items() if not is_past(leaf)}
    past = {key: leaf for key, leaf in concerned.items() if is_past(leaf)}
    news = dict(ChainMap(*await asyncio.gather(*(ours.answers(some, among=touched) for some in (state, past)))))
    told = time.perf_counter()
    everybody, *before = await ours.read([kept.UNIVERSE, *asked, *names])
    leaf_sets = dict(zip(asked, before, strict=False))
    near = {key: news[key].holding if key in news else one & touched for key, one in leaf_sets.items()}
    changes = {kept.set_key(key): _delta(leaf_sets[key] & touched, one.holding) for key, one in news.items()}
    for name, was, one in zip(names, before[len(asked) :], saved, strict=True):
        changes[name] = _delta(was & touched, members(one, near, everybody & touched))
    joined = time.perf_counter()
    async with ours.database.unit(ours.corp_id) as unit:
        numbers = await sets.find(unit, list(changes))
        await sets.append(unit, {numbers[key]: one for key, one in changes.items()})
        await kept.set_timers(
            unit,
            (
                (numbers[kept.set_key(key)], due, whom)
                for key, one in news.items()
                for due, whom in looks_again(one.turning, one.turns_at, NOW)
            ),
        )
        unit.publish(
            *(fact for number, name in zip(ours.saved, names, strict=True) for fact in _told(number, changes[name]))
        )
    ended = time.perf_counter()
    parts = {"asked": told - began, "joined": joined - told, "stored": ended - joined}
    return {
        "incremental_s": round(ended - began, 3),
        "parts_s": {name: round(seconds, 3) for name, seconds in parts.items()},
        "moved": sum(len(changes[name].added) + len(changes[name].removed) for name in names),
        "members": [digest(ids_of(one)) for one in await ours.read(names)],
    }


def _delta(before: BitMap, after: BitMap) -> Delta:
    return Delta(after - before, before - after)


def _told(segment_id: int, change: Delta) -> list[Fact]:
    return [
        Fact(kind=kind, occurred_at=NOW, customer_id=CustomerId(who), data={"segment_id": segment_id})
        for kind, who_all in (("segment.entered", change.added), ("segment.left", change.removed))
        for who in who_all
    ]


_ACTS = {"ask": _ask, "build": _build, "follow": _follow}


async def _serve(order: Order) -> None:
    urls = DatabaseUrls(owner="", app=order.app_url, dispatcher=order.dispatcher_url)
    async with Database(urls, SteppedClock(NOW)) as database:
        history = EmbeddedHistory(Path(order.folder))
        ours = Ours(database, HistoryDoor(database, history), CorpId(order.corp_id))
        while line := await asyncio.to_thread(sys.stdin.readline):
            print(json.dumps(await _ACTS[line.strip()](ours, order)), flush=True)
        await history.aclose()


if __name__ == "__main__":
    configure_logs("error")  # standard output is for answers
    asyncio.run(_serve(Order(**json.loads(sys.argv[1]))))
