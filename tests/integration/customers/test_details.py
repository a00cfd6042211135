"""One customer: relations, attributes, timeline."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import psycopg
import pytest

from doubles.customers import CustomersDouble
from doubles.jobs import Steps
from lingqu.customers.api import attributes
from lingqu.customers.api.lists import get_customer, list_timeline
from lingqu.customers.contracts import facts
from lingqu.customers.contracts.views import AttributeDefinition, AttributeType, CustomerDetail, TimelineEntry
from lingqu.customers.errors import (
    AttributeNotFoundError,
    AttributeTakenError,
    AttributeValueError,
    BadAttributeError,
    CustomerNotFoundError,
)
from lingqu.customers.store import details
from lingqu.directory.api.people import ensure_staff
from lingqu.directory.store import people
from lingqu.infra.database import Database, DatabaseUrls
from lingqu.infra.secrets import Keyring
from lingqu.kernel.facts import Fact
from lingqu.kernel.ids import CorpId, CustomerId
from lingqu.kernel.paging import Page

from .conftest import Callbacks, Mirrored, Rows, plan_of

At = Callable[[float], datetime]

LEVEL = AttributeDefinition(key="level", label="等级", type=AttributeType.STRING)


class File:
    """What is kept of customers, as the pages ask for it."""

    def __init__(self, database: Database, corp_id: CorpId, keyring: Keyring) -> None:
        self.database = database
        self.corp_id = corp_id
        self.keyring = keyring

    async def detail(self, customer_id: int = 0) -> CustomerDetail:
        async with self.database.read(self.corp_id) as session:
            return await get_customer(session, CustomerId(customer_id), seals=self.keyring)

    async def timeline(self, *, cursor: str | None = None, limit: int = 50) -> Page[TimelineEntry]:
        async with self.database.read(self.corp_id) as session:
            return await list_timeline(session, CustomerId(0), cursor=cursor, limit=limit)

    async def define(self, definition: AttributeDefinition) -> None:
        async with self.database.unit(self.corp_id, actor="account:1") as unit:
            await attributes.define_attribute(unit, definition)

    async def set(self, key: str, value: Any, customer_id: int = 0) -> None:
        async with self.database.unit(self.corp_id, actor="account:1") as unit:
            await attributes.set_attribute(unit, CustomerId(customer_id), key, value)

    async def values(self) -> dict[str, Any]:
        return {one.definition.key: one.value for one in (await self.detail()).attributes}


@pytest.fixture
async def file(database: Database, corp_id: CorpId, keyring: Keyring, callbacks: Callbacks) -> File:
    await callbacks.take(callbacks.added("chen_rui", "wm_1", State="ch_1"))
    return File(database, corp_id, keyring)


async def test_a_customer_nobody_has_read_yet_has_no_name(file: File) -> None:
    detail = await file.detail()

    assert (detail.row.name, detail.last_read_at, detail.unreadable_reason) == (None, None, None)
    assert [(one.staff_name, one.state, one.channel_id) for one in detail.relations] == [("chen_rui", "ch_1", 7)]


async def test_why_a_customer_cannot_be_read_is_said_as_a_code(
    file: File, wecom: CustomersDouble, steps: Steps, callbacks: Callbacks
) -> None:
    wecom.unreadable["wm_1"] = 84061
    callbacks.clock.advance(timedelta(minutes=10))

    await steps.run_due()

    assert (await file.detail()).unreadable_reason == "no_relation"


async def test_there_is_no_customer_of_an_unknown_number(file: File) -> None:
    with pytest.raises(CustomerNotFoundError) as refusal:
        await file.detail(99)

    assert refusal.value.data == {"customer_id": 99}


async def test_live_relations_come_first_and_past_ones_say_who_ended_them(
    file: File, callbacks: Callbacks, later: At
) -> None:
    await callbacks.take(callbacks.added("li_na", "wm_1", later(1)), callbacks.staff_deleted("li_na", "wm_1", later(2)))

    relations = (await file.detail()).relations

    assert [(one.staff_name, one.deleted_at, one.deleted_by) for one in relations] == [
        ("chen_rui", None, None),
        ("li_na", later(2), "staff"),
    ]


# ───────────────────────── attributes ─────────────────────────


async def test_an_attribute_is_set_shown_and_taken_away(file: File, rows: Rows) -> None:
    await file.define(LEVEL)
    await file.set("level", "金卡")
    assert await file.values() == {"level": "金卡"}

    await file.set("level", None)

    assert await file.values() == {}
    assert (
        await rows.facts(facts.CUSTOMER_ATTRIBUTE_SET)
        == [(facts.CUSTOMER_ATTRIBUTE_SET, 0, None, {"key": "level"})] * 2
    )


async def test_values_keep_their_type(file: File) -> None:
    given = {
        AttributeType.STRING: "金卡",
        AttributeType.NUMBER: 0.5,
        AttributeType.BOOLEAN: False,
        AttributeType.DATE: "1990-02-28",
        AttributeType.SET: ["茶", "酒", "茶"],
    }
    for kind, value in given.items():
        await file.define(AttributeDefinition(key=kind, label="某", type=kind))
        await file.set(kind, value)

    assert await file.values() == {**given, AttributeType.SET: ["茶", "酒"]}


async def test_a_value_of_another_type_is_refused(file: File) -> None:
    await file.define(AttributeDefinition(key="age", label="年龄", type=AttributeType.NUMBER))

    with pytest.raises(AttributeValueError) as refusal:
        await file.set("age", "三十")

    assert (refusal.value.place, refusal.value.data) == ("body.value", {"key": "age", "type": AttributeType.NUMBER})
    assert await file.values() == {}


async def test_an_attribute_that_is_not_defined_cannot_be_set(file: File) -> None:
    with pytest.raises(AttributeNotFoundError):
        await file.set("level", "金卡")


async def test_a_customer_who_is_not_there_has_no_attributes(file: File) -> None:
    await file.define(LEVEL)

    with pytest.raises(CustomerNotFoundError):
        await file.set("level", "金卡", customer_id=99)


async def test_the_label_may_change_and_the_type_may_not(file: File) -> None:
    await file.define(LEVEL)
    await file.define(AttributeDefinition(key="level", label="会员等级", type=AttributeType.STRING))
    with pytest.raises(AttributeTakenError):
        await file.define(AttributeDefinition(key="level", label="等级", type=AttributeType.NUMBER))

    async with file.database.read(file.corp_id) as session:
        [stands] = await attributes.list_attributes(session)
    assert (stands.label, stands.type) == ("会员等级", AttributeType.STRING)


@pytest.mark.parametrize(("key", "label", "place"), [("Level", "等级", "body.key"), ("level", "  ", "body.label")])
async def test_definitions_that_cannot_be_are_refused(file: File, key: str, label: str, place: str) -> None:
    with pytest.raises(BadAttributeError) as refusal:
        await file.define(AttributeDefinition(key=key, label=label, type=AttributeType.STRING))

    assert refusal.value.place == place


async def test_acts_of_people_are_recorded(file: File, rows: Rows) -> None:
    await file.define(LEVEL)
    await file.set("level", "金卡")

    acts = await rows("SELECT actor, action, subject, data FROM audit_record ORDER BY id")
    assert acts == [
        {
            "actor": "account:1",
            "action": "customers.attribute_defined",
            "subject": "attribute:level",
            "data": {"type": "string"},
        },
        {"actor": "account:1", "action": "customers.attribute_set", "subject": "customer:0", "data": {"key": "level"}},
    ]


# ───────────────────────── timeline ─────────────────────────


async def test_the_timeline_tells_the_newest_first_with_names(
    *, file: File, callbacks: Callbacks, wecom: CustomersDouble, steps: Steps, mirrored: Mirrored, later: At
) -> None:
    tags = wecom.tag_group("等级", "VIP")
    await mirrored()
    wecom.person("wm_1", "刘颖")
    wecom.follow("chen_rui", "wm_1", later(0), wecom_tag_ids=frozenset(tags.values()))
    callbacks.clock.advance(timedelta(minutes=1))
    await steps.run_due()
    await callbacks.take(callbacks.customer_deleted("chen_rui", "wm_1", later(2)))

    entries = (await file.timeline()).items

    assert [one.kind for one in entries] == [
        facts.RELATION_DELETED_BY_CUSTOMER,
        facts.CUSTOMER_READ,
        facts.TAG_GRANTED,
        facts.RELATION_ADDED,
    ]
    assert [(one.customer_name, one.staff_name) for one in entries] == [
        ("刘颖", "chen_rui"),
        ("刘颖", None),
        ("刘颖", "chen_rui"),
        ("刘颖", "chen_rui"),
    ]
    assert entries[2].detail["tag_name"] == "VIP"
    assert [one.channel_id for one in entries] == [7, None, None, 7]


async def test_the_timeline_pages_without_gap_or_overlap(file: File, callbacks: Callbacks, later: At) -> None:
    await callbacks.take(
        *(callbacks.edited("chen_rui", "wm_1", later(minute)) for minute in (1, 2, 3)),
    )
    whole = [one.fact_id for one in (await file.timeline()).items]

    paged: list[int] = []
    cursor: str | None = None
    while True:
        page = await file.timeline(cursor=cursor, limit=1)
        paged += [one.fact_id for one in page.items]
        cursor = page.next_cursor
        if cursor is None:
            break

    assert len(whole) == 4
    assert paged == whole


async def test_facts_never_carry_names_phones_or_texts(
    *, file: File, callbacks: Callbacks, wecom: CustomersDouble, steps: Steps, rows: Rows, later: At
) -> None:
    wecom.person("wm_1", "刘颖")
    wecom.follow("chen_rui", "wm_1", later(0), remark="秘密备注", phones=("13912341111",))
    await file.define(LEVEL)
    await file.set("level", "金卡")
    callbacks.clock.advance(timedelta(minutes=1))
    await steps.run_due()

    told = str(await rows("SELECT data FROM fact")) + str(await rows("SELECT data, subject FROM audit_record"))
    assert not [word for word in ("刘颖", "秘密备注", "1391234", "金卡") if word in told]


# ───────────────────────── plans ─────────────────────────


@pytest.fixture
async def archive(database: Database, corp_id: CorpId, database_urls: DatabaseUrls) -> Database:
    """Five thousand customers with four facts each, and members, with statistics."""
    async with database.unit(corp_id) as unit:
        unit.publish(
            *(
                Fact(kind="tag.granted", occurred_at=unit.at, customer_id=CustomerId(number % 5000))
                for number in range(20_000)
            )
        )
        await ensure_staff(unit, [f"staff_{number}" for number in range(3000)])
    async with await psycopg.AsyncConnection.connect(database_urls.owner, autocommit=True) as owner:
        await owner.execute("ANALYZE")
    return database


async def test_the_timeline_is_read_from_its_index_in_order(archive: Database, corp_id: CorpId) -> None:
    after = (datetime.fromisoformat("2026-03-02T03:00:00Z"), 77)

    plan = await plan_of(
        archive, corp_id, lambda session: details.list_facts(session, [CustomerId(7)], after=after, limit=51)
    )

    assert "customer_id_occurred_at_id_idx" in plan
    assert "ROW(" in plan.split("Filter")[0]
    assert "Seq Scan on fact_2026_03" not in plan  # the other months are empty


async def test_members_are_found_by_userid_in_their_index(archive: Database, corp_id: CorpId) -> None:
    plan = await plan_of(archive, corp_id, lambda session: people.find_staff_ids(session, ["staff_7"]))

    assert "staff_by_userid" in plan
    assert "Seq Scan" not in plan
