from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from lingqu.directory.api.people import ensure_staff
from lingqu.kernel.access import Role

if TYPE_CHECKING:
    from integration.http.conftest import House
    from lingqu.kernel.ids import CorpId

DAY = {"hours": None, "text": "{{ customer.name }}您好", "fallback_text": "您好", "attachments": []}
NIGHT = {
    "hours": {"weekdays": [1, 2, 3, 4, 5], "from": "22:00", "to": "08:00"},
    "text": "夜深了,明早回复您",
    "fallback_text": None,
    "attachments": [
        {"kind": "link", "title": "会员中心", "url": "https://shop.example/m", "desc": None, "pic_url": None}
    ],
}


@pytest.fixture
async def shop(owner: House, corp_id: CorpId) -> dict[str, int]:
    async with owner.database.unit(corp_id) as unit:
        staff = await ensure_staff(unit, ["chen_rui", "night_desk"])
        await unit.execute("UPDATE staff SET is_follow_user = true WHERE corp_id = lingqu_corp()")
    return dict(staff)


def draft(shop: dict[str, int], **changes: Any) -> dict[str, Any]:
    return {
        "name": "门店海报",
        "cost_fen": 120_000,
        "staff_ids": [shop["chen_rui"]],
        "department_ids": [],
        "skip_verify": True,
        "expires_at": None,
        "fallback_staff_ids": [],
        "tag_ids": [],
        "remark_template": None,
        "welcome": [NIGHT, DAY],
        **changes,
    }


async def test_a_channel_reads_back_as_it_was_written(owner: House, shop: dict[str, int]) -> None:
    written = draft(shop, expires_at="2026-04-01T00:00:00Z", fallback_staff_ids=[shop["night_desk"]])

    made = (await owner.write("POST", "/api/channels", written)).json()
    read = (await owner.client.get(f"/api/channels/{made['channel_id']}")).json()

    assert read == made
    assert {name: read[name] for name in written} == written
    assert (read["status"], read["state"][:2], read["added"], read["config_id"]) == ("preparing", "lq", 0, None)


async def test_a_change_leaves_the_rest_alone(owner: House, shop: dict[str, int]) -> None:
    made = (await owner.write("POST", "/api/channels", draft(shop))).json()

    revised = (await owner.write("PATCH", f"/api/channels/{made['channel_id']}", {"name": "新海报"})).json()

    assert revised == {**made, "name": "新海报"}


async def test_null_takes_an_expiry_away(owner: House, shop: dict[str, int]) -> None:
    body = draft(shop, expires_at="2026-04-01T00:00:00Z", fallback_staff_ids=[shop["night_desk"]])
    made = (await owner.write("POST", "/api/channels", body)).json()

    revised = (await owner.write("PATCH", f"/api/channels/{made['channel_id']}", {"expires_at": None})).json()

    assert revised["expires_at"] is None


@pytest.mark.parametrize(
    ("changes", "code", "place"),
    [
        ({"name": " "}, "acquisition.bad_name", "body.name"),
        ({"staff_ids": [999]}, "acquisition.unknown_staff", "body.staff_ids"),
        ({"tag_ids": [999]}, "acquisition.unknown_tag", "body.tag_ids"),
        ({"welcome": []}, "acquisition.no_default_welcome", "body.welcome"),
        ({"welcome": [{**DAY, "text": "{{ x }}"}]}, "acquisition.bad_template", "body.welcome[0].text"),
        (
            {"welcome": [DAY, {**NIGHT, "hours": {"weekdays": [1], "from": "8", "to": "9"}}]},
            "acquisition.bad_hours",
            "body.welcome[1].hours",
        ),
        (
            {"welcome": [{**DAY, "attachments": [{**NIGHT["attachments"][0], "url": "shop.example"}]}]},
            "acquisition.bad_attachment",
            "body.welcome[0].attachments.0.url",
        ),
    ],
)
async def test_a_draft_that_cannot_be_carried_is_refused_at_its_place(
    owner: House, shop: dict[str, int], changes: dict[str, Any], code: str, place: str
) -> None:
    answer = await owner.write("POST", "/api/channels", draft(shop, **changes))

    assert answer.status_code == 422
    assert (answer.json()["code"], answer.json()["place"]) == (code, place)


async def test_an_archived_channel_leaves_the_list(owner: House, shop: dict[str, int]) -> None:
    made = (await owner.write("POST", "/api/channels", draft(shop))).json()

    archived = await owner.write("POST", f"/api/channels/{made['channel_id']}/archive")

    assert archived.json()["status"] == "archived"
    assert (await owner.client.get("/api/channels")).json()["items"] == []
    assert len((await owner.client.get("/api/channels?archived=true")).json()["items"]) == 1


async def test_a_code_that_wecom_has_not_given_cannot_be_printed(owner: House, shop: dict[str, int]) -> None:
    made = (await owner.write("POST", "/api/channels", draft(shop))).json()

    answer = await owner.client.get(f"/api/channels/{made['channel_id']}/qr.svg")

    assert (answer.status_code, answer.json()["code"]) == (409, "acquisition.not_carried")


async def test_a_code_is_served_as_a_picture(owner: House, shop: dict[str, int], corp_id: CorpId) -> None:
    made = (await owner.write("POST", "/api/channels", draft(shop))).json()
    async with owner.database.unit(corp_id) as unit:
        await unit.execute(
            "UPDATE channel SET qr_link = 'https://work.weixin.qq.com/u/1' WHERE corp_id = lingqu_corp()"
        )

    svg = await owner.client.get(f"/api/channels/{made['channel_id']}/qr.svg")
    png = await owner.client.get(f"/api/channels/{made['channel_id']}/qr.png?size=300")

    assert (svg.status_code, svg.headers["content-type"]) == (200, "image/svg+xml")
    assert (png.headers["content-type"], png.content[:4]) == ("image/png", b"\x89PNG")


async def test_a_preview_shows_both_readings_and_what_is_wrong(owner: House, shop: dict[str, int]) -> None:
    del shop
    good = await owner.write("POST", "/api/channels/preview", {"text": DAY["text"], "fallback_text": "您好"})
    bad = await owner.write("POST", "/api/channels/preview", {"text": "{{ x }}", "fallback_text": None})

    assert good.json() == {"rendered": good.json()["rendered"], "fallback": "您好", "problems": []}
    assert good.json()["rendered"].endswith("您好")
    assert [one["place"] for one in bad.json()["problems"]] == ["text"]


async def test_a_report_of_a_quiet_channel_is_whole_and_says_what_is_not_known(
    owner: House, shop: dict[str, int]
) -> None:
    made = (await owner.write("POST", "/api/channels", draft(shop))).json()

    one = (await owner.client.get(f"/api/channels/{made['channel_id']}/report?from=2026-03-01&to=2026-03-02")).json()
    whole = (await owner.client.get("/api/report/channels")).json()

    assert (one["totals"]["adds_new"], one["totals"]["cost_fen"], one["totals"]["cost_per_add_fen"]) == (
        0,
        120_000,
        None,
    )
    assert one["not_known"] == ["scans", "refusals"]
    assert [(row["channel_id"], row["name"]) for row in whole["by_channel"]] == [(made["channel_id"], "门店海报")]


async def test_an_analyst_reads_channels_and_changes_none(owner: House, shop: dict[str, int], corp_id: CorpId) -> None:
    made = (await owner.write("POST", "/api/channels", draft(shop))).json()
    await owner.become(Role.ANALYST, corp_id)

    read = await owner.client.get(f"/api/channels/{made['channel_id']}")
    written = await owner.write("PATCH", f"/api/channels/{made['channel_id']}", {"name": "x"})

    assert (read.status_code, written.status_code) == (200, 403)
