"""Checking a file: every row is read, compared with those before it, matched with customers, and kept apart."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from typing import Any, Final

import msgspec

from lingqu.commerce.api.lexicon import load_lexicon
from lingqu.commerce.api.opening import Units
from lingqu.commerce.api.sealed_files import SealedFiles
from lingqu.commerce.contracts.imports import (
    JOB_CLEAR,
    Import,
    ImportId,
    ImportKind,
    ImportState,
    MatchReport,
    Problem,
    Trouble,
)
from lingqu.commerce.contracts.orders import Identity, IdentityKind
from lingqu.commerce.domain.collating import Known, Read, collate
from lingqu.commerce.domain.files.cells import Cell, Row, is_blank, shown
from lingqu.commerce.domain.files.tables import table_rows
from lingqu.commerce.domain.matching import Match, can_be_new, match
from lingqu.commerce.domain.records import Lexicon, MemberRow, OrderRow, RowReader
from lingqu.commerce.errors import FileRefusedError
from lingqu.commerce.ports import MatchBuyers, RowSeals
from lingqu.commerce.store import imports as store
from lingqu.commerce.store import rows as row_store
from lingqu.infra.database import UnitOfWork
from lingqu.kernel.errors import LingquError
from lingqu.kernel.jobs import Lane, NewJob

BATCH_ROWS: Final = 1000
TURN_BATCHES: Final = 50
"""After so many batches other work has its turn."""
ROW: Final = "commerce.import_row"
MEMBER_PHONE: Final = "commerce.member_phone"


@dataclass(frozen=True, slots=True)
class StagedRecord:
    """What waits of a row: what it says, where it is good; its cells, where it may be shown to be mended."""

    order: OrderRow | None = None
    member: MemberRow | None = None
    cells: tuple[str, ...] = ()


@dataclass(slots=True)
class _Turn:
    """One turn of work on one import."""

    units: Units
    files: SealedFiles
    match_buyers: MatchBuyers
    found: Import
    reader: RowReader
    lexicon: Lexicon

    @property
    def import_id(self) -> ImportId:
        return self.found.import_id


async def check_import(units: Units, files: SealedFiles, match_buyers: MatchBuyers, import_id: ImportId) -> bool:
    """Take one turn of checking; tell whether more is to be done.

    Idempotent: a batch of rows is kept with the row after it, in one unit; a second run goes on from there.
    """
    async with units() as unit:
        found = await store.find(unit, import_id)
        if found is None or found.state is not ImportState.CHECKING or found.layout is None or not found.column_map:
            return False
        lexicon = await load_lexicon(unit, found.kind, found.column_map)
        after, at = await store.row_cursor(unit, import_id), unit.at
    reader = RowReader(found.kind, found.column_map, lexicon, width=len(found.layout.columns), at=at)
    turn = _Turn(units, files, match_buyers, found, reader, lexicon)
    rows = table_rows(files.open(found.blob_key or "", found.size_bytes), found.layout, after=after)
    try:
        for _ in range(TURN_BATCHES):
            batch = await asyncio.to_thread(lambda: list(islice(rows, BATCH_ROWS)))
            if not await _check_batch(turn, batch):
                return False
    except FileRefusedError as error:
        await _fail(units, found, error)
        return False
    return True


async def _check_batch(turn: _Turn, batch: Sequence[Row]) -> bool:
    """Check a batch and keep it; tell whether the import goes on."""
    full = [row for row in batch if not is_blank(row)]
    read = await asyncio.to_thread(lambda: [_read(turn, row) for row in full])
    cells = {row.number: row.cells for row in full}
    async with turn.units() as unit:
        now = await store.lock(unit, turn.import_id)
        if now is None or now.state is not ImportState.CHECKING or now.version != turn.found.version:
            return False
        if not batch:
            await store.move(unit, turn.import_id, ImportState.CHECKED)
            return False
        await _keep(unit, turn, now, read, cells, last=batch[-1].number)
    return True


async def _keep(
    unit: UnitOfWork, turn: _Turn, now: Import, read: Sequence[Read], cells: Mapping[int, Sequence[Cell]], *, last: int
) -> None:
    matched = await _match(unit, turn, read)
    told = [_without_member(row, matched.get(row.number)) for row in read] if now.kind is ImportKind.MEMBERS else read
    known = await _known(unit, turn, {row.key for row in told if row.key})
    known_before = set(known)
    collated = collate(told, known, lines=turn.reader.has_lines)
    spoiled = 0
    if collated.spoiled:
        problems = [_problem(Problem(trouble=Trouble.ORDER_REFUSED))]
        spoiled = await row_store.refuse_keys(unit, turn.import_id, now.version, collated.spoiled, problems)
    await row_store.insert(
        unit, turn.import_id, now.version, [_staged(turn, row, cells[row.number]) for row in collated.rows]
    )
    fresh = [row for row in collated.rows if not row.problems]
    units_seen: set[str] = set(known_before)
    firsts = [row for row in fresh if not (row.key in units_seen or units_seen.add(row.key))]
    await store.advance(
        unit,
        turn.import_id,
        to_row=last,
        read=len(read),
        refused=spoiled + sum(bool(row.problems) for row in collated.rows),
        report=_report(now.report, collated.rows, firsts, matched, turn.lexicon),
    )


def _read(turn: _Turn, row: Row) -> Read:
    said = turn.reader.read(row)
    if isinstance(said, tuple):
        key = turn.reader.order_no(row) if turn.reader.has_lines else ""
        return Read(number=row.number, key=key, record=None, problems=said)
    if isinstance(said, OrderRow):
        return Read(number=row.number, key=said.order_no, record=said)
    return Read(number=row.number, key=_member_key(turn.files, said.identities), record=said)


def _member_key(files: SealedFiles, identities: Sequence[Identity]) -> str:
    """Return what makes two rows one member: the number of their card, else the surest identity; a phone is hidden."""
    first = next((one for one in identities if one.kind is IdentityKind.MEMBER_NO), identities[0])
    if first.kind is not IdentityKind.PHONE:
        return f"{first.kind}:{first.value}"
    index = files.seals.blind_index(purpose=MEMBER_PHONE, corp_id=files.corp_id, value=first.value)
    return f"{first.kind}:{index.hex()}"


async def _match(unit: UnitOfWork, turn: _Turn, read: Sequence[Read]) -> dict[int, Match]:
    named = {row.number: identities_of(row.record) for row in read if row.record is not None}
    found = await turn.match_buyers(unit, {one for identities in named.values() for one in identities})
    return {number: match(identities, found) for number, identities in named.items()}


def identities_of(record: OrderRow | MemberRow) -> tuple[Identity, ...]:
    """Return by what a row names a person."""
    return record.head.buyers if isinstance(record, OrderRow) else record.identities


def _without_member(row: Read, matched: Match | None) -> Read:
    """Refuse a member whom no customer answers to, and who cannot become one."""
    if row.record is None or row.problems or matched is None or matched.customer_id is not None:
        return row
    if can_be_new(identities_of(row.record)):
        return row
    problems = (Problem(trouble=Trouble.UNKNOWN_MEMBER),)
    return Read(number=row.number, key=row.key, record=row.record, problems=problems)


async def _known(unit: UnitOfWork, turn: _Turn, keys: set[str]) -> dict[str, Known]:
    states = await row_store.states_of(unit, turn.import_id, turn.found.version, keys) if keys else []
    known: dict[str, Known] = {}
    for state in states:
        refused = state.refused and turn.reader.has_lines
        if not state.first_row and not refused:
            continue  # only refused rows stand there, and whole rows do not spoil each other
        head = None
        if turn.reader.has_lines and state.record is not None and not refused:
            kept = open_record(turn.files.seals, turn.files.corp_id, turn.import_id, state.first_row, state.record)
            head = kept.order.head if kept.order else None
        known[state.key] = Known(state.first_row, lines=state.lines, refused=refused, head=head)
    return known


def _staged(turn: _Turn, row: Read, cells: Sequence[Cell]) -> row_store.StagedRow:
    shows = bool(row.problems) or turn.reader.has_lines
    record = StagedRecord(
        order=row.record if isinstance(row.record, OrderRow) and not row.problems else None,
        member=row.record if isinstance(row.record, MemberRow) and not row.problems else None,
        cells=tuple(map(shown, cells)) if shows else (),
    )
    sealed = turn.files.seals.seal(
        purpose=ROW,
        corp_id=turn.files.corp_id,
        row=f"{turn.import_id}:{row.number}",
        plaintext=msgspec.json.encode(record),
    )
    problems = [_problem(one) for one in row.problems] or None
    return row_store.StagedRow(number=row.number, key=row.key, record=sealed, problems=problems)


def open_record(seals: RowSeals, corp_id: int, import_id: ImportId, number: int, sealed: bytes) -> StagedRecord:
    """Return what waits of a row."""
    opened = seals.open(purpose=ROW, corp_id=corp_id, row=f"{import_id}:{number}", sealed=bytes(sealed))
    return msgspec.json.decode(opened, type=StagedRecord)


def _problem(problem: Problem) -> dict[str, Any]:
    return {key: value for key, value in asdict(problem).items() if value is not None}


def _report(
    before: MatchReport,
    rows: Sequence[Read],
    firsts: Sequence[Read],
    matched: Mapping[int, Match],
    lexicon: Lexicon,
) -> dict[str, Any]:
    """Add a batch to the report: each order or member once, with its first row."""
    by_kind = dict(before.matched)
    open_ends = {"ambiguous": before.ambiguous, "unknown": before.unknown}
    for row in firsts:
        one = matched.get(row.number, Match())
        if one.by is not None and not one.ambiguous:
            by_kind[one.by] = by_kind.get(one.by, 0) + 1
        else:
            open_ends["ambiguous" if one.ambiguous else "unknown"] += 1
    troubles = [problem.trouble for row in rows for problem in row.problems]
    heads = [row.record.head for row in firsts if isinstance(row.record, OrderRow)]
    return {
        "matched": by_kind,
        **open_ends,
        "duplicates": before.duplicates + troubles.count(Trouble.DUPLICATE),
        "shops": before.shops + sum(head.shop is not None and head.shop not in lexicon.shops for head in heads),
        "staff": before.staff + sum(head.staff is not None and head.staff not in lexicon.staff for head in heads),
    }


async def _fail(units: Units, found: Import, error: LingquError) -> None:
    async with units() as unit:
        now = await store.lock(unit, found.import_id)
        if now is not None and now.state is ImportState.CHECKING and now.version == found.version:
            await store.fail(unit, found.import_id, error)
            unit.enqueue(NewJob(kind=JOB_CLEAR, key=str(found.import_id), lane=Lane.BULK))
