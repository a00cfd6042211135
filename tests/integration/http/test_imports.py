"""Imports as the admin uses them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from doubles.jobs import Steps
from doubles.tables import text
from integration.http.conftest import SEALS, House
from lingqu.commerce.api.matching import KnownBuyers
from lingqu.commerce.jobs import kinds
from lingqu.kernel.access import Role

if TYPE_CHECKING:
    import httpx

    from lingqu.infra.clocks import SteppedClock
    from lingqu.kernel.ids import CorpId

HEADER = ["小票号", "销售时间", "手机号", "整单金额"]
ROWS = [HEADER, ["X1", "2026-03-01 10:00:00", "13912341111", "10.00"], ["X2", "2026-03-01 10:00:00", "", "ten"]]


async def upload(house: House, content: bytes, *, kind: str = "orders") -> httpx.Response:
    return await house.client.post(
        "/api/imports",
        params={"kind": kind},
        files={"file": ("订单.csv", content, "text/csv")},
        headers={"X-CSRF-Token": await house.token()},
    )


async def work(house: House, clock: SteppedClock) -> None:
    steps = Steps(house.database, clock, kinds(house.services.blobs, SEALS, KnownBuyers(SEALS)))
    while await steps.run_due():
        pass


async def told(house: House, import_id: int, path: str = "") -> dict[str, Any]:
    answer = await house.client.get(f"/api/imports/{import_id}{path}")
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.usefixtures("corp_id")
async def test_a_file_goes_all_the_way_in(owner: House, clock: SteppedClock) -> None:
    import_id = (await upload(owner, text(ROWS))).json()["import_id"]
    uploaded = await told(owner, import_id)
    await work(owner, clock)
    draft = await told(owner, import_id)
    preview = await told(owner, import_id, "/preview")
    await owner.write("PUT", f"/api/imports/{import_id}/mapping", draft["mapping"])
    await owner.write("POST", f"/api/imports/{import_id}/check")
    await work(owner, clock)
    checked = await told(owner, import_id)
    started = await owner.write("POST", f"/api/imports/{import_id}/start")
    await work(owner, clock)
    done = await told(owner, import_id)
    report = await owner.client.get(f"/api/imports/{import_id}/errors.csv", params={"language": "zh"})

    states = [one["state"] for one in (uploaded, draft, checked, started.json(), done)]
    assert states == ["opening", "draft", "checked", "publishing", "published"]
    assert (draft["name"], draft["layout"]["columns"], draft["mapping"]["template"]) == ("订单.csv", HEADER, "pos")
    assert [one["trouble"] for row in preview["rows"] for one in row["problems"]] == ["bad_amount"]
    assert checked["report"] == {
        "matched": {}, "ambiguous": 0, "unknown": 1, "duplicates": 0, "unknown_shops": 0, "unknown_staff": 0,
    }  # fmt: skip
    assert (done["counts"]["published"], done["counts"]["created"], done["counts"]["refused"]) == (1, 1, 1)
    assert report.headers["content-type"] == "text/csv; charset=utf-8"
    assert report.content.decode("utf-8-sig").splitlines() == [
        "行号,列,问题与修改办法,小票号,销售时间,手机号,整单金额",
        "3,整单金额,不是金额：请写成 123.45，最多两位小数，不能为负,X2,2026-03-01 10:00:00,,ten",
    ]
    assert [one["import_id"] for one in (await owner.client.get("/api/imports")).json()["items"]] == [import_id]


@pytest.mark.usefixtures("corp_id")
async def test_a_started_import_cannot_be_cancelled_and_a_checked_one_can(owner: House, clock: SteppedClock) -> None:
    first, second = [(await upload(owner, text(ROWS))).json()["import_id"] for _ in range(2)]
    await work(owner, clock)
    for import_id in (first, second):
        await owner.write("POST", f"/api/imports/{import_id}/check")
    await work(owner, clock)
    await owner.write("POST", f"/api/imports/{first}/start")

    refused = await owner.write("POST", f"/api/imports/{first}/cancel")
    cancelled = await owner.write("POST", f"/api/imports/{second}/cancel")

    assert (refused.status_code, refused.json()["code"]) == (409, "commerce.import_state")
    assert (cancelled.status_code, cancelled.json()["state"]) == (200, "cancelled")


async def test_a_file_that_cannot_be_read_says_why(owner: House, corp_id: CorpId, clock: SteppedClock) -> None:
    del corp_id
    import_id = (await upload(owner, b"\x00\x01" * 50)).json()["import_id"]
    await work(owner, clock)

    failed = await told(owner, import_id)

    assert (failed["state"], failed["error"]["code"]) == ("failed", "commerce.not_a_table")


@pytest.mark.usefixtures("corp_id")
async def test_an_upload_without_a_file_is_refused(owner: House) -> None:
    answer = await owner.client.post(
        "/api/imports",
        params={"kind": "orders"},
        files={"other": ("a", b"")},
        headers={"X-CSRF-Token": await owner.token()},
    )

    assert (answer.status_code, answer.json()["code"], answer.json()["place"]) == (
        422,
        "commerce.empty_file",
        "body.file",
    )


@pytest.mark.usefixtures("corp_id")
async def test_a_corps_own_template_is_suggested_and_can_be_deleted(owner: House, clock: SteppedClock) -> None:
    saved = await owner.write(
        "POST",
        "/api/import-templates",
        {"kind": "orders", "source": "erp", "name": "ERP", "statuses": {"S9": "completed"},
         "fields": {"order_no": ["Vbeln"], "placed_at": ["Erdat"], "amount": ["Netwr"], "status": ["Gbsta"]}},
    )  # fmt: skip
    content = text([["Vbeln", "Erdat", "Netwr", "Gbsta"], ["1", "2026-03-01", "9", "S9"]])
    import_id = (await upload(owner, content)).json()["import_id"]
    await work(owner, clock)
    draft = await told(owner, import_id)
    code = saved.json()["items"][0]["code"]

    gone = await owner.write("DELETE", f"/api/import-templates/{code.removeprefix('own:')}")

    assert (draft["mapping"]["template"], draft["mapping"]["source"]) == (code, "erp")
    assert draft["mapping"]["statuses"] == {"S9": "completed"}
    assert len(draft["mapping"]["assignments"]) == 4
    assert gone.status_code == 204
    assert all(not one["own"] for one in (await owner.client.get("/api/import-templates")).json()["items"])


async def test_who_may_not_see_names_sees_no_rows(owner: House, corp_id: CorpId, clock: SteppedClock) -> None:
    import_id = (await upload(owner, text(ROWS))).json()["import_id"]
    await work(owner, clock)
    await owner.become(Role.ANALYST, corp_id)

    answers = [
        (await owner.client.get(f"/api/imports/{import_id}{path}")).status_code
        for path in ("", "/preview", "/errors.csv")
    ]

    assert answers == [200, 403, 403]


async def test_acts_are_audited(owner: House, corp_id: CorpId, clock: SteppedClock) -> None:
    import_id = (await upload(owner, text(ROWS))).json()["import_id"]
    await work(owner, clock)
    await owner.write("POST", f"/api/imports/{import_id}/check")
    await work(owner, clock)
    await owner.client.get(f"/api/imports/{import_id}/errors.csv")
    await owner.write("POST", f"/api/imports/{import_id}/start")

    async with owner.database.read(corp_id) as session:
        rows = await session.fetch(
            "SELECT action, actor, data FROM audit_record WHERE corp_id = lingqu_corp()"
            " AND action LIKE 'commerce.%%' ORDER BY id",
            (),
        )

    assert [(row["action"], row["actor"]) for row in rows] == [
        ("commerce.import_uploaded", "account:1"), ("commerce.import_errors_read", "account:1"),
        ("commerce.import_started", "account:1"),
    ]  # fmt: skip
    assert rows[2]["data"] == {"rows": 1, "refused": 1}
