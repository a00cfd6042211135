"""A work order from the operator to a member's phone and back, through the real client and the twin."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from doubles.callbacks import event_xml
from doubles.jobs import Steps
from doubles.twin_corp import TwinClock, clients_of, connect_twin, stepped_twin
from lingqu.directory.api import members
from lingqu.directory.errors.members import UnknownMemberError
from lingqu.gateway.cards import WecomCards
from lingqu.gateway.clients import Clients
from lingqu.gateway.members import WecomMembers
from lingqu.infra.database import Database, Session
from lingqu.ingestion.accept import GroupCommit, read_message
from lingqu.ingestion.jobs import dispatch
from lingqu.kernel.ids import CorpId, StaffId
from lingqu.tasks.api import orders
from lingqu.tasks.api.callbacks import CARD_EVENT, handle_cards
from lingqu.tasks.contracts.orders import NewWorkOrder, OrderCounts, StaffAudience
from lingqu.tasks.contracts.tasks import Proof, TaskKind, WorkOrderId
from lingqu.tasks.jobs import kinds
from wecom_twin.server import TwinServer
from wecom_twin.state.talk import Card
from wecom_twin.wire.faults import Effect, Fault

pytestmark = pytest.mark.postgres

SEND = "/cgi-bin/message/send"


@pytest.fixture
def twin() -> Iterator[TwinServer]:
    with stepped_twin() as server:
        yield server


@pytest.fixture
def clock(twin: TwinServer) -> TwinClock:
    return TwinClock(twin)


@pytest.fixture
async def corp_id(database: Database, twin: TwinServer) -> CorpId:
    return await connect_twin(database, twin)


@pytest.fixture
async def clients(database: Database, twin: TwinServer) -> AsyncIterator[Clients]:
    async with clients_of(database, twin) as made:
        yield made


async def no_segments(session: Session, segment_id: int) -> bytes | None:
    del session, segment_id
    return None


@dataclass
class Stage:
    twin: TwinServer
    database: Database
    corp_id: CorpId
    steps: Steps
    chen_rui: StaffId

    async def order(self, key: str = "a", proof: Proof = Proof.PRESS) -> WorkOrderId:
        asked = NewWorkOrder(
            key=key,
            kind=TaskKind.FOLLOW_UP,
            title=f"回访老客 {key}",
            todo="问问新品穿得怎么样",
            closes_at=self.database.clock.now() + timedelta(days=1),
            proof=proof,
            audience=StaffAudience(staff_ids=(self.chen_rui,)),
        )
        async with self.database.unit(self.corp_id) as unit:
            return await orders.make_order(unit, asked, segment_members=no_segments, created_by=None)

    async def run(self, seconds: float) -> None:
        await self.steps.run_until(self.steps.clock.now() + timedelta(seconds=seconds))

    async def counts(self, order: WorkOrderId) -> OrderCounts:
        async with self.database.read(self.corp_id) as session:
            return (await orders.get_order(session, order)).counts

    @property
    def cards(self) -> list[Card]:
        return list(self.twin.world.app().talk.cards.values())

    def received(self) -> int:
        return sum(1 for one in self.twin.ledger.iter_receipts(kinds=["app_message"]) if one.userid == "chen_rui")

    async def press(self, card: Card, key: str, *, userid: str = "chen_rui") -> None:
        """A member presses a button; what WeCom tells of it is stored and worked off, twice over."""
        code = self.twin.world.presses_card(userid, card.task_id, key)
        await self.hear({"FromUserName": userid, "EventKey": key, "TaskId": card.task_id, "ResponseCode": code})

    async def hear(self, fields: dict[str, Any]) -> None:
        at = self.database.clock.now()
        await GroupCommit(self.database, self.corp_id).put(read_message(event_xml(CARD_EVENT, "", at, fields), at=at))
        await dispatch(self.database, {CARD_EVENT: [handle_cards, handle_cards]})


@pytest.fixture
async def stage(database: Database, twin: TwinServer, clock: TwinClock, corp_id: CorpId, clients: Clients) -> Stage:
    async with database.unit(corp_id) as unit:
        for userid in ("chen_rui", "li_na"):
            await unit.execute(
                "INSERT INTO staff (corp_id, userid, name, is_follow_user) VALUES (lingqu_corp(), %s, %s, true)",
                (userid, userid),
            )
        chen_rui = StaffId(await unit.fetch_value("SELECT staff_id FROM staff WHERE userid = 'chen_rui'"))
    steps = Steps(database, clock, kinds(WecomCards(clients), public_url="https://lingqu.example"))
    return Stage(twin, database, corp_id, steps, chen_rui)


async def test_a_press_on_the_card_does_the_task_once_and_greys_the_button(stage: Stage) -> None:
    order = await stage.order()
    await stage.run(30)
    [card] = stage.cards
    await stage.press(card, "done")
    await stage.run(30)

    assert await stage.counts(order) == OrderCounts(confirmed=1)
    assert card.settled == {"chen_rui": "已完成"}
    assert stage.received() == 1


async def test_a_card_that_needs_a_note_is_only_seen_by_its_button(stage: Stage) -> None:
    order = await stage.order(proof=Proof.NOTE)
    await stage.run(30)
    [card] = stage.cards
    await stage.press(card, "seen")
    await stage.run(6 * 3600)

    assert await stage.counts(order) == OrderCounts(open=1, seen=1)
    assert stage.received() == 1


async def test_what_somebody_else_or_an_unknown_card_tells_changes_nothing(stage: Stage) -> None:
    order = await stage.order()
    await stage.run(30)
    [card] = stage.cards
    for fields in (
        {"FromUserName": "li_na", "TaskId": card.task_id},
        {"FromUserName": "chen_rui", "TaskId": "lq-of-another"},
        {"FromUserName": "chen_rui"},
    ):
        await stage.hear({"EventKey": "done", "ResponseCode": "x", **fields})

    assert await stage.counts(order) == OrderCounts(open=1)


@pytest.mark.parametrize("effect", ["answer_lost", "truncated", "reset", "status"])
async def test_a_lost_answer_makes_no_second_card(stage: Stage, effect: Effect) -> None:
    stage.twin.faults.add(Fault(effect=effect, path=SEND, nth=1))
    order = await stage.order()
    await stage.run(300)

    assert len(stage.twin.faults.injections) == 1
    assert (len(stage.cards), stage.received()) == (1, 1)
    assert await stage.counts(order) == OrderCounts(open=1)


async def test_every_answer_lost_makes_no_second_card_and_the_press_counts(stage: Stage) -> None:
    stage.twin.faults.add(Fault(effect="answer_lost", path=SEND))
    order = await stage.order()
    await stage.run(600)
    [card] = stage.cards
    await stage.press(card, "done")
    await stage.run(60)

    assert stage.received() == 1
    assert await stage.counts(order) == OrderCounts(confirmed=1)
    assert card.settled == {"chen_rui": "已完成"}


async def test_forty_tasks_in_a_minute_stay_far_below_what_wecom_drops(stage: Stage) -> None:
    made = [await stage.order(f"{number}") for number in range(40)]
    for number in range(40, 50):
        made.append(await stage.order(f"{number}"))
        await stage.run(6)
    await stage.run(180)

    async with stage.database.read(stage.corp_id) as session:
        told = await session.fetch_value("SELECT count(*) FROM task WHERE carded_at IS NOT NULL")
    assert told == 50
    assert stage.received() == len(stage.cards) <= 4


async def test_wecoms_silent_page_tells_who_opens_the_page(
    stage: Stage, clients: Clients, corp_id: CorpId, twin: TwinServer
) -> None:
    recogniser = WecomMembers(clients, base_url=twin.base_url)
    corpid = twin.world.corp().corpid
    address = recogniser.address(corpid, redirect_uri="https://lingqu.example/api/my/back/x", state="s1")

    async def code_of(who: str) -> str:
        async with httpx.AsyncClient() as browser:
            back = await browser.get(f"{address.partition('#')[0]}&{who}")
        return parse_qs(urlsplit(back.headers["location"]).query)["code"][0]

    entered = await members.enter(stage.database, corp_id, await code_of("twin_user=chen_rui"), recogniser=recogniser)
    member = await members.find_member(stage.database, entered.token)
    guest = await code_of("twin_guest=wm1")

    assert member is not None
    assert (member.corp_id, member.staff_id, member.name) == (corp_id, stage.chen_rui, "chen_rui")
    with pytest.raises(UnknownMemberError):
        await members.enter(stage.database, corp_id, guest, recogniser=recogniser)
    assert await members.find_member(stage.database, f"{corp_id + 1}.{entered.token.partition('.')[2]}") is None
    assert await members.find_member(stage.database, "x") is None
