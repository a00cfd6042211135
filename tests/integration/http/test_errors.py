from __future__ import annotations

import pytest

from integration.http.conftest import House
from lingqu.kernel.access import Role
from lingqu.kernel.ids import CorpId


async def test_a_field_of_the_wrong_type_is_named(owner: House) -> None:
    answer = await owner.write("POST", "/api/corp", {"corpid": "ww1", "name": "品牌", "agentid": "many", "secret": "s"})

    assert answer.status_code == 422
    told = answer.json()
    assert (told["code"], told["place"]) == ("request.invalid", "body.agentid")


async def test_a_missing_field_is_named(owner: House) -> None:
    answer = await owner.write("POST", "/api/session", {"name": "老板"})

    assert (answer.status_code, answer.json()["code"]) == (422, "request.invalid")
    assert "password" in answer.json()["message"]


async def test_a_field_nobody_knows_is_refused(owner: House) -> None:
    answer = await owner.write("POST", "/api/session", {"name": "老板", "password": "x", "admin": True})

    assert answer.status_code == 422


async def test_what_is_no_json_is_refused(owner: House) -> None:
    answer = await owner.client.post(
        "/api/session",
        content=b"{",
        headers={"X-CSRF-Token": await owner.token(), "Content-Type": "application/json"},
    )

    assert (answer.status_code, answer.json()["code"]) in {(422, "request.invalid"), (400, "request.invalid")}


async def test_an_unknown_address_of_the_api_answers_in_the_shape_of_errors(owner: House) -> None:
    answer = await owner.client.get("/api/nothing")

    assert answer.status_code == 404
    assert answer.json()["code"] == "request.no_such_address"


async def test_the_wrong_verb_answers_in_the_shape_of_errors(owner: House) -> None:
    answer = await owner.write("PUT", "/api/session", {})

    assert (answer.status_code, answer.json()["code"]) == (405, "request.method_not_allowed")


async def test_a_bad_query_is_named(owner: House) -> None:
    answer = await owner.client.get("/api/dead-letters?kind=other")

    assert (answer.status_code, answer.json()["place"]) == (422, "query.kind")


async def test_a_request_too_large_is_refused(owner: House) -> None:
    answer = await owner.write("POST", "/api/session", {"name": "x" * 2_000_000, "password": "y"})

    assert (answer.status_code, answer.json()["code"]) == (413, "request.too_large")


@pytest.mark.parametrize("path", ["/api/staff?query=a%00b", "/api/customers?query=%00"])
async def test_a_text_that_cannot_be_stored_is_refused(house: House, corp_id: CorpId, path: str) -> None:
    await house.become(Role.OWNER, corp_id)

    answer = await house.client.get(path)

    assert (answer.status_code, answer.json()["code"]) == (422, "request.invalid")
    assert "NUL" in answer.json()["message"]


async def test_a_number_that_no_column_holds_is_refused(house: House, corp_id: CorpId) -> None:
    await house.become(Role.OWNER, corp_id)

    answer = await house.write("PUT", f"/api/customers/{2**49}/remark", {"staff_id": 1, "remark": "老客"})

    assert (answer.status_code, answer.json()["code"]) == (422, "request.invalid")
