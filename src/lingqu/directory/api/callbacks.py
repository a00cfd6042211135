"""What callbacks about members and departments do here."""

from collections.abc import Mapping, Sequence

from lingqu.directory.api.people import ensure_staff
from lingqu.directory.contracts.people import JOB_READ_DEPARTMENTS, JOB_READ_FOLLOW_USERS, JOB_READ_STAFF
from lingqu.directory.domain.people import Change, DirectoryEvent, amount
from lingqu.directory.store import people as store
from lingqu.infra.database import UnitOfWork
from lingqu.ingestion.contracts import EventHandler, InboundEvent
from lingqu.kernel.ids import Userid
from lingqu.kernel.jobs import NewJob

SYNC_KEY = "corp"


async def apply_callbacks(unit: UnitOfWork, events: Sequence[InboundEvent]) -> None:
    """Record who left, and ask for a read of who came or changed. Idempotent.

    A callback names somebody, sometimes with a name, sometimes without: reading the member again is
    right in both cases.
    """
    found = amount(event for event in map(_in_our_words, events) if event)
    for old, new in found.renames:  # a handful in a corp's life, and each may free the next one's userid
        await store.rename(unit, old, new)
    await ensure_staff(unit, [*found.to_read.values(), *(userid for userid, _ in found.left.values())])
    await store.mark_left(unit, {key: at for key, (_, at) in found.left.items()})
    unit.enqueue(
        *(NewJob(kind=JOB_READ_STAFF, key=key, payload={"userid": userid}) for key, userid in found.to_read.items())
    )
    if found.to_read:
        unit.enqueue(NewJob(kind=JOB_READ_FOLLOW_USERS, key=SYNC_KEY))
    if found.departments_changed:
        unit.enqueue(NewJob(kind=JOB_READ_DEPARTMENTS, key=SYNC_KEY))


HANDLERS: Mapping[str, EventHandler] = {
    "subscribe": apply_callbacks,
    "unsubscribe": apply_callbacks,
    "change_contact": apply_callbacks,
}
"""By `Event`. A self-built app hears of members by subscribe and unsubscribe; change_contact needs contacts-sync."""

_MEANING = {
    ("subscribe", ""): Change.HERE,
    ("unsubscribe", ""): Change.LEFT,
    ("change_contact", "create_user"): Change.HERE,
    ("change_contact", "update_user"): Change.HERE,
    ("change_contact", "delete_user"): Change.LEFT,
    ("change_contact", "create_party"): Change.DEPARTMENTS,
    ("change_contact", "update_party"): Change.DEPARTMENTS,
    ("change_contact", "delete_party"): Change.DEPARTMENTS,
}


def _in_our_words(event: InboundEvent) -> DirectoryEvent | None:
    change = _MEANING.get((event.event, event.change_type))
    if change is None:  # update_tag: internal tags of members are not mirrored
        return None
    if change is Change.DEPARTMENTS:
        return DirectoryEvent(change=change, at=event.occurred_at)
    named = event.text("UserID" if event.event == "change_contact" else "FromUserName")
    if named is None:
        return None
    renamed = event.text("NewUserID")
    return DirectoryEvent(
        change=change,
        at=event.occurred_at,
        userid=Userid(named),
        new_userid=Userid(renamed) if renamed else None,
    )
