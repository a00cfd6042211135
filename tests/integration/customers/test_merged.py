"""What pages show of customers who are one person: everything of all of them, once, under one number."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from doubles.customers import CustomersDouble
from doubles.jobs import Steps
from lingqu.customers.api import attributes, identities
from lingqu.customers.api.lists import get_customer, list_customers, list_timeline
from lingqu.customers.api.persons import known_as
from lingqu.customers.contracts import facts
from lingqu.customers.contracts.identities import MEMBER, PHONE, UNIONID, Observation, Shown, Source
from lingqu.customers.contracts.relations import Pair
from lingqu.customers.contracts.tags import MatchTags
from lingqu.customers.contracts.views import AttributeDefinition, AttributeType, CustomerFilter, RelationFilter
from lingqu.infra.clocks import SteppedClock
from lingqu.infra.database import Database
from lingqu.infra.secrets import Keyring
from lingqu.kernel.ids import ChannelId, CorpId, CustomerId, StaffId, TagId

from .conftest import Callbacks, Mirrored, Rows

At = Callable[[float], datetime]

VISITOR, LIU, LIU_AGAIN, WANG = (CustomerId(number) for number in range(4))
PEOPLE = (("wm_liu", "刘颖", "chen_rui", 10), ("wm_liu2", "颖子", "li_na", 20), ("wm_wang", "王五", "li_na", 30))


class Pages:
    """A visitor and three contacts; the visitor is two of them."""

    def __init__(self, database: Database, corp_id: CorpId, clock: SteppedClock, keyring: Keyring, rows: Rows) -> None:
        self.database = database
        self.corp_id = corp_id
        self.clock = clock
        self.keyring = keyring
        self.rows = rows
        self.vip = self.tea = TagId(0)

    def shown(self, kind: str, value: str) -> Shown:
        return Shown(kind=kind, value=value, source=Source.ORDER, seen_at=self.clock.now())

    async def show(self, *seen: tuple[CustomerId, str, str]) -> None:
        async with self.database.unit(self.corp_id) as unit:
            observations = [Observation(customer_id=one, shown=self.shown(kind, value)) for one, kind, value in seen]
            await identities.record(unit, observations, seals=self.keyring)

    async def found(self, **wanted: Any) -> list[CustomerId]:
        async with self.database.read(self.corp_id) as session:
            page = await list_customers(session, CustomerFilter(**wanted), seals=self.keyring)
        assert page.total == len(page.items)
        return [row.customer_id for row in page.items]

    async def known_as(self, userid: str) -> Pair:
        staff_id = await self.rows.staff(userid)
        async with self.database.read(self.corp_id) as session:
            return await known_as(session, VISITOR, staff_id)


@pytest.fixture
async def pages(
    *,
    database: Database,
    corp_id: CorpId,
    clock: SteppedClock,
    keyring: Keyring,
    rows: Rows,
    callbacks: Callbacks,
    wecom: CustomersDouble,
    steps: Steps,
    mirrored: Mirrored,
    later: At,
) -> Pages:
    made = Pages(database, corp_id, clock, keyring, rows)
    async with database.unit(corp_id) as unit:
        await identities.meet(unit, [[made.shown("openid", "o1@wx")]], seals=keyring)
    names = wecom.tag_group("偏好", "VIP", "茶")
    vip, tea = names["VIP"], names["茶"]
    await mirrored()
    tags = {row["wecom_tag_id"]: row["tag_id"] for row in await rows("SELECT wecom_tag_id, tag_id FROM corp_tag")}
    made.vip, made.tea = TagId(tags[vip]), TagId(tags[tea])
    for external_userid, name, userid, minutes in PEOPLE:
        wecom.person(external_userid, name, unionid="u of liu" if "liu" in external_userid else None)
        wecom.follow(userid, external_userid, later(minutes), state="ch_1" if userid == "chen_rui" else None)
        await callbacks.take(callbacks.added(userid, external_userid, later(minutes)))
    wecom.note("chen_rui", "wm_liu", wecom_tag_ids=frozenset({vip}), phones=("13912341111",))
    wecom.note("li_na", "wm_liu2", wecom_tag_ids=frozenset({tea}))
    clock.advance(timedelta(hours=1))
    await steps.run_due()
    await made.show((VISITOR, UNIONID, "u of liu"), (VISITOR, PHONE, "13700005555"))
    await steps.run_due()
    return made


async def test_the_list_shows_a_person_once_as_the_contact_looks(pages: Pages) -> None:
    async with pages.database.read(pages.corp_id) as session:
        page = await list_customers(session, CustomerFilter(), seals=pages.keyring)

    assert [(row.customer_id, row.name, row.staff_count) for row in page.items] == [
        (WANG, "王五", 1),
        (VISITOR, "刘颖", 2),
    ]
    assert [tag.name for tag in page.items[1].tags] == ["VIP", "茶"]
    assert [one.name for one in page.items[1].staff] == ["li_na", "chen_rui"]
    assert page.items[1].channel_id == ChannelId(7)


async def test_a_person_is_found_by_what_any_of_them_has(pages: Pages, later: At) -> None:
    staff = {userid: await pages.rows.staff(userid) for userid in ("chen_rui", "li_na")}

    assert await pages.found(query="颖子") == [VISITOR]
    assert await pages.found(query="13912341111") == [VISITOR]
    assert await pages.found(query="13700005555") == [VISITOR]
    assert await pages.found(query="5555") == [VISITOR]
    assert await pages.found(tag_ids=[pages.vip]) == [VISITOR]
    assert await pages.found(tag_ids=[pages.vip, pages.tea], tag_match=MatchTags.ALL) == [VISITOR]
    assert await pages.found(tag_ids=[pages.vip], tag_match=MatchTags.NONE) == [WANG]
    assert await pages.found(staff_id=staff["chen_rui"]) == [VISITOR]
    assert await pages.found(staff_id=staff["li_na"]) == [WANG, VISITOR]
    assert await pages.found(channel_id=ChannelId(7)) == [VISITOR]
    assert await pages.found(relation=RelationFilter.LIVE, added_before=later(25)) == [VISITOR]


@pytest.mark.parametrize("number", [VISITOR, LIU, LIU_AGAIN])
async def test_the_page_of_each_is_the_page_of_the_person(pages: Pages, number: CustomerId) -> None:
    async with pages.database.read(pages.corp_id) as session:
        detail = await get_customer(session, number, seals=pages.keyring)

    assert (detail.row.customer_id, detail.external_userid, detail.unionid) == (VISITOR, "wm_liu", "u of liu")
    assert [(one.customer_id, one.staff_name, one.phones) for one in detail.relations] == [
        (LIU_AGAIN, "li_na", []),
        (LIU, "chen_rui", ["139****1111"]),
    ]
    assert [[tag.name for tag in one.tags] for one in detail.relations] == [["茶"], ["VIP"]]


async def test_the_timeline_holds_the_facts_of_all_in_order_and_pages_on(pages: Pages) -> None:
    kinds: list[str] = []
    cursor = None
    async with pages.database.read(pages.corp_id) as session:
        while True:
            page = await list_timeline(session, LIU, cursor=cursor, limit=3)
            kinds += [entry.kind for entry in page.items]
            cursor = page.next_cursor
            if cursor is None:
                break

    assert kinds.count(facts.RELATION_ADDED) == 2
    assert kinds.count(facts.CUSTOMER_MERGED) == 2
    assert kinds.count(facts.TAG_GRANTED) == 2


async def test_what_was_set_last_counts_and_taking_it_away_takes_all(pages: Pages) -> None:
    async def value(number: CustomerId) -> list[Any]:
        async with pages.database.read(pages.corp_id) as session:
            return [one.value for one in (await get_customer(session, number, seals=pages.keyring)).attributes]

    async def put(number: CustomerId, given: str | None) -> None:
        pages.clock.advance(timedelta(minutes=1))
        async with pages.database.unit(pages.corp_id) as unit:
            await attributes.set_attribute(unit, number, "level", given)

    async with pages.database.unit(pages.corp_id) as unit:
        definition = AttributeDefinition(key="level", label="等级", type=AttributeType.STRING)
        await attributes.define_attribute(unit, definition)
    await put(VISITOR, "银卡")
    await put(LIU_AGAIN, "金卡")
    assert await value(VISITOR) == ["金卡"]

    await put(VISITOR, None)

    assert await value(LIU) == []


async def test_a_member_knows_the_person_under_the_number_of_their_relation(pages: Pages) -> None:
    assert [(await pages.known_as(userid)).customer_id for userid in ("chen_rui", "li_na")] == [LIU, LIU_AGAIN]
    async with pages.database.read(pages.corp_id) as session:
        assert await known_as(session, VISITOR, StaffId(99)) == Pair(VISITOR, StaffId(99))


async def test_who_only_visited_is_not_in_the_list(pages: Pages) -> None:
    async with pages.database.unit(pages.corp_id) as unit:
        [stranger] = await identities.meet(unit, [[pages.shown(MEMBER, "M1")]], seals=pages.keyring)

    assert stranger not in await pages.found()
