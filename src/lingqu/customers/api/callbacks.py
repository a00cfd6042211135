"""What callbacks about customers and tags do here."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from lingqu.customers.api import relations
from lingqu.customers.api.people import ensure_customers
from lingqu.customers.contracts.jobs import JOB_READ, JOB_READ_TAGS, LIBRARY_KEY
from lingqu.customers.contracts.relations import EndedBy, OnJoined, Pair, ResolveChannels
from lingqu.customers.domain.pairs import hear_all
from lingqu.customers.domain.relations import Change, Heard
from lingqu.customers.store import people as people_store
from lingqu.customers.store import relations as relation_store
from lingqu.directory.api.people import ensure_staff
from lingqu.infra.database import UnitOfWork
from lingqu.ingestion.contracts import EventHandler, InboundEvent
from lingqu.kernel.ids import ChannelId, ExternalUserid
from lingqu.kernel.jobs import NewJob

AFTER_TAG_EVENT = timedelta(seconds=2)
"""WeCom works events off in the background; what is read at once may be older than the event."""

_CHANGES = {
    "add_external_contact": Change.ADDED,
    "add_half_external_contact": Change.HALF_ADDED,
    "edit_external_contact": Change.EDITED,
    "del_external_contact": Change.DELETED,
    "del_follow_user": Change.DELETED,
}
"""`transfer_fail` and `msg_audit_approved` change no relation and stay in the inbox only."""


def relation_handler(resolve_channels: ResolveChannels, on_joined: OnJoined | None = None) -> EventHandler:
    """Return the handler of `change_external_contact`.

    It takes any number of callbacks of any customers and is idempotent. For every pair that was joined (and is so
    still), `on_joined` is told in the same unit, once per adding.
    """

    async def handle(unit: UnitOfWork, events: Sequence[InboundEvent]) -> None:
        told = [(event, change) for event in events if (change := _CHANGES.get(event.change_type))]
        named = [
            (event, change, external_userid, userid)
            for event, change in told
            if (external_userid := event.text("ExternalUserID")) and (userid := event.text("UserID"))
        ]
        if not named:
            return
        staff = await ensure_staff(unit, {userid for *_, userid in named})
        first_seen: dict[ExternalUserid, datetime] = {}
        for event, _, external_userid, _ in named:
            seen = first_seen.setdefault(ExternalUserid(external_userid), event.occurred_at)
            first_seen[ExternalUserid(external_userid)] = min(seen, event.occurred_at)
        customers = await ensure_customers(unit, first_seen)
        await people_store.lock(unit, customers.values())
        before = await relation_store.load(unit, customers.values())
        states = {state for event, *_ in named if (state := event.text("State"))}
        channels = await resolve_channels(unit, sorted(states)) if states else {}
        decided = hear_all(
            before,
            [
                (Pair(customers[ExternalUserid(external_userid)], staff[userid]), _heard(event, change, channels))
                for event, change, external_userid, userid in named
            ],
        )
        joinings = await relations.write(unit, before, decided, learnt="callback")
        to_read = {whom for _, change, whom, _ in named if change in {Change.ADDED, Change.EDITED}}
        unit.enqueue(*(NewJob(kind=JOB_READ, key=external_userid) for external_userid in sorted(to_read)))
        if on_joined and joinings:
            await on_joined(unit, joinings)

    return handle


async def handle_tags(unit: UnitOfWork, events: Sequence[InboundEvent]) -> None:
    """Handle `change_external_tag`: it holds no names, so the library is read again."""
    if events:
        unit.enqueue(NewJob(kind=JOB_READ_TAGS, key=LIBRARY_KEY, due=unit.at + AFTER_TAG_EVENT))


def _heard(event: InboundEvent, change: Change, channels: Mapping[str, ChannelId]) -> Heard:
    state = event.text("State")
    return Heard(
        change=change,
        at=event.occurred_at,
        state=state,
        channel_id=channels.get(state) if state else None,
        by=_ended_by(event) if change is Change.DELETED else None,
    )


def _ended_by(event: InboundEvent) -> EndedBy:
    if event.change_type == "del_follow_user":
        return EndedBy.CUSTOMER
    return EndedBy.TRANSFER if event.text("Source") == "DELETE_BY_TRANSFER" else EndedBy.STAFF
