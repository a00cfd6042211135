"""Following one corp: what changed since the last look, and the numbers as they stand."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any

from lingqu.acquisition.api.channels import name_channels
from lingqu.customers.api.people import names_of
from lingqu.customers.api.stages import stage_names
from lingqu.customers.api.tags import known_tags
from lingqu.customers.contracts.facts import STAGE_CHANGED
from lingqu.customers.schemas.customers import ChannelLabel, CustomerLabel, FactView, StaffLabel
from lingqu.directory.api.people import cards_of
from lingqu.directory.contracts.people import StaffCard
from lingqu.entrypoints.http.flow import reads
from lingqu.entrypoints.http.flow.schemas import ChannelTodayView, FlowView, MinuteView, WaitingView
from lingqu.entrypoints.http.flow.tally import Tally, counted
from lingqu.infra import facts as fact_log
from lingqu.infra.database import Database, Session
from lingqu.infra.work import CORP_ZONE
from lingqu.kernel.facts import START, RecordedFact
from lingqu.kernel.ids import ChannelId, CorpId, CustomerId, StaffId, StageId, TagId

BATCH = 1000
FACTS_TOLD = 100
"""News of one second that are sent out; nobody reads more, and the numbers count all."""


class CorpWatch:
    """The state of one corp's live view. Not shared: one task calls `look`."""

    def __init__(self, database: Database, corp_id: CorpId) -> None:
        self._database = database
        self._corp_id = corp_id
        self._position = START
        self._tally: Tally | None = None
        self._recent: deque[RecordedFact] = deque(maxlen=reads.RECENT)
        self._callbacks_settled: dict[datetime, int] = {}
        self._settled_id = 0

    async def look(self) -> tuple[FlowView, list[FactView]]:
        """Take in what is new; return the numbers, and the news oldest first."""
        async with self._database.read(self._corp_id) as session:
            tally = await self._day(session)
            fresh = await self._take_new(session, tally)
            callbacks = await self._count_callbacks(session, tally)
            waiting = await reads.waiting(session)
            told = await _named(session, list(self._recent))
            channels = await name_channels(session, [ChannelId(one) for one in tally.by_channel])
        by_id = {fact.id: fact for fact in told}
        flow = FlowView(
            at=session.at,
            callbacks_today=sum(callbacks.values()),
            added_today=tally.added,
            greeted_today=tally.greeted,
            greeted_in_time_permille=tally.in_time_permille,
            deleted_today=tally.deleted,
            tagged_today=tally.tagged,
            waiting=WaitingView(inbox=waiting.inbox, greetings=waiting.greetings, jobs=waiting.jobs, dead=waiting.dead),
            per_minute=[
                MinuteView(minute=minute, callbacks=callbacks.get(minute, 0), added=one.added, greeted=one.greeted)
                for minute, one in tally.last_minutes(session.at)
            ],
            recent=told[::-1],
            by_channel_today=[
                ChannelTodayView(channel_id=one, name=channels.get(ChannelId(one), ""), added=added)
                for one, added in tally.by_channel.most_common()
            ],
        )
        return flow, [by_id[str(fact.id)] for fact in fresh if str(fact.id) in by_id]

    async def _day(self, session: Session) -> Tally:
        """Return the tally of today, counted afresh at the start and at midnight."""
        today = session.at.astimezone(CORP_ZONE).date()
        if self._tally is not None and self._tally.day == today:
            return self._tally
        midnight = datetime.combine(today, time(), tzinfo=CORP_ZONE).astimezone(UTC)
        self._position = await fact_log.end(session.connection, self._corp_id)
        tally = Tally(today)
        for one in await reads.count_day(session, since=midnight, up_to=self._position):
            tally.take(one)
        self._recent.clear()
        self._recent.extend(await reads.recent_facts(session, up_to=self._position))
        self._callbacks_settled, self._settled_id = {}, 0
        self._tally = tally
        return tally

    async def _take_new(self, session: Session, tally: Tally) -> list[RecordedFact]:
        news: deque[RecordedFact] = deque(maxlen=FACTS_TOLD)
        while True:
            batch = await fact_log.read(session.connection, self._corp_id, after=self._position, limit=BATCH)
            self._position = reads.positions_of(batch, self._position)
            for fact in batch:
                if one := counted(fact.kind, fact.occurred_at, fact.data):
                    tally.take(one)
            news.extend(fact for fact in batch if reads.is_news(fact.kind, fact.data.get("learnt")))
            if len(batch) < BATCH:
                break
        self._recent.extend(news)
        return list(news)

    async def _count_callbacks(self, session: Session, tally: Tally) -> dict[datetime, int]:
        midnight = datetime.combine(tally.day, time(), tzinfo=CORP_ZONE)
        rows = await reads.count_callbacks(session, after_id=self._settled_id, since=midnight)
        counts = dict(self._callbacks_settled)
        for row in rows:
            counts[row.minute] = counts.get(row.minute, 0) + row.count
            self._callbacks_settled[row.minute] = self._callbacks_settled.get(row.minute, 0) + row.settled
        self._settled_id = max([self._settled_id, *(row.settled_id for row in rows if row.settled_id)])
        return counts


@dataclass(frozen=True, slots=True)
class _Names:
    """What ids stand for now."""

    customers: Mapping[CustomerId, str | None]
    staff: Mapping[StaffId, StaffCard]
    channels: Mapping[ChannelId, str]
    tags: Mapping[TagId, str]
    stages: Mapping[StageId, str]

    def customer(self, customer_id: CustomerId | None) -> CustomerLabel | None:
        if customer_id is None:
            return None
        return CustomerLabel(customer_id=customer_id, name=self.customers.get(customer_id))

    def member(self, staff_id: StaffId | None) -> StaffLabel | None:
        if staff_id is None or staff_id not in self.staff:
            return None
        return StaffLabel(staff_id=staff_id, name=self.staff[staff_id].name)

    def channel(self, channel_id: int | None) -> ChannelLabel | None:
        name = None if channel_id is None else self.channels.get(ChannelId(channel_id))
        return None if channel_id is None or name is None else ChannelLabel(channel_id=channel_id, name=name)

    def detail(self, data: Mapping[str, Any]) -> dict[str, Any]:
        if "tag_id" in data:
            return {**data, "tag_name": self.tags.get(data["tag_id"])}
        return dict(data)

    def passed(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """Of who changed stage."""
        return {**data, "from_name": self.stages.get(data["from"]), "to_name": self.stages.get(data["to"])}


async def _named(session: Session, facts: list[RecordedFact]) -> list[FactView]:
    names = _Names(
        customers=await names_of(session, {fact.customer_id for fact in facts if fact.customer_id is not None}),
        staff=await cards_of(session, {fact.staff_id for fact in facts if fact.staff_id is not None}),
        channels=await name_channels(session, {ChannelId(one) for one in _told(facts, "channel_id")}),
        tags=await known_tags(session, {TagId(one) for one in _told(facts, "tag_id")}),
        stages=await stage_names(session) if any(fact.kind == STAGE_CHANGED for fact in facts) else {},
    )
    return [
        FactView(
            id=str(fact.id),
            kind=fact.kind,
            occurred_at=fact.occurred_at,
            customer=names.customer(fact.customer_id),
            staff=names.member(fact.staff_id),
            channel=names.channel(fact.data.get("channel_id")),
            detail=(names.passed if fact.kind == STAGE_CHANGED else names.detail)(fact.data),
        )
        for fact in facts
    ]


def _told(facts: list[RecordedFact], key: str) -> set[int]:
    return {one for fact in facts if (one := fact.data.get(key)) is not None}
