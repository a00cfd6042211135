"""Lists as the admin uses them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from doubles.jobs import Steps
from doubles.tables import text
from integration.http.conftest import SEALS, House
from integration.http.test_imports import told as import_of
from integration.http.test_imports import upload
from lingqu.commerce.api.matching import KnownBuyers
from lingqu.commerce.jobs import kinds as commerce_kinds
from lingqu.customers.api.people import ensure_customers
from lingqu.kernel.ids import ExternalUserid
from lingqu.segments.jobs import kinds as segment_kinds

if TYPE_CHECKING:
    from lingqu.infra.clocks import SteppedClock
    from lingqu.kernel.ids import CorpId

ROWS = [["外部联系人id", "手机号"], ["wm1", ""], ["", "13912340001"], ["", "123"]]


async def work(house: House, clock: SteppedClock) -> None:
    buyers = KnownBuyers(SEALS)
    kinds = [*commerce_kinds(house.services.blobs, SEALS, buyers), *segment_kinds(SEALS, buyers)]
    steps = Steps(house.database, clock, kinds)
    while await steps.run_due():
        pass


async def checked(house: House, clock: SteppedClock) -> int:
    import_id = (await upload(house, text(ROWS), kind="people")).json()["import_id"]
    await work(house, clock)
    await house.write("POST", f"/api/imports/{import_id}/check")
    await work(house, clock)
    return import_id


async def told(house: House, path: str = "") -> dict[str, Any]:
    answer = await house.client.get(f"/api/segments/lists{path}")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_a_file_becomes_a_list_that_segments_name(owner: House, corp_id: CorpId, clock: SteppedClock) -> None:
    async with owner.database.unit(corp_id) as unit:
        await ensure_customers(unit, {ExternalUserid("wm1"): unit.at})
        await unit.execute("UPDATE customer SET last_added_at = first_seen_at WHERE corp_id = lingqu_corp()")
    import_id = await checked(owner, clock)
    report = await import_of(owner, import_id)
    refused = await owner.write("POST", f"/api/imports/{import_id}/start")
    made = (await owner.write("POST", "/api/segments/lists", {"name": "年会来宾", "import_id": import_id})).json()
    await work(owner, clock)
    leaf = {"kind": "list", "list_id": made["list_id"]}
    saved = (await owner.write("POST", "/api/segments", {"name": "来宾", "definition": leaf})).json()
    tried = (await owner.write("POST", "/api/segments/preview", {"definition": leaf})).json()
    detail = await told(owner, f"/{made['list_id']}")
    vocabulary = (await owner.client.get("/api/segments/vocabulary")).json()
    kept = await owner.write("POST", f"/api/segments/lists/{made['list_id']}/archive")

    assert (report["report"]["matched"], report["report"]["unknown"]) == ({"external_userid": 1}, 1)
    assert (refused.status_code, refused.json()["code"]) == (409, "commerce.import_kind")
    assert (made["version"], made["filling_import_id"], made["file"]["rows"]) == (0, import_id, 3)
    assert (tried["count"], tried["sentence"]) == (1, "在名单「年会来宾」上")
    assert vocabulary["lists"] == [{"id": made["list_id"], "name": "年会来宾"}]
    assert (detail["version"], detail["size"], detail["filling_import_id"]) == (1, 1, None)
    assert {name: detail["file"][name] for name in ("rows", "invalid", "duplicates", "matched", "unknown")} == {
        "rows": 3, "invalid": 1, "duplicates": 0, "matched": 1, "unknown": 1,
    }  # fmt: skip
    assert detail["segments"] == [{"segment_id": saved["segment_id"], "name": "来宾"}]
    assert (kept.status_code, kept.json()["code"]) == (409, "segments.list_in_use")


@pytest.mark.usefixtures("corp_id")
async def test_a_list_is_renamed_replaced_matched_and_put_away(owner: House, clock: SteppedClock) -> None:
    first, second = await checked(owner, clock), await checked(owner, clock)
    made = (await owner.write("POST", "/api/segments/lists", {"name": "来宾", "import_id": first})).json()
    path = f"/api/segments/lists/{made['list_id']}"
    await work(owner, clock)

    named = await owner.write("PUT", path, {"name": "春季来宾"})
    busy = await owner.write("POST", f"{path}/file", {"import_id": second})
    refused = await owner.write("POST", f"{path}/match")
    await work(owner, clock)
    matched = await owner.write("POST", f"{path}/match")
    detail = await told(owner, f"/{made['list_id']}")
    gone = await owner.write("POST", f"{path}/archive")

    assert (named.json()["name"], busy.json()["filling_import_id"]) == ("春季来宾", second)
    assert (refused.status_code, refused.json()["code"]) == (409, "segments.list_busy")
    assert (matched.status_code, matched.json()["version"]) == (200, 2)
    assert [one["version"] for one in detail["files"]] == [2, 1]
    assert gone.status_code == 204
    assert (await told(owner))["items"] == []


@pytest.mark.usefixtures("corp_id")
async def test_an_unknown_list_is_refused_with_its_place(owner: House) -> None:
    definition = {"kind": "all", "of": [{"kind": "list", "list_id": 9}]}

    answer = await owner.write("POST", "/api/segments/preview", {"definition": definition})

    assert (answer.status_code, answer.json()["place"]) == (422, "$.of[0].list_id")
    assert answer.json()["data"]["unknown"] == [9]
