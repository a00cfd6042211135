from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from integration.http.conftest import PASSWORD, House
from lingqu.directory.contracts.access import ATTEMPTS_PER_NAME

if TYPE_CHECKING:
    from lingqu.kernel.ids import CorpId


async def test_the_first_visit_asks_for_an_owner(house: House) -> None:
    answer = await house.client.get("/api/session")

    assert answer.status_code == 200
    told = answer.json()
    assert (told["state"], told["account"], told["corp"]) == ("first_run", None, None)
    assert told["clock"] == {"now": "2026-03-02T02:00:00Z", "rate": 1.0}


async def test_the_owner_is_signed_in_at_once(house: House) -> None:
    answer = await house.write("POST", "/api/session/owner", {"name": "老板", "password": PASSWORD})

    assert answer.status_code == 200
    told = answer.json()
    assert (told["state"], told["account"]) == ("signed_in", {"id": 1, "name": "老板", "role": "owner"})
    assert (await house.client.get("/api/session")).json()["csrf_token"] == told["csrf_token"]


async def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(house: House) -> None:
    answer = await house.write("POST", "/api/session/owner", {"name": "老板", "password": PASSWORD})

    cookie = next(one for one in answer.headers.get_list("set-cookie") if one.startswith("lingqu_session="))
    assert {"HttpOnly", "SameSite=lax", "Secure", "Path=/"} <= set(cookie.split("; "))


async def test_there_is_one_first_run(owner: House) -> None:
    answer = await owner.write("POST", "/api/session/owner", {"name": "第二个", "password": PASSWORD})

    assert (answer.status_code, answer.json()["code"]) == (409, "session.owner_exists")


async def test_a_short_password_is_told_with_the_least_length(house: House) -> None:
    answer = await house.write("POST", "/api/session/owner", {"name": "老板", "password": "short"})

    assert answer.status_code == 422
    told = answer.json()
    assert (told["code"], told["place"], told["data"]["min_length"]) == ("session.weak_password", "body.password", 10)


async def test_a_wrong_password_is_refused(owner: House) -> None:
    answer = await owner.write("POST", "/api/session", {"name": "老板", "password": "wrong"})

    assert (answer.status_code, answer.json()["code"]) == (401, "session.bad_credentials")


async def test_too_many_failures_are_told_to_wait(owner: House) -> None:
    owner.client.cookies.clear()
    for _ in range(ATTEMPTS_PER_NAME):
        await owner.write("POST", "/api/session", {"name": "老板", "password": "wrong"})

    answer = await owner.write("POST", "/api/session", {"name": "老板", "password": PASSWORD})

    assert (answer.status_code, answer.json()["code"]) == (429, "session.too_many_attempts")
    assert answer.headers["retry-after"] == "900"
    assert answer.json()["data"] == {"retry_after_seconds": 900}


async def test_signing_out_ends_the_session_for_every_copy_of_the_cookie(owner: House) -> None:
    cookie = owner.client.cookies["lingqu_session"]

    answer = await owner.write("DELETE", "/api/session")
    owner.client.cookies.set("lingqu_session", cookie)

    assert answer.json()["state"] == "signed_out"
    assert (await owner.client.get("/api/session")).json()["state"] == "signed_out"


async def test_the_session_names_the_corp_looked_at(owner: House, corp_id: CorpId) -> None:
    told = (await owner.client.get("/api/session")).json()

    assert told["corp"] == {"corp_id": corp_id, "corpid": "ww1a2b3c4d5e6f7a8b", "name": "测试品牌"}


@pytest.mark.parametrize("token", [None, "", "guessed"])
async def test_a_write_without_the_token_is_refused(owner: House, token: str | None) -> None:
    answer = await owner.client.post("/api/corp/sync", headers={"X-CSRF-Token": token} if token is not None else {})

    assert (answer.status_code, answer.json()["code"]) == (403, "session.bad_csrf_token")


async def test_a_guest_cannot_be_signed_in_by_another_site(house: House) -> None:
    answer = await house.client.post("/api/session", json={"name": "老板", "password": PASSWORD})

    assert (answer.status_code, answer.json()["code"]) == (403, "session.bad_csrf_token")


async def test_a_guests_token_ends_with_the_sign_in(owner: House) -> None:
    owner.client.cookies.clear()
    guest = await owner.token()
    await owner.sign_in("老板")

    answer = await owner.client.post("/api/corp/sync", headers={"X-CSRF-Token": guest})

    assert (answer.status_code, answer.json()["code"]) == (403, "session.bad_csrf_token")


async def test_without_a_session_the_api_asks_for_one(house: House) -> None:
    answer = await house.client.get("/api/corp")

    assert answer.status_code == 401
    assert answer.json() == {"code": "session.required", "message": "sign in first", "data": {}, "place": None}
