"""The customer list: filters, search in Chinese, paging by key, and the plans behind them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import psycopg
import pytest

from doubles.customers import CustomersDouble
from doubles.jobs import Steps
from lingqu.customers.api import tags as tag_api
from lingqu.customers.api.lists import list_customers
from lingqu.customers.api.people import ensure_customers
from lingqu.customers.contracts.relations import Pair
from lingqu.customers.contracts.tags import MatchTags, TagChange
from lingqu.customers.contracts.views import CustomerFilter, RelationFilter
from lingqu.customers.store import lists as store
from lingqu.directory.contracts.people import DepartmentSnapshot, Membership, MemberSnapshot
from lingqu.directory.store import people as directory_store
from lingqu.infra.database import Database, DatabaseUrls
from lingqu.infra.secrets import Keyring
from lingqu.kernel.ids import ChannelId, CorpId, DepartmentId, ExternalUserid, StaffId, TagId, Userid
from lingqu.kernel.paging import BadCursorError

from .conftest import Callbacks, Mirrored, Rows, plan_of

At = Callable[[float], datetime]

PEOPLE = (
    # external_userid, name, remark, phone, member, minutes, state
    ("wm_liu", "刘颖", "刘颖-徐汇店", "13912341111", "chen_rui", 10, "ch_1"),
    ("wm_liu2", "刘小明", None, "13912342222", "chen_rui", 20, None),
    ("wm_amy", "Amy🌸", "爱喝茶的艾米", None, "li_na", 30, "ch_2"),
    ("wm_wang", "王五", "老客户", "13800001111", "li_na", 40, "ch_1"),
)


TREE = ((1, None, "总部"), (2, DepartmentId(1), "华东"), (3, DepartmentId(2), "徐汇店"))


class Shelf:
    """A corp with four customers of two members in two shops, read and tagged."""

    def __init__(self, database: Database, corp_id: CorpId, keyring: Keyring, rows: Rows) -> None:
        self.database = database
        self.corp_id = corp_id
        self.keyring = keyring
        self.rows = rows
        self.vip = self.tea = TagId(0)
        self.staff: dict[str, StaffId] = {}

    async def found(self, **wanted: object) -> list[str]:
        page = await self.page(CustomerFilter(**wanted))  # pyright: ignore[reportArgumentType] - fields of the filter
        return page[0]

    async def page(
        self, wanted: CustomerFilter, *, cursor: str | None = None, limit: int = 50
    ) -> tuple[list[str], str | None, int | None]:
        async with self.database.read(self.corp_id) as session:
            page = await list_customers(session, wanted, seals=self.keyring, cursor=cursor, limit=limit)
        return [row.name or "" for row in page.items], page.next_cursor, page.total


@pytest.fixture
async def shelf(
    *,
    database: Database,
    corp_id: CorpId,
    keyring: Keyring,
    rows: Rows,
    callbacks: Callbacks,
    wecom: CustomersDouble,
    steps: Steps,
    mirrored: Mirrored,
    later: At,
) -> Shelf:
    made = Shelf(database, corp_id, keyring, rows)
    wecom.tag_group("偏好", "VIP", "茶")
    await mirrored()
    events = []
    for external_userid, name, remark, phone, userid, minutes, state in PEOPLE:
        wecom.person(external_userid, name)
        phones = (phone,) if phone else ()
        wecom.follow(userid, external_userid, later(minutes), remark=remark, phones=phones, state=state)
        events.append(callbacks.added(userid, external_userid, later(minutes), **({"State": state} if state else {})))
    await callbacks.take(*events)
    callbacks.clock.advance(timedelta(hours=1))
    await steps.run_due()
    async with database.unit(corp_id) as unit:
        await directory_store.upsert_departments(
            unit,
            [
                DepartmentSnapshot(department_id=DepartmentId(one), parent_id=parent, name=name, sort=0)
                for one, parent, name in (
                    (1, None, "总部"),
                    (2, DepartmentId(1), "华东"),
                    (3, DepartmentId(2), "徐汇店"),
                )
            ],
        )
        await directory_store.upsert_members(
            unit,
            {
                userid: MemberSnapshot(
                    userid=Userid(userid),
                    name=name,
                    memberships=(Membership(department_id=DepartmentId(place), sort=0, is_leader=False),),
                )
                for userid, name, place in (("chen_rui", "陈睿", 3), ("li_na", "李娜", 1))
            },
        )
    names = {row["name"]: TagId(row["tag_id"]) for row in await rows("SELECT name, tag_id FROM corp_tag")}
    made.vip, made.tea = names["VIP"], names["茶"]
    made.staff = {userid: await rows.staff(userid) for userid in ("chen_rui", "li_na")}
    async with database.unit(corp_id) as unit:
        await tag_api.grant_tags(unit, await _pairs(rows, "wm_liu", "wm_wang"), [made.vip], source="account:1")
        await tag_api.grant_tags(unit, await _pairs(rows, "wm_liu", "wm_amy"), [made.tea], source="account:1")
    return made


async def _pairs(rows: Rows, *external_userids: str) -> list[Pair]:
    found = await rows(
        "SELECT customer_id, staff_id FROM follow_relation JOIN customer USING (corp_id, customer_id)"
        " WHERE external_userid = ANY(%s)",
        (list(external_userids),),
    )
    return [Pair(row["customer_id"], row["staff_id"]) for row in found]


async def test_the_last_added_comes_first(shelf: Shelf) -> None:
    assert await shelf.page(CustomerFilter()) == (["王五", "Amy🌸", "刘小明", "刘颖"], None, 4)


async def test_a_row_shows_tags_members_shop_and_channel(shelf: Shelf) -> None:
    async with shelf.database.unit(shelf.corp_id) as unit:
        await directory_store.mark_shop(unit, DepartmentId(2), is_shop=True)
    async with shelf.database.read(shelf.corp_id) as session:
        page = await list_customers(session, CustomerFilter(query="刘颖"), seals=shelf.keyring)

    [row] = page.items
    assert [tag.name for tag in row.tags] == ["VIP", "茶"]
    assert [(one.name, one.shop and one.shop.name) for one in row.staff] == [("陈睿", "华东")]
    assert (row.staff_count, row.channel_id, row.live) == (1, ChannelId(7), True)


async def test_pages_follow_each_other_without_gap_or_overlap(shelf: Shelf) -> None:
    seen: list[str] = []
    cursor: str | None = None
    totals: list[int | None] = []
    for _ in range(4):
        names, cursor, total = await shelf.page(CustomerFilter(), cursor=cursor, limit=1)
        seen += names
        totals.append(total)

    assert seen == ["王五", "Amy🌸", "刘小明", "刘颖"]
    assert cursor is None
    assert totals == [4, None, None, None]


async def test_a_cursor_of_another_list_is_refused(shelf: Shelf) -> None:
    with pytest.raises(BadCursorError):
        await shelf.page(CustomerFilter(), cursor="WzFd")


FOUND_BY = {
    "刘": ["刘小明", "刘颖"],
    "小明": ["刘小明"],
    "刘小明": ["刘小明"],
    "颖": ["刘颖"],
    "徐汇": ["刘颖"],
    "喝茶的艾": ["Amy🌸"],
    "amy": ["Amy🌸"],
    "MY🌸": ["Amy🌸"],
    " 老客户 ": ["王五"],
    "明小": [],
    "客刘": [],
    "13912341111": ["刘颖"],
    "+86 139 1234 1111": ["刘颖"],
    "1111": ["王五", "刘颖"],
    "2222": ["刘小明"],
    "1391234": [],
    "%": [],
    "_": [],
}


async def test_names_remarks_and_phones_are_found_by_pieces_of_any_length(shelf: Shelf) -> None:
    assert {query: await shelf.found(query=query) for query in FOUND_BY} == FOUND_BY


async def test_a_blank_query_asks_for_nothing(shelf: Shelf) -> None:
    assert len(await shelf.found(query="  ")) == 4


async def test_tags_are_matched_any_all_none(shelf: Shelf) -> None:
    both = [shelf.vip, shelf.tea]

    assert {match: await shelf.found(tag_ids=both, tag_match=match) for match in MatchTags} == {
        MatchTags.ANY: ["王五", "Amy🌸", "刘颖"],
        MatchTags.ALL: ["刘颖"],
        MatchTags.NONE: ["刘小明"],
    }


async def test_a_tag_on_an_ended_relation_does_not_count(shelf: Shelf, callbacks: Callbacks) -> None:
    await callbacks.take(callbacks.customer_deleted("li_na", "wm_amy"))

    assert await shelf.found(tag_ids=[shelf.tea]) == ["刘颖"]
    assert await shelf.found(tag_ids=[shelf.tea], tag_match=MatchTags.NONE) == ["王五", "Amy🌸", "刘小明"]


async def test_a_tag_that_is_being_withdrawn_does_not_count(shelf: Shelf) -> None:
    [pair] = await _pairs(shelf.rows, "wm_amy")
    change = TagChange(customer_id=pair.customer_id, staff_id=pair.staff_id, withdraw=[shelf.tea])
    async with shelf.database.unit(shelf.corp_id) as unit:
        await tag_api.change_tags(unit, [change], source="account:1")

    assert await shelf.found(tag_ids=[shelf.tea]) == ["刘颖"]


async def test_staff_channel_and_days_hold_for_one_relation(shelf: Shelf, callbacks: Callbacks, later: At) -> None:
    await callbacks.take(callbacks.added("chen_rui", "wm_wang", later(50)))

    assert await shelf.found(staff_id=shelf.staff["chen_rui"]) == ["王五", "刘小明", "刘颖"]
    assert await shelf.found(staff_id=shelf.staff["chen_rui"], channel_id=ChannelId(7)) == ["刘颖"]
    assert await shelf.found(staff_id=shelf.staff["li_na"], channel_id=ChannelId(7)) == ["王五"]
    assert await shelf.found(staff_id=shelf.staff["chen_rui"], added_before=later(15)) == ["刘颖"]


async def test_a_department_includes_those_below_it(shelf: Shelf) -> None:
    assert await shelf.found(department_id=DepartmentId(3)) == ["刘小明", "刘颖"]
    assert await shelf.found(department_id=DepartmentId(2)) == ["刘小明", "刘颖"]
    assert len(await shelf.found(department_id=DepartmentId(1))) == 4
    assert await shelf.found(department_id=DepartmentId(2), staff_id=shelf.staff["li_na"]) == []


async def test_days_include_the_first_and_not_the_end(shelf: Shelf, later: At) -> None:
    assert await shelf.found(added_from=later(20), added_before=later(40)) == ["Amy🌸", "刘小明"]


async def test_lost_and_live_customers_are_told_apart(shelf: Shelf, callbacks: Callbacks) -> None:
    await callbacks.take(callbacks.customer_deleted("li_na", "wm_amy"))

    assert await shelf.found(relation=RelationFilter.LIVE) == ["王五", "刘小明", "刘颖"]
    assert await shelf.found(relation=RelationFilter.LOST) == ["Amy🌸"]
    assert await shelf.found(relation=RelationFilter.LOST, staff_id=shelf.staff["li_na"]) == ["Amy🌸"]
    assert await shelf.found(relation=RelationFilter.LIVE, staff_id=shelf.staff["li_na"]) == ["王五"]


async def test_filters_hold_together(shelf: Shelf) -> None:
    assert await shelf.found(query="刘", tag_ids=[shelf.vip], staff_id=shelf.staff["chen_rui"]) == ["刘颖"]
    assert await shelf.found(query="刘", tag_ids=[shelf.vip], staff_id=shelf.staff["li_na"]) == []


async def test_who_was_never_added_is_not_listed(shelf: Shelf) -> None:
    async with shelf.database.unit(shelf.corp_id) as unit:
        await ensure_customers(unit, {ExternalUserid("wm_greeted_only"): unit.at})

    assert len(await shelf.found()) == 4


# ───────────────────────── plans ─────────────────────────

FILLED = 20_000


@pytest.fixture
async def crowd(database: Database, corp_id: CorpId, database_urls: DatabaseUrls) -> Database:
    """Twenty thousand customers beside those of another corp, with statistics."""
    async with database.unit(corp_id) as unit:
        await unit.execute(
            """
            INSERT INTO customer (corp_id, customer_id, external_userid, name, first_seen_at, last_added_at,
                                  live_relations)
            SELECT lingqu_corp(), n, 'wm' || n, chr(20000 + mod(n, 3000)) || chr(20000 + mod(n, 2999)),
                   '2026-01-01'::timestamptz, '2026-01-01'::timestamptz + n * interval '1 second', 1
            FROM generate_series(0, %(n)s - 1) AS n
            """,
            {"n": FILLED},
        )
        await unit.execute(
            """
            INSERT INTO follow_relation (corp_id, customer_id, staff_id, added_at)
            SELECT lingqu_corp(), customer_id, mod(customer_id, 300), last_added_at FROM customer
            """
        )
        await unit.execute(
            """
            INSERT INTO customer_gram (corp_id, gram, customer_id)
            SELECT lingqu_corp(), gram, customer_id
            FROM customer, LATERAL (VALUES (left(name, 1)), (right(name, 1)), (name)) AS g(gram)
            ON CONFLICT DO NOTHING
            """
        )
        await unit.execute(
            """
            INSERT INTO relation_tag (corp_id, customer_id, staff_id, tag_id, status, source, granted_at)
            SELECT lingqu_corp(), customer_id, staff_id, 1 + mod(customer_id, 40), 'granted', 'wecom', added_at
            FROM follow_relation
            """
        )
        await unit.execute(
            """
            INSERT INTO relation_phone (corp_id, customer_id, staff_id, phone_index, last4_index, phone)
            SELECT lingqu_corp(), customer_id, staff_id, sha256(external_userid::bytea),
                   sha256(mod(customer_id, 10000)::text::bytea), 'sealed'
            FROM follow_relation JOIN customer USING (corp_id, customer_id)
            """
        )
    async with await psycopg.AsyncConnection.connect(database_urls.owner, autocommit=True) as owner:
        await owner.execute("ANALYZE")
    return database


async def _plan(database: Database, corp_id: CorpId, wanted: CustomerFilter, **more: object) -> str:
    arguments = {"sought": None, "staff_ids": None, "after": None, "limit": 51, **more}
    return await plan_of(
        database,
        corp_id,
        lambda session: store.list_page(session, wanted, **arguments),  # pyright: ignore[reportArgumentType] - as named above
    )


async def test_a_page_is_read_from_the_index_in_order(crowd: Database, corp_id: CorpId) -> None:
    after = (datetime.fromisoformat("2026-01-01T02:00:00Z"), 7200)

    plan = await _plan(crowd, corp_id, CustomerFilter(), after=after)

    assert "Index Scan using customer_by_added" in plan
    assert "ROW(last_added_at, customer_id) < ROW(" in plan.split("Filter")[0]
    assert "Sort" not in plan
    assert "Seq Scan" not in plan


@pytest.mark.parametrize("merged", [False, True])
async def test_search_uses_the_index_of_pieces_under_row_security(
    crowd: Database, corp_id: CorpId, *, merged: bool
) -> None:
    sought = store.Sought(text="丠丠", needles=["丠丠"], phone_index=None, last4_index=None)

    plan = await _plan(crowd, corp_id, CustomerFilter(), sought=sought, merged=merged)

    assert "customer_gram_pkey" in plan
    assert "Seq Scan" not in plan


@pytest.mark.parametrize("merged", [False, True])
async def test_an_exact_phone_uses_its_index(crowd: Database, corp_id: CorpId, *, merged: bool) -> None:
    sought = store.Sought(text="13912341111", needles=["13", "39"], phone_index=b"x" * 16, last4_index=None)

    plan = await _plan(crowd, corp_id, CustomerFilter(), sought=sought, merged=merged)

    assert "relation_phone_exact" in plan
    assert "Seq Scan on customer " not in plan


@pytest.mark.parametrize("merged", [False, True])
async def test_the_customers_of_a_member_use_indexes(crowd: Database, corp_id: CorpId, *, merged: bool) -> None:
    plan = await _plan(crowd, corp_id, CustomerFilter(), staff_ids=[StaffId(7)], merged=merged)

    assert "follow_relation_by_staff" in plan or "follow_relation_pkey" in plan
    assert "Seq Scan" not in plan


@pytest.mark.parametrize("merged", [False, True])
async def test_customers_by_tag_use_indexes(crowd: Database, corp_id: CorpId, *, merged: bool) -> None:
    plan = await _plan(crowd, corp_id, CustomerFilter(tag_ids=[TagId(3)]), merged=merged)

    assert "relation_tag_by_tag" in plan or "relation_tag_pkey" in plan
    assert "Seq Scan on relation_tag" not in plan
