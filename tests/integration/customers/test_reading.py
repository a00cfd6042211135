"""Reads of single customers: what they bring, when they come again, what they may not undo."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from doubles.customers import CustomersDouble
from doubles.jobs import Steps
from lingqu.customers.api.lists import get_customer
from lingqu.customers.contracts import facts
from lingqu.infra.clocks import SteppedClock
from lingqu.infra.database import Database
from lingqu.infra.secrets import Keyring
from lingqu.kernel.ids import CorpId

from .conftest import Callbacks, Mirrored, Rows

At = Callable[[float], datetime]


async def test_a_read_after_an_adding_brings_the_person(
    callbacks: Callbacks, wecom: CustomersDouble, steps: Steps, rows: Rows, clock: SteppedClock
) -> None:
    wecom.person("wm_1", "刘颖", unionid="oUnion1")
    wecom.follow("chen_rui", "wm_1", clock.now(), remark="刘颖-门店A", add_way=1, state="ch_1")
    await callbacks.take(callbacks.added("chen_rui", "wm_1", State="ch_1"))

    await steps.run_due()

    [person] = await rows("SELECT name, unionid, gender, avatar_url, read_at, unreadable_errcode FROM customer")
    assert person == {
        "name": "刘颖",
        "unionid": "oUnion1",
        "gender": 2,
        "avatar_url": "https://img.example/wm_1.jpg",
        "read_at": clock.now(),
        "unreadable_errcode": None,
    }
    [relation] = await rows("SELECT remark, add_way, channel_id FROM follow_relation")
    assert relation == {"remark": "刘颖-门店A", "add_way": 1, "channel_id": 7}
    assert await rows.facts(facts.CUSTOMER_READ) == [(facts.CUSTOMER_READ, 0, None, {"errcode": 0})]
    assert await rows("SELECT 1 FROM job") == []


async def test_the_same_adding_read_is_not_told_again(
    callbacks: Callbacks, wecom: CustomersDouble, steps: Steps, rows: Rows, clock: SteppedClock
) -> None:
    wecom.follow("chen_rui", "wm_1", clock.now() + timedelta(seconds=1))
    await callbacks.take(callbacks.added("chen_rui", "wm_1"))

    await steps.run_due()

    assert len(await rows.facts(facts.RELATION_ADDED, facts.RELATION_READDED)) == 1
    assert len(callbacks.joined) == 1


async def test_a_refusal_right_after_an_adding_is_asked_again_until_it_passes(
    callbacks: Callbacks, wecom: CustomersDouble, steps: Steps, rows: Rows, clock: SteppedClock
) -> None:
    await callbacks.take(callbacks.added("chen_rui", "wm_1"))
    wecom.unreadable["wm_1"] = 84061
    start = clock.now()

    await steps.run_until(start + timedelta(seconds=2))
    assert [row["unreadable_errcode"] for row in await rows("SELECT unreadable_errcode FROM customer")] == [None]
    wecom.unreadable.clear()
    wecom.follow("chen_rui", "wm_1", start)
    await steps.run_until(start + timedelta(seconds=20))

    assert [row["name"] for row in await rows("SELECT name FROM customer")] == ["客户wm_1"]
    assert len(wecom.reads) == 4


async def test_a_refusal_that_stays_is_recorded_with_its_errcode(
    callbacks: Callbacks, wecom: CustomersDouble, steps: Steps, rows: Rows, clock: SteppedClock
) -> None:
    await callbacks.take(callbacks.added("chen_rui", "wm_1"))
    wecom.unreadable["wm_1"] = 84061

    await steps.run_until(clock.now() + timedelta(minutes=5))

    assert [row["unreadable_errcode"] for row in await rows("SELECT unreadable_errcode FROM customer")] == [84061]
    assert await rows.facts(facts.CUSTOMER_READ) == [(facts.CUSTOMER_READ, 0, None, {"errcode": 84061})]
    assert await rows("SELECT 1 FROM job") == []


async def test_who_could_not_be_asked_is_asked_later(
    callbacks: Callbacks, wecom: CustomersDouble, steps: Steps, rows: Rows, clock: SteppedClock
) -> None:
    wecom.follow("chen_rui", "wm_1", clock.now())
    wecom.not_now.add(wecom.person("wm_1"))
    await callbacks.take(callbacks.added("chen_rui", "wm_1"))
    await steps.run_due()

    wecom.not_now.clear()
    await steps.run_until(clock.now() + timedelta(seconds=3))

    assert [row["name"] for row in await rows("SELECT name FROM customer")] == ["客户wm_1"]


async def test_marks_made_in_wecom_come_and_go_with_reads(
    *, callbacks: Callbacks, wecom: CustomersDouble, steps: Steps, rows: Rows, clock: SteppedClock, mirrored: Mirrored
) -> None:
    tags = wecom.tag_group("等级", "VIP", "普通")
    await mirrored()
    wecom.follow("chen_rui", "wm_1", clock.now(), wecom_tag_ids=frozenset({tags["VIP"]}))
    await callbacks.take(callbacks.added("chen_rui", "wm_1"))
    await steps.run_due()
    clock.advance(timedelta(minutes=1))
    wecom.note("chen_rui", "wm_1", wecom_tag_ids=frozenset({tags["普通"]}))
    await callbacks.take(callbacks.edited("chen_rui", "wm_1"))

    await steps.run_due()

    names = await rows("SELECT t.name, r.status, r.source FROM relation_tag r JOIN corp_tag t USING (corp_id, tag_id)")
    assert names == [{"name": "普通", "status": "granted", "source": "wecom"}]
    told = await rows.facts(facts.TAG_GRANTED, facts.TAG_WITHDRAWN)
    assert [(kind, data["source"]) for kind, _, _, data in told] == [
        (facts.TAG_GRANTED, "wecom"),
        (facts.TAG_GRANTED, "wecom"),
        (facts.TAG_WITHDRAWN, "wecom"),
    ]


async def test_a_tag_that_our_mirror_lacks_is_looked_up_and_the_customer_read_again(
    callbacks: Callbacks, wecom: CustomersDouble, steps: Steps, rows: Rows, clock: SteppedClock
) -> None:
    tags = wecom.tag_group("等级", "VIP")
    wecom.follow("chen_rui", "wm_1", clock.now(), wecom_tag_ids=frozenset({tags["VIP"]}))
    await callbacks.take(callbacks.added("chen_rui", "wm_1"))

    await steps.run_until(clock.now() + timedelta(seconds=30))

    assert await rows("SELECT t.name FROM relation_tag r JOIN corp_tag t USING (corp_id, tag_id)") == [{"name": "VIP"}]
    assert await rows("SELECT 1 FROM job") == []


async def test_phones_rest_sealed_and_show_masked(
    *,
    callbacks: Callbacks,
    wecom: CustomersDouble,
    steps: Steps,
    rows: Rows,
    clock: SteppedClock,
    database: Database,
    corp_id: CorpId,
    keyring: Keyring,
) -> None:
    wecom.follow("chen_rui", "wm_1", clock.now(), phones=("139 1234 1111", "+44 7911 123456"))
    await callbacks.take(callbacks.added("chen_rui", "wm_1"))
    await steps.run_due()

    resting = await rows("SELECT phone FROM relation_phone")
    assert len(resting) == 2
    assert not any(b"1234" in bytes(row["phone"]) for row in resting)
    async with database.read(corp_id) as session:
        detail = await get_customer(session, await rows.customer("wm_1"), seals=keyring)
    assert detail.relations[0].phones == ["+4479****3456", "139****1111"]


async def test_a_phone_that_was_taken_off_is_gone(
    callbacks: Callbacks, wecom: CustomersDouble, steps: Steps, rows: Rows, clock: SteppedClock
) -> None:
    wecom.follow("chen_rui", "wm_1", clock.now(), phones=("13912341111", "13912342222"))
    await callbacks.take(callbacks.added("chen_rui", "wm_1"))
    await steps.run_due()
    wecom.note("chen_rui", "wm_1", phones=("13912342222",))
    clock.advance(timedelta(minutes=1))
    await callbacks.take(callbacks.edited("chen_rui", "wm_1"))

    await steps.run_due()

    assert len(await rows("SELECT 1 FROM relation_phone")) == 1


async def test_a_read_finds_relations_whose_callbacks_were_lost(
    *, callbacks: Callbacks, wecom: CustomersDouble, steps: Steps, rows: Rows, clock: SteppedClock, later: At
) -> None:
    wecom.follow("li_na", "wm_1", later(-500), state="ch_2")
    wecom.follow("chen_rui", "wm_1", clock.now())
    await callbacks.take(callbacks.added("chen_rui", "wm_1"))

    await steps.run_due()

    assert await rows.relations() == {
        ("wm_1", "chen_rui", True, False, None, None),
        ("wm_1", "li_na", True, False, None, 8),
    }
    spells = await rows("SELECT is_returning FROM relation_spell ORDER BY began_at")
    assert [row["is_returning"] for row in spells] == [False, True]
    assert [(joining.channel_id, joining.returning) for joining in callbacks.joined] == [(None, False), (8, False)]
