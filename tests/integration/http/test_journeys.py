"""Journeys over HTTP: written, published, entered by hand, stopped, and looked at step by step."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from doubles.brand import Brand
from integration.http.conftest import House
from lingqu.infra.clocks import SteppedClock
from lingqu.infra.history.reading import HistoryDoor
from lingqu.journeys.api.advancing import Advancer
from lingqu.journeys.api.asking import Asker
from lingqu.kernel.access import Role
from lingqu.kernel.ids import CorpId
from lingqu.segments.leaves import Shelf

DEFINITION: dict[str, Any] = {
    "entries": [{"kind": "manual"}],
    "first": "歇",
    "steps": {"歇": {"kind": "wait", "lasts": "P3D", "next": "走"}, "走": {"kind": "exit", "reason": "走完了"}},
}


@pytest.fixture(autouse=True)
async def operator(house: House, corp_id: CorpId) -> None:
    await house.become(Role.OPERATOR, corp_id)


async def create(house: House, definition: dict[str, Any] = DEFINITION, name: str = "七天") -> dict[str, Any]:
    answer = await house.write("POST", "/api/journeys", {"name": name, "definition": definition})
    assert answer.status_code == 200, answer.text
    return answer.json()


async def published(house: House) -> dict[str, Any]:
    made = await create(house)
    answer = await house.write("POST", f"/api/journeys/{made['journey_id']}/publish", {"revision": 1})
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_a_draft_is_kept_revised_and_published(house: House) -> None:
    made = await create(house)
    path = f"/api/journeys/{made['journey_id']}"
    changed = {**DEFINITION, "exits": {"on_goal": False}}
    revised = (
        await house.write("PUT", path, {"name": "七天", "definition": changed, "revision": made["revision"]})
    ).json()
    late = await house.write("PUT", path, {"name": "七天", "definition": DEFINITION, "revision": 1})
    unseen = await house.write("POST", f"{path}/publish", {"revision": 1})
    out = (await house.write("POST", f"{path}/publish", {"revision": revised["revision"]})).json()

    assert (made["state"], made["revision"], made["version"]) == ("draft", 1, None)
    assert (revised["revision"], revised["definition"]["exits"]) == (2, {"on_goal": False})
    assert [one.json()["code"] for one in (late, unseen)] == ["journeys.revised"] * 2
    assert (out["state"], out["version"]) == ("running", 1)
    assert [one["name"] for one in (await house.client.get("/api/journeys")).json()["items"]] == ["七天"]


async def test_what_cannot_be_meant_is_kept_as_a_draft_and_not_published(house: House) -> None:
    made = await create(house, {**DEFINITION, "first": "哪里"})

    answer = await house.write("POST", f"/api/journeys/{made['journey_id']}/publish", {"revision": 1})

    assert (answer.status_code, answer.json()["code"]) == (422, "journeys.bad_definition")
    assert (await house.client.get(f"/api/journeys/{made['journey_id']}")).json()["state"] == "draft"


async def test_a_name_is_taken_once(house: House) -> None:
    await create(house)

    answer = await house.write("POST", "/api/journeys", {"name": "七天", "definition": DEFINITION})

    assert (answer.status_code, answer.json()["code"]) == (409, "journeys.name_taken")


async def test_a_passage_is_seen_turn_by_turn(house: House, corp_id: CorpId, clock: SteppedClock) -> None:
    customers = await Brand(house.database, corp_id).enlist(2)
    journey_id = (await published(house))["journey_id"]
    path = f"/api/journeys/{journey_id}"

    entered = (await house.write("POST", f"{path}/enter", {"customer_ids": [*customers, 99]})).json()
    again = (await house.write("POST", f"{path}/enter", {"customer_ids": [customers[0]]})).json()
    standing = (await house.client.get(f"{path}/standing")).json()
    clock.advance(timedelta(days=3))
    await Advancer(Asker(HistoryDoor(house.database, None), Shelf())).turn(house.database)
    await Advancer(Asker(HistoryDoor(house.database, None), Shelf())).turn(house.database)
    page = (await house.client.get(f"{path}/passages", params={"limit": 1})).json()
    rest = (await house.client.get(f"{path}/passages", params={"cursor": page["next_cursor"]})).json()
    [one] = rest["items"]
    way = (await house.client.get(f"/api/passages/{one['enrollment_id']}")).json()

    assert (entered, again) == (
        {"entered": 2, "not_entered": {}},
        {"entered": 0, "not_entered": {"once": 1}},
    )
    assert [(one["version"], one["step"], one["waiting"], one["parked"]) for one in standing["steps"]] == [
        (1, "歇", 2, 0)
    ]
    assert (one["customer_id"], one["state"], one["reason"]) == (customers[0], "ended", "走完了")
    assert [told["kind"] for told in way["turnings"]] == ["journey.entered", "journey.advanced", "journey.ended"]
    assert way["turnings"][1]["data"]["to"] == "走"
    assert (await house.client.get(path)).json()["passages"] == {"ended": 2}


async def test_nobody_is_put_into_a_journey_that_stands_still_or_has_no_such_entry(house: House) -> None:
    journey_id = (await published(house))["journey_id"]
    moved = await house.write("POST", f"/api/journeys/{journey_id}/move", {"state": "paused"})
    paused = await house.write("POST", f"/api/journeys/{journey_id}/enter", {"customer_ids": [1]})
    by_event = {**DEFINITION, "entries": [{"kind": "event", "event": {"name": "order.paid"}}]}
    other = await create(house, by_event, name="别的")
    await house.write("POST", f"/api/journeys/{other['journey_id']}/publish", {"revision": 1})
    closed = await house.write("POST", f"/api/journeys/{other['journey_id']}/enter", {"customer_ids": [1]})

    assert moved.json()["state"] == "paused"
    assert [one.json()["code"] for one in (paused, closed)] == ["journeys.state", "journeys.no_such_entry"]


async def test_what_there_is_not_is_not_found(house: House) -> None:
    for path in ("/api/journeys/7", "/api/journeys/7/standing", "/api/journeys/7/passages", "/api/passages/7"):
        assert (await house.client.get(path)).status_code == 404
