"""The walk through all customers: whole, page by page, and on from where it was killed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from doubles.customers import CustomersDouble, refused
from doubles.jobs import Steps
from lingqu.corps import api as corps
from lingqu.corps.contracts import StageName, StageState, SyncStage
from lingqu.customers.api.tags import create_tags
from lingqu.customers.contracts import facts
from lingqu.customers.contracts.snapshots import CustomerPage
from lingqu.customers.contracts.tags import TagGroupSnapshot
from lingqu.directory.api.people import ensure_staff
from lingqu.infra.clocks import SteppedClock
from lingqu.infra.database import Database
from lingqu.kernel.ids import CorpId
from lingqu.kernel.jobs import Lane, NewJob
from lingqu.kernel.outside import TryLaterError

from .conftest import Callbacks, Mirrored, Rows

At = Callable[[float], datetime]


class Walk:
    """A corp with follow users, and the job that walks through their customers."""

    def __init__(self, database: Database, corp_id: CorpId, steps: Steps, clock: SteppedClock) -> None:
        self.database = database
        self.corp_id = corp_id
        self.steps = steps
        self.clock = clock

    async def hire(self, *userids: str) -> None:
        async with self.database.unit(self.corp_id) as unit:
            await ensure_staff(unit, userids)
            await unit.execute("UPDATE staff SET is_follow_user = true WHERE corp_id = lingqu_corp()")

    async def ask(self) -> None:
        async with self.database.unit(self.corp_id) as unit:
            unit.enqueue(NewJob(kind="customers.sync", key="corp", lane=Lane.BULK))

    async def through(self) -> SyncStage:
        await self.ask()
        await self.steps.run_until(self.clock.now() + timedelta(minutes=5))
        return await self.stage()

    async def stage(self) -> SyncStage:
        async with self.database.read(self.corp_id) as session:
            stages = await corps.get_stages(session)
        return next(stage for stage in stages if stage.stage is StageName.CUSTOMERS)


@pytest.fixture
def walk(database: Database, corp_id: CorpId, steps: Steps, clock: SteppedClock) -> Walk:
    return Walk(database, corp_id, steps, clock)


async def test_every_pair_is_met(walk: Walk, wecom: CustomersDouble, rows: Rows, later: At) -> None:
    await walk.hire("chen_rui", "li_na")
    wecom.page_size = 2
    for number in range(5):
        wecom.follow("chen_rui", f"wm_{number}", later(-100 - number), remark=f"客户{number}")
    wecom.follow("li_na", "wm_0", later(-3), state="ch_1")

    stage = await walk.through()

    assert (stage.state, stage.done, stage.total) == (StageState.DONE, 6, 6)
    assert await rows.relations() == {
        *((f"wm_{number}", "chen_rui", True, False, None, None) for number in range(5)),
        ("wm_0", "li_na", True, False, None, 7),
    }
    counts = await rows("SELECT external_userid, live_relations FROM customer WHERE live_relations <> 1")
    assert counts == [{"external_userid": "wm_0", "live_relations": 2}]


async def test_what_is_met_is_a_fact_of_its_own_day(walk: Walk, wecom: CustomersDouble, rows: Rows, later: At) -> None:
    await walk.hire("chen_rui")
    wecom.follow("chen_rui", "wm_1", later(-100))

    await walk.through()

    [fact] = await rows("SELECT kind, occurred_at, data FROM fact WHERE kind LIKE 'relation.%%'")
    assert (fact["kind"], fact["occurred_at"], fact["data"]["learnt"]) == (facts.RELATION_ADDED, later(-100), "read")


async def test_a_second_walk_tells_nothing_new(
    walk: Walk, wecom: CustomersDouble, rows: Rows, later: At, mirrored: Mirrored
) -> None:
    await walk.hire("chen_rui")
    tags = wecom.tag_group("等级", "VIP")
    await mirrored()
    wecom.follow("chen_rui", "wm_1", later(-100), wecom_tag_ids=frozenset(tags.values()), phones=("13912341111",))
    await walk.through()
    before = await rows("SELECT kind FROM fact")

    stage = await walk.through()

    assert await rows("SELECT kind FROM fact") == before
    assert stage.run == 2


async def test_a_walk_that_broke_goes_on_where_it_was(
    walk: Walk, wecom: CustomersDouble, rows: Rows, later: At, clock: SteppedClock
) -> None:
    await walk.hire("chen_rui")
    wecom.page_size = 2
    for number in range(7):
        wecom.follow("chen_rui", f"wm_{number}", later(-100))
    wecom.fail_page = 3
    await walk.ask()
    await walk.steps.run_due()

    stopped = await walk.stage()
    assert (stopped.state, stopped.done, stopped.cursor["cursor"]) == (StageState.RUNNING, 4, "4")
    await walk.steps.run_until(clock.now() + timedelta(seconds=2))

    done = await walk.stage()
    assert (done.state, done.done) == (StageState.DONE, 7)
    assert wecom.pages == 5  # two, the one that failed, and two more: nothing is read twice
    assert len(await rows("SELECT 1 FROM customer")) == 7


async def test_a_worker_killed_between_read_and_write_loses_and_doubles_nothing(
    walk: Walk, wecom: CustomersDouble, rows: Rows, later: At, monkeypatch: pytest.MonkeyPatch
) -> None:
    await walk.hire("chen_rui")
    wecom.page_size = 2
    for number in range(6):
        wecom.follow("chen_rui", f"wm_{number}", later(-100))
    writes = 0
    advance = corps.advance_stage

    class _KilledError(Exception):
        pass

    async def dying(*args: object, **options: object) -> None:
        nonlocal writes
        writes += 1
        if writes == 3:  # the first is where the group begins
            raise _KilledError
        await advance(*args, **options)  # pyright: ignore[reportArgumentType] - passed on as they came

    monkeypatch.setattr(corps, "advance_stage", dying)
    await walk.ask()
    with pytest.raises(_KilledError):
        await walk.steps.run_due()
    monkeypatch.undo()
    assert len(await rows("SELECT 1 FROM customer")) == 2

    await walk.steps.run_until(walk.clock.now() + timedelta(minutes=1))

    assert (await walk.stage()).done == 6
    assert [row["kind"] for row in await rows("SELECT kind FROM fact")] == [facts.RELATION_ADDED] * 6


async def test_whom_the_member_deleted_is_ended_as_of_the_walk(
    walk: Walk, wecom: CustomersDouble, rows: Rows, later: At, clock: SteppedClock
) -> None:
    await walk.hire("chen_rui")
    wecom.follow("chen_rui", "wm_1", later(-100))
    wecom.follow("chen_rui", "wm_2", later(-100))
    await walk.through()
    wecom.staff_deletes("chen_rui", "wm_2")
    clock.advance(timedelta(hours=12))
    began = clock.now()

    await walk.through()

    assert await rows.relations() == {
        ("wm_1", "chen_rui", True, False, None, None),
        ("wm_2", "chen_rui", False, False, "staff", None),
    }
    assert [
        row["deleted_at"] for row in await rows("SELECT deleted_at FROM follow_relation WHERE deleted_at IS NOT NULL")
    ] == [began]
    assert [data["learnt"] for *_, data in await rows.facts(facts.RELATION_DELETED_BY_STAFF)] == ["read"]


async def test_who_was_added_during_the_walk_is_not_ended(
    walk: Walk, rows: Rows, callbacks: Callbacks, clock: SteppedClock
) -> None:
    await walk.hire("chen_rui")
    clock.advance(timedelta(seconds=1))
    await callbacks.take(callbacks.added("chen_rui", "wm_new"), callbacks.half_added("chen_rui", "wm_half"))

    await walk.through()

    assert {(whom, live) for whom, _, live, *_ in await rows.relations()} == {("wm_new", True), ("wm_half", True)}


async def test_a_customer_who_deleted_is_listed_and_stays_deleted(
    walk: Walk, wecom: CustomersDouble, rows: Rows, callbacks: Callbacks, later: At
) -> None:
    await walk.hire("chen_rui")
    wecom.follow("chen_rui", "wm_1", later(-100))
    await callbacks.take(callbacks.added("chen_rui", "wm_1", later(-100)))
    await callbacks.take(callbacks.customer_deleted("chen_rui", "wm_1", later(-50)))

    await walk.through()

    assert await rows.relations() == {("wm_1", "chen_rui", False, False, "customer", None)}


async def test_one_member_whom_wecom_refuses_does_not_stop_the_others(
    walk: Walk, wecom: CustomersDouble, rows: Rows, later: At
) -> None:
    await walk.hire("chen_rui", "gone", "li_na")
    for userid in ("chen_rui", "gone", "li_na"):
        wecom.follow(userid, f"wm_{userid}", later(-100))
    wecom.unknown_members.add("gone")

    stage = await walk.through()

    assert (stage.state, stage.done) == (StageState.DONE, 2)
    assert {whom for whom, *_ in await rows.relations()} == {"wm_chen_rui", "wm_li_na"}


async def test_a_spent_cursor_starts_the_group_again(walk: Walk, wecom: CustomersDouble, rows: Rows, later: At) -> None:
    await walk.hire("chen_rui")
    wecom.page_size = 2
    for number in range(5):
        wecom.follow("chen_rui", f"wm_{number}", later(-100))
    wecom.spend_cursors = True

    stage = await walk.through()

    assert stage.state is StageState.DONE
    assert len(await rows("SELECT 1 FROM customer")) == 5


async def test_more_than_a_hundred_members_are_walked_group_by_group(
    walk: Walk, wecom: CustomersDouble, rows: Rows, later: At
) -> None:
    userids = [f"staff_{number:03}" for number in range(230)]
    await walk.hire(*userids)
    for userid in userids:
        wecom.follow(userid, f"wm_{userid}", later(-100))

    stage = await walk.through()

    assert (stage.done, wecom.pages) == (230, 3)
    assert len(await rows("SELECT 1 FROM follow_relation WHERE deleted_at IS NULL")) == 230


async def test_a_member_who_has_lost_all_customers_may_be_told_of_by_a_refusal(
    walk: Walk, wecom: CustomersDouble, rows: Rows, later: At, clock: SteppedClock
) -> None:
    await walk.hire("chen_rui", "li_na")
    wecom.follow("chen_rui", "wm_1", later(-100))
    wecom.follow("li_na", "wm_2", later(-100))
    await walk.through()
    wecom.staff_deletes("chen_rui", "wm_1")
    wecom.refuse_empty = True
    wecom.unknown_members.add("chen_rui")  # so that the group is refused as a whole
    clock.advance(timedelta(hours=2))
    read = wecom.read_page

    async def alone(*args: Any) -> CustomerPage:
        if args[1] == ["chen_rui"]:
            wecom.unknown_members.clear()
        return await read(*args)

    wecom.read_page = alone  # pyright: ignore[reportAttributeAccessIssue] - calls the double's own
    stage = await walk.through()

    assert stage.state is StageState.DONE
    assert {(whom, live) for whom, _, live, *_ in await rows.relations()} == {("wm_1", False), ("wm_2", True)}


async def test_a_group_keeps_its_members_while_its_cursor_lives(
    walk: Walk, wecom: CustomersDouble, rows: Rows, later: At, clock: SteppedClock
) -> None:
    await walk.hire("chen_rui", "li_na")
    wecom.page_size = 2
    for number in range(4):
        wecom.follow("li_na", f"wm_{number}", later(-100))
    wecom.fail_page = 2
    await walk.ask()
    await walk.steps.run_due()
    await walk.hire("wang_wei")
    wecom.follow("wang_wei", "wm_9", later(-100))
    asked: list[list[str]] = []
    read = wecom.read_page

    async def remembering(*args: Any) -> CustomerPage:
        asked.append(list(args[1]))
        return await read(*args)

    wecom.read_page = remembering  # pyright: ignore[reportAttributeAccessIssue] - calls the double's own
    await walk.steps.run_until(clock.now() + timedelta(minutes=1))

    assert asked == [["chen_rui", "li_na"], ["wang_wei"]]
    assert (await walk.stage()).done == 5
    assert len(await rows("SELECT 1 FROM follow_relation WHERE deleted_at IS NULL")) == 5


@pytest.mark.parametrize("errcode", [50100, 40058])
async def test_a_cursor_that_is_refused_again_and_again_ends_in_asking_members_one_by_one(
    *, walk: Walk, wecom: CustomersDouble, rows: Rows, later: At, errcode: int
) -> None:
    await walk.hire("chen_rui", "li_na")
    wecom.page_size = 2
    for userid in ("chen_rui", "li_na"):
        for number in range(2):
            wecom.follow(userid, f"wm_{number}", later(-100))
    read = wecom.read_page

    async def without_cursors(*args: Any) -> CustomerPage:
        if args[2] is not None:
            raise refused(errcode)
        return await read(*args)

    wecom.read_page = without_cursors  # pyright: ignore[reportAttributeAccessIssue] - calls the double's own
    stage = await walk.through()

    assert (stage.state, stage.done) == (StageState.DONE, 4)
    assert len(await rows("SELECT 1 FROM follow_relation WHERE deleted_at IS NULL")) == 4


async def test_a_page_never_undoes_what_a_newer_read_told(
    *, walk: Walk, wecom: CustomersDouble, rows: Rows, later: At, clock: SteppedClock, mirrored: Mirrored
) -> None:
    await walk.hire("chen_rui")
    tag = wecom.tag_group("等级", "VIP")["VIP"]
    await mirrored()
    wecom.follow("chen_rui", "wm_1", later(-100), remark="旧")
    await walk.through()
    read = wecom.read_page

    async def overtaken(*args: Any) -> CustomerPage:
        page = await read(*args)
        clock.advance(timedelta(seconds=1))
        wecom.note("chen_rui", "wm_1", remark="新", wecom_tag_ids=frozenset({tag}))
        wecom.person("wm_1", "新名")
        async with walk.database.unit(walk.corp_id) as unit:
            unit.enqueue(NewJob(kind="customers.read", key="wm_1"))
        await walk.steps.run_due(only="customers.read")
        return page

    wecom.read_page = overtaken  # pyright: ignore[reportAttributeAccessIssue] - calls the double's own
    clock.advance(timedelta(minutes=1))
    await walk.through()

    assert await rows("SELECT remark FROM follow_relation") == [{"remark": "新"}]
    assert await rows("SELECT name FROM customer") == [{"name": "新名"}]
    assert await rows("SELECT status FROM relation_tag") == [{"status": "granted"}]


async def test_a_pair_listed_twice_is_taken_once(
    *, walk: Walk, wecom: CustomersDouble, rows: Rows, later: At, mirrored: Mirrored
) -> None:
    await walk.hire("chen_rui")
    tag = wecom.tag_group("等级", "VIP")["VIP"]
    await mirrored()
    wecom.follow("chen_rui", "wm_1", later(-100), wecom_tag_ids=frozenset({tag}), phones=("13912341111",))
    read = wecom.read_page

    async def doubling(*args: Any) -> CustomerPage:
        page = await read(*args)
        return replace(page, customers=page.customers * 2)

    wecom.read_page = doubling  # pyright: ignore[reportAttributeAccessIssue] - calls the double's own
    stage = await walk.through()

    assert stage.state is StageState.DONE
    assert len(await rows("SELECT 1 FROM relation_tag")) == 1


async def test_whom_the_member_added_a_moment_before_the_walk_is_not_ended(
    walk: Walk, rows: Rows, callbacks: Callbacks, clock: SteppedClock
) -> None:
    await walk.hire("chen_rui")
    await callbacks.take(callbacks.added("chen_rui", "wm_new"))
    clock.advance(timedelta(seconds=5))

    await walk.through()

    assert {(whom, live) for whom, _, live, *_ in await rows.relations()} == {("wm_new", True)}


async def test_a_worker_that_was_overtaken_stops(walk: Walk, wecom: CustomersDouble, later: At) -> None:
    """It slept through its lease with a page in hand, and another went on from the same place."""
    await walk.hire("chen_rui")
    wecom.page_size = 2
    for number in range(4):
        wecom.follow("chen_rui", f"wm_{number}", later(-100))
    read, slept = wecom.read_page, False

    async def sleeping(*args: Any) -> CustomerPage:
        nonlocal slept
        page = await read(*args)
        if not slept:
            slept = True
            walk.clock.advance(timedelta(seconds=31))
            await walk.steps.run_due(only="customers.sync")
        return page

    wecom.read_page = sleeping  # pyright: ignore[reportAttributeAccessIssue] - calls the double's own
    stage = await walk.through()

    assert (stage.state, stage.done, stage.run) == (StageState.DONE, 4, 1)


async def test_a_tag_made_while_the_library_was_being_read_is_not_deleted(
    walk: Walk, wecom: CustomersDouble, rows: Rows, mirrored: Mirrored, clock: SteppedClock
) -> None:
    wecom.tag_group("等级", "VIP")
    await mirrored()
    read = wecom.read_tags

    async def overtaken(corp_id: CorpId) -> list[TagGroupSnapshot]:
        groups = await read(corp_id)
        wecom.read_tags = read  # pyright: ignore[reportAttributeAccessIssue] - the double's own
        await create_tags(walk.database, corp_id, wecom, group_name="等级", names=["SVIP"], actor="account:1")
        return groups

    wecom.read_tags = overtaken  # pyright: ignore[reportAttributeAccessIssue] - calls the double's own
    async with walk.database.unit(walk.corp_id) as unit:
        unit.enqueue(NewJob(kind="customers.read_tags", key="library"))
    await walk.steps.run_until(clock.now() + timedelta(seconds=10))

    assert await rows("SELECT name FROM corp_tag WHERE deleted_at IS NULL ORDER BY name") == [
        {"name": "SVIP"},
        {"name": "VIP"},
    ]


async def test_a_failing_double_really_fails(wecom: CustomersDouble, corp_id: CorpId) -> None:
    """The double's own fault, or the tests above would prove nothing."""
    wecom.fail_page = 1

    with pytest.raises(TryLaterError):
        await wecom.read_page(corp_id, [], None)
