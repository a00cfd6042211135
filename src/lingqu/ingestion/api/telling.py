"""Operations on told events: the key that signs them, storing them once, telling facts when the customer is known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from lingqu.infra.database import Session, UnitOfWork
from lingqu.ingestion.contracts import (
    JOB_TELL,
    PAGE_OPENED,
    EventDoor,
    EventKey,
    TakenEvents,
    ToldEvent,
    ToldName,
    Who,
    WhoKind,
)
from lingqu.ingestion.domain.telling import KEY_BYTES, LATEST, read_batch, without_room
from lingqu.ingestion.ports import FindWho, KeySeals
from lingqu.ingestion.store import telling as store
from lingqu.kernel.facts import Fact
from lingqu.kernel.jobs import NewJob

PURPOSE: Final = "ingestion.event_key"
FORMER_IS_GOOD_FOR: Final = timedelta(hours=24)
"""So long a corp has time to give the new key to all its servers, unless it says otherwise."""
LONGEST_FORMER: Final = timedelta(days=7)
AGAIN_AFTER: Final = timedelta(hours=1)
"""Whoever is not known yet is looked for again after this, and ever later."""
BATCH: Final = 500
SWEPT: Final = 5000

NOISE_BYTES = KEY_BYTES
"""So many random bytes a new key takes."""


async def turn_key(
    unit: UnitOfWork, *, seals: KeySeals, noise: bytes, former_for: timedelta = FORMER_IS_GOOD_FOR
) -> str:
    """Make a key, or another one, and return it in hexadecimal: it is shown this once. Audited.

    Args:
        noise: 32 bytes of chance.
        former_for: so long the present key stays good, at most `LONGEST_FORMER`; the one before it ends at once.
    """
    key = noise[:KEY_BYTES]
    sealed = seals.seal(purpose=PURPOSE, corp_id=unit.corp_id, row="key", plaintext=key)
    until = unit.at + min(former_for, LONGEST_FORMER)
    await store.turn_key(unit, sealed, former_until=until)
    if until <= unit.at:
        await store.end_former(unit, by=unit.at)
    await unit.audit("ingestion.turn_event_key", f"corp:{unit.corp_id}", former_until=until.isoformat())
    return key.hex()


async def end_former_key(unit: UnitOfWork) -> bool:
    """Let the former key be good no longer; tell whether there was one. Audited."""
    row = await store.find_key(unit)
    if row is None or row["former_until"] is None:
        return False
    was_good = unit.at < row["former_until"]
    if await store.end_former(unit, by=row["former_until"]) and was_good:
        await unit.audit("ingestion.end_former_event_key", f"corp:{unit.corp_id}")
    return was_good


async def keys_of(session: Session, *, seals: KeySeals) -> list[EventKey]:
    """Return the keys that are good now, none before the first was made."""
    row = await store.find_key(session)
    if row is None:
        return []
    sealed = [(row["key"], row["made_at"])]
    if row["former"] is not None and session.at < row["former_until"]:
        sealed.append((row["former"], row["former_made_at"]))
    return [
        EventKey(seals.open(purpose=PURPOSE, corp_id=session.corp_id, row="key", sealed=bytes(one)), made_at)
        for one, made_at in sealed
    ]


async def note_use(unit: UnitOfWork, key: EventKey) -> None:
    """Remember that a key was used, so that a corp sees when the former one can go."""
    await store.note_use(unit, key.made_at)


def address(public_url: str, slug: str) -> str:
    """Return where a corp's servers tell events."""
    return f"{public_url.rstrip('/')}/in/events/{slug}"


async def take(unit: UnitOfWork, body: bytes) -> TakenEvents:
    """Store the events of a batch, each once; what is wrong with single ones is told, and the others are taken.

    Raises:
        BadBatchError: the batch cannot be read at all.
    """
    told, refused = read_batch(body, at=unit.at)
    known = await store.list_names(unit)
    for one in without_room(told, known):
        refused.append(one)
        del told[one.index]
    if not told:
        return TakenEvents(stored=0, repeated=0, refused=refused)
    await _learn_names(unit, told.values(), known)
    stored = await store.insert(unit, list(told.values()))
    if stored:
        unit.enqueue(NewJob(kind=JOB_TELL, key="all"))
    return TakenEvents(stored=stored, repeated=len(told) - stored, refused=refused)


async def _learn_names(unit: UnitOfWork, told: Iterable[ToldEvent], known: Mapping[str, Sequence[str]]) -> None:
    seen: dict[str, set[str]] = {}
    for one in told:
        seen.setdefault(one.name, set(known.get(one.name, ()))).update(one.properties)
    fresh = {name: found for name, found in seen.items() if name not in known or found - set(known[name])}
    if fresh:
        await store.save_names(unit, fresh)


async def tell(unit: UnitOfWork, find_who: FindWho) -> bool:
    """Record facts of the events whose customers are known; tell whether more of them wait.

    Whoever nobody knows is looked for again, ever later, until the event is 30 days old; then it is unmatched.
    """
    rows = await store.take_due(unit, limit=BATCH)
    whom = {bytes(row["event_key"]): Who(WhoKind(row["who_kind"]), row["who"]) for row in rows}
    found = await find_who(unit, set(whom.values()))
    told: list[bytes] = []
    lost: list[bytes] = []
    later: dict[bytes, datetime] = {}
    for row in rows:
        key = bytes(row["event_key"])
        if (customer_id := found.get(whom[key])) is not None:
            told.append(key)
            unit.publish(
                Fact(
                    kind=row["name"],
                    occurred_at=row["occurred_at"],
                    customer_id=customer_id,
                    data=row["properties"],
                )
            )
        elif unit.at - row["received_at"] > LATEST:
            lost.append(key)
        else:
            later[key] = unit.at + max(AGAIN_AFTER, unit.at - row["received_at"])
    await store.settle(unit, told, told=True)
    await store.settle(unit, lost, told=False)
    await store.set_back(unit, list(later), list(later.values()))
    return len(rows) == BATCH


async def sweep(unit: UnitOfWork) -> bool:
    """Forget events that nobody can tell again, and a former key that has ended; tell whether there are more."""
    await store.end_former(unit, by=unit.at)
    return await store.sweep(unit, before=unit.at - LATEST - timedelta(days=1), limit=SWEPT) == SWEPT


async def list_names(session: Session) -> list[ToldName]:
    """Return what events definitions may ask for: those every corp may tell, and those that were told."""
    told = await store.list_names(session)
    told[PAGE_OPENED] = sorted({"page", "tags", *told.get(PAGE_OPENED, ())})
    return [ToldName(name=name, properties=properties) for name, properties in sorted(told.items())]


async def get_door(session: Session) -> EventDoor:
    """Return where the door stands."""
    row = await store.find_key(session)
    counts = await store.count(session)
    former = row if row and row["former_until"] is not None and session.at < row["former_until"] else None
    return EventDoor(
        made_at=row["made_at"] if row else None,
        used_at=row["used_at"] if row else None,
        former_until=former["former_until"] if former else None,
        former_used_at=former["former_used_at"] if former else None,
        names=await list_names(session),
        facts=counts["facts"],
        waiting=counts["waiting"],
        unmatched=counts["unmatched"],
    )
