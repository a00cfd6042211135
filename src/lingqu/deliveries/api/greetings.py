"""Greetings: claim in a unit, send outside of it, settle in another. The code dies 20 s after the event.

A worker killed between claim and settlement leaves claimed rows. Whoever gets the events next claims them again
and repeats the calls, which WeCom tells from new ones: a code works once.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from lingqu.customers.api import consent
from lingqu.customers.contracts.consent import ConsentChannel, Ground, Purpose
from lingqu.deliveries.api.media import forget_media, request_uploads
from lingqu.deliveries.contracts import (
    ClaimedGreeting,
    DeliveryState,
    GreetingOutcome,
    GreetingPlan,
    Message,
    Reason,
    WelcomeCount,
)
from lingqu.deliveries.domain.content import perishable
from lingqu.deliveries.domain.greeting import Settled, give_up, judge_greeting, open_greeting
from lingqu.deliveries.domain.keys import welcome_key
from lingqu.deliveries.domain.refusals import REASONS
from lingqu.deliveries.ports import GreetingSender
from lingqu.deliveries.store import greetings as store
from lingqu.deliveries.store import moves, switch
from lingqu.deliveries.store.greetings import NewGreeting, OpenedGreeting
from lingqu.deliveries.store.moves import Move
from lingqu.infra.database import Session, UnitOfWork
from lingqu.kernel.clock import Clock
from lingqu.kernel.ids import ChannelId, CorpId
from lingqu.kernel.outside import AnswerLostError, OutsideError

CONCURRENCY = 32
"""Calls of one batch under way at a time."""


async def claim_greetings(unit: UnitOfWork, plans: Sequence[GreetingPlan]) -> list[ClaimedGreeting]:
    """Record greetings and return those to send now, the most urgent first.

    Idempotent per code: what was settled is left alone; what an earlier try claimed comes back with `repeat`.
    Plans that carry a reason, and those whose code is dead already, are settled here without a call. So are those for
    people who are left in peace or withdrew service on every way, and all of them while the switch is pulled.
    """
    by_key = {welcome_key(plan.welcome_code): plan for plan in await _held_back(unit, plans)}
    opened = [(key, plan, open_greeting(plan, at=unit.at)) for key, plan in by_key.items()]
    rows = await store.open_greetings(
        unit, [NewGreeting(key=key, plan=plan, state=first.state, reason=first.reason) for key, plan, first in opened]
    )
    claimed = [
        greeting
        for row in rows
        if row.state == DeliveryState.CLAIMED and (greeting := _to_send(row, by_key[row.key], at=unit.at))
    ]
    sent_again = {greeting.delivery_id for greeting in claimed}
    lost = [_lost(row, at=unit.at) for row in rows if not row.fresh and row.delivery_id not in sent_again]
    await moves.move(unit, lost, origin=DeliveryState.CLAIMED)
    return sorted(claimed, key=lambda greeting: greeting.deadline)


async def send_greetings(
    sender: GreetingSender, corp_id: CorpId, claimed: Sequence[ClaimedGreeting], *, clock: Clock
) -> list[GreetingOutcome]:
    """Say the greetings, many at a time, each until it is settled or its code dies. Outside of any unit."""
    gate = asyncio.Semaphore(CONCURRENCY)

    async def send(greeting: ClaimedGreeting) -> GreetingOutcome:
        async with gate:
            return await _send(sender, corp_id, greeting, clock)

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(send(greeting)) for greeting in claimed]
    return [task.result() for task in tasks]


async def settle_greetings(unit: UnitOfWork, outcomes: Sequence[GreetingOutcome]) -> None:
    """Record what became of greetings; the second of two settlements changes nothing."""
    await moves.move(
        unit,
        [
            Move(
                delivery_id=outcome.delivery_id,
                state=outcome.state,
                reason=outcome.reason,
                at=outcome.at,
                attempts=outcome.attempts,
                evidence=outcome.evidence,
            )
            for outcome in outcomes
        ],
        origin=DeliveryState.CLAIMED,
    )
    refused = {need for outcome in outcomes for need in outcome.refused_media}
    if refused:
        await forget_media(unit, refused)
        request_uploads(unit, refused)


async def welcome_report(
    session: Session, *, from_on: date, to_on: date, channel_id: ChannelId | None = None
) -> list[WelcomeCount]:
    """Return greetings due and in time by corp day (both ends included), channel and member."""
    return await store.count_by_day(session, from_on=from_on, to_on=to_on, channel_id=channel_id)


async def _held_back(unit: UnitOfWork, plans: Sequence[GreetingPlan]) -> list[GreetingPlan]:
    """Return the plans, those that must not be said now with the reason.

    A greeting answers whoever added a member: silence is no refusal of it, whatever the corp demands elsewhere.
    """
    frozen = await switch.is_pulled(unit)
    refusals = await consent.find_refusals(
        unit, {plan.customer_id for plan in plans}, Purpose.SERVICE, ConsentChannel.ANY
    )
    held = {
        customer_id: REASONS[refusal.ground]
        for customer_id, refusal in refusals.items()
        if refusal.ground is not Ground.SILENCE
    }
    return [
        replace(plan, choice=Reason.FROZEN if frozen else held.get(plan.customer_id, plan.choice))
        if isinstance(plan.choice, Message)
        else plan
        for plan in plans
    ]


def _to_send(row: OpenedGreeting, plan: GreetingPlan, *, at: datetime) -> ClaimedGreeting | None:
    """Return the greeting of a claimed row, unless nothing more can be said."""
    if not isinstance(plan.choice, Message):
        return None
    greeting = ClaimedGreeting(
        delivery_id=row.delivery_id,
        welcome_code=plan.welcome_code,
        event_at=plan.event_at,
        message=plan.choice,
        repeat=not row.fresh,
    )
    return greeting if at < greeting.deadline else None


def _lost(row: OpenedGreeting, *, at: datetime) -> Move:
    """Settle a row whose earlier try cannot be repeated any more."""
    end = give_up(maybe_sent=True)
    return Move(delivery_id=row.delivery_id, state=end.state, reason=end.reason, at=at)


async def _send(sender: GreetingSender, corp_id: CorpId, greeting: ClaimedGreeting, clock: Clock) -> GreetingOutcome:
    maybe_sent = greeting.repeat
    attempts = 0
    error: OutsideError | None = None
    while clock.now() < greeting.deadline:
        attempts += 1
        error = await _greet(sender, corp_id, greeting)
        at = clock.now()
        verdict = judge_greeting(error, maybe_sent=maybe_sent, at=at, deadline=greeting.deadline)
        if isinstance(verdict, Settled):
            return _outcome(greeting, verdict, error, at=at, attempts=attempts)
        maybe_sent = maybe_sent or isinstance(error, AnswerLostError)
        await clock.sleep(verdict.after)
    return _outcome(greeting, give_up(maybe_sent=maybe_sent), error, at=clock.now(), attempts=attempts)


async def _greet(sender: GreetingSender, corp_id: CorpId, greeting: ClaimedGreeting) -> OutsideError | None:
    try:
        await sender.greet(corp_id, greeting.welcome_code, greeting.message, deadline=greeting.deadline)
    except OutsideError as error:
        return error
    return None


def _outcome(
    greeting: ClaimedGreeting, end: Settled, error: OutsideError | None, *, at: datetime, attempts: int
) -> GreetingOutcome:
    spoilt = end.reason is Reason.MEDIA_REFUSED
    return GreetingOutcome(
        delivery_id=greeting.delivery_id,
        state=end.state,
        reason=end.reason,
        at=at,
        attempts=attempts,
        evidence={"error": error.code, "errcode": error.errcode, "repeat": greeting.repeat} if error else {},
        refused_media=perishable(greeting.message.media) if spoilt else frozenset(),
    )
