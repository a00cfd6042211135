"""Deliveries of the whole corp over HTTP: filtered, paged, and counted by reason."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from doubles.brand import Brand
from integration.http.conftest import House
from lingqu.infra.clocks import SteppedClock
from lingqu.kernel.access import Role
from lingqu.kernel.ids import CorpId

_DELIVERY = """
INSERT INTO delivery (corp_id, key, channel, state, reason, customer_id, staff_id, broadcast_id, planned_at)
VALUES (lingqu_corp(), %(key)s, %(channel)s, %(state)s, %(reason)s, %(customer)s, %(staff)s, %(broadcast)s, %(at)s)
"""
_BROADCAST = """
INSERT INTO broadcast (corp_id, name, state, tag_ids, tag_match, variants, programme_id, created_at)
VALUES (lingqu_corp(), %(name)s, 'done', '{1}', 'any', %(content)s, %(programme)s, %(at)s)
"""

ROWS: list[tuple[str, str, str | None, int, int, int | None]] = [
    ("broadcast", "delivered", None, 0, 0, 1),
    ("broadcast", "failed", "not_friend", 1, 0, 1),
    ("broadcast", "skipped", "capped", 2, 1, 1),
    ("broadcast", "skipped", "capped", 0, 1, 2),
    ("welcome", "delivered", None, 1, 1, None),
    ("broadcast", "delivered", None, 2, 0, 2),
]
"""Channel, state, reason, customer, member, broadcast; one a day, the last of them today."""


@pytest.fixture
async def sent(house: House, corp_id: CorpId, clock: SteppedClock) -> list[int]:
    """Six deliveries of six days; the numbers of the two members."""
    brand = Brand(house.database, corp_id)
    staff = [await brand.hire("chen_rui"), await brand.hire("li_na")]
    await brand.follow(staff[0], await brand.enlist(3), await brand.tag("VIP"))
    async with house.database.unit(corp_id) as unit:
        for name, programme in (("会员日", 7), ("新品", None)):
            content = '{"A": {"permille": 1000, "content": {"text": "您好", "attachments": []}}}'
            await unit.execute(
                _BROADCAST, {"name": name, "content": content, "programme": programme, "at": clock.now()}
            )
        for day, (channel, state, reason, customer, member, broadcast) in enumerate(ROWS):
            at = clock.now() - timedelta(days=len(ROWS) - 1 - day)
            row = {"key": str(day), "channel": channel, "state": state, "reason": reason, "customer": customer}
            await unit.execute(_DELIVERY, {**row, "staff": staff[member], "broadcast": broadcast, "at": at})
    await house.become(Role.OPERATOR, corp_id)
    return list(staff)


async def found(house: House, query: str) -> list[int]:
    """Deliveries of a question by their place in `ROWS`."""
    answer = await house.client.get(f"/api/deliveries?{query}")
    assert answer.status_code == 200, answer.text
    first = (await house.client.get("/api/deliveries?limit=200")).json()["items"][-1]["delivery_id"]
    return [one["delivery_id"] - first for one in answer.json()["items"]]


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("", [5, 4, 3, 2, 1, 0]),
        ("state=skipped", [3, 2]),
        ("reason=not_friend", [1]),
        ("reason=over_cap", []),
        ("channel=welcome", [4]),
        ("customer_id=2", [5, 2]),
        ("broadcast_id=2", [5, 3]),
        ("programme_id=7", [2, 1, 0]),
        ("programme_id=8", []),
        ("moment_id=1", []),
        ("from=2026-02-26&to=2026-02-27", [2, 1]),
        ("state=delivered&broadcast_id=1", [0]),
    ],
)
@pytest.mark.usefixtures("sent")
async def test_each_question_narrows_the_list(house: House, query: str, rows: list[int]) -> None:
    assert await found(house, query) == rows


async def test_a_member_and_a_shop_narrow_the_list_together(house: House, corp_id: CorpId, sent: list[int]) -> None:
    async with house.database.unit(corp_id) as unit:
        await unit.execute(
            "INSERT INTO department (corp_id, department_id, parent_id, name) "
            "VALUES (lingqu_corp(), 5, NULL, '总部'), (lingqu_corp(), 6, 5, '湖滨店')"
        )
        await unit.execute(
            "INSERT INTO staff_department (corp_id, staff_id, department_id, is_leader) "
            "VALUES (lingqu_corp(), %s, 6, false)",
            (sent[1],),
        )

    assert await found(house, f"staff_id={sent[1]}") == [4, 3, 2]
    assert await found(house, "department_id=5") == [4, 3, 2]
    assert await found(house, f"department_id=6&staff_id={sent[0]}") == []


@pytest.mark.usefixtures("sent")
async def test_pages_follow_each_other_without_a_gap(house: House) -> None:
    seen: list[Any] = []
    cursor = ""
    while True:
        page = (await house.client.get(f"/api/deliveries?limit=4{cursor}")).json()
        seen.append([(one["broadcast"] or {}).get("name") for one in page["items"]])
        if page["next_cursor"] is None:
            break
        cursor = f"&cursor={page['next_cursor']}"

    assert seen == [["新品", None, "新品", "会员日"], ["会员日", "会员日"]]


@pytest.mark.usefixtures("sent")
async def test_the_summary_counts_by_state_and_reason_whichever_of_them_is_looked_at(house: House) -> None:
    whole = (await house.client.get("/api/deliveries/summary")).json()
    narrowed = (await house.client.get("/api/deliveries/summary?state=failed&reason=not_friend")).json()
    first = (await house.client.get("/api/deliveries/summary?broadcast_id=1&to=2026-02-26")).json()

    assert whole == {
        "from_on": "2026-02-24",
        "to_on": "2026-03-02",
        "total": 6,
        "outcomes": [
            {"state": "delivered", "reason": None, "count": 3},
            {"state": "skipped", "reason": "capped", "count": 2},
            {"state": "failed", "reason": "not_friend", "count": 1},
        ],
    }
    assert narrowed == whole
    assert (first["from_on"], first["total"]) == ("2026-02-20", 2)


@pytest.mark.parametrize("query", ["from=2026-03-03&to=2026-03-02", "from=2025-11-01&to=2026-03-02", "to=0001-01-01"])
@pytest.mark.usefixtures("sent")
async def test_days_that_cannot_be_meant_are_refused(house: House, query: str) -> None:
    for path in ("deliveries", "deliveries/summary"):
        answer = await house.client.get(f"/api/{path}?{query}")
        assert (answer.status_code, answer.json()["code"]) == (422, "days.bad_period")


@pytest.mark.usefixtures("sent")
async def test_a_cursor_of_another_list_is_refused(house: House) -> None:
    other = (await house.client.get("/api/broadcasts?limit=1")).json()["next_cursor"]
    answer = await house.client.get(f"/api/deliveries?cursor={other}")

    assert (answer.status_code, answer.json()["code"]) == (422, "paging.bad_cursor")


@pytest.mark.usefixtures("sent")
async def test_an_analyst_sees_reasons_and_neither_names_nor_texts(house: House, corp_id: CorpId) -> None:
    await house.become(Role.ANALYST, corp_id)

    rows = (await house.client.get("/api/deliveries?reason=not_friend")).json()["items"]

    assert [(one["reason"], one["customer"]["name"], one["text"]) for one in rows] == [("not_friend", None, None)]


async def test_nothing_of_another_corp_is_counted(house: House, sent: list[int], other_corp_id: CorpId) -> None:
    assert sent
    await house.become(Role.OWNER, other_corp_id)

    assert (await house.client.get("/api/deliveries")).json()["items"] == []
    assert (await house.client.get("/api/deliveries/summary")).json()["outcomes"] == []
