"""Greetings: claimed once per code, counted by corp day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import msgspec
from psycopg.types.json import Jsonb

from lingqu.deliveries.contracts import DeliveryState, GreetingPlan, Message, Reason, WelcomeCount
from lingqu.deliveries.store.facts import COLUMNS, fact_params, facts_of
from lingqu.infra.database import Session, UnitOfWork
from lingqu.kernel.ids import ChannelId, DeliveryId


@dataclass(frozen=True, slots=True, kw_only=True)
class NewGreeting:
    """A greeting with its key and first state."""

    key: str
    plan: GreetingPlan
    state: DeliveryState
    reason: Reason | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedGreeting:
    """A greeting that was inserted, or (`fresh` false) found claimed by an earlier try."""

    delivery_id: DeliveryId
    key: str
    state: DeliveryState
    fresh: bool


async def open_greetings(unit: UnitOfWork, greetings: Sequence[NewGreeting]) -> list[OpenedGreeting]:
    """Insert greetings; those claimed before are claimed again, those settled before are left out.

    In the order of their keys, so that two workers with the same events wait for each other and do not deadlock.
    """
    ordered = sorted(greetings, key=lambda greeting: greeting.key)
    plans = [greeting.plan for greeting in ordered]
    return await unit.fetch(
        f"""
        WITH opened AS (
          INSERT INTO delivery AS d (corp_id, key, channel, state, reason, customer_id, staff_id, channel_id, content,
                                     event_at, planned_at, claimed_at, settled_at)
          SELECT lingqu_corp(), g.key, 'welcome', g.state, g.reason, g.customer_id, g.staff_id, g.channel_id,
                 g.content, g.event_at, %(at)s, CASE WHEN g.state = 'claimed' THEN %(at)s::timestamptz END,
                 CASE WHEN g.state <> 'claimed' THEN %(at)s::timestamptz END
          FROM unnest(%(key)s::text[], %(state)s::text[], %(reason)s::text[], %(customer_id)s::integer[],
                      %(staff_id)s::integer[], %(channel_id)s::integer[], %(content)s::jsonb[],
                      %(event_at)s::timestamptz[])
               AS g(key, state, reason, customer_id, staff_id, channel_id, content, event_at)
          ON CONFLICT (corp_id, key) DO UPDATE SET claimed_at = EXCLUDED.planned_at WHERE d.state = 'claimed'
          RETURNING {COLUMNS}, %(at)s::timestamptz AS moved_at, d.key, d.xmax = 0 AS fresh
        ), {facts_of("opened", "fresh")}
        SELECT delivery_id, key, state, fresh FROM opened
        """,
        {
            **fact_params(unit),
            "at": unit.at,
            "key": [greeting.key for greeting in ordered],
            "state": [greeting.state.value for greeting in ordered],
            "reason": [greeting.reason for greeting in ordered],
            "customer_id": [plan.customer_id for plan in plans],
            "staff_id": [plan.staff_id for plan in plans],
            "channel_id": [plan.channel_id for plan in plans],
            "content": [_content(plan) for plan in plans],
            "event_at": [plan.event_at for plan in plans],
        },
        into=OpenedGreeting,
    )


def _content(plan: GreetingPlan) -> Jsonb | None:
    return Jsonb(msgspec.to_builtins(plan.choice.content)) if isinstance(plan.choice, Message) else None


async def count_by_day(
    session: Session, *, from_on: date, to_on: date, channel_id: ChannelId | None
) -> list[WelcomeCount]:
    """Return greetings due and in time by corp day, channel and member; skipped ones were never due."""
    return await session.fetch(
        """
        SELECT (d.event_at AT TIME ZONE 'Asia/Shanghai')::date AS day, d.channel_id, d.staff_id,
               count(*) AS due,
               count(*) FILTER (WHERE d.state = 'delivered'
                                  AND d.handed_over_at - d.event_at <= interval '20 seconds') AS in_time
        FROM delivery d
        WHERE d.corp_id = lingqu_corp() AND d.channel = 'welcome' AND d.state <> 'skipped'
          AND d.event_at >= (%(from_on)s::date)::timestamp AT TIME ZONE 'Asia/Shanghai'
          AND d.event_at < (%(to_on)s::date + 1)::timestamp AT TIME ZONE 'Asia/Shanghai'
          AND (%(channel_id)s::integer IS NULL OR d.channel_id = %(channel_id)s)
        GROUP BY 1, 2, 3
        """,
        {"from_on": from_on, "to_on": to_on, "channel_id": channel_id},
        into=WelcomeCount,
    )
