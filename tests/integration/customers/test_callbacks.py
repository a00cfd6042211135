"""Callbacks become relations, spells and facts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from lingqu.customers.contracts import facts
from lingqu.customers.contracts.relations import Joining
from lingqu.kernel.ids import ChannelId

from .conftest import Callbacks, Rows, Statements

At = Callable[[float], datetime]


async def test_an_adding_makes_customer_member_relation_and_spell(callbacks: Callbacks, rows: Rows) -> None:
    await callbacks.take(callbacks.added("chen_rui", "wm_1", State="ch_1", WelcomeCode="CODE"))

    assert await rows.relations() == {("wm_1", "chen_rui", True, False, None, 7)}
    [customer] = await rows("SELECT customer_id, live_relations, last_added_at FROM customer")
    assert customer == {"customer_id": 0, "live_relations": 1, "last_added_at": callbacks.clock.now()}
    [spell] = await rows("SELECT is_returning, channel_id, state, ended_at FROM relation_spell")
    assert spell == {"is_returning": False, "channel_id": 7, "state": "ch_1", "ended_at": None}


async def test_an_adding_is_a_fact_and_asks_for_a_read(callbacks: Callbacks, rows: Rows) -> None:
    await callbacks.take(callbacks.added("chen_rui", "wm_1", State="ch_1"))

    staff_id = await rows.staff("chen_rui")
    assert await rows.facts() == [
        (
            facts.RELATION_ADDED,
            0,
            staff_id,
            {"channel_id": 7, "returning": False, "half": False, "add_way": 0, "learnt": "callback"},
        )
    ]
    assert await rows("SELECT kind, key FROM job") == [{"kind": "customers.read", "key": "wm_1"}]


async def test_a_state_that_is_not_ours_gives_no_channel(callbacks: Callbacks, rows: Rows) -> None:
    await callbacks.take(callbacks.added("chen_rui", "wm_1", State="somebody_elses"))

    assert await rows.relations() == {("wm_1", "chen_rui", True, False, None, None)}


async def test_members_are_told_apart_ignoring_case(callbacks: Callbacks, rows: Rows) -> None:
    await callbacks.take(callbacks.added("Chen_Rui", "wm_1"))
    await callbacks.take(callbacks.added("chen_rui", "wm_2"))

    assert [row["userid"] for row in await rows("SELECT userid FROM staff")] == ["Chen_Rui"]


async def test_whoever_joins_is_told_once_with_the_channel(callbacks: Callbacks, rows: Rows) -> None:
    event = callbacks.added("chen_rui", "wm_1", State="ch_1")
    await callbacks.take(event)
    await callbacks.take(event)

    assert callbacks.joined == [
        Joining(
            customer_id=await rows.customer("wm_1"),
            staff_id=await rows.staff("chen_rui"),
            at=callbacks.clock.now(),
            state="ch_1",
            channel_id=ChannelId(7),
            half=False,
            returning=False,
        )
    ]


async def test_who_joined_and_left_within_one_batch_is_not_told(callbacks: Callbacks, later: At) -> None:
    await callbacks.take(callbacks.added("chen_rui", "wm_1"), callbacks.customer_deleted("chen_rui", "wm_1", later(1)))

    assert callbacks.joined == []


async def test_half_then_full_is_one_relation_told_twice(callbacks: Callbacks, rows: Rows, later: At) -> None:
    await callbacks.take(callbacks.half_added("chen_rui", "wm_1", State="ch_1"))
    assert await rows.relations() == {("wm_1", "chen_rui", True, True, None, 7)}

    await callbacks.take(callbacks.added("chen_rui", "wm_1", later(3)))

    assert await rows.relations() == {("wm_1", "chen_rui", True, False, None, 7)}
    assert [(joining.half, joining.channel_id) for joining in callbacks.joined] == [(True, 7), (False, 7)]
    assert await rows("SELECT added_at FROM follow_relation") == [{"added_at": later(3)}]
    assert await rows("SELECT began_at FROM relation_spell") == [{"began_at": later(0)}]
    assert [kind for kind, *_ in await rows.facts()] == [facts.RELATION_HALF_ADDED, facts.RELATION_ADDED]


async def test_a_half_adding_asks_for_no_read(callbacks: Callbacks, rows: Rows) -> None:
    await callbacks.take(callbacks.half_added("chen_rui", "wm_1"))

    assert await rows("SELECT kind FROM job") == []


async def test_the_customer_deletes(callbacks: Callbacks, rows: Rows, later: At) -> None:
    await callbacks.take(callbacks.added("chen_rui", "wm_1", State="ch_1"))
    await callbacks.take(callbacks.customer_deleted("chen_rui", "wm_1", later(5)))

    assert await rows.relations() == {("wm_1", "chen_rui", False, False, "customer", 7)}
    [customer] = await rows("SELECT live_relations, last_added_at FROM customer")
    assert customer == {"live_relations": 0, "last_added_at": later(0)}
    kind, _, _, data = (await rows.facts())[-1]
    assert (kind, data) == (
        facts.RELATION_DELETED_BY_CUSTOMER,
        {"channel_id": 7, "deleted_by": "customer", "learnt": "callback"},
    )


async def test_the_member_deletes_or_hands_over(callbacks: Callbacks, rows: Rows, later: At) -> None:
    await callbacks.take(callbacks.added("chen_rui", "wm_1"), callbacks.added("chen_rui", "wm_2"))
    await callbacks.take(
        callbacks.staff_deleted("chen_rui", "wm_1", later(5)),
        callbacks.staff_deleted("chen_rui", "wm_2", later(5), Source="DELETE_BY_TRANSFER"),
    )

    assert await rows.relations() == {
        ("wm_1", "chen_rui", False, False, "staff", None),
        ("wm_2", "chen_rui", False, False, "transfer", None),
    }
    assert [kind for kind, *_ in await rows.facts()][2:] == [facts.RELATION_DELETED_BY_STAFF] * 2


async def test_coming_back_is_a_second_spell_and_returning(callbacks: Callbacks, rows: Rows, later: At) -> None:
    await callbacks.take(callbacks.added("chen_rui", "wm_1"))
    await callbacks.take(callbacks.customer_deleted("chen_rui", "wm_1", later(5)))
    await callbacks.take(callbacks.added("chen_rui", "wm_1", later(9), State="ch_2"))

    spells = await rows("SELECT is_returning, channel_id, ended_by FROM relation_spell ORDER BY began_at")
    assert spells == [
        {"is_returning": False, "channel_id": None, "ended_by": "customer"},
        {"is_returning": True, "channel_id": 8, "ended_by": None},
    ]
    assert [kind for kind, *_ in await rows.facts()] == [
        facts.RELATION_ADDED,
        facts.RELATION_DELETED_BY_CUSTOMER,
        facts.RELATION_READDED,
    ]


async def test_adding_a_second_member_is_returning_but_not_again(callbacks: Callbacks, rows: Rows, later: At) -> None:
    await callbacks.take(callbacks.added("chen_rui", "wm_1"))
    await callbacks.take(callbacks.added("li_na", "wm_1", later(5)))

    kind, _, _, data = (await rows.facts())[-1]
    assert (kind, data["returning"]) == (facts.RELATION_ADDED, True)
    [customer] = await rows("SELECT live_relations, last_added_at FROM customer")
    assert customer == {"live_relations": 2, "last_added_at": later(5)}


async def test_an_earlier_adding_heard_late_makes_the_later_one_returning(
    callbacks: Callbacks, rows: Rows, later: At
) -> None:
    await callbacks.take(callbacks.added("li_na", "wm_1", later(5)))
    await callbacks.take(callbacks.added("chen_rui", "wm_1", later(0)))

    spells = await rows("SELECT is_returning FROM relation_spell ORDER BY began_at")
    assert [row["is_returning"] for row in spells] == [False, True]


async def test_an_old_deletion_does_not_end_what_began_after_it(callbacks: Callbacks, rows: Rows, later: At) -> None:
    await callbacks.take(callbacks.added("chen_rui", "wm_1", later(0)), callbacks.added("chen_rui", "wm_1", later(30)))
    await callbacks.take(callbacks.customer_deleted("chen_rui", "wm_1", later(20)))

    assert await rows.relations() == {("wm_1", "chen_rui", True, False, None, None)}


async def test_an_edit_is_a_fact_once_and_asks_for_a_read(callbacks: Callbacks, rows: Rows, later: At) -> None:
    await callbacks.take(callbacks.added("chen_rui", "wm_1"))
    edit = callbacks.edited("chen_rui", "wm_1", later(2))
    await callbacks.take(edit)
    await callbacks.take(edit)

    assert await rows.facts(facts.RELATION_EDITED) == [
        (facts.RELATION_EDITED, 0, await rows.staff("chen_rui"), {"source": "wecom"})
    ]


async def test_an_edit_of_an_unknown_pair_only_asks_for_a_read(callbacks: Callbacks, rows: Rows) -> None:
    await callbacks.take(callbacks.edited("chen_rui", "wm_1"))

    assert await rows.relations() == set()
    assert [row["key"] for row in await rows("SELECT key FROM job")] == ["wm_1"]


async def test_what_changes_no_relation_changes_nothing(callbacks: Callbacks, rows: Rows) -> None:
    await callbacks.take(
        callbacks.event("transfer_fail", "chen_rui", "wm_1", FailReason="customer_refused"),
        callbacks.event("msg_audit_approved", "chen_rui", "wm_1"),
    )

    assert await rows("SELECT 1 FROM customer") == []


async def test_five_hundred_addings_cost_as_many_statements_as_one(
    callbacks: Callbacks, rows: Rows, statements: Statements
) -> None:
    await callbacks.take(callbacks.added("staff_0", "wm_x", State="ch_1"))
    for_one = statements.count
    statements.count = 0

    await callbacks.take(*(callbacks.added(f"staff_{n % 20}", f"wm_{n}", State="ch_1") for n in range(500)))

    assert statements.count == for_one
    [counted] = await rows("SELECT count(*) AS relations, count(DISTINCT customer_id) AS people FROM follow_relation")
    assert counted == {"relations": 501, "people": 501}
