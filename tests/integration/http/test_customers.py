"""Customers, tags, attributes, departments and staff over HTTP, in the shapes the web relies on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from doubles.customers import CustomersDouble
from doubles.jobs import Steps
from integration.customers.conftest import Callbacks, resolve_channels
from integration.http.conftest import SEALS, House
from lingqu.customers.api import identities
from lingqu.customers.api.sync import Reading, read_tags
from lingqu.customers.contracts.identities import MEMBER, PHONE, Observation, Shown, Source
from lingqu.customers.jobs import kinds
from lingqu.directory.contracts.people import DepartmentSnapshot, Membership, MemberSnapshot
from lingqu.directory.store import people as directory_store
from lingqu.infra.clocks import SteppedClock
from lingqu.kernel.access import Role
from lingqu.kernel.ids import CorpId, CustomerId, DepartmentId, IdentityId, Userid

TEN = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


@pytest.fixture
async def shop(house: House, corp_id: CorpId, clock: SteppedClock) -> House:
    """One shop, one member, two customers; the one who stayed is tagged and has a phone."""
    database = house.database
    async with database.unit(corp_id) as unit:
        department = DepartmentSnapshot(department_id=DepartmentId(3), parent_id=None, name="徐汇店", sort=0)
        await directory_store.upsert_departments(unit, [department])
        place = Membership(department_id=DepartmentId(3), sort=0, is_leader=False)
        member = MemberSnapshot(userid=Userid("chen_rui"), name="陈睿", memberships=(place,))
        await directory_store.upsert_members(unit, {"chen_rui": member})
        await directory_store.set_follow_users(unit, ["chen_rui"])
    wecom = CustomersDouble()
    vip = wecom.add_tag("等级", "VIP")
    await read_tags(lambda: database.unit(corp_id), wecom, corp_id)
    wecom.person("wm_liu", "刘颖")
    wecom.follow(
        "chen_rui", "wm_liu", TEN, remark="老客", phones=("13912341111",), wecom_tag_ids=frozenset({vip}), state="x"
    )
    callbacks = Callbacks(database, corp_id, clock)
    await callbacks.take(callbacks.added("chen_rui", "wm_liu", TEN), callbacks.added("chen_rui", "wm_gone", TEN))
    clock.advance(timedelta(minutes=10))
    await callbacks.take(callbacks.customer_deleted("chen_rui", "wm_gone"))
    await Steps(
        database, clock, kinds(Reading(reader=wecom, seals=SEALS, resolve_channels=resolve_channels), wecom, wecom)
    ).run_due()
    await house.become(Role.OPERATOR, corp_id)
    await house.write("PUT", "/api/departments/3/shop", {"is_shop": True})
    return house


async def got(house: House, path: str, **query: Any) -> Any:
    answer = await house.client.get(path, params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_the_list_tells_everything_a_row_shows(shop: House) -> None:
    listed = await got(shop, "/api/customers", relation="live")

    assert listed == {
        "items": [
            {
                "customer_id": 1,
                "name": "刘颖",
                "avatar_url": "https://img.example/wm_liu.jpg",
                "gender": 2,
                "type": 1,
                "tags": [{"tag_id": 1, "name": "VIP"}],
                "staff": [{"staff_id": 1, "name": "陈睿", "shop_name": "徐汇店"}],
                "staff_count": 1,
                "channel": None,
                "added_at": "2026-03-02T02:00:00Z",
                "live": True,
            }
        ],
        "next_cursor": None,
        "total": 1,
    }


async def test_filters_come_from_the_query(shop: House) -> None:
    async def ids(**query: Any) -> list[int]:
        return [row["customer_id"] for row in (await got(shop, "/api/customers", **query))["items"]]

    assert await ids() == [1, 0]
    assert await ids(query="刘") == [1]
    assert await ids(query="1111") == [1]
    assert await ids(tag_id=[1, 2], tag_match="any") == [1]
    assert await ids(tag_id=[1], tag_match="none") == [0]
    assert await ids(relation="lost") == [0]
    assert await ids(department_id=3, relation="live") == [1]
    assert await ids(added_from="2026-03-02", added_to="2026-03-02") == [1, 0]
    assert await ids(added_from="2026-03-03") == []


async def test_pages_are_followed_by_cursor(shop: House) -> None:
    first = await got(shop, "/api/customers", limit=1)
    second = await got(shop, "/api/customers", limit=1, cursor=first["next_cursor"])

    assert [row["customer_id"] for row in first["items"] + second["items"]] == [1, 0]
    assert (first["total"], second["total"], second["next_cursor"]) == (2, None, None)


async def test_what_cannot_be_asked_names_the_place(shop: House) -> None:
    answers = {
        path: await shop.client.get(path)
        for path in ("/api/customers?limit=0", "/api/customers?relation=maybe", "/api/customers?cursor=x")
    }

    assert {path: answer.status_code // 100 for path, answer in answers.items()} == dict.fromkeys(answers, 4)
    assert answers["/api/customers?cursor=x"].json()["code"] == "paging.bad_cursor"


async def test_one_customer_tells_relations_attributes_and_what_is_masked(shop: House) -> None:
    detail = await got(shop, "/api/customers/1")

    assert (detail["external_userid"], detail["unionid"], detail["unreadable_reason"]) == ("wm_liu", None, None)
    assert detail["relations"] == [
        {
            "customer_id": 1,
            "staff_id": 1,
            "staff_name": "陈睿",
            "shop_name": "徐汇店",
            "remark": "老客",
            "description": None,
            "phones": ["139****1111"],
            "state": "x",
            "channel": None,
            "add_way": 1,
            "added_at": "2026-03-02T02:00:00Z",
            "deleted_at": None,
            "deleted_by": None,
            "tags": [{"tag_id": 1, "name": "VIP", "status": "granted"}],
        }
    ]


async def test_a_customer_who_is_not_there_is_not_found(shop: House) -> None:
    answer = await shop.client.get("/api/customers/99")

    assert answer.status_code == 404
    assert answer.json() == {
        "code": "customers.not_found",
        "message": "there is no customer 99",
        "data": {"customer_id": 99},
        "place": None,
    }


async def test_tags_are_granted_and_withdrawn(shop: House) -> None:
    withdrawn = await shop.write("POST", "/api/customers/1/tags", {"staff_id": 1, "grant": [], "withdraw": [1]})
    assert withdrawn.json()["relations"][0]["tags"] == [{"tag_id": 1, "name": "VIP", "status": "withdrawing"}]
    assert withdrawn.json()["tags"] == []

    granted = await shop.write("POST", "/api/customers/1/tags", {"staff_id": 1, "grant": [1], "withdraw": []})

    assert granted.json()["relations"][0]["tags"] == [{"tag_id": 1, "name": "VIP", "status": "pending"}]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"staff_id": 1, "grant": [9], "withdraw": []}, 422, "customers.unknown_tag"),
        ({"staff_id": 9, "grant": [1], "withdraw": []}, 409, "customers.no_live_relation"),
    ],
)
async def test_tags_that_cannot_be_are_refused(shop: House, body: dict[str, Any], status: int, code: str) -> None:
    answer = await shop.write("POST", "/api/customers/1/tags", body)

    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_a_remark_is_set(shop: House) -> None:
    answer = await shop.write("PUT", "/api/customers/1/remark", {"staff_id": 1, "remark": "刘颖 VIP"})

    assert answer.json()["relations"][0]["remark"] == "刘颖 VIP"


async def test_attributes_are_defined_set_and_shown(shop: House) -> None:
    await shop.write("POST", "/api/attributes", {"key": "city", "label": "城市", "type": "string"})
    answer = await shop.write("PUT", "/api/customers/1/attributes/city", {"value": "杭州"})

    assert answer.json()["attributes"] == [{"key": "city", "label": "城市", "type": "string", "value": "杭州"}]
    assert await got(shop, "/api/attributes") == {"items": [{"key": "city", "label": "城市", "type": "string"}]}


async def test_the_timeline_tells_facts_with_names(shop: House) -> None:
    told = await got(shop, "/api/customers/1/timeline")

    assert [one["kind"] for one in told["items"]] == ["customer.read", "tag.granted", "relation.added"]
    added = told["items"][-1]
    assert {key: added[key] for key in ("customer", "staff", "channel", "occurred_at")} == {
        "customer": {"customer_id": 1, "name": "刘颖"},
        "staff": {"staff_id": 1, "name": "陈睿"},
        "channel": None,
        "occurred_at": "2026-03-02T02:00:00Z",
    }
    assert told["items"][1]["detail"] == {"tag_id": 1, "tag_name": "VIP", "source": "wecom"}


async def test_the_tag_library_counts_people(shop: House) -> None:
    assert await got(shop, "/api/tags") == {
        "items": [
            {
                "group_id": 1,
                "name": "等级",
                "tags": [{"tag_id": 1, "name": "VIP", "ours": False, "customers": 1}],
            }
        ]
    }


async def test_departments_and_staff_are_listed(shop: House) -> None:
    assert await got(shop, "/api/departments") == {
        "items": [{"department_id": 3, "parent_id": None, "name": "徐汇店", "is_shop": True, "staff_count": 1}]
    }
    assert await got(shop, "/api/staff", query="陈") == {
        "items": [
            {
                "staff_id": 1,
                "userid": "chen_rui",
                "name": "陈睿",
                "department_ids": [3],
                "shop": {"department_id": 3, "name": "徐汇店"},
                "is_follow_user": True,
                "active": True,
                "customers": 1,
            }
        ],
        "next_cursor": None,
        "total": None,
    }


async def test_an_unknown_department_cannot_become_a_shop(shop: House) -> None:
    answer = await shop.write("PUT", "/api/departments/99/shop", {"is_shop": True})

    assert (answer.status_code, answer.json()["code"]) == (404, "directory.department_not_found")


async def test_an_analyst_sees_no_person(shop: House, corp_id: CorpId) -> None:
    await shop.write("POST", "/api/attributes", {"key": "city", "label": "城市", "type": "string"})
    await shop.write("PUT", "/api/customers/1/attributes/city", {"value": "杭州"})
    await shop.become(Role.ANALYST, corp_id)

    pages = [
        (await shop.client.get(path)).text
        for path in ("/api/customers", "/api/customers/1", "/api/customers/1/timeline")
    ]
    found = await shop.client.get("/api/customers", params={"query": "刘"})

    assert not [word for word in ("刘颖", "老客", "1111", "img.example", "杭州") if word in "".join(pages)]
    assert (found.status_code, found.json()["code"]) == (403, "access.forbidden")


# ───────────────────────── identities ─────────────────────────


async def _two_who_are_one(shop: House, corp_id: CorpId) -> None:
    """The two customers prove the same phone."""
    async with shop.database.unit(corp_id) as unit:
        phone = Shown(kind=PHONE, value="13700005555", source=Source.ORDER, seen_at=TEN)
        both = [Observation(customer_id=CustomerId(one), shown=phone) for one in (0, 1)]
        await identities.record(unit, both, seals=SEALS)
        await identities.join(unit, [IdentityId(1)], most=5)


async def test_identities_tell_every_merge_with_its_reason_and_a_way_back(shop: House, corp_id: CorpId) -> None:
    await _two_who_are_one(shop, corp_id)

    known = await got(shop, "/api/customers/1/identities")

    assert known["customer_id"] == 0
    assert known["external_userids"] == [
        {"customer_id": 0, "external_userid": "wm_gone"},
        {"customer_id": 1, "external_userid": "wm_liu"},
    ]
    assert [(one["kind"], one["value"], one["source"]) for one in known["identities"]] == [
        ("phone", "137****5555", "order")
    ] * 2
    [merge] = known["merges"]
    assert (merge["customer_id"], merge["into_id"], merge["kind"], merge["value"], merge["ended_at"]) == (
        1,
        0,
        "phone",
        "137****5555",
        None,
    )

    answer = await shop.write("POST", "/api/customers/0/unmerge", {"merge_id": merge["merge_id"]})

    assert answer.status_code == 200
    assert [one["ended_by"] for one in answer.json()["merges"]] == ["account:1"]
    again = await shop.write("POST", "/api/customers/0/unmerge", {"merge_id": merge["merge_id"]})
    assert (again.status_code, again.json()["code"]) == (404, "customers.merge_not_found")


async def test_tags_and_remark_reach_the_relation_of_whom_the_member_knows(shop: House, corp_id: CorpId) -> None:
    await _two_who_are_one(shop, corp_id)

    tagged = await shop.write("POST", "/api/customers/0/tags", {"staff_id": 1, "grant": [], "withdraw": [1]})
    noted = await shop.write("PUT", "/api/customers/0/remark", {"staff_id": 1, "remark": "新备注"})

    assert (tagged.status_code, noted.status_code) == (200, 200)
    live = noted.json()["relations"][0]
    assert (live["customer_id"], live["remark"]) == (1, "新备注")


async def test_quarantine_is_listed_and_let_go(shop: House, corp_id: CorpId) -> None:
    async with shop.database.unit(corp_id) as unit:
        card = Shown(kind=MEMBER, value="card 7", source=Source.MEMBERS, seen_at=TEN)
        devices = [[Shown(kind="device", value=f"d{one}", source=Source.ORDER, seen_at=TEN)] for one in range(6)]
        met = await identities.meet(unit, devices, seals=SEALS)
        await identities.record(unit, [Observation(customer_id=one, shown=card) for one in met], seals=SEALS)
    async with shop.database.unit(corp_id) as unit:
        [held] = await unit.fetch("SELECT identity_id FROM identity WHERE corp_id = lingqu_corp() AND kind = 'member'")
        await identities.join(unit, [held["identity_id"]], most=5)

    listed = await got(shop, "/api/identities/quarantined")
    [one] = listed["items"]
    assert (one["kind"], one["value"], one["customers"], one["customer_ids"]) == ("member", "card 7", 6, met)

    answer = await shop.write("POST", f"/api/identities/{one['identity_id']}/release")
    assert answer.status_code == 204
    assert await got(shop, "/api/identities/quarantined") == {"items": [], "next_cursor": None}


async def test_who_may_not_see_people_sees_no_values(shop: House, corp_id: CorpId) -> None:
    await _two_who_are_one(shop, corp_id)
    await shop.become(Role.ANALYST, corp_id)

    known = await got(shop, "/api/customers/0/identities")

    assert {one["value"] for one in (*known["identities"], *known["merges"])} == {None}
