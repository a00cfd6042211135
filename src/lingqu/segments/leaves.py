"""Leaves as bitmaps: from the kept sets where they are whole, else asked now.

Hot path: `lingqu bench segments` guards a warm count of three tags at ten million customers in 3 ms. A process keeps
the sets it used and reads only what is newer; a bitmap that was handed out is never changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pyroaring import BitMap

from lingqu.customers.contracts.views import AttributeType
from lingqu.infra.database import Session
from lingqu.infra.history.reading import HistoryDoor
from lingqu.kernel.chance import bucket_permille
from lingqu.kernel.ids import CorpId
from lingqu.segments.contracts.definition import AttributeLeaf, BucketLeaf, Leaf, ListLeaf, SegmentLeaf, TagLeaf
from lingqu.segments.domain.algebra import bound
from lingqu.segments.domain.canonical import Expression, terms
from lingqu.segments.domain.columns import Column, find
from lingqu.segments.domain.comparing import RELATIVE
from lingqu.segments.domain.questions.answer import Look
from lingqu.segments.store import answers, columns, past, sets
from lingqu.segments.store import leaves as store
from lingqu.segments.store.columns import StoredColumn
from lingqu.segments.store.merges import find_merges
from lingqu.segments.store.sets import NamedSet
from lingqu.segments.store.touched import pending, tag_key

FRESH = timedelta(seconds=20)
"""So long an answer that is not kept serves again: who builds a definition asks the same leaves with every key."""
MOST_NEWS = 2_000
"""So many facts that the columns have not heard yet are looked at; with more, PostgreSQL answers alone."""
MOST_ASKED = 200
"""Answers remembered of leaves that are not kept, over all corps."""
WORTH_NARROWING, MOST_NAMED = 8, 1_000_000
"""Where other leaves leave no more than one in so many in question, and no more than so many, only those are asked."""


def key_of_set(key: str, leaf: Leaf) -> str:
    """Return under which key the set of a leaf is found: other segments and lists have sets of their own."""
    if isinstance(leaf, SegmentLeaf) and leaf.held_for is None:
        return f"segment:{leaf.segment_id}"
    return f"list:{leaf.list_id}" if isinstance(leaf, ListLeaf) else key


def is_kept(leaf: Leaf) -> bool:
    """Tell whether a set of its own is kept for a leaf; segments and lists have theirs, a share is drawn."""
    return isinstance(leaf, answers.STATE_LEAVES) or is_past(leaf)


def is_held(leaf: Leaf) -> bool:
    """Tell whether columns can tell all there is to an answer: news alone change it, no instant does."""
    return answers.is_one_tag(leaf) or (isinstance(leaf, AttributeLeaf) and leaf.op not in RELATIVE)


@dataclass(frozen=True, slots=True)
class Asked:
    """An answer: when, who says yes, and of whom it was asked, None for everybody."""

    at: datetime
    bits: BitMap
    among: BitMap | None


@dataclass(slots=True)
class Shelf:
    """What a process remembers of sets."""

    _sets: dict[CorpId, dict[str, NamedSet]] = field(default_factory=dict)
    _columns: dict[CorpId, dict[str, StoredColumn]] = field(default_factory=dict)
    _asked: dict[tuple[CorpId, str], Asked] = field(default_factory=dict)

    async def read(self, session: Session, keys: Iterable[str]) -> dict[str, BitMap]:
        """Return the present sets of those keys that have whole ones."""
        known = self._sets.setdefault(session.corp_id, {})
        found = await sets.load_whole(session, {key: known.get(key) for key in keys})
        known.update(found)
        return {key: one.stored.bits for key, one in found.items()}

    async def read_columns(
        self, session: Session, keys: Iterable[str], types: Mapping[str, AttributeType]
    ) -> dict[str, Column]:
        """Return the present columns of those attributes that have one."""
        known = self._columns.setdefault(session.corp_id, {})
        found = await columns.load(session, list(keys), known, types)
        known.update(found)
        return {key: one.column for key, one in found.items()}

    def forget(self, corp_id: CorpId) -> None:
        """Remember nothing of a corp's sets and columns."""
        self._sets.pop(corp_id, None)
        self._columns.pop(corp_id, None)

    def without_answers(self) -> Shelf:
        """Return one with the same sets and columns that remembers no answer."""
        return Shelf(self._sets, self._columns)

    def recall(self, corp_id: CorpId, key: str, at: datetime, among: BitMap | None) -> BitMap | None:
        """Return an answer of a moment ago that was asked of as many."""
        asked = self._asked.get((corp_id, key))
        if asked is None or abs(at - asked.at) >= FRESH:
            return None
        is_wide = asked.among is None or (among is not None and among <= asked.among)
        return asked.bits if is_wide else None

    def remember(self, corp_id: CorpId, key: str, asked: Asked) -> None:
        """Keep an answer for a moment."""
        self._asked.pop((corp_id, key), None)
        while len(self._asked) >= MOST_ASKED:
            self._asked.pop(next(iter(self._asked)))
        self._asked[corp_id, key] = asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Inquiry:
    """From where, with what and when one asks.

    Attributes:
        types: of the attributes that are defined.
    """

    session: Session
    door: HistoryDoor
    shelf: Shelf
    look: Look
    types: Mapping[str, AttributeType]


async def bitmaps(inquiry: Inquiry, leaves: Mapping[str, Leaf], plan: Expression) -> tuple[dict[str, BitMap], BitMap]:
    """Return who says yes to each canonical leaf, by its key, and the universe.

    Args:
        plan: a definition of these leaves: an answer need not hold for those whom other leaves rule out.

    Raises:
        HistoryDownError: a leaf that nobody keeps needs history, and history does not answer now.
    """
    session, shelf = inquiry.session, inquiry.shelf
    places = {key: key_of_set(key, leaf) for key, leaf in leaves.items()}
    kept = await shelf.read(session, {*places.values(), store.UNIVERSE})
    universe = kept.get(store.UNIVERSE)
    if universe is None:
        universe = await answers.ask_universe(session)
    found = {key: kept[place] for key, place in places.items() if place in kept}
    found |= await look_up(inquiry, {key: leaf for key, leaf in leaves.items() if key not in found})
    for several in _in_turn(plan, {key: leaf for key, leaf in leaves.items() if key not in found}):
        found |= await _ask_lately(inquiry, several, universe, _in_question(plan, found, universe))
    return found, universe


def _in_turn(plan: Expression, leaves: Mapping[str, Leaf]) -> Iterator[Mapping[str, Leaf]]:
    """Give what is asked together, then next: history last, and of fewer with each answer, first by what must hold."""
    state = {key: leaf for key, leaf in leaves.items() if not is_past(leaf)}
    if state:
        yield state
    refused = {one.key for one in terms(plan) if one.negated}
    for key in sorted(leaves.keys() - state.keys(), key=lambda key: (key in refused, key)):
        yield {key: leaves[key]}


def _in_question(plan: Expression, found: Mapping[str, BitMap], universe: BitMap) -> BitMap | None:
    """Return whom it is worth asking about, None for everybody."""
    left = bound(plan, found, universe)
    return left if len(left) <= min(len(universe) // WORTH_NARROWING, MOST_NAMED) else None


async def _ask_lately(
    inquiry: Inquiry, leaves: Mapping[str, Leaf], universe: BitMap, among: BitMap | None
) -> dict[str, BitMap]:
    """Ask what was not asked a moment ago of as many."""
    corp_id, shelf, at = inquiry.session.corp_id, inquiry.shelf, inquiry.look.at
    recent = {key: shelf.recall(corp_id, key, at, among) for key in leaves}
    found = {key: bits for key, bits in recent.items() if bits is not None}
    asked = {key: leaf for key, leaf in leaves.items() if key not in found}
    for key, bits in (await _ask(inquiry, asked, universe, among=among)).items():
        shelf.remember(corp_id, key, Asked(at, bits, among))
        found[key] = bits
    return found


async def look_up(inquiry: Inquiry, leaves: Mapping[str, Leaf]) -> dict[str, BitMap]:
    """Answer from columns and tags' owners what can be; of whom those may not know the newest, PostgreSQL is asked."""
    session = inquiry.session
    tags = {leaf.tags[0]: key for key, leaf in leaves.items() if isinstance(leaf, TagLeaf) and answers.is_one_tag(leaf)}
    valued = {key: leaf for key, leaf in leaves.items() if isinstance(leaf, AttributeLeaf)}
    if not (tags or valued) or not await columns.is_built(session):
        return {}
    news = await pending(session, limit=MOST_NEWS)
    if news is None:
        return {}
    found: dict[str, BitMap] = {}
    if tags:
        owners = await inquiry.shelf.read(session, {tag_key(tag) for tag in tags})
        found |= {key: owners.get(tag_key(tag), BitMap()) for tag, key in tags.items()}
    held = await inquiry.shelf.read_columns(session, {one.key for one in valued.values()}, inquiry.types)
    for key, leaf in valued.items():
        if leaf.key in held:
            found[key] = find(leaf, held[leaf.key], inquiry.types[leaf.key], inquiry.look)
    if news:
        for key, bits in (await _ask(inquiry, {key: leaves[key] for key in found}, BitMap(), among=news)).items():
            found[key] = (found[key] - news) | bits
    return found


async def _ask(
    inquiry: Inquiry, leaves: Mapping[str, Leaf], universe: BitMap, *, among: BitMap | None = None
) -> dict[str, BitMap]:
    """Ask everybody, or those among whom it is asked."""
    found = await _ask_tags(inquiry, leaves, among)
    for key in leaves.keys() - found.keys():
        ask = _ask_past if is_past(leaves[key]) else _ask_state
        found[key] = await ask(inquiry, leaves[key], universe, among)
    return found


def is_past(leaf: Leaf) -> bool:
    """Tell whether history answers: also how long somebody is a member, but not who is one."""
    return isinstance(leaf, past.HISTORY_LEAVES) and not (isinstance(leaf, SegmentLeaf) and leaf.held_for is None)


async def _ask_tags(inquiry: Inquiry, leaves: Mapping[str, Leaf], among: BitMap | None) -> dict[str, BitMap]:
    """Ask all leaves of one tag each together: most of what such a question costs, it costs once."""
    keys = {leaf.tags[0]: key for key, leaf in leaves.items() if isinstance(leaf, TagLeaf) and answers.is_one_tag(leaf)}
    if not keys:
        return {}
    found = await answers.ask_tags(inquiry.session, keys, inquiry.look, among=among)
    return {keys[tag]: bits for tag, bits in found.items()}


async def _ask_past(inquiry: Inquiry, leaf: Leaf, _universe: BitMap, among: BitMap | None) -> BitMap:
    merges = await find_merges(inquiry.session, among)
    answer, _ = await past.ask_history(
        inquiry.door, inquiry.session.corp_id, leaf, inquiry.look, among=among, merges=merges, turning=False
    )
    return answer.holding


async def _ask_state(inquiry: Inquiry, leaf: Leaf, universe: BitMap, among: BitMap | None) -> BitMap:
    if isinstance(leaf, BucketLeaf):
        return draw(leaf, universe)
    if isinstance(leaf, SegmentLeaf | ListLeaf):
        return BitMap()  # without a set of its own nobody is in it yet
    return (await answers.ask(inquiry.session, leaf, inquiry.look, types=inquiry.types, among=among)).holding


def draw(leaf: BucketLeaf, among: BitMap) -> BitMap:
    """Return those whose sticky number lies in the share."""
    return BitMap(one for one in among if leaf.first <= bucket_permille(leaf.salt, one) <= leaf.last)
