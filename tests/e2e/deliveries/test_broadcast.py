"""A broadcast from the operator to the customers, through the real client and the twin; its ledger judges."""

from __future__ import annotations

import pytest

from conformance.deliveries.media_uploader_suite import picture
from doubles.broadcasts import alone, halves
from e2e.deliveries.conftest import Stage
from lingqu.deliveries.contracts import DeliveryState, Image, Link
from lingqu.deliveries.domain.keys import blob_path
from lingqu.outreach.contracts.broadcasts import BroadcastState
from lingqu.tasks.contracts.tasks import TaskCounts
from wecom_twin.wire.faults import Effect, Fault

pytestmark = pytest.mark.postgres

MAKE = "/cgi-bin/externalcontact/add_msg_template"
SALE = alone("周末会员日,全场八折", Link("会员中心", "https://shop.example/m", None, None))


async def test_a_broadcast_reaches_every_customer_once_after_its_members_confirm(stage: Stage) -> None:
    broadcast_id = await stage.send(*SALE)
    await stage.run(20)
    before = stage.received()
    stage.confirm_all()
    await stage.run(30)
    detail = await stage.detail(broadcast_id)

    assert before == 0
    assert stage.received() == 15
    assert stage.twin.ledger.doubles() == []
    assert detail.view.broadcast.state is BroadcastState.DONE
    assert detail.view.counts == {DeliveryState.DELIVERED: 15}
    assert detail.view.tasks == TaskCounts(confirmed=3)


async def test_a_picture_travels_with_the_broadcast(stage: Stage) -> None:
    await stage.blobs.put(blob_path(stage.corp_id, "a.png"), picture())
    await stage.send(*alone("看图", Image("a.png")))
    await stage.run(20)

    made = next(iter(stage.twin.world.corp().sends.values()))
    assert [one["msgtype"] for one in made.attachments] == ["image"]


@pytest.mark.parametrize("effect", ["answer_lost", "truncated", "reset", "status"])
async def test_a_lost_answer_makes_no_double_and_loses_nobody(stage: Stage, effect: Effect) -> None:
    stage.twin.faults.add(Fault(effect=effect, path=MAKE, nth=2))
    broadcast_id = await stage.send(*SALE)
    await stage.run(200)
    stage.confirm_all()
    await stage.run(120)

    assert len(stage.twin.faults.injections) == 1
    assert stage.twin.ledger.doubles() == []
    assert stage.received() == 15
    assert await stage.counts(broadcast_id) == {DeliveryState.DELIVERED: 15}


async def test_every_answer_lost_makes_no_double_and_loses_nobody(stage: Stage) -> None:
    stage.twin.faults.add(Fault(effect="answer_lost", path=MAKE))
    broadcast_id = await stage.send(*SALE)
    await stage.run(300)
    stage.confirm_all()
    await stage.run(120)

    assert len(stage.twin.faults.injections) == 3
    assert stage.twin.ledger.doubles() == []
    assert await stage.counts(broadcast_id) == {DeliveryState.DELIVERED: 15}


async def test_a_list_that_hides_what_is_being_dispatched_makes_no_double(stage: Stage) -> None:
    stage.twin.world.turn(list_while_dispatching="hidden", dispatch_seconds=20.0)
    stage.twin.faults.add(Fault(effect="answer_lost", path=MAKE, nth=2))
    broadcast_id = await stage.send(*SALE)
    await stage.run(300)
    stage.confirm_all()
    await stage.run(120)

    assert stage.twin.ledger.doubles() == []
    assert await stage.counts(broadcast_id) == {DeliveryState.DELIVERED: 15}


async def test_a_customer_over_the_cap_fails_with_the_reason(stage: Stage) -> None:
    stage.twin.world.corp().cap = "daily_1"
    first = await stage.send(*SALE)
    await stage.run(20)
    stage.confirm_all()
    await stage.run(30)
    second = await stage.send(*alone("第二条"))
    await stage.run(20)
    stage.confirm_all()
    await stage.run(30)

    assert await stage.counts(first) == {DeliveryState.DELIVERED: 15}
    assert await stage.counts(second) == {DeliveryState.FAILED: 15}
    async with stage.database.read(stage.corp_id) as session:
        reasons = await session.fetch_value("SELECT array_agg(DISTINCT reason) FROM delivery WHERE state = 'failed'")
    assert reasons == ["over_cap"]


async def test_each_of_two_contents_is_a_task_of_its_own_and_nobody_gets_both(stage: Stage) -> None:
    stage.twin.faults.add(Fault(effect="answer_lost", path=MAKE, nth=4))
    broadcast_id = await stage.send(*halves("周末会员日,全场八折", "会员日只在这个周末"))
    await stage.run(200)
    stage.confirm_all()
    await stage.run(120)
    detail = await stage.detail(broadcast_id)

    said: dict[str | None, set[str]] = {}
    for made in stage.twin.world.corp().sends.values():
        said.setdefault(made.text, set()).update(one for task in made.tasks.values() for one in task.outcomes)
    first, second = said.values()
    assert (first & second, len(first | second)) == (set(), 15)
    assert stage.twin.ledger.doubles() == []
    assert stage.received() == 15
    assert sorted(states[DeliveryState.DELIVERED] for states in detail.by_variant.values()) == sorted(
        [len(first), len(second)]
    )
