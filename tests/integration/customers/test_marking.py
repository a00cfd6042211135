"""Tags and remarks of ours: here at once, at WeCom soon after, undone when refused."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from doubles.customers import CustomersDouble
from doubles.jobs import Steps
from lingqu.customers.api import remarks, tags
from lingqu.customers.contracts import facts
from lingqu.customers.contracts.relations import Pair
from lingqu.customers.contracts.tags import TagChange
from lingqu.customers.errors import BadRemarkError, BadTagError, NoLiveRelationError, UnknownTagError
from lingqu.infra.clocks import SteppedClock
from lingqu.infra.database import Database
from lingqu.kernel.ids import CorpId, CustomerId, StaffId, TagId

from .conftest import Callbacks, Mirrored, Rows


class Desk:
    """One customer of one member, with two tags in the library."""

    def __init__(self, database: Database, corp_id: CorpId, wecom: CustomersDouble, steps: Steps, rows: Rows) -> None:
        self.database = database
        self.corp_id = corp_id
        self.wecom = wecom
        self.steps = steps
        self.rows = rows
        self.pair = Pair(CustomerId(0), StaffId(0))
        self.vip = self.plain = TagId(0)

    async def change(self, grant: Sequence[TagId] = (), withdraw: Sequence[TagId] = ()) -> None:
        change = TagChange(
            customer_id=self.pair.customer_id, staff_id=self.pair.staff_id, grant=grant, withdraw=withdraw
        )
        async with self.database.unit(self.corp_id, actor="account:1") as unit:
            await tags.change_tags_of(unit, change, source="account:1")

    async def remark(self, text: str) -> None:
        async with self.database.unit(self.corp_id, actor="account:1") as unit:
            await remarks.set_remark(unit, self.pair, text, source="account:1")

    async def statuses(self) -> dict[TagId, str]:
        found = await self.rows("SELECT tag_id, status FROM relation_tag")
        return {TagId(row["tag_id"]): row["status"] for row in found}

    async def told(self) -> list[tuple[str, int, str]]:
        found = await self.rows.facts(facts.TAG_GRANTED, facts.TAG_WITHDRAWN)
        return [(kind, data["tag_id"], data["source"]) for kind, _, _, data in found]

    def at_wecom(self) -> frozenset[str]:
        return self.wecom.tags_of("chen_rui", "wm_1")


@pytest.fixture
async def desk(
    *,
    database: Database,
    corp_id: CorpId,
    wecom: CustomersDouble,
    steps: Steps,
    rows: Rows,
    callbacks: Callbacks,
    mirrored: Mirrored,
    clock: SteppedClock,
) -> Desk:
    made = Desk(database, corp_id, wecom, steps, rows)
    wecom.tag_group("等级", "VIP", "普通")
    await mirrored()
    wecom.follow("chen_rui", "wm_1", clock.now(), remark="小刘")
    await callbacks.take(callbacks.added("chen_rui", "wm_1"))
    await steps.run_due()
    clock.advance(timedelta(minutes=1))
    made.pair = Pair(await rows.customer("wm_1"), await rows.staff("chen_rui"))
    names = {row["name"]: TagId(row["tag_id"]) for row in await rows("SELECT name, tag_id FROM corp_tag")}
    made.vip, made.plain = names["VIP"], names["普通"]
    return made


async def test_a_grant_stands_here_at_once_and_at_wecom_after_the_job(desk: Desk) -> None:
    await desk.change(grant=[desk.vip])
    assert await desk.statuses() == {desk.vip: "pending"}

    await desk.steps.run_due()

    assert await desk.statuses() == {desk.vip: "granted"}
    assert desk.at_wecom() == {"et2"}
    assert await desk.told() == [(facts.TAG_GRANTED, desk.vip, "account:1")]


async def test_a_withdrawal_stands_here_at_once_and_at_wecom_after_the_job(desk: Desk) -> None:
    await desk.change(grant=[desk.vip, desk.plain])
    await desk.steps.run_due()

    await desk.change(withdraw=[desk.vip])
    assert await desk.statuses() == {desk.vip: "withdrawing", desk.plain: "granted"}
    await desk.steps.run_due()

    assert await desk.statuses() == {desk.plain: "granted"}
    assert desk.at_wecom() == {"et3"}
    assert await desk.told() == [
        (facts.TAG_GRANTED, desk.vip, "account:1"),
        (facts.TAG_GRANTED, desk.plain, "account:1"),
        (facts.TAG_WITHDRAWN, desk.vip, "account:1"),
    ]


async def test_one_relation_is_one_call_whatever_changed(desk: Desk) -> None:
    await desk.change(grant=[desk.vip])
    await desk.steps.run_due()
    desk.wecom.marked.clear()

    await desk.change(grant=[desk.plain], withdraw=[desk.vip])
    await desk.steps.run_due()

    assert [(one.add, one.remove) for one in desk.wecom.marked] == [(("et3",), ("et2",))]


async def test_granting_what_is_there_changes_nothing(desk: Desk) -> None:
    await desk.change(grant=[desk.vip])
    await desk.steps.run_due()

    await desk.change(grant=[desk.vip])

    assert await desk.statuses() == {desk.vip: "granted"}
    assert await desk.steps.run_due() == 0
    assert len(await desk.told()) == 1


async def test_a_lost_answer_is_settled_by_asking_again(desk: Desk) -> None:
    await desk.change(grant=[desk.vip])
    desk.wecom.lose_next = 12
    for _ in range(12):
        await desk.steps.run_due()
        assert await desk.statuses() == {desk.vip: "pending"}
        desk.steps.clock.advance(timedelta(minutes=1))
    await desk.steps.run_due()

    assert await desk.statuses() == {desk.vip: "granted"}
    assert desk.at_wecom() == {"et2"}


async def test_a_tag_that_wecom_does_not_know_is_undone_and_the_others_stay(desk: Desk) -> None:
    group = desk.wecom.library["等级"]
    desk.wecom.library["等级"] = type(group)(
        wecom_group_id=group.wecom_group_id, name=group.name, sort=0, tags=group.tags[:1]
    )

    await desk.change(grant=[desk.vip, desk.plain])
    await desk.steps.run_due()

    assert await desk.statuses() == {desk.vip: "granted"}
    assert (await desk.told())[-1] == (facts.TAG_WITHDRAWN, desk.plain, "refused")
    assert [row["kind"] for row in await desk.rows("SELECT kind FROM job")] == ["customers.read_tags"]


async def test_a_withdrawal_that_wecom_refuses_is_undone(desk: Desk) -> None:
    await desk.change(grant=[desk.vip])
    await desk.steps.run_due()
    desk.wecom.library.clear()

    await desk.change(withdraw=[desk.vip])
    await desk.steps.run_due()

    assert await desk.statuses() == {desk.vip: "granted"}
    assert (await desk.told())[-1] == (facts.TAG_GRANTED, desk.vip, "refused")


async def test_a_relation_that_wecom_lost_undoes_the_grant_and_asks_for_a_read(desk: Desk) -> None:
    desk.wecom.staff_deletes("chen_rui", "wm_1")

    await desk.change(grant=[desk.vip])
    await desk.steps.run_due(only="customers.project_tags")

    assert await desk.statuses() == {}
    assert [row["kind"] for row in await desk.rows("SELECT kind FROM job")] == ["customers.read"]


async def test_a_withdrawal_from_a_relation_that_wecom_lost_is_done(desk: Desk) -> None:
    await desk.change(grant=[desk.vip])
    await desk.steps.run_due()
    desk.wecom.staff_deletes("chen_rui", "wm_1")

    await desk.change(withdraw=[desk.vip])
    await desk.steps.run_due(only="customers.project_tags")

    assert await desk.statuses() == {}
    assert [kind for kind, _, _ in await desk.told()] == [facts.TAG_GRANTED, facts.TAG_WITHDRAWN]


async def test_a_read_older_than_our_answer_does_not_take_the_tag_away(desk: Desk, callbacks: Callbacks) -> None:
    """The read is asked for, then our mark is answered, then the read's answer is written."""
    await desk.change(grant=[desk.vip])
    stale = await desk.wecom.read_customers(desk.corp_id, [next(iter(desk.wecom.people))])
    await desk.steps.run_due()

    async def old_answer(*_: object) -> list[object]:
        return [*stale]

    fresh, desk.wecom.read_customers = desk.wecom.read_customers, old_answer  # pyright: ignore[reportAttributeAccessIssue] - one stale answer
    await callbacks.take(callbacks.edited("chen_rui", "wm_1"))
    await desk.steps.run_due()
    assert await desk.statuses() == {desk.vip: "granted"}

    desk.wecom.read_customers = fresh  # pyright: ignore[reportAttributeAccessIssue] - back to the truth
    await desk.steps.run_until(desk.steps.clock.now() + timedelta(seconds=5))
    assert await desk.statuses() == {desk.vip: "granted"}
    assert await desk.rows("SELECT 1 FROM job") == []


async def test_a_mark_in_the_client_wins_over_an_older_withdrawal(desk: Desk, callbacks: Callbacks) -> None:
    await desk.change(grant=[desk.vip])
    await desk.steps.run_due()
    await desk.change(withdraw=[desk.vip])
    await desk.steps.run_due()
    desk.steps.clock.advance(timedelta(minutes=5))
    desk.wecom.note("chen_rui", "wm_1", wecom_tag_ids=frozenset({"et2"}))

    await callbacks.take(callbacks.edited("chen_rui", "wm_1"))
    await desk.steps.run_due()

    assert await desk.statuses() == {desk.vip: "granted"}
    assert (await desk.told())[-1] == (facts.TAG_GRANTED, desk.vip, "wecom")


async def test_a_grant_taken_back_before_the_job_leaves_nothing_at_wecom(desk: Desk) -> None:
    await desk.change(grant=[desk.vip])
    await desk.change(withdraw=[desk.vip])

    await desk.steps.run_due()

    assert await desk.statuses() == {}
    assert desk.at_wecom() == frozenset()


async def test_unknown_tags_and_strangers_are_refused(desk: Desk) -> None:
    with pytest.raises(UnknownTagError) as unknown:
        await desk.change(grant=[TagId(999)])
    desk.pair = Pair(desk.pair.customer_id, StaffId(999))
    with pytest.raises(NoLiveRelationError):
        await desk.change(grant=[desk.vip])

    assert unknown.value.data == {"tag_ids": [999]}
    assert await desk.statuses() == {}


async def test_tags_are_granted_to_many_relations_in_few_statements(desk: Desk, callbacks: Callbacks) -> None:
    await callbacks.take(*(callbacks.added("li_na", f"wm_x{number}") for number in range(50)))
    staff_id = await desk.rows.staff("li_na")
    found = await desk.rows("SELECT customer_id FROM follow_relation WHERE staff_id = %s", (staff_id,))
    ids = [CustomerId(row["customer_id"]) for row in found]
    async with desk.database.unit(desk.corp_id) as unit:
        await tags.grant_tags(unit, [Pair(one, staff_id) for one in ids], [desk.vip], source="channel:7")

    found = await desk.rows("SELECT DISTINCT status, source FROM relation_tag")
    assert found == [{"status": "pending", "source": "channel:7"}]
    assert len(await desk.rows("SELECT 1 FROM relation_tag")) == 50


# ───────────────────────── the library ─────────────────────────


async def test_new_tags_are_ours(desk: Desk) -> None:
    groups = await tags.create_tags(
        desk.database, desk.corp_id, desk.wecom, group_name="购买阶段", names=["意向", "成交"], actor="account:1"
    )

    made = {group.name: {tag.name: tag.ours for tag in group.tags} for group in groups}
    assert made == {"等级": {"VIP": False, "普通": False}, "购买阶段": {"意向": True, "成交": True}}


async def test_new_tags_whose_answer_was_lost_are_found_in_the_library_and_ours(desk: Desk) -> None:
    desk.wecom.lose_next = 1

    groups = await tags.create_tags(
        desk.database, desk.corp_id, desk.wecom, group_name="等级", names=["黑钻"], actor="account:1"
    )

    assert {tag.name: tag.ours for tag in groups[0].tags} == {"VIP": False, "普通": False, "黑钻": True}


async def test_names_that_cannot_be_are_refused(desk: Desk) -> None:
    wrong = {
        ("", ("意向",)): "body.group_name",
        ("字" * 31, ("意向",)): "body.group_name",
        ("阶段", ()): "body.names",
        ("阶段", ("意向", "意向")): "body.names[1]",
        ("阶段", ("意向", " ")): "body.names[1]",
        ("等级", ("VIP",)): "body.names",
    }
    places: dict[tuple[str, tuple[str, ...]], str | None] = {}
    for group, names in wrong:
        with pytest.raises(BadTagError) as refusal:
            await tags.create_tags(
                desk.database, desk.corp_id, desk.wecom, group_name=group, names=names, actor="account:1"
            )
        places[group, names] = refusal.value.place

    assert places == wrong
    assert set(desk.wecom.library) == {"等级"}


async def test_a_tag_deleted_in_the_console_leaves_the_list(desk: Desk, mirrored: Mirrored) -> None:
    desk.wecom.library.clear()
    await mirrored()

    async with desk.database.read(desk.corp_id) as session:
        assert await tags.list_tags(session) == []


async def test_a_tag_counts_people_with_a_live_relation(desk: Desk, callbacks: Callbacks) -> None:
    await desk.change(grant=[desk.vip])
    async with desk.database.read(desk.corp_id) as session:
        [group] = await tags.list_tags(session)
    assert {tag.name: tag.customers for tag in group.tags} == {"VIP": 1, "普通": 0}

    await callbacks.take(callbacks.customer_deleted("chen_rui", "wm_1"))

    async with desk.database.read(desk.corp_id) as session:
        [group] = await tags.list_tags(session)
    assert {tag.name: tag.customers for tag in group.tags} == {"VIP": 0, "普通": 0}


# ───────────────────────── remarks ─────────────────────────


async def test_a_remark_stands_here_at_once_and_at_wecom_after_the_job(desk: Desk) -> None:
    await desk.remark("刘颖 VIP")
    assert await desk.rows("SELECT remark, remark_pending FROM follow_relation") == [
        {"remark": "刘颖 VIP", "remark_pending": True}
    ]

    await desk.steps.run_due()

    assert await desk.rows("SELECT remark, remark_pending FROM follow_relation") == [
        {"remark": "刘颖 VIP", "remark_pending": False}
    ]
    assert [one.remark for one in desk.wecom.remarked] == ["刘颖 VIP"]


async def test_a_read_does_not_undo_a_remark_that_is_under_way(desk: Desk, callbacks: Callbacks) -> None:
    await desk.remark("刘颖 VIP")
    await callbacks.take(callbacks.edited("chen_rui", "wm_1"))

    await desk.steps.run_due(only="customers.read")

    assert [row["remark"] for row in await desk.rows("SELECT remark FROM follow_relation")] == ["刘颖 VIP"]


async def test_a_remark_changed_while_being_written_is_written_again(desk: Desk) -> None:
    await desk.remark("一")
    write = desk.wecom.write_remarks

    async def and_change(*args: object) -> object:
        desk.wecom.write_remarks = write  # pyright: ignore[reportAttributeAccessIssue] - once
        answers = await write(*args)  # pyright: ignore[reportArgumentType] - passed on as they came
        await desk.remark("二")
        return answers

    desk.wecom.write_remarks = and_change  # pyright: ignore[reportAttributeAccessIssue] - once
    await desk.steps.run_until(desk.steps.clock.now() + timedelta(seconds=5))

    assert [one.remark for one in desk.wecom.remarked] == ["一", "二"]
    assert await desk.rows("SELECT remark, remark_pending FROM follow_relation") == [
        {"remark": "二", "remark_pending": False}
    ]


async def test_a_remark_that_wecom_refuses_gives_way_to_wecoms(desk: Desk) -> None:
    follow = desk.wecom.follows.pop(next(iter(desk.wecom.follows)))
    await desk.remark("刘颖 VIP")
    await desk.steps.run_due()
    desk.wecom.follow("chen_rui", "wm_1", follow.added_at, remark="小刘")

    await desk.steps.run_until(desk.steps.clock.now() + timedelta(seconds=5))

    assert [row["remark"] for row in await desk.rows("SELECT remark FROM follow_relation")] == ["小刘"]


async def test_a_remark_of_more_than_twenty_characters_is_refused(desk: Desk) -> None:
    with pytest.raises(BadRemarkError) as refusal:
        await desk.remark("长" * 21)

    assert (refusal.value.place, refusal.value.data) == ("body.remark", {"most": 20})
