from __future__ import annotations

from datetime import UTC, datetime

from integration.http.conftest import House
from lingqu.corps.api import mark_callback_verified
from lingqu.kernel.access import Role
from lingqu.kernel.ids import CorpId

DRAFT = {"corpid": "ww1a2b3c4d5e6f7a8b", "name": "云栖茶", "agentid": 1000002, "secret": "s" * 43}


async def test_before_a_corp_is_connected_the_page_is_empty(owner: House) -> None:
    told = (await owner.client.get("/api/corp")).json()

    assert (told["connected"], told["corp_id"], told["secret_set"]) == (False, None, False)


async def test_connecting_gives_what_is_pasted_in_wecoms_console(owner: House) -> None:
    answer = await owner.write("POST", "/api/corp", DRAFT)

    assert answer.status_code == 200
    told = answer.json()
    assert (told["connected"], told["corpid"], told["name"], told["agentid"]) == (True, *list(DRAFT.values())[:3])
    assert told["callback_url"].startswith("https://lingqu.example/callbacks/")
    assert (len(told["callback_token"]), len(told["callback_aes_key"])) == (32, 43)
    assert "s" * 43 not in answer.text
    assert (await owner.client.get("/api/corp")).json() == told


async def test_the_session_then_looks_at_the_new_corp(owner: House) -> None:
    corp_id = (await owner.write("POST", "/api/corp", DRAFT)).json()["corp_id"]

    told = (await owner.client.get("/api/session")).json()

    assert told["corp"] == {"corp_id": corp_id, "corpid": "ww1a2b3c4d5e6f7a8b", "name": "云栖茶"}


async def test_credentials_that_wecom_refuses_are_not_kept(owner: House) -> None:
    owner.probe.refusal = 40001

    answer = await owner.write("POST", "/api/corp", DRAFT)

    assert (answer.status_code, answer.json()["code"]) == (422, "corps.credentials_refused")
    assert answer.json()["data"] == {"errcode": 40001}
    assert (await owner.client.get("/api/corp")).json()["connected"] is False


async def test_what_cannot_be_a_connection_does_not_reach_wecom(owner: House) -> None:
    answer = await owner.write("POST", "/api/corp", {**DRAFT, "corpid": "abc"})

    assert (answer.status_code, answer.json()["place"]) == (422, "body.corpid")
    assert owner.probe.asked == []


async def test_a_new_secret_is_taken_by_the_same_corp(owner: House) -> None:
    before = (await owner.write("POST", "/api/corp", DRAFT)).json()

    after = (await owner.write("POST", "/api/corp", {**DRAFT, "secret": "t" * 43, "name": "云栖"})).json()

    assert after == {**before, "name": "云栖"}


async def test_the_connection_shows_when_callbacks_came(owner: House) -> None:
    corp_id = CorpId((await owner.write("POST", "/api/corp", DRAFT)).json()["corp_id"])
    async with owner.database.unit(corp_id) as unit:
        await mark_callback_verified(unit)
    owner.watch.at = datetime(2026, 3, 2, 1, tzinfo=UTC)

    told = (await owner.client.get("/api/corp")).json()

    assert (told["callback_verified_at"], told["last_callback_at"]) == ("2026-03-02T02:00:00Z", "2026-03-02T01:00:00Z")


async def test_an_operator_sees_the_connection_without_its_keys(owner: House) -> None:
    corp_id = CorpId((await owner.write("POST", "/api/corp", DRAFT)).json()["corp_id"])
    await owner.become(Role.OPERATOR, corp_id)

    told = (await owner.client.get("/api/corp")).json()

    assert told["connected"] is True
    assert (told["callback_token"], told["callback_aes_key"]) == (None, None)


async def test_the_first_sync_is_asked_for_and_shown(owner: House) -> None:
    await owner.write("POST", "/api/corp", DRAFT)
    before = (await owner.client.get("/api/corp/sync")).json()

    answer = await owner.write("POST", "/api/corp/sync")

    assert before == {"state": "idle", "started_at": None, "finished_at": None, "error": None, "stages": []}
    told = answer.json()
    assert (answer.status_code, told["state"]) == (200, "running")
    assert [(one["name"], one["state"]) for one in told["stages"]] == [
        ("departments", "waiting"),
        ("staff", "waiting"),
        ("tags", "waiting"),
        ("customers", "waiting"),
        ("groupchats", "waiting"),
    ]


async def test_writing_before_a_corp_is_connected_says_so(owner: House) -> None:
    answer = await owner.write("POST", "/api/corp/sync")

    assert (answer.status_code, answer.json()["code"]) == (409, "corps.not_connected")


async def test_reading_before_a_corp_is_connected_finds_nothing(owner: House) -> None:
    assert (await owner.client.get("/api/customers")).json()["items"] == []
