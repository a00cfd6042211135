"""The statements that run often read an index and nothing more, as the application's own login plans them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import psycopg
import pytest

from lingqu.deliveries.contracts import DeliveryState, GroupSendId, Reason
from lingqu.deliveries.contracts.exploring import DeliveryFilter
from lingqu.deliveries.store import exploring, greetings, group_sends, reads, recipients
from lingqu.infra.database import Database, DatabaseUrls, Session
from lingqu.kernel.days import Days
from lingqu.kernel.ids import BroadcastId, CorpId, CustomerId, DeliveryId
from lingqu.outreach.contracts.broadcasts import SegmentAudience, TagAudience, TagMatch
from lingqu.outreach.store import audiences
from lingqu.tasks.store import load, tasks

pytestmark = pytest.mark.postgres

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)

LARGE = ("delivery", "group_send", "task", "relation_tag", "follow_relation")

Ask = Callable[[Session], Awaitable[Any]]

# 40,000 deliveries: half greetings over forty days, half in twenty broadcasts with fifty calls each.
_CROWD = [
    """
    INSERT INTO staff (corp_id, userid, name, is_follow_user)
    SELECT lingqu_corp(), n::text, '', true FROM generate_series(0, 49) n
    """,
    """
    INSERT INTO customer (corp_id, customer_id, external_userid, first_seen_at)
    SELECT lingqu_corp(), n, 'wm' || n, %(at)s FROM generate_series(0, 19999) n
    """,
    """
    INSERT INTO delivery (corp_id, key, channel, state, customer_id, staff_id, event_at, planned_at, handed_over_at)
    SELECT lingqu_corp(), 'welcome:' || n, 'welcome', 'delivered', n, n %% 300,
           %(at)s::timestamptz - n * interval '3 minutes', %(at)s, %(at)s
    FROM generate_series(0, 19999) n
    """,
    """
    INSERT INTO delivery (corp_id, key, channel, state, customer_id, staff_id, broadcast_id, group_send_id, planned_at)
    SELECT lingqu_corp(), 'broadcast:' || n, 'broadcast', (ARRAY['planned', 'handed_over', 'delivered'])[1 + n %% 3],
           n, n %% 50, n %% 20, n %% 1000, %(at)s
    FROM generate_series(0, 19999) n
    """,
    """
    INSERT INTO group_send (corp_id, key, broadcast_id, staff_id, task_id, state, content, fingerprint, closes_at)
    SELECT lingqu_corp(), n::text, n %% 20, n %% 50, n, 'closed', '{}', '', %(at)s FROM generate_series(0, 999) n
    """,
    """
    INSERT INTO task (corp_id, key, kind, staff_id, state, broadcast_id, opened_at, closes_at)
    SELECT lingqu_corp(), n::text, 'group_send', n %% 50, 'open', n %% 20,
           %(at)s::timestamptz - n * interval '10 minutes', %(at)s
    FROM generate_series(0, 4999) n
    """,
    """
    INSERT INTO relation_tag (corp_id, customer_id, staff_id, tag_id, status, source, granted_at)
    SELECT lingqu_corp(), n, n %% 50, n %% 40, 'granted', 'wecom', %(at)s FROM generate_series(0, 19999) n
    """,
    """
    INSERT INTO follow_relation (corp_id, customer_id, staff_id, added_at)
    SELECT lingqu_corp(), n, n %% 50, %(at)s FROM generate_series(0, 19999) n
    """,
]


@pytest.fixture
async def crowd(database: Database, database_urls: DatabaseUrls, corp_id: CorpId) -> Database:
    async with database.unit(corp_id) as unit:
        for statement in _CROWD:
            await unit.execute(statement, {"at": NOON})
    async with await psycopg.AsyncConnection.connect(database_urls.owner, autocommit=True) as owner:
        await owner.execute("ANALYZE")
    return database


LATELY = DeliveryFilter(days=Days(date(2026, 3, 1), date(2026, 3, 2)))
SOME = [CustomerId(one) for one in range(4000, 6000, 10)]

ASKED: dict[str, tuple[Ask, set[str]]] = {
    "deliveries of a customer": (
        lambda session: reads.list_by_customer(session, CustomerId(7), before=(NOON, DeliveryId(9)), limit=51),
        {"delivery_by_customer"},
    ),
    "deliveries of a broadcast": (
        lambda session: reads.list_by_broadcast(
            session, BroadcastId(3), state=DeliveryState.DELIVERED, after=("delivered", DeliveryId(9)), limit=51
        ),
        {"delivery_by_broadcast"},
    ),
    "deliveries of some days": (
        lambda session: exploring.list_page(session, LATELY, None, before=(NOON, DeliveryId(9)), limit=51),
        {"delivery_by_planned"},
    ),
    "deliveries with a rare reason": (
        lambda session: exploring.list_page(
            session, replace(LATELY, reason=Reason.NOT_FRIEND), None, before=None, limit=51
        ),
        {"delivery_by_reason"},
    ),
    "why customers were left out": (
        lambda session: reads.count_skips(session, [BroadcastId(3)]),
        {"delivery_skipped"},
    ),
    "deliveries by state": (
        lambda session: reads.count_by_state(session, [BroadcastId(3)]),
        {"delivery_by_broadcast"},
    ),
    "deliveries by task": (lambda session: reads.count_by_task(session, [7]), {"delivery_by_group_send"}),
    "recipients of a call": (
        lambda session: recipients.list_recipients(session, [GroupSendId(7)], states=[DeliveryState.HANDED_OVER]),
        {"delivery_by_group_send"},
    ),
    "planned of a broadcast": (
        lambda session: recipients.list_unclaimed(session, BroadcastId(3), limit=100),
        {"delivery_to_claim", "delivery_by_broadcast"},
    ),
    "calls of a broadcast": (
        lambda session: group_sends.progress(session, BroadcastId(3)),
        {"group_send_by_broadcast"},
    ),
    "greetings of a day": (
        lambda session: greetings.count_by_day(
            session, from_on=date(2026, 3, 2), to_on=date(2026, 3, 2), channel_id=None
        ),
        {"delivery_welcome_by_event"},
    ),
    "tasks of a broadcast": (
        lambda session: tasks.list_by_broadcast(session, BroadcastId(3), after=None, limit=51),
        {"task_by_broadcast"},
    ),
    "tasks given on two days": (
        lambda session: load.count_given(session, [date(2026, 3, 1), date(2026, 3, 2)]),
        {"task_by_opened"},
    ),
    "a chunk of an audience": (
        lambda session: audiences.list_tagged(
            session,
            TagAudience(tag_ids=(7,), match=TagMatch.ANY),
            from_id=CustomerId(4000),
            to_id=CustomerId(5999),
        ),
        {"relation_tag_by_tag"},
    ),
    "a chunk of a segment": (
        lambda session: audiences.list_persons(session, SegmentAudience(segment_id=1), SOME),
        {"follow_relation_pkey"},
    ),
    "persons with a tag": (
        lambda session: audiences.list_persons(session, TagAudience(tag_ids=(7,), match=TagMatch.ANY), SOME),
        {"follow_relation_pkey"},
    ),
    "who of a chunk was planned": (
        lambda session: recipients.list_planned(session, BroadcastId(3), SOME),
        {"delivery_corp_id_key_key"},
    ),
}


async def test_what_is_asked_often_reads_its_index(crowd: Database, corp_id: CorpId) -> None:
    strayed = {}
    for asked, (ask, indexes) in ASKED.items():
        plan = await explained(crowd, corp_id, ask)
        if not any(index in plan for index in indexes) or any(f"Seq Scan on {table} " in plan for table in LARGE):
            strayed[asked] = plan

    assert strayed == {}


async def explained(database: Database, corp_id: CorpId, ask: Ask) -> str:
    """Return the plan of the one statement that `ask` makes."""
    plans: list[str] = []
    async with database.read(corp_id) as session:
        fetch = session.fetch

        async def explain(sql: str, params: Any = None, **_: object) -> list[Any]:
            plans.append("\n".join(row["QUERY PLAN"] for row in await fetch("EXPLAIN " + sql, params)))
            return []

        session.fetch = explain  # pyright: ignore[reportAttributeAccessIssue] - for one call
        await ask(session)
    [plan] = plans
    return plan
