from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lingqu.directory.api.people import ensure_staff
from lingqu.kernel.access import Role
from lingqu.segments.contracts.events import EVENTS

if TYPE_CHECKING:
    from integration.http.conftest import House
    from lingqu.kernel.ids import CorpId

SHARE = {"kind": "bucket", "salt": "A", "last": 99}
PAID = {"kind": "event", "event": {"name": "order.paid"}}


async def tried(house: House, definition: dict[str, Any]) -> dict[str, Any]:
    answer = await house.write("POST", "/api/segments/preview", {"definition": definition})
    return {"status": answer.status_code, **answer.json()}


async def test_a_definition_is_said_and_counted(owner: House, corp_id: CorpId) -> None:
    async with owner.database.unit(corp_id) as unit:
        staff_id = (await ensure_staff(unit, ["luo_min"]))["luo_min"]
        await unit.execute("UPDATE staff SET name = '罗敏' WHERE corp_id = lingqu_corp()")
    served = {"kind": "relation", "scope": {"staff": [staff_id]}}

    told = await tried(owner, {"kind": "all", "of": [served, SHARE]})

    assert told["sentence"] == "由「罗敏」服务，抽样「A」的 0–99 号（占 10%）"
    assert (told["count"], told["sample"], told["waiting"]) == (0, [], [])


async def test_while_history_is_down_its_leaves_are_named(owner: House, corp_id: CorpId) -> None:
    del corp_id

    told = await tried(owner, {"kind": "any", "of": [SHARE, {"kind": "not", "of": PAID}]})

    assert told["count"] is None
    assert told["waiting"] == ["$.of[1].of"]
    assert told["sentence"] == "抽样「A」的 0–99 号（占 10%），或者不满足（有过「付款」）"


async def test_a_fault_is_told_with_its_place(owner: House, corp_id: CorpId) -> None:
    del corp_id
    never = {**PAID, "count": {"op": "lt", "n": 0}}

    told = await tried(owner, {"kind": "all", "of": [SHARE, never]})

    assert (told["status"], told["code"], told["place"]) == (422, "segments.bad_definition", "$.of[1].count.n")
    assert told["data"]["fault"] == "always"


async def test_the_vocabulary_is_in_the_readers_language(owner: House, corp_id: CorpId) -> None:
    del corp_id
    await owner.write("POST", "/api/attributes", {"key": "city", "label": "City", "type": "string"})

    told = (await owner.client.get("/api/segments/vocabulary", headers={"Accept-Language": "en"})).json()

    assert {"name": "order.paid", "label": "paying an order", "properties": list(EVENTS["order.paid"])} in told[
        "events"
    ]
    assert told["attributes"] == [
        {
            "key": "city",
            "label": "City",
            "type": "string",
            "ops": ["contains", "eq", "exists", "in", "ne", "starts"],
        }
    ]


async def test_an_analyst_counts_without_seeing_names(owner: House, corp_id: CorpId) -> None:
    await owner.become(Role.ANALYST, corp_id)

    assert (await tried(owner, SHARE))["status"] == 200


async def test_a_segment_is_saved_and_keeps_what_it_meant(owner: House, corp_id: CorpId) -> None:
    del corp_id
    made = (await owner.write("POST", "/api/segments", {"name": "A", "definition": SHARE})).json()

    half = {"kind": "bucket", "salt": "A", "last": 499}
    body = {"version": 1, "name": "B", "definition": half}
    revised = (await owner.write("PUT", f"/api/segments/{made['segment_id']}", body)).json()
    again = await owner.write("PUT", f"/api/segments/{made['segment_id']}", body)
    listed = (await owner.client.get("/api/segments")).json()["items"]

    assert made["definition"] == SHARE
    assert (revised["name"], revised["version"], revised["definition"]) == ("B", 2, half)
    assert [(one["version"], one["sentence"]) for one in revised["versions"]] == [
        (2, "抽样「A」的 0–499 号（占 50%）"),
        (1, "抽样「A」的 0–99 号（占 10%）"),
    ]
    assert (again.status_code, again.json()["code"]) == (409, "segments.changed")
    assert [(one["name"], one["sentence"]) for one in listed] == [("B", "抽样「A」的 0–499 号（占 50%）")]
