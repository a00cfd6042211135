"""A broadcast from the operator into customer groups, through the real client and the twin; its ledger judges."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import time, timedelta
from typing import Any

import pytest

from doubles.broadcasts import alone
from doubles.jobs import Steps, elsewhere
from doubles.twin_corp import TwinClock
from e2e.deliveries.conftest import Stage
from e2e.twin.client import Caller
from lingqu.corps.contracts import SYNC_KEY
from lingqu.deliveries.contracts import ChatType, Content, DeliveryState, Link, Reason
from lingqu.deliveries.jobs import kinds as delivery_kinds
from lingqu.gateway.clients import Clients
from lingqu.gateway.group_sends import WecomGroupSends
from lingqu.gateway.groupchats import WecomGroupchats
from lingqu.gateway.media import WecomMedia
from lingqu.groupchats.api.sync import Reading
from lingqu.groupchats.contracts.audiences import GroupAudience
from lingqu.groupchats.contracts.jobs import JOB_SYNC
from lingqu.groupchats.jobs import kinds as groupchat_kinds
from lingqu.infra.blobs import MemoryBlobStore
from lingqu.infra.database import Database
from lingqu.kernel.ids import BroadcastId, ChannelId, CorpId, TagId
from lingqu.kernel.jobs import NewJob
from lingqu.outreach.api import broadcasts, sending
from lingqu.outreach.api.rules import set_rules
from lingqu.outreach.api.workload import DAYS
from lingqu.outreach.contracts.broadcasts import BroadcastDraft, BroadcastState
from lingqu.outreach.contracts.rules import QuietHours, Rules
from lingqu.outreach.errors import NothingToRemindError
from lingqu.outreach.jobs import kinds as outreach_kinds
from lingqu.tasks.contracts.tasks import TaskCounts
from wecom_twin.server import TwinServer
from wecom_twin.wire.faults import Effect, Fault

pytestmark = pytest.mark.postgres

PREFIX = "/cgi-bin/externalcontact/"
MAKE = PREFIX + "add_msg_template"
SALE = Content("周末会员日,全场八折", (Link("会员中心", "https://shop.example/m", None, None),))
LINK = {"msgtype": "link", "link": {"title": "会员中心", "url": "https://shop.example/m"}}


async def no_channels(_: Any, states: Sequence[str]) -> Mapping[str, ChannelId]:
    del states
    return {}


@dataclass
class Groups(Stage):
    """Chen Rui owns three groups of the twin, Li Na one; the platform has read them all."""

    chats: tuple[str, ...] = ()

    async def announce(self, content: Content = SALE) -> BroadcastId:
        draft = BroadcastDraft(
            name="群公告", audience=GroupAudience(), variants=alone(content.text, *content.attachments)
        )
        async with self.database.unit(self.corp_id) as unit:
            broadcast_id = await broadcasts.create_broadcast(unit, draft, created_by="运营")
            await sending.send_broadcast(unit, broadcast_id, by="op")
        return broadcast_id

    def heard(self) -> list[str]:
        """The groups that a platform-made group send came into, as often as it did."""
        return [one.chat_id for one in self.twin.ledger.iter_receipts(kinds=["group_send"]) if one.by_platform]

    async def reasons(self) -> dict[str, str]:
        async with self.database.read(self.corp_id) as session:
            rows = await session.fetch(
                """
                SELECT k.chat_id, d.reason FROM delivery d
                JOIN groupchat k ON k.corp_id = d.corp_id AND k.groupchat_id = d.groupchat_id
                WHERE d.reason IS NOT NULL
                """
            )
        return {row["chat_id"]: row["reason"] for row in rows}


@pytest.fixture
async def groups(database: Database, twin: TwinServer, clock: TwinClock, corp_id: CorpId, clients: Clients) -> Groups:
    blobs = MemoryBlobStore()
    kinds = [
        *delivery_kinds(WecomGroupSends(clients), WecomMedia(clients, clock), blobs, DAYS),
        *outreach_kinds(),
        *groupchat_kinds(Reading(reader=WecomGroupchats(clients), resolve_channels=no_channels)),
        *elsewhere("customers.read"),
    ]
    corp = twin.world.corp()
    people = [twin.world.add_customer(corp, f"顾客{number}").external_userid for number in range(4)]
    chats = tuple(
        twin.world.add_group(corp, owner, name, external_userids=people[first : first + 2]).chat_id
        for owner, name, first in (
            ("chen_rui", "茶友群", 0),
            ("chen_rui", "新品群", 1),
            ("chen_rui", "老客群", 2),
            ("li_na", "会员群", 0),
        )
    )
    async with database.unit(corp_id) as unit:
        await unit.execute(
            "INSERT INTO staff (corp_id, userid, name, is_follow_user)"
            " SELECT lingqu_corp(), userid, userid, true FROM unnest(ARRAY['chen_rui', 'li_na']) AS s(userid)"
        )
        await unit.execute(
            "INSERT INTO sync_run (corp_id, is_sweep, started_at) SELECT lingqu_corp(), false, %s", (unit.at,)
        )
        unit.enqueue(NewJob(kind=JOB_SYNC, key=SYNC_KEY))
    stage = Groups(twin, database, corp_id, Steps(database, clock, kinds), blobs, TagId(0), chats)
    await stage.run(60)
    return stage


async def test_every_group_hears_it_once_after_its_owner_confirms(groups: Groups) -> None:
    broadcast_id = await groups.announce()
    await groups.run(20)
    before = groups.heard()
    groups.confirm_all()
    await groups.run(30)
    detail = await groups.detail(broadcast_id)

    assert before == []
    assert sorted(groups.heard()) == sorted(groups.chats)
    assert {made.chat_type for made in groups.twin.world.corp().sends.values()} == {ChatType.GROUP.value}
    assert detail.view.broadcast.state is BroadcastState.DONE
    assert detail.view.counts == {DeliveryState.DELIVERED: 4}
    assert detail.view.tasks == TaskCounts(confirmed=2)


async def test_a_group_counts_as_delivered_when_its_owner_confirms_and_not_with_the_others(groups: Groups) -> None:
    broadcast_id = await groups.announce()
    await groups.run(20)
    mine = next(msgid for msgid, made in groups.twin.world.corp().sends.items() if "li_na" in made.tasks)
    groups.twin.world.confirm(mine, "li_na")
    await groups.run(600)
    detail = await groups.detail(broadcast_id)

    assert groups.heard() == [groups.chats[3]]
    assert detail.view.counts == {DeliveryState.DELIVERED: 1, DeliveryState.HANDED_OVER: 3}
    assert detail.view.tasks == TaskCounts(open=1, confirmed=1)


@pytest.mark.parametrize("effect", ["answer_lost", "truncated", "reset", "status"])
async def test_a_lost_answer_makes_no_double_and_loses_no_group(groups: Groups, effect: Effect) -> None:
    groups.twin.faults.add(Fault(effect=effect, path=MAKE, nth=1))
    broadcast_id = await groups.announce()
    await groups.run(200)
    groups.confirm_all()
    await groups.run(120)

    assert len(groups.twin.faults.injections) == 1
    assert groups.twin.ledger.doubles() == []
    assert sorted(groups.heard()) == sorted(groups.chats)
    assert await groups.counts(broadcast_id) == {DeliveryState.DELIVERED: 4}


async def test_two_tasks_that_fit_a_lost_answer_leave_it_unknown(groups: Groups) -> None:
    groups.twin.faults.add(Fault(effect="answer_lost", path=MAKE))
    first = await groups.announce()
    await groups.run(30)
    groups.twin.faults.clear()
    # The corp makes the same once more in another way: nobody can tell the two apart.
    caller = Caller(groups.twin)
    for made in list(groups.twin.world.corp().sends.values()):
        [(sender, task)] = made.tasks.items()
        again = {"chat_type": "group", "sender": sender, "chat_id_list": list(task.outcomes)}
        caller.post("externalcontact/add_msg_template", **again, text={"content": made.text}, attachments=[LINK])
    caller.close()
    await groups.run(200)

    assert await groups.counts(first) == {DeliveryState.UNKNOWN: 4}
    assert set((await groups.reasons()).values()) == {Reason.LOST_ANSWER}


async def test_owners_are_reminded_three_times_a_day_and_no_more(groups: Groups) -> None:
    broadcast_id = await groups.announce()
    await groups.run(20)
    for _ in range(3):
        async with groups.database.unit(groups.corp_id) as unit:
            await broadcasts.remind_broadcast(unit, broadcast_id)
        await groups.run(60)
    with pytest.raises(NothingToRemindError):
        async with groups.database.unit(groups.corp_id) as unit:
            await broadcasts.remind_broadcast(unit, broadcast_id)

    assert [len(made.reminded_at) for made in groups.twin.world.corp().sends.values()] == [3, 3]


async def test_what_owners_do_not_confirm_expires_and_cannot_be_sent_any_more(groups: Groups) -> None:
    async with groups.database.unit(groups.corp_id) as unit:
        await set_rules(unit, Rules(quiet=QuietHours(begins=time(12), ends=time(8))))
    broadcast_id = await groups.announce()
    await groups.run(20)
    closes_at = (await groups.detail(broadcast_id)).view.broadcast.closes_at
    assert closes_at is not None
    await groups.steps.run_until(closes_at + timedelta(minutes=30))
    groups.confirm_all()
    await groups.run(60)
    detail = await groups.detail(broadcast_id)

    assert groups.heard() == []
    assert detail.view.counts == {DeliveryState.EXPIRED: 4}
    assert detail.view.tasks == TaskCounts(expired=2)


async def test_a_cancelled_one_reaches_only_whom_it_had_reached(groups: Groups) -> None:
    broadcast_id = await groups.announce()
    await groups.run(20)
    mine = next(msgid for msgid, made in groups.twin.world.corp().sends.items() if "li_na" in made.tasks)
    groups.twin.world.confirm(mine, "li_na")
    async with groups.database.unit(groups.corp_id) as unit:
        await broadcasts.cancel_broadcast(unit, broadcast_id)
    await groups.run(60)
    groups.confirm_all()

    assert groups.heard() == [groups.chats[3]]
    assert await groups.counts(broadcast_id) == {DeliveryState.DELIVERED: 1, DeliveryState.CANCELLED: 3}


async def test_groups_dissolved_passed_on_or_full_of_messages_are_not_reached_and_told(groups: Groups) -> None:
    world = groups.twin.world
    dissolved, passed_on, full, fine = groups.chats
    broadcast_id = await groups.announce()
    await groups.run(20)
    world.corp().cap = "daily_1"
    world.dismiss_group(dissolved)
    world.invite_to_group(passed_on, ["li_na"], by="chen_rui")
    world.pass_on_group(passed_on, "li_na")
    world.owner_sends("chen_rui", [full], "早上好")
    groups.confirm_all()
    await groups.run(900)

    assert groups.heard() == [fine]
    assert await groups.counts(broadcast_id) == {DeliveryState.DELIVERED: 1, DeliveryState.FAILED: 3}
    assert await groups.reasons() == dict.fromkeys((dissolved, passed_on, full), Reason.NOT_REACHED)


async def test_a_group_that_wecom_names_as_unsendable_fails_at_once(groups: Groups) -> None:
    groups.twin.world.dismiss_group(groups.chats[0])
    broadcast_id = await groups.announce()
    await groups.run(20)

    assert await groups.counts(broadcast_id) == {DeliveryState.HANDED_OVER: 3, DeliveryState.FAILED: 1}
    assert await groups.reasons() == {groups.chats[0]: Reason.UNSENDABLE}
