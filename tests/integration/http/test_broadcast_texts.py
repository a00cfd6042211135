"""Broadcasts changed over HTTP, as forms and as texts; what could not be sent is refused with its place."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image

from doubles.brand import Brand
from integration.http.conftest import House
from lingqu.kernel.access import Role
from lingqu.kernel.ids import CorpId, TagId

FIVE_MB = 5_000_000


@pytest.fixture
async def tag(house: House, corp_id: CorpId) -> TagId:
    """A tag that three customers of one member have."""
    brand = Brand(house.database, corp_id)
    async with house.database.unit(corp_id) as unit:
        await unit.execute(
            "INSERT INTO tag_group (corp_id, wecom_group_id, name) VALUES (lingqu_corp(), 'etG', '意向')"
        )
    vip = await brand.tag("VIP")
    await brand.follow(await brand.hire("chen_rui"), await brand.enlist(3), vip)
    await house.become(Role.OPERATOR, corp_id)
    return vip


def content(text: str = "周末会员日", *attachments: dict[str, Any]) -> dict[str, Any]:
    return {"key": "A", "permille": 1_000, "content": {"text": text, "attachments": list(attachments)}}


def draft(tag: int, **changes: Any) -> dict[str, Any]:
    return {"name": "会员日", "tag_ids": [tag], "tag_match": "any", "variants": [content()], **changes}


async def make(house: House, tag: int) -> dict[str, Any]:
    return (await house.write("POST", "/api/broadcasts", draft(tag))).json()


async def test_a_broadcast_is_changed_by_who_has_seen_it(house: House, tag: TagId) -> None:
    made = await make(house, tag)
    wanted = draft(tag, variants=[content("到新货了")], version=made["version"])

    changed = await house.write("PUT", "/api/broadcasts/1", wanted)
    late = await house.write("PUT", "/api/broadcasts/1", wanted)

    assert changed.status_code == 200
    assert changed.json()["variants"][0]["content"]["text"] == "到新货了"
    assert changed.json()["version"] == made["version"] + 1
    assert (late.status_code, late.json()["code"]) == (409, "outreach.broadcast_changed")
    assert late.json()["data"] == {"broadcast_id": 1, "version": 2}


async def test_a_second_person_approves_what_they_have_seen(house: House, corp_id: CorpId, tag: TagId) -> None:
    await house.become(Role.ADMIN, corp_id)
    await house.write("PUT", "/api/outreach/rules", {"approval_above": 1})
    await house.sign_in(Role.OPERATOR)
    made = await make(house, tag)
    waiting = (await house.write("POST", "/api/broadcasts/1/send")).json()
    await house.sign_in(Role.ADMIN)

    unseen = await house.write("POST", "/api/broadcasts/1/approve", {"version": made["version"]})
    seen = await house.write("POST", "/api/broadcasts/1/approve", {"version": waiting["version"]})

    assert (unseen.status_code, unseen.json()["code"]) == (409, "outreach.broadcast_changed")
    assert seen.json()["state"] == "planning"


@pytest.mark.parametrize("path", ["POST /api/broadcasts", "PUT /api/broadcasts/1"])
async def test_bad_input_is_refused_with_its_place(house: House, corp_id: CorpId, tag: TagId, path: str) -> None:
    await make(house, tag)
    brand = Brand(house.database, corp_id, customers=3)
    unused, lost = await brand.tag("没人"), await brand.tag("都走了")
    await brand.follow(await brand.hire("li_na"), await brand.enlist(1), lost, deleted=True)
    gone = {"kind": "image", "blob_key": f"{'0' * 64}.png"}
    where = "body.variants[0].content"

    async def refused(**changes: Any) -> tuple[int, str, str]:
        method, address = path.split()
        body = draft(tag, **changes) | ({"version": 1} if method == "PUT" else {})
        answer = await house.write(method, address, body)
        return answer.status_code, answer.json()["code"], answer.json()["place"]

    assert await refused(variants=[content("{{ name }},您好")]) == (422, "outreach.variable", f"{where}.text")
    assert await refused(variants=[content("a" * FIVE_MB)]) == (422, "outreach.bad_content", f"{where}.text")
    assert await refused(variants=[content("看图", gone)]) == (
        422,
        "outreach.unknown_picture",
        f"{where}.attachments",
    )
    assert await refused(tag_ids=[unused]) == (422, "outreach.audience_empty", "body.tag_ids")
    assert await refused(tag_ids=[lost]) == (422, "outreach.audience_empty", "body.tag_ids")
    assert await refused(tag_ids=[], groups={"owner_ids": [1]}) == (422, "outreach.audience_empty", "body.groups")
    assert (await house.client.get("/api/broadcasts/1")).json()["version"] == 1


async def test_a_picture_of_five_megabytes_is_refused(house: House, tag: TagId) -> None:
    del tag
    buffer = io.BytesIO()
    Image.merge("RGB", [Image.effect_noise((1_400, 1_400), 100) for _ in range(3)]).save(buffer, "PNG")

    answer = await house.client.post(
        "/api/blobs", files={"file": ("a.png", buffer.getvalue())}, headers={"X-CSRF-Token": await house.token()}
    )

    assert len(buffer.getvalue()) > FIVE_MB
    assert (answer.status_code, answer.json()["code"]) == (422, "deliveries.dense_picture")


async def test_a_text_is_compared_applied_and_read_again(house: House, tag: TagId) -> None:
    del tag
    text = "broadcasts:\n  - name: 会员日\n    to:\n      tags: [意向/VIP]\n    text: 周末会员日\n"

    compared = (await house.write("POST", "/api/broadcasts/text/diff", {"texts": {"a.yaml": text}})).json()
    nothing = (await house.client.get("/api/broadcasts")).json()["items"]
    await house.write("POST", "/api/broadcasts/text/apply", {"texts": {"a.yaml": text}})
    again = (await house.write("POST", "/api/broadcasts/text/apply", {"texts": {"a.yaml": text}})).json()
    written = (await house.client.get("/api/broadcasts/1/text")).json()

    assert ([one["standing"] for one in compared["broadcasts"]], compared["faults"], nothing) == (["new"], [], [])
    assert [(one["standing"], one["broadcast_id"], one["state"]) for one in again["broadcasts"]] == [
        ("same", 1, "draft")
    ]
    assert written == {"text": text}


async def test_the_faults_of_a_text_change_nothing(house: House, tag: TagId) -> None:
    del tag
    text = "broadcasts:\n  - name: 会员日\n    to: {tags: 意向/VIP}\n    text: '{{ name }}'\n"

    answer = (await house.write("POST", "/api/broadcasts/text/apply", {"texts": {"a.yaml": text}})).json()

    assert answer["broadcasts"] == []
    [fault] = answer["faults"]
    assert (fault["file"], fault["line"], fault["column"], fault["path"]) == ("a.yaml", 4, 11, "broadcasts[0].text")
    assert fault["message"] == "群发内容对所有人都一样，不能用变量 {{ name }}"
    assert (await house.client.get("/api/broadcasts")).json()["items"] == []
