"""The calendar over HTTP: what is planned day by day, over all programmes."""

from __future__ import annotations

from typing import Any

import pytest

from integration.http.conftest import House
from lingqu.kernel.access import Role
from lingqu.kernel.ids import CorpId

_BROADCAST = """
INSERT INTO broadcast (corp_id, name, state, tag_ids, tag_match, variants, programme_id, created_at, scheduled_at,
                       planned_at, reach, counts)
VALUES (lingqu_corp(), %(name)s, %(state)s, '{1}', 'any',
        '{"A": {"permille": 1000, "content": {"text": "您好", "attachments": []}}}', %(programme)s,
        '2026-02-20T00:00:00Z', %(scheduled)s, %(planned)s, %(reach)s, %(counts)s)
"""
NOTHING: dict[str, Any] = {"programme": None, "scheduled": None, "planned": None, "reach": None, "counts": None}
BROADCASTS: list[dict[str, Any]] = [
    {"name": "写着玩", "state": "draft"},
    {"name": "春茶预告", "state": "scheduled", "programme": 1, "scheduled": "2026-03-05T16:30:00Z"},
    {"name": "会员日", "state": "awaiting_approval", "scheduled": "2026-03-05T02:00:00Z", "reach": 1200},
    {"name": "上巳", "state": "done", "planned": "2026-03-01T02:00:00Z", "counts": '{"delivered": 8, "skipped": 3}'},
    {"name": "撤回的", "state": "cancelled", "scheduled": "2026-03-05T02:00:00Z"},
    {"name": "正在发", "state": "waiting", "programme": 1, "scheduled": "2026-03-02T01:00:00Z"},
    {"name": "下月", "state": "scheduled", "scheduled": "2026-04-01T02:00:00Z"},
]
MARCH = "from=2026-03-01&to=2026-03-31"


@pytest.fixture
async def planned(house: House, corp_id: CorpId) -> None:
    """Broadcasts in all states, a moment, and a work order."""
    await house.become(Role.OPERATOR, corp_id)
    await house.write("POST", "/api/programmes", {"name": "春茶季", "category": "service", "owner": "王敏"})
    async with house.database.unit(corp_id) as unit:
        for row in BROADCASTS:
            await unit.execute(_BROADCAST, NOTHING | row)
        await unit.execute(
            "INSERT INTO moment (corp_id, name, state, content, staff_ids, department_ids, starts_at, created_at) "
            "VALUES (lingqu_corp(), '茶园清晨', 'ready', '{}', '{}', '{}', '2026-03-04T00:00:00Z', %s)",
            (unit.at,),
        )
        await unit.execute(
            "INSERT INTO work_order (corp_id, key, kind, title, todo, phrases, proof, closes_at, created_at) "
            "VALUES (lingqu_corp(), 'a', 'follow_up', '回访', '问口味', '{}', 'press', "
            "'2026-03-06T12:00:00Z', %s)",
            (unit.at,),
        )
        await unit.execute(
            "INSERT INTO delivery (corp_id, key, channel, state, reason, customer_id, broadcast_id, planned_at) "
            "SELECT lingqu_corp(), n::text, 'broadcast', CASE n WHEN 0 THEN 'skipped' ELSE 'handed_over' END, "
            "CASE n WHEN 0 THEN 'capped' END, n, 6, %s FROM generate_series(0, 4) n",
            (unit.at,),
        )


async def asked(house: House, query: str) -> dict[str, Any]:
    answer = await house.client.get(f"/api/broadcasts/calendar?{query}")
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.usefixtures("planned")
async def test_what_leaves_and_what_is_due_stands_in_the_order_of_time_with_its_size(house: House) -> None:
    entries = (await asked(house, MARCH))["entries"]

    assert [(one["kind"], one["name"], one["state"], one["at"], one["size"]) for one in entries] == [
        ("broadcast", "上巳", "done", "2026-03-01T02:00:00Z", 8),
        ("broadcast", "正在发", "waiting", "2026-03-02T01:00:00Z", 4),
        ("moment", "茶园清晨", "ready", "2026-03-04T00:00:00Z", None),
        ("broadcast", "会员日", "awaiting_approval", "2026-03-05T02:00:00Z", 1200),
        ("broadcast", "春茶预告", "scheduled", "2026-03-05T16:30:00Z", None),
        ("work_order", "回访", "opening", "2026-03-06T12:00:00Z", 0),
    ]
    assert [(one["programme"], one["category"]) for one in entries if one["kind"] == "broadcast"] == [
        (None, "marketing"),
        ({"programme_id": 1, "name": "春茶季"}, "service"),
        (None, "marketing"),
        ({"programme_id": 1, "name": "春茶季"}, "service"),
    ]


@pytest.mark.usefixtures("planned")
async def test_a_day_is_the_corps_and_a_programme_shows_its_broadcasts_alone(house: House) -> None:
    late = (await asked(house, "from=2026-03-06&to=2026-03-06"))["entries"]
    ours = (await asked(house, f"{MARCH}&programme_id=1"))["entries"]

    assert [one["name"] for one in late] == ["春茶预告", "回访"]
    assert [one["name"] for one in ours] == ["正在发", "春茶预告"]


@pytest.mark.usefixtures("planned")
async def test_holidays_are_told_and_rest_where_the_rules_say_so(house: House, corp_id: CorpId) -> None:
    days = "from=2026-05-01&to=2026-05-06"
    before = (await asked(house, days))["days"]
    await house.become(Role.ADMIN, corp_id)
    await house.write("PUT", "/api/outreach/rules", {"rests_on_holidays": True})
    after = (await asked(house, days))["days"]

    assert [one["festival"] for one in before] == ["Labour Day"] * 5 + [None]
    assert {one["rests"] for one in before} == {False}
    assert [one["rests"] for one in after] == [True] * 5 + [False]


@pytest.mark.parametrize("query", ["from=2026-03-05&to=2026-03-01", "from=2026-01-01&to=2026-03-31"])
@pytest.mark.usefixtures("planned")
async def test_days_that_cannot_be_meant_are_refused(house: House, query: str) -> None:
    answer = await house.client.get(f"/api/broadcasts/calendar?{query}")

    assert (answer.status_code, answer.json()["code"]) == (422, "days.bad_period")


@pytest.mark.usefixtures("planned")
async def test_another_corp_sees_an_empty_calendar(house: House, other_corp_id: CorpId) -> None:
    await house.become(Role.OWNER, other_corp_id)

    assert (await asked(house, MARCH))["entries"] == []


@pytest.mark.usefixtures("planned")
async def test_what_goes_into_groups_says_so_and_is_not_counted_in_persons(house: House, corp_id: CorpId) -> None:
    async with house.database.unit(corp_id) as unit:
        await unit.execute(
            "UPDATE broadcast SET tag_ids = NULL, tag_match = NULL, groups = '{}' WHERE name IN ('上巳', '会员日')"
        )
    entries = (await asked(house, MARCH))["entries"]

    assert [(one["name"], one["size"]) for one in entries if one["into_groups"]] == [("上巳", 8), ("会员日", None)]
