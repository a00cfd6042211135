"""Whom a member cannot reach is sent the same by another who has them; only where it is sure that nothing was sent."""

from __future__ import annotations

from datetime import timedelta

import pytest

from doubles.broadcasts import TEXT, Scene
from lingqu.deliveries.contracts import DeliveryState, Reason
from lingqu.infra.clocks import SteppedClock
from lingqu.kernel.ids import BroadcastId, CustomerId, ExternalUserid, StaffId, TagId, Userid
from lingqu.outreach.api import rules
from lingqu.outreach.contracts.broadcasts import JOB_PLAN
from lingqu.outreach.contracts.rules import Rules

pytestmark = pytest.mark.postgres


class Shop:
    """Two customers whom two members have, the second member since later, and one whom only the first has."""

    def __init__(self, scene: Scene, tag: TagId, first: StaffId, second: StaffId, customers: list[CustomerId]) -> None:
        self.scene, self.tag, self.first, self.second, self.customers = scene, tag, first, second, customers

    async def rows(self, broadcast_id: BroadcastId) -> dict[CustomerId, tuple[str, str | None, StaffId | None]]:
        """Say how each delivery ended, why, and who was asked last."""
        async with self.scene.database.read(self.scene.corp_id) as session:
            found = await session.fetch(
                "SELECT customer_id, state, reason, staff_id FROM delivery WHERE broadcast_id = %s", (broadcast_id,)
            )
        return {row["customer_id"]: (row["state"], row["reason"], row["staff_id"]) for row in found}

    def received(self) -> list[str]:
        return sorted(str(one) for one, _ in self.scene.desk.received)


@pytest.fixture
async def shop(scene: Scene) -> Shop:
    tag = await scene.brand.tag("VIP")
    first, second = await scene.brand.hire("chen_rui"), await scene.brand.hire("li_na")
    both, alone = await scene.brand.enlist(2), await scene.brand.enlist(1)
    await scene.brand.follow(second, both, tag)
    await scene.brand.follow(first, [*both, *alone], tag)  # added last, so asked first
    return Shop(scene, tag, first, second, [*both, *alone])


async def test_a_relation_that_ended_before_the_call_is_no_end_where_another_member_has_the_customer(
    scene: Scene, shop: Shop
) -> None:
    zero, one, alone = shop.customers
    broadcast_id = await scene.send(shop.tag)
    await scene.steps.run_due(only=JOB_PLAN)
    for customer in (zero, alone):
        await scene.brand.end_relation(shop.first, customer)
    await scene.run(60)
    scene.desk.confirm_all()
    await scene.run(60)

    assert await shop.rows(broadcast_id) == {
        zero: ("delivered", None, shop.second),
        one: ("delivered", None, shop.first),
        alone: ("skipped", Reason.NO_LIVE_RELATION, shop.first),
    }
    assert shop.received() == ["wm0", "wm1"]


async def test_who_is_no_friend_of_the_member_that_pressed_is_asked_of_the_other(scene: Scene, shop: Shop) -> None:
    zero, one, alone = shop.customers
    scene.desk.not_friends |= {ExternalUserid("wm0"), ExternalUserid("wm2")}
    broadcast_id = await scene.send(shop.tag)
    await scene.run(10)
    scene.desk.confirm_all()
    await scene.run(30)

    assert (await shop.rows(broadcast_id))[zero] == ("handed_over", None, shop.second)
    assert (await scene.detail(broadcast_id)).view.tasks.open == 1

    scene.desk.not_friends.clear()
    scene.desk.confirm_all()
    await scene.run(60)
    assert await shop.rows(broadcast_id) == {
        zero: ("delivered", None, shop.second),
        one: ("delivered", None, shop.first),
        alone: ("failed", Reason.NOT_FRIEND, shop.first),
    }
    assert shop.received() == ["wm0", "wm1"]


async def test_nobody_is_asked_twice_for_the_same_customer(scene: Scene, shop: Shop) -> None:
    zero = shop.customers[0]
    scene.desk.not_friends.add(ExternalUserid("wm0"))
    broadcast_id = await scene.send(shop.tag)
    for _ in range(4):
        await scene.run(30)
        scene.desk.confirm_all()

    assert (await shop.rows(broadcast_id))[zero] == ("failed", Reason.NOT_FRIEND, shop.second)
    assert len(scene.desk.tasks) == 2


@pytest.mark.parametrize("how", ["sender", "recipient"])
async def test_whom_wecom_refuses_with_one_member_is_asked_of_the_other(scene: Scene, shop: Shop, how: str) -> None:
    zero, one, alone = shop.customers
    if how == "sender":
        scene.desk.refusing.add(Userid("chen_rui"))
    else:
        scene.desk.unsendable_by["chen_rui"] = {ExternalUserid("wm0"), ExternalUserid("wm2")}
    broadcast_id = await scene.send(shop.tag)
    await scene.run(30)
    scene.desk.confirm_all()
    await scene.run(60)

    assert await shop.rows(broadcast_id) == {
        zero: ("delivered", None, shop.second),
        one: ("delivered", None, shop.second if how == "sender" else shop.first),
        alone: ("failed", Reason.SENDER_REFUSED if how == "sender" else Reason.UNSENDABLE, shop.first),
    }
    assert shop.received() == ["wm0", "wm1"]


async def test_the_task_of_a_member_who_left_is_taken_back_and_asked_of_the_other(scene: Scene, shop: Shop) -> None:
    zero, one, alone = shop.customers
    broadcast_id = await scene.send(shop.tag)
    await scene.run(10)
    async with scene.database.unit(scene.corp_id) as unit:
        await unit.execute(
            "UPDATE staff SET left_at = %s WHERE corp_id = lingqu_corp() AND staff_id = %s", (unit.at, shop.first)
        )
    scene.desk.refusing.add(Userid("chen_rui"))
    await scene.run(300)
    scene.desk.confirm_all()
    await scene.run(60)

    assert await shop.rows(broadcast_id) == {
        zero: ("delivered", None, shop.second),
        one: ("delivered", None, shop.second),
        alone: ("failed", Reason.SENDER_REFUSED, shop.first),
    }
    assert shop.received() == ["wm0", "wm1"]


async def test_a_member_whose_day_is_full_is_asked_of_no_more(scene: Scene, shop: Shop, clock: SteppedClock) -> None:
    zero = shop.customers[0]
    async with scene.database.unit(scene.corp_id) as unit:
        await rules.set_rules(unit, Rules(tasks_per_day=1))
    other = await scene.brand.tag("别的")
    await scene.brand.follow(shop.second, await scene.brand.enlist(1), other)
    await scene.send(other, text="别的")
    await scene.run(10)
    scene.desk.not_friends.add(ExternalUserid("wm0"))
    broadcast_id = await scene.send(shop.tag)
    await scene.run(10)
    scene.desk.confirm_all()
    await scene.run(30)

    assert (await shop.rows(broadcast_id))[zero] == ("failed", Reason.NOT_FRIEND, shop.first)


async def test_nothing_is_passed_on_once_the_broadcast_was_taken_back(scene: Scene, shop: Shop) -> None:
    zero = shop.customers[0]
    scene.desk.not_friends.add(ExternalUserid("wm0"))
    broadcast_id = await scene.send(shop.tag)
    await scene.run(10)
    scene.desk.confirm_all()
    await scene.cancel(broadcast_id)
    await scene.run(60)

    assert (await shop.rows(broadcast_id))[zero] == ("failed", Reason.NOT_FRIEND, shop.first)
    assert len(scene.desk.tasks) == 1


async def test_close_to_the_end_of_the_window_nobody_new_is_asked(
    scene: Scene, shop: Shop, clock: SteppedClock
) -> None:
    zero = shop.customers[0]
    scene.desk.not_friends.add(ExternalUserid("wm0"))
    broadcast_id = await scene.send(shop.tag)
    await scene.run(10)
    closes_at = (await scene.detail(broadcast_id)).view.broadcast.closes_at
    assert closes_at is not None
    clock.advance(closes_at - timedelta(minutes=4) - clock.now())
    scene.desk.confirm_all()
    await scene.run(600)

    assert (await shop.rows(broadcast_id))[zero] == ("failed", Reason.NOT_FRIEND, shop.first)
    assert await scene.counts(broadcast_id) == {DeliveryState.DELIVERED: 2, DeliveryState.FAILED: 1}
    assert {text for _, text in scene.desk.received} == {TEXT}
