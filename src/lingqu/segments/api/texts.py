"""Segments as text: said, read, compared with what the corp has, and saved all or none."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from pyroaring import BitMap

from lingqu.infra.database import Session, UnitOfWork
from lingqu.infra.history.errors import HistoryDownError
from lingqu.infra.history.reading import HistoryDoor
from lingqu.kernel.languages import Language
from lingqu.kernel.text.book import CorpBook
from lingqu.kernel.text.fault_words import say_faults as say_text_faults
from lingqu.kernel.text.faults import BadTextError, Faults, Mark, SaidFault
from lingqu.kernel.text.writing import dump
from lingqu.segments.api.counting import list_members
from lingqu.segments.api.saving import insert_checked, read_vocabulary, revise_checked
from lingqu.segments.contracts.definition import Definition, SegmentLeaf
from lingqu.segments.contracts.segments import Segment
from lingqu.segments.contracts.texts import Reach, Standing, TextChange
from lingqu.segments.domain.canonical import leaf_key
from lingqu.segments.domain.questions.answer import Look
from lingqu.segments.domain.reading import leaves_of, segments_read
from lingqu.segments.domain.text.fault_words import FAULTS
from lingqu.segments.domain.text.files import Ground, TextSegment, check, read_texts, with_numbers
from lingqu.segments.domain.text.writing import write_segments, write_tree
from lingqu.segments.leaves import Shelf
from lingqu.segments.store import segments as store
from lingqu.segments.store.names import list_names

_CONTEXT = 2


@dataclass(frozen=True, slots=True)
class _Corp:
    ground: Ground
    living: Mapping[int, Segment]


async def write_text(session: Session, segments: Sequence[tuple[str, Definition]]) -> str:
    """Return the text of definitions under their names; what has no name any more is called by its number."""
    return write_segments(segments, CorpBook(await list_names(session)))


async def read_one(session: Session, text: str, *, itself: int | None = None) -> tuple[str, Definition]:
    """Return the name and the definition of a text of one segment; nothing is kept.

    Args:
        itself: the segment that is edited, whatever the text calls it.

    Raises:
        BadTextError: with every fault that could be found.
    """
    corp = await _corp(session)
    read = read_texts({"": text}, corp.ground, itself=itself)
    if len(read) != 1:
        faults = Faults()
        faults.add(read[1].mark if read else Mark(), "one_segment")
        faults.refuse()
    [sound] = check(read, await read_vocabulary(session))
    return sound.name, sound.definition


async def compare(
    session: Session, door: HistoryDoor, shelf: Shelf, texts: Mapping[str, bytes | str], *, at: datetime
) -> list[TextChange]:
    """Return what texts would change, and whom that reaches; nothing is kept.

    Args:
        texts: by the name that faults call them.

    Raises:
        BadTextError: with every fault that could be found.
    """
    corp, segments = await _read(session, texts)
    changes = [_change(one, corp) for one in segments]
    moving = {
        one.segment_id: one.definition
        for one, change in zip(segments, changes, strict=True)
        if change.standing is not Standing.SAME
    }
    counting = _Counting(session, door, shelf, Look(at), moving)
    return [
        change
        if change.standing is Standing.SAME
        else await counting.counted(change, one, None if one.is_new else corp.living[one.segment_id].definition)
        for one, change in zip(segments, changes, strict=True)
    ]


async def apply(unit: UnitOfWork, texts: Mapping[str, bytes | str], *, fires: bool = False) -> list[TextChange]:
    """Save what texts change, all or none. Members are found anew, and nothing fires unless it is asked.

    Args:
        fires: as for `saving.create` and `saving.revise`, of every segment that is new or changes.

    Raises:
        BadTextError: with every fault that could be found; nothing is saved then.
        SegmentChangedError: somebody saved another version this very moment.
    """
    corp, segments = await _read(unit, texts)
    numbers: dict[int, int] = {}
    changes: list[TextChange] = []
    for one in segments:
        change = _change(one, corp)
        definition = with_numbers(one.definition, numbers)
        if change.standing is Standing.NEW:
            numbers[one.segment_id] = await insert_checked(unit, one.name, definition, fires=fires)
        elif change.standing is Standing.CHANGED:
            version = corp.living[one.segment_id].version
            await revise_checked(unit, one.segment_id, version, definition, fires=fires)
        changes.append(change)
    return changes


def say_faults(error: BadTextError, language: str) -> list[SaidFault]:
    """Return the faults of a refusal in the reader's language (`zh` or `en`), in the order of the text."""
    return say_text_faults(error, Language(language), FAULTS)


async def _corp(session: Session) -> _Corp:
    living = {one.segment_id: one for one in await store.list_living(session)}
    ground = Ground(
        book=CorpBook(await list_names(session)),
        living={one.name: one.segment_id for one in living.values()},
        reads={one.segment_id: segments_read(one.definition) for one in living.values()},
    )
    return _Corp(ground, living)


async def _read(session: Session, texts: Mapping[str, bytes | str]) -> tuple[_Corp, list[TextSegment]]:
    corp = await _corp(session)
    return corp, check(read_texts(texts, corp.ground), await read_vocabulary(session))


# ───────────────────────── what is different ─────────────────────────


def _standing(one: TextSegment, corp: _Corp) -> Standing:
    if one.is_new:
        return Standing.NEW
    before, after = (
        dump(write_tree(each, _NUMBERS)) for each in (corp.living[one.segment_id].definition, one.definition)
    )
    return Standing.SAME if before == after else Standing.CHANGED


_NUMBERS = CorpBook({})
"""Calls everything by its number: two definitions of one text mean the same."""


def _change(one: TextSegment, corp: _Corp) -> TextChange:
    standing = _standing(one, corp)
    before = "" if one.is_new else dump(write_tree(corp.living[one.segment_id].definition, one.desk.book))
    after = dump(write_tree(one.definition, one.desk.book))
    lines = list(difflib.unified_diff(before.splitlines(), after.splitlines(), n=_CONTEXT, lineterm=""))[2:]
    return TextChange(
        name=one.name,
        segment_id=None if one.is_new else one.segment_id,
        standing=standing,
        lines=[line for line in lines if not line.startswith("@@")],
    )


# ───────────────────────── whom it reaches ─────────────────────────


@dataclass(slots=True)
class _Counting:
    """Counts segments one after the other, each as the texts mean those that it reads."""

    session: Session
    door: HistoryDoor
    shelf: Shelf
    look: Look
    moving: Mapping[int, Definition]
    found: dict[int, BitMap] = field(default_factory=dict[int, BitMap])

    async def counted(self, change: TextChange, one: TextSegment, before: Definition | None) -> TextChange:
        """Return the change with whom it reaches, or why that is not known."""
        reads = [leaf for _, leaf in leaves_of(one.definition) if isinstance(leaf, SegmentLeaf)]
        moving = [leaf for leaf in reads if leaf.segment_id in self.moving]
        if any(leaf.held_for is not None for leaf in moving):
            return replace(change, uncounted="held")
        if any(leaf.segment_id not in self.found for leaf in moving):
            return replace(change, uncounted="read")
        try:
            fitting = await self._members(
                one.definition, {leaf_key(leaf): self.found[leaf.segment_id] for leaf in moving}
            )
            fitted = BitMap() if before is None else await self._members(before, {})
        except HistoryDownError:
            return replace(change, uncounted="history")
        self.found[one.segment_id] = fitting
        reach = Reach(size=len(fitting), entered=len(fitting - fitted), left=len(fitted - fitting))
        return replace(change, reach=reach)

    async def _members(self, definition: Definition, given: Mapping[str, BitMap]) -> BitMap:
        return await list_members(self.session, self.door, self.shelf, definition, self.look, given=given)
