"""Broadcasts, deliveries and pictures over HTTP."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from PIL import Image

from doubles.brand import Brand
from doubles.deliveries import GroupSendDesk, MediaShelf
from doubles.films import film
from doubles.jobs import Steps
from doubles.keeping import keep_up
from integration.http.conftest import House
from lingqu.deliveries.api.greetings import claim_greetings
from lingqu.deliveries.contracts import Content, GreetingPlan, Message
from lingqu.deliveries.jobs import kinds as delivery_kinds
from lingqu.infra.clocks import SteppedClock
from lingqu.kernel.access import Role
from lingqu.kernel.ids import CorpId, CustomerId, StaffId, TagId
from lingqu.outreach.api.workload import DAYS
from lingqu.outreach.jobs import kinds as outreach_kinds

NOWHERE = {
    "planned": 0,
    "handed_over": 0,
    "delivered": 0,
    "failed": 0,
    "expired": 0,
    "cancelled": 0,
    "skipped": 0,
    "unknown": 0,
}


@pytest.fixture
async def tag(house: House, corp_id: CorpId) -> TagId:
    """A tag that three customers of one member have, and one of nobody's any more."""
    brand = Brand(house.database, corp_id)
    vip = await brand.tag("VIP")
    chen_rui = await brand.hire("chen_rui")
    await brand.follow(chen_rui, await brand.enlist(3), vip)
    await brand.follow(chen_rui, await brand.enlist(1), vip, deleted=True)
    return vip


def variant(
    key: str = "A", permille: int = 1_000, text: str = "周末会员日", attachments: Sequence[dict[str, Any]] = ()
) -> dict[str, Any]:
    return {"key": key, "permille": permille, "content": {"text": text, "attachments": list(attachments)}}


def draft(tag: int, **changes: Any) -> dict[str, Any]:
    return {"name": "会员日", "tag_ids": [tag], "tag_match": "any", "variants": [variant()], **changes}


def picture() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (8, 4), "red").save(buffer, "PNG")
    return buffer.getvalue()


def photograph(kind: str = "JPEG", *, sideways: bool = False) -> bytes:
    """Noise of 1600 by 1200 pixels, which nothing makes much smaller; sideways, its file says that it stands."""
    buffer = io.BytesIO()
    exif = Image.Exif()
    if sideways:
        exif[0x0112] = 6
    noise = Image.effect_noise((1600, 1200), 100)
    Image.merge("RGB", [noise] * 3).save(buffer, kind, quality=98, exif=exif)
    return buffer.getvalue()


async def upload(house: House, content: bytes, *, to: str = "/api/blobs") -> Any:
    return await house.client.post(
        to, files={"file": ("a.png", content)}, headers={"X-CSRF-Token": await house.token()}
    )


def steps(house: House, clock: SteppedClock) -> tuple[Steps, GroupSendDesk]:
    desk = GroupSendDesk(clock)
    kinds = [*delivery_kinds(desk, MediaShelf(clock), house.services.blobs, DAYS), *outreach_kinds()]
    return Steps(house.database, clock, kinds), desk


async def test_a_preview_counts_whom_it_reaches_and_why_not(house: House, corp_id: CorpId, tag: TagId) -> None:
    await house.become(Role.OPERATOR, corp_id)

    answer = await house.write("POST", "/api/broadcasts/preview", {"tag_ids": [tag], "tag_match": "any"})

    assert answer.json() == {
        "customers": 3,
        "staff": 1,
        "sample": [{"customer_id": number, "name": f"客户{number}"} for number in range(3)],
        "skipped": [{"reason": "no_live_relation", "count": 1}],
    }


async def test_a_draft_is_kept_as_it_was_written(house: House, corp_id: CorpId, tag: TagId) -> None:
    await house.become(Role.OPERATOR, corp_id)
    link = {"kind": "link", "title": "会员中心", "url": "https://shop.example/m", "desc": None, "pic_url": None}

    made = (await house.write("POST", "/api/broadcasts", draft(tag, variants=[variant(attachments=[link])]))).json()

    assert made == {
        "broadcast_id": 1,
        "version": 1,
        "name": "会员日",
        "state": "draft",
        "created_at": "2026-03-02T02:00:00Z",
        "created_by": "operator",
        "tag_match": "any",
        "tags": [{"tag_id": tag, "name": "VIP"}],
        "segment": None,
        "programme": None,
        "scheduled_at": None,
        "end_reason": None,
        "counts": {**NOWHERE, "total": 0},
        "skips": [],
        "tasks": {"open": 0, "confirmed": 0, "expired": 0, "cancelled": 0},
        "variants": [{**variant(attachments=[link]), "counts": {**NOWHERE, "total": 0}}],
        "taken_out": [],
        "groups": None,
        "handed_over_at": None,
        "closes_at": None,
        "sent_by": None,
        "sent_by_name": None,
        "approved_by": None,
        "approved_by_name": None,
        "reach": None,
    }
    assert (await house.client.get("/api/broadcasts/1")).json() == made
    listed = (await house.client.get("/api/broadcasts")).json()
    assert (listed["items"][0]["broadcast_id"], listed["next_cursor"]) == (1, None)


@pytest.mark.parametrize(
    ("changes", "code", "place"),
    [
        ({"name": " "}, "outreach.bad_name", "body.name"),
        ({"variants": [variant(text="")]}, "outreach.bad_content", "body.variants[0].content.text"),
        (
            {"variants": [variant("A", 500), variant("B", 500, text="字" * 1334)]},
            "outreach.bad_content",
            "body.variants[1].content.text",
        ),
        (
            {"variants": [variant(text="{{ customer.name }},你好")]},
            "outreach.variable",
            "body.variants[0].content.text",
        ),
        ({"variants": []}, "outreach.bad_variants", "body.variants"),
        ({"variants": [variant("A", 500), variant("B", 499)]}, "outreach.bad_variants", "body.variants"),
        ({"variants": [variant("B")]}, "outreach.bad_variants", "body.variants[0].key"),
        ({"tag_ids": []}, "outreach.no_tag", "body.tag_ids"),
        ({"tag_ids": [999]}, "outreach.unknown_tag", "body.tag_ids"),
        ({"segment_id": 1}, "outreach.two_audiences", "body.segment_id"),
        ({"tag_ids": [], "segment_id": 999}, "outreach.unknown_segment", "body.segment_id"),
        (
            {"variants": [variant(attachments=[{"kind": "image", "blob_key": "a.png"}])]},
            "outreach.unknown_picture",
            "body.variants[0].content.attachments",
        ),
    ],
)
async def test_a_draft_that_could_not_be_sent_is_refused_with_its_place(
    *, house: House, corp_id: CorpId, tag: TagId, changes: dict[str, Any], code: str, place: str
) -> None:
    await house.become(Role.OPERATOR, corp_id)

    answer = await house.write("POST", "/api/broadcasts", draft(tag, **changes))

    assert (answer.status_code, answer.json()["code"], answer.json()["place"]) == (422, code, place)
    assert (await house.client.get("/api/broadcasts")).json()["items"] == []


async def test_an_audience_of_nobody_is_refused(house: House, corp_id: CorpId) -> None:
    unused = await Brand(house.database, corp_id).tag("没人")
    await house.become(Role.OPERATOR, corp_id)

    answer = await house.write("POST", "/api/broadcasts", draft(unused))

    assert (answer.status_code, answer.json()["code"]) == (422, "outreach.audience_empty")


async def test_a_segment_is_an_audience_once_its_members_are_found(house: House, corp_id: CorpId, tag: TagId) -> None:
    await house.become(Role.OPERATOR, corp_id)
    async with house.database.unit(corp_id) as unit:
        await unit.execute("UPDATE customer SET belongs_at = first_seen_at WHERE corp_id = lingqu_corp()")
    meant = {"kind": "tag", "tags": [tag]}
    segment = (await house.write("POST", "/api/segments", {"name": "老客", "definition": meant})).json()["segment_id"]
    wanted = {"name": "会员日", "segment_id": segment, "variants": [variant()]}

    too_early = await house.write("POST", "/api/broadcasts", wanted)
    await keep_up(house.database, corp_id)
    preview = await house.write("POST", "/api/broadcasts/preview", {"segment_id": segment})
    made = (await house.write("POST", "/api/broadcasts", wanted)).json()
    awaited = await house.write("POST", f"/api/segments/{segment}/archive")
    sent = (await house.write("POST", f"/api/broadcasts/{made['broadcast_id']}/send")).json()
    away = await house.write("POST", f"/api/segments/{segment}/archive")
    shown = (await house.client.get(f"/api/broadcasts/{made['broadcast_id']}")).json()

    refused = too_early.json()
    assert (too_early.status_code, refused["code"], refused["place"]) == (
        409,
        "outreach.segment_building",
        "body.segment_id",
    )
    assert refused["data"]["name"] == "老客"
    assert (preview.json()["customers"], preview.json()["staff"], preview.json()["skipped"]) == (3, 1, [])
    assert (made["tags"], made["tag_match"]) == ([], None)
    assert made["segment"] == {"segment_id": segment, "name": "老客", "archived": False}
    assert (awaited.status_code, awaited.json()["code"]) == (409, "segments.awaited")
    assert awaited.json()["data"]["broadcasts"] == [{"broadcast_id": made["broadcast_id"], "name": "会员日"}]
    assert (sent["state"], away.status_code, shown["segment"]["archived"]) == ("planning", 204, True)


async def test_a_broadcast_is_sent_and_its_tasks_and_deliveries_are_shown(
    house: House, corp_id: CorpId, tag: TagId, clock: SteppedClock
) -> None:
    await house.become(Role.OPERATOR, corp_id)
    worker, desk = steps(house, clock)
    await house.write("POST", "/api/broadcasts", draft(tag))
    sent = (await house.write("POST", "/api/broadcasts/1/send")).json()
    again = await house.write("POST", "/api/broadcasts/1/send")
    await worker.run_until(clock.now() + timedelta(seconds=10))
    desk.not_friends.add("wm2")
    desk.confirm_all()
    await worker.run_until(clock.now() + timedelta(seconds=20))
    done = (await house.client.get("/api/broadcasts/1")).json()
    tasks = (await house.client.get("/api/broadcasts/1/tasks")).json()["items"]
    failed = (await house.client.get("/api/broadcasts/1/deliveries?state=failed")).json()["items"]
    pages = await _pages(house, "/api/broadcasts/1/deliveries?limit=3")

    assert sent["state"] == "planning"
    assert (again.status_code, again.json()["code"]) == (409, "outreach.broadcast_state")
    assert (done["state"], done["counts"]) == (
        "done",
        {**NOWHERE, "delivered": 2, "failed": 1, "skipped": 1, "total": 4},
    )
    assert done["skips"] == [{"reason": "no_live_relation", "count": 1}]
    assert [
        (one["staff"]["name"], one["state"], one["customers"], one["delivered"], one["failed"]) for one in tasks
    ] == [("员工chen_rui", "confirmed", 3, 2, 1)]
    assert [(one["customer"], one["reason"], one["text"]) for one in failed] == [
        ({"customer_id": 2, "name": "客户2"}, "not_friend", "周末会员日")
    ]
    assert [[one["state"] for one in page] for page in pages] == [["delivered", "delivered", "failed"], ["skipped"]]


async def test_the_broadcasts_of_a_programme_are_listed_with_why_each_left_customers_out(
    house: House, corp_id: CorpId, tag: TagId, clock: SteppedClock
) -> None:
    await house.become(Role.OPERATOR, corp_id)
    worker, _ = steps(house, clock)
    season = {"name": "羽绒季", "category": "marketing", "owner": "王敏"}
    programme = (await house.write("POST", "/api/programmes", season)).json()["programme_id"]
    for changes in ({"programme_id": programme}, {}, {"programme_id": programme}):
        await house.write("POST", "/api/broadcasts", draft(tag, **changes))
    await house.write("POST", "/api/broadcasts/1/send")
    await worker.run_until(clock.now() + timedelta(seconds=10))

    pages = await _pages(house, f"/api/broadcasts?programme_id={programme}&limit=1")

    assert [[(one["broadcast_id"], one["skips"]) for one in page] for page in pages] == [
        [(3, [])],
        [(1, [{"reason": "no_live_relation", "count": 1}])],
    ]
    assert (await house.client.get("/api/broadcasts?programme_id=99")).json()["items"] == []


async def test_quiet_hours_are_times_of_the_corps_clock(house: House, corp_id: CorpId) -> None:
    await house.become(Role.ADMIN, corp_id)

    kept = await house.write("PUT", "/api/outreach/rules", {"quiet": {"begins": "21:00:00", "ends": "09:00:00"}})
    elsewhere = await house.write("PUT", "/api/outreach/rules", {"quiet": {"begins": "21:00:00Z", "ends": "09:00:00"}})

    assert kept.json()["quiet"] == {"begins": "21:00:00", "ends": "09:00:00"}
    assert (elsewhere.status_code, elsewhere.json()["place"]) == (422, "body.quiet.begins")


async def test_a_broadcast_that_is_over_cannot_be_cancelled_or_reminded(
    house: House, corp_id: CorpId, tag: TagId
) -> None:
    await house.become(Role.OPERATOR, corp_id)
    await house.write("POST", "/api/broadcasts", draft(tag))
    reminded = await house.write("POST", "/api/broadcasts/1/remind")
    cancelled = await house.write("POST", "/api/broadcasts/1/cancel")
    again = await house.write("POST", "/api/broadcasts/1/cancel")

    assert (reminded.status_code, reminded.json()["code"]) == (409, "outreach.broadcast_state")
    assert cancelled.json()["state"] == "cancelled"
    assert (again.status_code, again.json()["data"]["state"]) == (409, "cancelled")


@pytest.mark.parametrize("path", ["", "/tasks", "/send"])
async def test_an_unknown_broadcast_is_not_found(house: House, corp_id: CorpId, path: str) -> None:
    await house.become(Role.OPERATOR, corp_id)
    method = "POST" if path == "/send" else "GET"

    answer = await house.write(method, f"/api/broadcasts/99{path}")

    assert (answer.status_code, answer.json()["code"]) == (404, "outreach.broadcast_not_found")


async def test_the_deliveries_of_a_customer_are_paged_newest_first_and_hide_from_analysts_what_is_personal(
    house: House, corp_id: CorpId, tag: TagId, clock: SteppedClock
) -> None:
    del tag
    for number in range(3):
        clock.advance(timedelta(seconds=1))
        plan = GreetingPlan(
            customer_id=CustomerId(0),
            staff_id=StaffId(1),
            channel_id=None,
            welcome_code=f"CODE{number}",
            event_at=clock.now(),
            choice=Message(content=Content(f"你好,客户0 {number}", ())),
        )
        async with house.database.unit(corp_id) as unit:
            await claim_greetings(unit, [plan])
    await house.become(Role.ANALYST, corp_id)
    hidden = (await house.client.get("/api/customers/0/deliveries")).json()["items"]
    await house.become(Role.OPERATOR, corp_id)
    pages = await _pages(house, "/api/customers/0/deliveries?limit=2")

    assert {(one["customer"]["name"], one["text"]) for one in hidden} == {(None, None)}
    assert [[one["text"] for one in page] for page in pages] == [["你好,客户0 2", "你好,客户0 1"], ["你好,客户0 0"]]
    assert (pages[0][0]["channel"], pages[0][0]["state"]) == ("welcome", "claimed")


async def test_a_picture_is_kept_once_and_shown_to_its_corp_only(
    house: House, corp_id: CorpId, other_corp_id: CorpId
) -> None:
    await house.become(Role.OPERATOR, corp_id)
    kept = (await upload(house, picture())).json()
    again = (await upload(house, picture())).json()
    shown = await house.client.get(kept["url"])
    await house.become(Role.OWNER, other_corp_id)
    foreign = await house.client.get(kept["url"])

    assert kept == again
    assert (kept["kind"], kept["width"], kept["height"], kept["bytes"]) == ("image", 8, 4, len(picture()))
    assert (shown.content, shown.headers["content-type"]) == (picture(), "image/png")
    assert foreign.status_code == 404


async def test_a_phones_picture_is_made_smaller_and_stands_upright(house: House, corp_id: CorpId) -> None:
    await house.become(Role.OPERATOR, corp_id)
    photo = photograph(sideways=True)

    kept = (await upload(house, photo)).json()

    assert len(photo) > 2 * 2**20 > kept["bytes"]
    assert (kept["width"], kept["height"]) == (1080, 1440)


async def test_a_picture_that_stays_too_large_is_refused_as_such(house: House, corp_id: CorpId) -> None:
    await house.become(Role.OPERATOR, corp_id)

    answer = await upload(house, photograph("PNG"))

    assert (answer.status_code, answer.json()["code"]) == (422, "deliveries.dense_picture")


@pytest.mark.parametrize("size", [(9_000, 5_000), (20_000, 10_000)])
async def test_a_picture_of_too_many_pixels_is_refused_as_such(
    house: House, corp_id: CorpId, size: tuple[int, int]
) -> None:
    await house.become(Role.OPERATOR, corp_id)
    vast = io.BytesIO()
    Image.new("1", size).save(vast, "PNG")

    answer = await upload(house, vast.getvalue())

    assert (answer.status_code, answer.json()["code"]) == (422, "deliveries.vast_picture")
    assert answer.json()["data"] == {"most_pixels": 40_000_000}


@pytest.mark.parametrize(
    ("asked", "status", "told", "part"),
    [
        ({}, 200, None, slice(None)),
        ({"range": "bytes=0-1"}, 206, "bytes 0-1/{size}", slice(0, 2)),
        ({"range": "bytes=10-"}, 206, "bytes 10-{last}/{size}", slice(10, None)),
        ({"range": "bytes=-5"}, 206, "bytes {tail}-{last}/{size}", slice(-5, None)),
        ({"range": "bytes=0-999999999"}, 206, "bytes 0-{last}/{size}", slice(None)),
        ({"range": "bytes=999999999-"}, 416, "bytes */{size}", slice(0, 0)),
        ({"range": "bytes=0-1,3-4"}, 200, None, slice(None)),
        ({"range": "bytes=0-1", "if-range": '"another"'}, 200, None, slice(None)),
    ],
)
async def test_a_player_is_given_the_part_of_a_video_that_it_asks_for(
    house: House, corp_id: CorpId, asked: dict[str, str], status: int, told: str | None, part: slice
) -> None:
    await house.become(Role.OPERATOR, corp_id)
    whole = film(3)
    kept = (await upload(house, whole, to="/api/blobs/videos")).json()

    shown = await house.client.get(kept["url"], headers=asked)

    size = len(whole)
    expected = None if told is None else told.format(size=size, last=size - 1, tail=size - 5)
    assert (shown.status_code, shown.headers.get("content-range")) == (status, expected)
    assert shown.content == whole[part]
    assert shown.headers["accept-ranges"] == "bytes"


async def test_a_player_that_has_the_same_file_goes_on_where_it_was(house: House, corp_id: CorpId) -> None:
    await house.become(Role.OPERATOR, corp_id)
    kept = (await upload(house, film(3), to="/api/blobs/videos")).json()
    first = await house.client.get(kept["url"], headers={"range": "bytes=0-9"})

    rest = await house.client.get(kept["url"], headers={"range": "bytes=10-", "if-range": first.headers["etag"]})

    assert rest.status_code == 206
    assert first.content + rest.content == film(3)


async def test_a_video_is_kept_and_played_and_one_that_wecom_would_refuse_is_not(house: House, corp_id: CorpId) -> None:
    await house.become(Role.OPERATOR, corp_id)
    kept = (await upload(house, film(30), to="/api/blobs/videos")).json()
    shown = await house.client.get(kept["url"])
    long = await upload(house, film(31), to="/api/blobs/videos")
    others = [await upload(house, one, to="/api/blobs/videos") for one in (b"", picture(), film(1) + bytes(10 * 2**20))]

    assert (kept["kind"], kept["seconds"], kept["bytes"]) == ("video", 30.0, len(film(30)))
    assert (shown.content, shown.headers["content-type"]) == (film(30), "video/mp4")
    assert (long.status_code, long.json()["code"]) == (422, "deliveries.long_video")
    assert long.json()["data"] == {"seconds": 31.0, "most_seconds": 30}
    assert {(one.status_code, one.json()["code"]) for one in others} == {(422, "deliveries.bad_video")}


@pytest.mark.parametrize("content", [b"", b"GIF89a" + bytes(40), picture()[:40], b"\xff\xd8" + bytes(10 * 2**20)])
async def test_what_is_no_picture_that_wecom_takes_is_refused(house: House, corp_id: CorpId, content: bytes) -> None:
    await house.become(Role.OPERATOR, corp_id)

    answer = await upload(house, content)

    assert (answer.status_code, answer.json()["code"]) == (422, "deliveries.bad_picture")


async def test_an_analyst_may_look_and_not_send(house: House, corp_id: CorpId, tag: TagId) -> None:
    await house.become(Role.OPERATOR, corp_id)
    await house.write("POST", "/api/broadcasts", draft(tag))
    await house.become(Role.ANALYST, corp_id)
    preview = await house.write("POST", "/api/broadcasts/preview", {"tag_ids": [tag], "tag_match": "any"})

    assert (await house.client.get("/api/broadcasts/1")).status_code == 200
    assert {one["name"] for one in preview.json()["sample"]} == {None}
    for path, body in [("", draft(tag)), ("/1/send", None), ("/1/cancel", None), ("/1/remind", None)]:
        assert (await house.write("POST", f"/api/broadcasts{path}", body)).status_code == 403
    assert (await upload(house, picture())).status_code == 403


async def _pages(house: House, path: str) -> list[list[dict[str, Any]]]:
    pages, cursor = [], ""
    while True:
        page = (await house.client.get(path + cursor)).json()
        pages.append(page["items"])
        if page["next_cursor"] is None:
            return pages
        cursor = f"&cursor={page['next_cursor']}"
