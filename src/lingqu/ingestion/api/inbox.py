"""Operations on the inbox that other rooms and the web may ask for."""

from collections.abc import Sequence
from datetime import datetime

from lingqu.infra.database import Row, Session, UnitOfWork
from lingqu.ingestion.contracts import DeadLetter, InboundEvent, Lane
from lingqu.ingestion.errors import DeadLetterNotFoundError
from lingqu.ingestion.store import inbox as store
from lingqu.kernel.ids import InboundId
from lingqu.kernel.paging import DEFAULT_LIMIT, Page, decode_cursor, encode_cursor
from wecom_api.callbacks.errors import CallbackError
from wecom_api.callbacks.events import parse_message

_SECRET_FIELDS = ("WelcomeCode", "Mobile", "Telephone", "Email", "BizMail", "Address", "Content")


async def get_events(session: Session, inbox_ids: Sequence[int]) -> list[InboundEvent]:
    """Return stored callbacks by id, oldest first; those that cannot be read are left out."""
    return [event for row in await store.load(session, inbox_ids) if (event := read_row(row)) is not None]


def read_row(row: Row) -> InboundEvent | None:
    """Turn a stored row into an event; None when its text is not a callback."""
    try:
        parsed = parse_message(bytes(row["payload"]))
    except CallbackError:
        return None
    return InboundEvent(
        inbox_id=InboundId(row["id"]),
        occurred_at=row["occurred_at"],
        received_at=row["received_at"],
        event=row["event"],
        change_type=row["change_type"],
        fields=parsed.elements,
    )


async def list_dead_letters(
    session: Session, *, cursor: str | None = None, limit: int = DEFAULT_LIMIT
) -> Page[DeadLetter]:
    """Return what is kept but not worked off, newest first."""
    keys = decode_cursor(cursor, str, int)
    before = (datetime.fromisoformat(keys[0]), keys[1]) if keys else None
    rows = await store.list_dead(session, before=before, limit=limit + 1)
    letters = [
        DeadLetter(
            inbox_id=InboundId(row["inbox_id"]),
            lane=Lane(row["lane"]),
            name=".".join(part for part in (row["event"], row["change_type"]) if part) or "unreadable",
            reason=row["reason"],
            error=row["error"],
            attempts=row["attempts"],
            first_at=row["first_at"],
            last_at=row["last_at"],
            payload=masked(bytes(row["payload"])),
        )
        for row in rows[:limit]
    ]
    more = encode_cursor(letters[-1].last_at.isoformat(), letters[-1].inbox_id) if len(rows) > limit else None
    return Page(letters, more)


def masked(payload: bytes) -> str:
    """Return a callback for people to read: one element a line, personal and secret values replaced by `…`."""
    try:
        elements = parse_message(payload).elements
    except CallbackError:
        return payload[:2000].decode(errors="replace")
    return "\n".join(f"{name}: {'…' if name in _SECRET_FIELDS else value}" for name, value in elements.items())


async def replay_dead_letters(
    unit: UnitOfWork, *, inbox_ids: Sequence[int] | None = None, name: str | None = None
) -> int:
    """Queue dead letters again; return how many. Handlers are idempotent, so replaying twice does no harm."""
    replayed = await store.replay(unit, inbox_ids=inbox_ids, name=name)
    await unit.audit("ingestion.replay", name or str(list(inbox_ids or [])), replayed=replayed)
    return replayed


async def drop_dead_letter(unit: UnitOfWork, inbox_id: int) -> None:
    """Settle a dead letter without replaying it.

    Raises:
        DeadLetterNotFoundError: unknown, or settled already.
    """
    if not await store.drop_dead(unit, inbox_id):
        raise DeadLetterNotFoundError(f"no open dead letter {inbox_id}", inbox_id=inbox_id)
    await unit.audit("ingestion.drop", str(inbox_id))


async def count_waiting(session: Session) -> dict[str, int]:
    """Return how many events wait: `inbox`, `greetings`, `dead`."""
    return await store.count_waiting(session)


async def last_received_at(session: Session) -> datetime | None:
    """Return when the newest callback was stored."""
    return await store.last_received_at(session)
