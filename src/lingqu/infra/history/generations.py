"""What PostgreSQL knows of history: the copies of a corp's facts, and the batch on its way into each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from lingqu.infra import facts
from lingqu.infra.database import Session, UnitOfWork
from lingqu.kernel.facts import Position

Role = Literal["living", "next", "old"]

_COLUMNS = "generation, role, begun_at, era, is_clear, caught_up_at"


@dataclass(frozen=True, slots=True, kw_only=True)
class Generation:
    """One copy of a corp's facts.

    Attributes:
        role: `living` is read, `next` is built beside it, `old` waits to be deleted.
        begun_at: tells it from another of the same number, where PostgreSQL or history was restored.
        era: of the facts when it was begun; facts of an older era may be gone since.
        is_clear: whether history holds nothing of a former copy under this number.
        caught_up_at: when it first held every fact; before that it is not read.
    """

    generation: int
    role: Role
    begun_at: datetime
    era: int
    is_clear: bool
    caught_up_at: datetime | None

    @property
    def reader(self) -> str:
        """Name of its cursor."""
        return f"history:{self.generation}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """A batch on its way: the facts after one position up to another, under a token."""

    token: str
    after: Position
    upto: Position
    size: int
    sends: int = 1


async def list_generations(session: Session) -> list[Generation]:
    """Return all copies, the living one first."""
    return await session.fetch(
        f"SELECT {_COLUMNS} FROM history_generation WHERE corp_id = lingqu_corp()"
        " ORDER BY role <> 'living', generation",
        into=Generation,
    )


async def find_living(session: Session) -> Generation | None:
    """Return the copy that is read."""
    return await session.fetch_one(
        f"SELECT {_COLUMNS} FROM history_generation WHERE corp_id = lingqu_corp() AND role = 'living'", into=Generation
    )


async def begin(unit: UnitOfWork, role: Role) -> None:
    """Begin a copy; nothing happens where one has this role."""
    await unit.execute(
        """
        INSERT INTO history_generation (corp_id, generation, role, begun_at, era)
        SELECT lingqu_corp(), coalesce(max(generation), 0) + 1, %(role)s, %(at)s, %(era)s
        FROM history_generation WHERE corp_id = lingqu_corp()
        HAVING count(*) FILTER (WHERE role = %(role)s) = 0
        ON CONFLICT DO NOTHING
        """,
        {"role": role, "at": unit.at, "era": await facts.newest_era(unit.connection)},
    )


async def retire(unit: UnitOfWork, generation: Generation) -> bool:
    """Let a copy be deleted; tell whether it still had its role."""
    return bool(
        await unit.execute(
            "UPDATE history_generation SET role = 'old'"
            " WHERE corp_id = lingqu_corp() AND generation = %s AND role = %s",
            (generation.generation, generation.role),
        )
    )


async def promote(unit: UnitOfWork, generation: Generation) -> bool:
    """Let `next` be read from now on, unless the living copy is ahead of it."""
    living = await find_living(unit)
    if living is not None:
        reached = await facts.load_cursor(unit.connection, unit.corp_id, generation.reader)
        if reached < await facts.load_cursor(unit.connection, unit.corp_id, living.reader):
            return False
        await retire(unit, living)
    return bool(
        await unit.execute(
            "UPDATE history_generation SET role = 'living', caught_up_at = %s"
            " WHERE corp_id = lingqu_corp() AND generation = %s AND role = 'next'",
            (unit.at, generation.generation),
        )
    )


async def mark_clear(unit: UnitOfWork, generation: Generation) -> None:
    """Note that history holds nothing of a former copy under this number."""
    await unit.execute(
        "UPDATE history_generation SET is_clear = true WHERE corp_id = lingqu_corp() AND generation = %s",
        (generation.generation,),
    )


async def mark_caught_up(unit: UnitOfWork, generation: Generation) -> None:
    """Note that a copy holds every fact, so that it may be read."""
    await unit.execute(
        "UPDATE history_generation SET caught_up_at = %s"
        " WHERE corp_id = lingqu_corp() AND generation = %s AND caught_up_at IS NULL",
        (unit.at, generation.generation),
    )


async def forget(unit: UnitOfWork, generation: Generation) -> None:
    """Delete what is known of a copy that is no more."""
    await unit.execute("DELETE FROM fact_cursor WHERE corp_id = lingqu_corp() AND reader = %s", (generation.reader,))
    for table in ("history_batch", "history_generation"):
        await unit.execute(
            f"DELETE FROM {table} WHERE corp_id = lingqu_corp() AND generation = %s", (generation.generation,)
        )


async def find_sending(session: Session, generation: Generation) -> Sending | None:
    """Return the batch that was stored and, for all we know, not settled."""
    row = await session.fetch_one(
        "SELECT token, from_era, from_xid::text::bigint AS from_xid, from_id, to_era, to_xid::text::bigint AS to_xid,"
        " to_id, size, sends FROM history_batch WHERE corp_id = lingqu_corp() AND generation = %s",
        (generation.generation,),
    )
    return row and Sending(
        token=row["token"],
        after=Position(row["from_era"], row["from_xid"], row["from_id"]),
        upto=Position(row["to_era"], row["to_xid"], row["to_id"]),
        size=row["size"],
        sends=row["sends"],
    )


async def store_sending(unit: UnitOfWork, generation: Generation, sending: Sending) -> bool:
    """Store a batch before it is sent; False where another process was faster."""
    if await facts.load_cursor(unit.connection, unit.corp_id, generation.reader) != sending.after:
        return False
    stored = await unit.execute(
        "INSERT INTO history_batch"
        " (corp_id, generation, token, from_era, from_xid, from_id, to_era, to_xid, to_id, size)"
        " VALUES (lingqu_corp(), %s, %s, %s, %s::text::xid8, %s, %s, %s::text::xid8, %s, %s) ON CONFLICT DO NOTHING",
        (
            generation.generation,
            sending.token,
            *(sending.after.era, sending.after.xid, sending.after.id),
            *(sending.upto.era, sending.upto.xid, sending.upto.id),
            sending.size,
        ),
    )
    return stored == 1


async def count_send(unit: UnitOfWork, generation: Generation, sending: Sending) -> None:
    """Note that a batch is sent once more."""
    await unit.execute(
        "UPDATE history_batch SET sends = sends + 1 WHERE corp_id = lingqu_corp() AND generation = %s AND token = %s",
        (generation.generation, sending.token),
    )


async def settle(unit: UnitOfWork, generation: Generation, sending: Sending) -> bool:
    """Move the cursor past a batch that history holds; False where another process did."""
    # The cursor is locked before the batch, as where a batch is stored: in the other order two copiers deadlock.
    await facts.load_cursor(unit.connection, unit.corp_id, generation.reader)
    gone = await unit.execute(
        "DELETE FROM history_batch WHERE corp_id = lingqu_corp() AND generation = %s AND token = %s",
        (generation.generation, sending.token),
    )
    if gone:
        await facts.save_cursor(unit.connection, unit.corp_id, generation.reader, sending.upto, at=unit.at)
    return bool(gone)
