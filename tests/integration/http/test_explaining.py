from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from psycopg.types.json import Jsonb

from audiences.loading import insert
from lingqu.customers.api.people import ensure_customers
from lingqu.directory.api.people import ensure_staff
from lingqu.kernel.access import Role
from lingqu.kernel.ids import ExternalUserid

if TYPE_CHECKING:
    import httpx

    from integration.http.conftest import House
    from lingqu.kernel.ids import CorpId

SHARE = {"kind": "bucket", "salt": "A", "last": 99}
PAID = {"kind": "event", "event": {"name": "order.paid"}}


@pytest.fixture
async def zhou(owner: House, corp_id: CorpId) -> int:
    """A customer from Hangzhou, served by 罗敏 since yesterday."""
    yesterday = owner.database.clock.now() - timedelta(days=1)
    async with owner.database.unit(corp_id) as unit:
        staff_id = (await ensure_staff(unit, ["luo_min"]))["luo_min"]
        await unit.execute("UPDATE staff SET name = '罗敏' WHERE corp_id = lingqu_corp()")
        zhou = (await ensure_customers(unit, {ExternalUserid("wmZhou"): yesterday}))[ExternalUserid("wmZhou")]
        await insert(unit, "attribute", "key, label, type", [("city", "城市", "string")])
        await insert(
            unit, "customer_attribute", "customer_id, key, value, set_at", [(zhou, "city", Jsonb("杭州"), yesterday)]
        )
        await insert(
            unit, "follow_relation", "customer_id, staff_id, add_way, added_at", [(zhou, staff_id, 1, yesterday)]
        )
        await unit.execute("UPDATE customer SET last_added_at = %s WHERE corp_id = lingqu_corp()", (yesterday,))
    return zhou


SERVED_IN_SHANGHAI = {
    "kind": "all",
    "of": [{"kind": "relation"}, {"kind": "attribute", "key": "city", "op": "eq", "value": "上海"}],
}


async def test_why_somebody_is_not_in_a_segment_is_told(owner: House, zhou: int) -> None:
    made = (await owner.write("POST", "/api/segments", {"name": "上海", "definition": SERVED_IN_SHANGHAI})).json()

    body = {"segment_id": made["segment_id"], "customer_ids": [zhou, zhou]}
    told = (await owner.write("POST", "/api/segments/explain", body)).json()

    assert told["sentence"] == "与成员是好友，城市是「上海」"
    (one,) = told["items"]
    assert (one["customer_id"], one["person_id"], one["in_universe"], one["fits"]) == (zhou, zhou, True, False)
    assert one["is_member"] is None, "the members are being found"
    assert [(part["sentence"], part["holds"], part["decides"], part["value"]) for part in one["reason"]["of"]] == [
        ("与成员是好友", True, False, "1 位：罗敏"),
        ("城市是「上海」", False, True, "值为「杭州」"),
    ]


async def test_an_analyst_learns_whether_a_value_fits_and_not_which_it_is(
    owner: House, corp_id: CorpId, zhou: int
) -> None:
    await owner.become(Role.ANALYST, corp_id)

    told = (await _explained(owner, definition=SERVED_IN_SHANGHAI, customer_ids=[zhou])).json()

    city = told["items"][0]["reason"]["of"][1]
    assert (city["holds"], city["value"]) == (False, None)


async def test_what_cannot_be_explained_is_refused(owner: House, zhou: int) -> None:
    unknown = await _explained(owner, definition=SHARE, customer_ids=[zhou, 4_000_000_000])
    neither = await _explained(owner, customer_ids=[zhou])
    faulty = await _explained(owner, definition={"kind": "any", "of": []}, customer_ids=[zhou])
    nowhere = await _explained(owner, segment_id=99, customer_ids=[zhou])
    without_history = await _explained(owner, definition=PAID, customer_ids=[zhou])
    too_many = await _explained(owner, definition=SHARE, customer_ids=list(range(21)))

    assert (unknown.status_code, unknown.json()["code"]) == (404, "customers.not_found")
    assert (neither.status_code, neither.json()["code"]) == (422, "segments.explain_what")
    assert (faulty.status_code, faulty.json()["code"]) == (422, "segments.bad_definition")
    assert (nowhere.status_code, nowhere.json()["code"]) == (404, "segments.not_found")
    assert (without_history.status_code, without_history.json()["code"]) == (503, "history.unavailable")
    assert too_many.status_code == 422


async def _explained(house: House, **body: Any) -> httpx.Response:
    return await house.write("POST", "/api/segments/explain", body)
