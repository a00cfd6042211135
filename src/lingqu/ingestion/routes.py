"""Ingestion over HTTP: callbacks that were not understood or failed, jobs that were given up, the door for events."""

import json
import secrets
from datetime import datetime, timedelta
from typing import Annotated, Literal

from litestar import delete, get, post
from litestar.params import QueryParameter

from lingqu.corps.api import get_connection
from lingqu.corps.ports import Seals
from lingqu.infra import jobs as job_log
from lingqu.infra.database import Database, Session
from lingqu.infra.settings import Settings
from lingqu.ingestion.api import inbox as api
from lingqu.ingestion.api import telling
from lingqu.ingestion.contracts import DeadLetter
from lingqu.ingestion.domain.telling import KEY_BYTES
from lingqu.ingestion.errors import DeadLetterNotFoundError
from lingqu.ingestion.schemas import (
    DeadLetterOut,
    DeadLetterPage,
    EventDoorOut,
    EventKeyOut,
    ReplayIn,
    ReplayOut,
    ToldNameOut,
)
from lingqu.kernel.access import Right, Viewer
from lingqu.kernel.paging import DEFAULT_LIMIT, MAX_LIMIT, decode_cursor, encode_cursor

FORMER_HOURS = int(telling.FORMER_IS_GOOD_FOR / timedelta(hours=1))
MOST_FORMER_HOURS = int(telling.LONGEST_FORMER / timedelta(hours=1))


@get("/dead-letters", operation_id="listDeadLetters")
async def list_dead_letters(
    database: Database,
    viewer: Viewer,
    kind: Literal["callback", "job"] = "callback",
    cursor: str | None = None,
    limit: int = DEFAULT_LIMIT,
) -> DeadLetterPage:
    """List what is kept but not worked off, newest first."""
    viewer.require(Right.OPERATE)
    limit = max(1, min(limit, MAX_LIMIT))
    async with database.read(viewer.corp_id) as session:
        if kind == "job":
            return await _dead_jobs(session, cursor, limit)
        page = await api.list_dead_letters(session, cursor=cursor, limit=limit)
        counts = await api.count_waiting(session)
    return DeadLetterPage(
        items=[_callback_out(letter) for letter in page.items], next_cursor=page.next_cursor, total=counts["dead"]
    )


@post("/dead-letters/replay", operation_id="replayDeadLetters", status_code=200)
async def replay_dead_letters(database: Database, viewer: Viewer, data: ReplayIn) -> ReplayOut:
    """Try many again."""
    viewer.require(Right.OPERATE)
    replayed = 0
    async with database.unit(viewer.corp_id, actor=viewer.actor) as unit:
        if data.kind != "job":
            replayed += await api.replay_dead_letters(unit, name=data.name)
        if data.kind != "callback":
            replayed += await job_log.replay(unit.connection, at=unit.at, kind=data.name)
            await unit.audit("jobs.replay", data.name or "all", replayed=replayed)
    return ReplayOut(replayed=replayed)


@post("/dead-letters/{dead_letter_id:str}/replay", operation_id="replayDeadLetter", status_code=200)
async def replay_dead_letter(database: Database, viewer: Viewer, dead_letter_id: str) -> ReplayOut:
    """Try one again."""
    viewer.require(Right.OPERATE)
    kind, number = _parsed(dead_letter_id)
    async with database.unit(viewer.corp_id, actor=viewer.actor) as unit:
        if kind == "callback":
            replayed = await api.replay_dead_letters(unit, inbox_ids=[number])
        else:
            replayed = await job_log.replay(unit.connection, at=unit.at, job_ids=[number])
            await unit.audit("jobs.replay", str(number), replayed=replayed)
    if not replayed:
        raise DeadLetterNotFoundError(f"no open dead letter {dead_letter_id}", dead_letter_id=dead_letter_id)
    return ReplayOut(replayed=replayed)


@delete("/dead-letters/{dead_letter_id:str}", operation_id="dropDeadLetter")
async def drop_dead_letter(database: Database, viewer: Viewer, dead_letter_id: str) -> None:
    """Settle one without trying it again."""
    viewer.require(Right.OPERATE)
    kind, number = _parsed(dead_letter_id)
    async with database.unit(viewer.corp_id, actor=viewer.actor) as unit:
        if kind == "callback":
            return await api.drop_dead_letter(unit, number)
        if not await job_log.drop_dead(unit.connection, number):
            raise DeadLetterNotFoundError(f"no open dead letter {dead_letter_id}", dead_letter_id=dead_letter_id)
        await unit.audit("jobs.drop", str(number))
    return None


async def _dead_jobs(session: Session, cursor: str | None, limit: int) -> DeadLetterPage:
    keys = decode_cursor(cursor, str, int)
    before = (datetime.fromisoformat(keys[0]), keys[1]) if keys else None
    rows = await job_log.list_dead(session.connection, before=before, limit=limit + 1)
    counts = await job_log.count_waiting(session.connection)
    items = [
        DeadLetterOut(
            dead_letter_id=f"job:{row['job_id']}",
            kind="job",
            name=row["kind"],
            reason="failed",
            error=row["error"],
            attempts=row["attempts"],
            first_at=row["created_at"],
            last_at=row["dead_at"],
            payload=json.dumps({"key": row["key"], **row["payload"]}, ensure_ascii=False, indent=2),
        )
        for row in rows[:limit]
    ]
    last = rows[limit - 1] if len(rows) > limit else None
    more = encode_cursor(last["dead_at"].isoformat(), last["job_id"]) if last else None
    return DeadLetterPage(items=items, next_cursor=more, total=counts["dead"])


def _callback_out(letter: DeadLetter) -> DeadLetterOut:
    return DeadLetterOut(
        dead_letter_id=f"callback:{letter.inbox_id}",
        kind="callback",
        name=letter.name,
        reason=letter.reason,
        error=letter.error,
        attempts=letter.attempts,
        first_at=letter.first_at,
        last_at=letter.last_at,
        payload=letter.payload,
    )


def _parsed(dead_letter_id: str) -> tuple[str, int]:
    kind, _, number = dead_letter_id.partition(":")
    if kind not in {"callback", "job"} or not number.isdecimal():
        raise DeadLetterNotFoundError(f"no dead letter {dead_letter_id!r}", dead_letter_id=dead_letter_id)
    return kind, int(number)


@get("/event-door", operation_id="getEventDoor")
async def get_event_door(database: Database, viewer: Viewer, settings: Settings, seals: Seals) -> EventDoorOut:
    """Return where the corp's own servers tell events, and what became of them."""
    viewer.require(Right.CONNECT)
    async with database.read(viewer.corp_id) as session:
        door = await telling.get_door(session)
        slug = (await get_connection(session, seals=seals)).slug
    return EventDoorOut(
        url=telling.address(settings.public_url, slug),
        made_at=door.made_at,
        used_at=door.used_at,
        former_until=door.former_until,
        former_used_at=door.former_used_at,
        names=[ToldNameOut(name=one.name, properties=list(one.properties)) for one in door.names],
        facts=door.facts,
        waiting=door.waiting,
        unmatched=door.unmatched,
    )


@post("/event-door/key", operation_id="turnEventKey", status_code=200)
async def turn_event_key(
    database: Database,
    viewer: Viewer,
    settings: Settings,
    seals: Seals,
    former_hours: Annotated[int, QueryParameter(ge=0, le=MOST_FORMER_HOURS)] = FORMER_HOURS,
) -> EventKeyOut:
    """Make the key that signs events, or another one; it is shown this once.

    The one before stays good for `former_hours`: with 0 it ends within seconds.
    """
    viewer.require(Right.CONNECT)
    former_for = timedelta(hours=former_hours)
    async with database.unit(viewer.corp_id, actor=viewer.actor) as unit:
        noise = secrets.token_bytes(KEY_BYTES)
        key = await telling.turn_key(unit, seals=seals, noise=noise, former_for=former_for)
        slug = (await get_connection(unit, seals=seals)).slug
        door = await telling.get_door(unit)
    return EventKeyOut(key=key, url=telling.address(settings.public_url, slug), former_until=door.former_until)


@delete("/event-door/former-key", operation_id="endFormerEventKey")
async def end_former_event_key(database: Database, viewer: Viewer) -> None:
    """Let the former key end now: within seconds what it signs is refused. Without one nothing happens."""
    viewer.require(Right.CONNECT)
    async with database.unit(viewer.corp_id, actor=viewer.actor) as unit:
        await telling.end_former_key(unit)


ROUTES = [
    list_dead_letters,
    replay_dead_letters,
    replay_dead_letter,
    drop_dead_letter,
    get_event_door,
    turn_event_key,
    end_former_event_key,
]
