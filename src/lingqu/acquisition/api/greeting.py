"""Greetings of new customers, many at once: read, ask for names, claim, send, settle.

Hot path. Budget: 500 scans of one second are all greeted within 20 s of their events, with two units of work a batch
however large it is. Guarded by tests/e2e/acquisition and `lingqu demo`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from lingqu.acquisition.contracts import Channel
from lingqu.acquisition.domain import greeting
from lingqu.acquisition.domain.greeting import Choice
from lingqu.acquisition.domain.templates import Names
from lingqu.acquisition.ports import NameReader
from lingqu.acquisition.store import channels as store
from lingqu.customers.api import people as customers
from lingqu.deliveries.api.content import dress_greeting
from lingqu.deliveries.api.greetings import claim_greetings, send_greetings, settle_greetings
from lingqu.deliveries.api.media import ready_media
from lingqu.deliveries.contracts import ClaimedGreeting, Content, GreetingPlan, Reason
from lingqu.deliveries.ports import GreetingSender
from lingqu.directory.api import people as directory
from lingqu.infra.database import Database, Session, UnitOfWork
from lingqu.ingestion.contracts import InboundEvent
from lingqu.kernel.ids import CorpId, ExternalUserid

NAMES_WITHIN = timedelta(seconds=2)
"""How long a batch waits for names; whoever is not known then is greeted with the fall-back text."""

NAMES_FOR_FRESH = timedelta(seconds=6)
"""No name is asked for an older event: when a burst has made the lane late, a greeting in time is worth more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """What an event with a welcome_code says."""

    at: datetime
    userid: str
    external_userid: ExternalUserid
    state: str | None
    welcome_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Prepared:
    """A scan with what will be said, names still missing."""

    scan: Scan
    channel: Channel | None
    choice: Choice


def scan_of(event: InboundEvent) -> Scan | None:
    """Read an event; None when it holds no right to greet."""
    userid, external_userid = event.text("UserID"), event.text("ExternalUserID")
    welcome_code = event.text("WelcomeCode")
    if not (userid and external_userid and welcome_code):
        return None
    return Scan(
        at=event.occurred_at,
        userid=userid,
        external_userid=ExternalUserid(external_userid),
        state=event.text("State"),
        welcome_code=welcome_code,
    )


async def greet(
    database: Database,
    corp_id: CorpId,
    scans: Sequence[Scan],
    *,
    sender: GreetingSender,
    names: NameReader,
) -> None:
    """Greet new customers, each once, or record why not. Safe to repeat with the same scans at any time.

    Open no unit around it: it waits for WeCom.
    """
    async with database.read(corp_id) as session:
        prepared = await _prepare(session, scans)
        known = await _known_names(session, [scan.external_userid for scan in scans])
    wanted = _nameless(prepared, known, at=database.clock.now())
    if wanted:
        deadline = database.clock.now() + NAMES_WITHIN
        known = {**known, **await names.read_names(corp_id, wanted, deadline=deadline)}
    async with database.unit(corp_id, cause="greeting") as unit:
        claimed = await _claim(unit, prepared, known)
    if not claimed:
        return
    outcomes = await send_greetings(sender, corp_id, claimed, clock=database.clock)
    async with database.unit(corp_id, cause="greeting") as unit:
        await settle_greetings(unit, outcomes)


async def _prepare(session: Session, scans: Sequence[Scan]) -> list[_Prepared]:
    states = {scan.state for scan in scans if scan.state}
    channels = {channel.state: channel for channel in await store.find_by_states(session, list(states))}
    prepared = []
    for scan in scans:
        channel = channels.get(scan.state or "")
        prepared.append(_Prepared(scan=scan, channel=channel, choice=greeting.choose(channel, at=scan.at)))
    return prepared


async def _known_names(session: Session, external_userids: Sequence[ExternalUserid]) -> dict[ExternalUserid, str]:
    ids = await customers.find_customers(session, external_userids)
    names = await customers.names_of(session, ids.values())
    return {external_userid: name for external_userid, one in ids.items() if (name := names.get(one))}


def _nameless(
    prepared: Sequence[_Prepared], known: Mapping[ExternalUserid, str], *, at: datetime
) -> list[ExternalUserid]:
    """Return customers whose greeting names them, whose name is not known, and for whom there is time to ask."""
    return [
        one.scan.external_userid
        for one in prepared
        if one.choice.needs_customer_name
        and one.scan.external_userid not in known
        and at < one.scan.at + NAMES_FOR_FRESH
    ]


async def _claim(
    unit: UnitOfWork, prepared: Sequence[_Prepared], known: Mapping[ExternalUserid, str]
) -> list[ClaimedGreeting]:
    staff_ids = await directory.ensure_staff(unit, [one.scan.userid for one in prepared])
    cards = await directory.cards_of(unit, set(staff_ids.values()))
    first_seen: dict[ExternalUserid, datetime] = {}
    for one in prepared:
        first_seen.setdefault(one.scan.external_userid, one.scan.at)
    customer_ids = await customers.ensure_customers(unit, first_seen)
    said: list[Content | Reason] = []
    for one in prepared:
        spoken = Names(
            customer=known.get(one.scan.external_userid),
            staff=cards[staff_ids[one.scan.userid]].name,
            channel=one.channel.name if one.channel else None,
        )
        said.append(greeting.compose(one.choice, spoken))
    media = await ready_media(unit, [content for content in said if isinstance(content, Content)])
    plans = [
        GreetingPlan(
            customer_id=customer_ids[one.scan.external_userid],
            staff_id=staff_ids[one.scan.userid],
            channel_id=one.channel.channel_id if one.channel else None,
            welcome_code=one.scan.welcome_code,
            event_at=one.scan.at,
            choice=content if isinstance(content, Reason) else dress_greeting(content, media),
        )
        for one, content in zip(prepared, said, strict=True)
    ]
    return await claim_greetings(unit, plans)
