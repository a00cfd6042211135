"""Welcome templates of groups over HTTP: with files and videos, which are judged when they are chosen."""

from __future__ import annotations

from typing import Any

import pytest

from doubles.films import film
from integration.http.conftest import House
from lingqu.kernel.access import Role
from lingqu.kernel.ids import CorpId

pytestmark = pytest.mark.postgres


async def upload(house: House, kind: str, name: str, content: bytes) -> Any:
    return await house.client.post(
        f"/api/blobs/{kind}", files={"file": (name, content)}, headers={"X-CSRF-Token": await house.token()}
    )


def draft(*attachments: dict[str, Any]) -> dict[str, Any]:
    return {"name": "会员群", "text": "欢迎 %NICKNAME%", "attachments": list(attachments), "notify": False}


async def test_a_template_with_a_file_is_kept_as_it_was_written_and_counted(house: House, corp_id: CorpId) -> None:
    await house.become(Role.OPERATOR, corp_id)
    kept = (await upload(house, "files", "群规 2026.pdf", b"%PDF-1.7")).json()
    shown = await house.client.get(kept["url"])
    rules = {"kind": "file", "blob_key": kept["blob_key"], "name": kept["name"]}
    made = (await house.write("POST", "/api/group-welcomes", draft(rules))).json()
    told = (await house.client.get("/api/group-welcomes")).json()

    assert (kept["kind"], kept["name"], kept["bytes"]) == ("file", "群规 2026.pdf", 8)
    assert (shown.content, shown.headers["content-type"]) == (b"%PDF-1.7", "application/octet-stream")
    assert made == {
        **draft(rules),
        "group_welcome_id": 1,
        "state": "waiting",
        "changing": False,
        "errcode": None,
        "removal_refused": False,
        "called_at": None,
        "told_at": None,
        "created_at": made["created_at"],
        "created_by": made["created_by"],
        "changed_at": made["created_at"],
    }
    assert told == {"items": [made], "held": 1, "most": 100}


async def test_a_template_takes_a_video_of_any_length(house: House, corp_id: CorpId) -> None:
    await house.become(Role.OPERATOR, corp_id)
    short = (await upload(house, "videos?any_length=true", "a.mp4", film(30))).json()
    long = (await upload(house, "videos?any_length=true", "a.mp4", film(90))).json()
    shown = await house.client.get(long["url"])
    video = {"kind": "video", "blob_key": long["blob_key"]}
    made = await house.write("POST", "/api/group-welcomes", draft(video))

    assert [one["blob_key"].rpartition(".")[2] for one in (short, long)] == ["mp4", "m4v"]
    assert (long["seconds"], shown.headers["content-type"]) == (90.0, "video/mp4")
    assert (made.status_code, made.json()["attachments"]) == (200, [video])


async def test_a_file_that_wecom_would_refuse_is_refused_when_it_is_chosen(house: House, corp_id: CorpId) -> None:
    await house.become(Role.OPERATOR, corp_id)
    small = await upload(house, "files", "a.pdf", b"12345")
    large = await upload(house, "files", "a.pdf", bytes(20 * 2**20 + 1))
    whole = await upload(house, "files", "a.pdf", bytes(20 * 2**20))

    for answer, size in ((small, 5), (large, 20 * 2**20 + 1)):
        assert (answer.status_code, answer.json()["code"]) == (422, "deliveries.bad_file")
        assert answer.json()["place"] == "body.data"
        assert answer.json()["data"] == {"bytes": size, "least_bytes": 6, "most_bytes": 20 * 2**20}
    assert whole.status_code == 200


async def test_what_nobody_kept_or_was_kept_as_something_else_is_refused(house: House, corp_id: CorpId) -> None:
    await house.become(Role.OPERATOR, corp_id)
    kept = (await upload(house, "files", "a.pdf", b"%PDF-1.7")).json()["blob_key"]
    absent = {"kind": "file", "blob_key": "a" * 64 + ".bin", "name": "a.pdf"}
    answers = [
        await house.write("POST", "/api/group-welcomes", draft(one))
        for one in (absent, {"kind": "video", "blob_key": kept}, {"kind": "file", "blob_key": kept, "name": "a/b"})
    ]

    assert {(one.status_code, one.json()["code"]) for one in answers} == {(422, "acquisition.bad_group_welcome")}
    places = [one.json()["place"] for one in answers]
    assert places == ["body.attachments", "body.attachments.0.blob_key", "body.attachments.0.name"]
    assert (await house.client.get("/api/group-welcomes")).json()["items"] == []
