"""The judge of memberships: what is stored, held to the reference predicate and to the facts that told of it.

It is asked when nothing moves any more. Then three accounts of who is in which segment must be one: the stored sets,
the reference on every customer as they are loaded, and `entered`, `left` and builds replayed in the order of the log.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from pyroaring import BitMap

from lingqu.infra.database import Database, Session
from lingqu.infra.history.reading import HistoryDoor
from lingqu.kernel.ids import CorpId, CustomerId
from lingqu.segments.api import saving
from lingqu.segments.api.explaining import read_people
from lingqu.segments.api.standing import see_standing
from lingqu.segments.contracts.definition import All
from lingqu.segments.contracts.facts import SEGMENT_ENTERED, SEGMENT_LEFT, SEGMENT_REDEFINED
from lingqu.segments.contracts.segments import Segment
from lingqu.segments.domain import predicate
from lingqu.segments.domain.questions.answer import Look
from lingqu.segments.leaves import Shelf

AT_REST_FOR = timedelta(hours=1)
"""So long nothing may turn by time alone: a look at everybody takes a while."""
PORTION = 2_000
MOST_EVIDENCE = 20

Note = Callable[[int, int], None]
"""Takes how many customers have been looked at, and of how many."""

_TOLD = """
SELECT kind, customer_id, (data->>'segment_id')::integer AS segment_id, (data->>'build')::integer AS build
FROM fact WHERE corp_id = lingqu_corp() AND kind = ANY(%s) ORDER BY era, xid, id
"""


@dataclass(slots=True)
class Verdict:
    """What was found; a sound installation has 0 of `wrong_members`, `doubled` and `missing`.

    Attributes:
        segments: living ones, which were held to the reference; facts are replayed of archived ones, too.
        transitions: `entered` and `left` that were told.
        wrong_members: of whom the store says otherwise than the reference; a customer counts once per segment.
        doubled: facts that say what was so already. Either one was told twice, or one between two was not told.
        missing: customers, per segment, whom the facts leave elsewhere than where they are stored, or a build found;
            and builds of which no fact tells.
        members: of the living segments, as the reference finds them.
    """

    segments: int = 0
    transitions: int = 0
    wrong_members: int = 0
    doubled: int = 0
    missing: int = 0
    evidence: list[str] = field(default_factory=list[str])
    members: Mapping[int, BitMap] = field(default_factory=dict[int, BitMap])

    @property
    def faults(self) -> int:
        """All of them."""
        return self.wrong_members + self.doubled + self.missing

    def show(self, what: str) -> None:
        """Keep a line of evidence, the first few."""
        if len(self.evidence) < MOST_EVIDENCE:
            self.evidence.append(what)


async def is_at_rest(session: Session, *, at_least: timedelta = AT_REST_FOR) -> bool:
    """Tell whether nothing moves: all facts have been read, all segments built, and nothing turns for a while."""
    standing = await see_standing(session)
    if standing.building or any(one.facts_behind for one in standing.readers):
        return False
    due = await session.fetch_value("SELECT min(due) FROM leaf_timer WHERE corp_id = lingqu_corp()")
    return due is None or due > session.at + at_least


async def judge(
    database: Database, door: HistoryDoor, corp_id: CorpId, note: Note = lambda _done, _of: None
) -> Verdict:
    """Hold the three accounts against each other. Nothing may move meanwhile (see `is_at_rest`).

    Raises:
        HistoryDownError: a definition asks history, and it does not answer now.
    """
    verdict = Verdict()
    async with database.read(corp_id) as session:
        living = await saving.list_segments(session)
        stored = await _stored(session)
        told = await _replay(session, verdict)
        for segment_id in stored.keys() | told.keys():
            apart = stored.get(segment_id, BitMap()) ^ told.get(segment_id, BitMap())
            verdict.missing += len(apart)
            if apart:
                verdict.show(f"segment {segment_id}: facts leave {_some(apart)} elsewhere than they are stored")
        expected = await _reference(session, door, living, note)
    verdict.members = expected
    verdict.segments = len(living)
    for one in living:
        wrong = stored.get(one.segment_id, BitMap()) ^ expected[one.segment_id]
        verdict.wrong_members += len(wrong)
        if wrong:
            within = _some(wrong & expected[one.segment_id])
            verdict.show(f"segment {one.segment_id} ({one.name}): the store errs of {_some(wrong)}; in are {within}")
    return verdict


async def _stored(session: Session) -> dict[int, BitMap]:
    rows = await session.fetch("SELECT segment_id FROM segment WHERE corp_id = lingqu_corp()")
    keys = {f"segment:{row['segment_id']}": row["segment_id"] for row in rows}
    found = await Shelf().read(session, keys)
    return {keys[key]: bits for key, bits in found.items()}


async def _reference(
    session: Session, door: HistoryDoor, living: Sequence[Segment], note: Note
) -> Mapping[int, BitMap]:
    rows = await session.fetch(
        "SELECT customer_id FROM customer WHERE corp_id = lingqu_corp() AND merged_into IS NULL ORDER BY customer_id"
    )
    everybody = [CustomerId(row["customer_id"]) for row in rows]
    look, together = Look(session.at), All(of=tuple(one.definition for one in living))
    found = {one.segment_id: BitMap() for one in living}
    for first in range(0, len(everybody), PORTION):
        people = await read_people(session, door, together, everybody[first : first + PORTION], look)
        for one in living:
            found[one.segment_id].update(
                who for who, person in people.items() if predicate.fits(one.definition, person, look)
            )
        note(first + len(people), len(everybody))
    return found


# ───────────────────────── what facts tell ─────────────────────────


async def _replay(session: Session, verdict: Verdict) -> dict[int, BitMap]:
    """Return whom the facts leave in each segment; what they say twice, or cannot mean, is counted."""
    builds = await _builds(session)
    inside: defaultdict[int, BitMap] = defaultdict(BitMap)
    for row in await session.fetch(_TOLD, ([SEGMENT_ENTERED, SEGMENT_LEFT, SEGMENT_REDEFINED],)):
        segment_id, who = row["segment_id"], row["customer_id"]
        members = inside[segment_id]
        if row["kind"] == SEGMENT_REDEFINED:
            build = builds.pop((segment_id, row["build"]), None)
            if build is None:
                verdict.doubled += 1
                verdict.show(f"segment {segment_id}: build {row['build']} is told twice, or of none there is")
                continue
            entered, withdrawn = build
            apart = (entered & members) | (withdrawn - members)
            verdict.missing += len(apart)
            if apart:
                verdict.show(f"segment {segment_id}: build {row['build']} found {_some(apart)} where no fact left them")
            inside[segment_id] = (members | entered) - withdrawn
            continue
        verdict.transitions += 1
        is_in = row["kind"] == SEGMENT_ENTERED
        if (who in members) is is_in:
            verdict.doubled += 1
            verdict.show(f"segment {segment_id}: {row['kind']} says of {who} what was so already")
        elif is_in:
            members.add(who)
        else:
            members.remove(who)
    verdict.missing += len(builds)
    for segment_id, number in builds:
        verdict.show(f"segment {segment_id}: no fact tells of build {number}")
    return inside


async def _builds(session: Session) -> dict[tuple[int, int], tuple[BitMap, BitMap]]:
    """Return whom each build let in and put out."""
    rows = await session.fetch(
        "SELECT segment_id, build, entered, withdrawn FROM segment_build WHERE corp_id = lingqu_corp()"
    )
    return {
        (row["segment_id"], row["build"]): (
            BitMap.deserialize(row["entered"]),
            BitMap.deserialize(row["withdrawn"]),
        )
        for row in rows
    }


def _some(customers: BitMap) -> str:
    """Return how many, and the first few of them."""
    few = ", ".join(map(str, list(customers[:5])))
    return f"{len(customers)} customers" + (f" ({few})" if few else "")
