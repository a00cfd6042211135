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
    assert [(one["version"], one["author"], one["sentence"], one["let_in"]) for one in revised["versions"]] == [
        (2, "老板", "抽样「A」的 0–499 号（占 50%）", None),
        (1, "老板", "抽样「A」的 0–99 号（占 10%）", None),
    ]
    assert (again.status_code, again.json()["code"]) == (409, "segments.changed")
    assert [(one["name"], one["sentence"]) for one in listed] == [("B", "抽样「A」的 0–499 号（占 50%）")]


async def test_two_versions_are_laid_over_each_other(owner: House, corp_id: CorpId) -> None:
    del corp_id
    first = {"kind": "all", "of": [SHARE, {"kind": "relation"}]}
    second = {"kind": "any", "of": [{**SHARE, "last": 199}, {"kind": "relation"}]}
    made = (await owner.write("POST", "/api/segments", {"name": "A", "definition": first})).json()
    address = f"/api/segments/{made['segment_id']}"
    await owner.write("PUT", address, {"version": 1, "name": "A", "definition": second})

    told = (await owner.client.get(f"{address}/versions/2/changes")).json()
    nothing_older = await owner.client.get(f"{address}/versions/1/changes")
    not_older = await owner.client.get(f"{address}/versions/1/changes", params={"since": 2})

    assert (told["before"]["version"], told["after"]["version"], told["definition_before"]) == (1, 2, first)
    assert [(one["change"], one["joining"], one["joining_before"]) for one in told["lines"]] == [
        ("changed", "any", "all"),
        ("changed", None, None),
        ("same", None, None),
    ]
    assert told["lines"][1]["sentence"] == "抽样「A」的 0–199 号（占 20%）"
    assert told["lines"][1]["sentence_before"] == "抽样「A」的 0–99 号（占 10%）"
    for answer in (nothing_older, not_older):
        assert (answer.status_code, answer.json()["code"]) == (404, "segments.version_not_found")


async def test_a_segment_that_others_read_is_not_put_away(owner: House, corp_id: CorpId) -> None:
    del corp_id
    made = (await owner.write("POST", "/api/segments", {"name": "A", "definition": SHARE})).json()["segment_id"]
    reading = {"name": "B", "definition": {"kind": "segment", "segment_id": made}}
    reader = (await owner.write("POST", "/api/segments", reading)).json()["segment_id"]

    refused = await owner.write("POST", f"/api/segments/{made}/archive")
    read_by = (await owner.client.get(f"/api/segments/{made}")).json()["read_by"]
    await owner.write("POST", f"/api/segments/{reader}/archive")
    away = await owner.write("POST", f"/api/segments/{made}/archive")

    assert (refused.status_code, refused.json()["code"]) == (409, "segments.in_use")
    assert refused.json()["data"]["readers"] == [reader]
    assert read_by == [{"id": reader, "name": "B"}]
    assert away.status_code == 204
    assert (await owner.client.get("/api/segments")).json()["items"] == []
    assert (await owner.client.get(f"/api/segments/{made}")).json()["archived_at"] is not None


async def test_an_overlap_is_of_a_segment_or_of_a_definition(owner: House, corp_id: CorpId) -> None:
    del corp_id
    made = (await owner.write("POST", "/api/segments", {"name": "A", "definition": SHARE})).json()["segment_id"]

    of_definition = (await owner.write("POST", "/api/segments/overlap", {"definition": SHARE})).json()
    of_segment = (await owner.write("POST", "/api/segments/overlap", {"segment_id": made})).json()
    of_nothing = await owner.write("POST", "/api/segments/overlap", {})

    others = [{"segment_id": made, "name": "A", "size": None, "both": None, "is_building": True}]
    assert of_definition == {"size": 0, "alone": 0, "others": others}
    assert of_segment == {"size": 0, "alone": 0, "others": []}
    assert of_nothing.status_code == 422
