"""Greetings through the real client and the twin, with answers lost and workers killed; its ledger judges."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from doubles.twin_corp import TwinClock
from e2e.twin.receiver import KEY, TOKEN, Receiver
from lingqu.deliveries.api.greetings import claim_greetings, send_greetings, settle_greetings
from lingqu.deliveries.contracts import Content, GreetingPlan, Message
from lingqu.gateway.clients import Clients
from lingqu.gateway.greetings import WecomGreetings
from lingqu.infra.database import Database
from lingqu.kernel.ids import CorpId, CustomerId, StaffId
from wecom_twin.ledger import WelcomeSummary
from wecom_twin.server import TwinServer
from wecom_twin.wire.faults import Effect, Fault

pytestmark = pytest.mark.postgres

SEND = "/cgi-bin/externalcontact/send_welcome_msg"


@dataclass
class Lane:
    """What acquisition's lane does, without its choices."""

    twin: TwinServer
    database: Database
    corp_id: CorpId
    sender: WecomGreetings

    def scan(self, number: int) -> list[GreetingPlan]:
        """Let strangers be added to chen_rui; return the greetings to say."""
        world = self.twin.world
        known = set(world.corp().welcome_codes)
        for _ in range(number):
            world.add_contact("chen_rui", world.add_customer(world.corp(), "顾客").external_userid)
        codes = [code for code in world.corp().welcome_codes if code not in known]
        return [self.plan(code, customer) for customer, code in enumerate(codes)]

    def plan(self, code: str, customer: int) -> GreetingPlan:
        return GreetingPlan(
            customer_id=CustomerId(customer),
            staff_id=StaffId(1),
            channel_id=None,
            welcome_code=code,
            event_at=self.now(),
            choice=Message(content=Content("您好,我是陈睿", ())),
        )

    async def greet(self, plans: list[GreetingPlan], *, killed_after_sending: bool = False) -> None:
        async with self.database.unit(self.corp_id) as unit:
            claimed = await claim_greetings(unit, plans)
        outcomes = await send_greetings(self.sender, self.corp_id, claimed, clock=self.database.clock)
        if not killed_after_sending:
            async with self.database.unit(self.corp_id) as unit:
                await settle_greetings(unit, outcomes)

    async def ends(self) -> list[tuple[str, str | None]]:
        async with self.database.read(self.corp_id) as session:
            rows = await session.fetch("SELECT state, reason FROM delivery ORDER BY delivery_id")
        return [(row["state"], row["reason"]) for row in rows]

    def now(self) -> datetime:
        return TwinClock(self.twin).now()

    def welcomes(self) -> WelcomeSummary:
        return self.twin.ledger.welcomes(now=self.twin.world.now())


@pytest.fixture
async def lane(twin: TwinServer, database: Database, corp_id: CorpId, clients: Clients) -> AsyncIterator[Lane]:
    with Receiver(twin.world.corp().corpid) as receiver:  # codes go to apps that hear of the adding
        twin.configure_callback(url=receiver.url, token=TOKEN, encoding_aes_key=KEY)
        yield Lane(twin, database, corp_id, WecomGreetings(clients))


async def test_fifty_greetings_are_said_once_and_in_time(lane: Lane) -> None:
    await lane.greet(lane.scan(50))

    assert lane.welcomes() == WelcomeSummary(issued=50, due=50, on_time=50, late=0, missing=0, pending=0)
    assert lane.twin.ledger.doubles() == []
    assert await lane.ends() == [("delivered", None)] * 50


@pytest.mark.parametrize("effect", ["answer_lost", "truncated", "reset", "status"])
async def test_a_lost_answer_greets_nobody_twice_and_nobody_never(lane: Lane, effect: Effect) -> None:
    lane.twin.faults.add(Fault(effect=effect, path=SEND, nth=2))

    await lane.greet(lane.scan(3))

    assert len(lane.twin.faults.injections) == 1
    assert (lane.welcomes().on_time, lane.welcomes().due) == (3, 3)
    assert lane.twin.ledger.doubles() == []
    took_effect = effect in {"answer_lost", "truncated"}
    lost = ("failed", "already_greeted") if took_effect else ("delivered", None)
    assert sorted(await lane.ends()) == sorted([("delivered", None), ("delivered", None), lost])


async def test_every_answer_lost_leaves_what_cannot_be_known_unknown(lane: Lane) -> None:
    lane.twin.faults.add(Fault(effect="reset", path=SEND))

    await lane.greet(lane.scan(1))

    assert await lane.ends() == [("unknown", "lost_answer")]
    assert lane.twin.ledger.doubles() == []


async def test_another_apps_welcome_under_way_is_waited_for(lane: Lane) -> None:
    lane.twin.faults.add(Fault(effect="errcode", errcode=41096, path=SEND, times=5))

    await lane.greet(lane.scan(1))

    assert await lane.ends() == [("delivered", None)]


async def test_a_worker_killed_between_sending_and_settling_greets_nobody_twice(lane: Lane) -> None:
    plans = lane.scan(5)
    await lane.greet(plans, killed_after_sending=True)
    lane.twin.advance(by=timedelta(seconds=5).total_seconds())
    await lane.greet(plans)

    assert (lane.welcomes().on_time, lane.welcomes().due) == (5, 5)
    assert lane.twin.ledger.doubles() == []
    assert await lane.ends() == [("failed", "already_greeted")] * 5
