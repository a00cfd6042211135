from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from doubles.brand import Brand
from doubles.deliveries import GreetingDesk, GroupSendDesk, MediaShelf, answer_lost, refused
from doubles.jobs import Steps
from lingqu.customers.contracts.consent import Purpose
from lingqu.deliveries.api.calls import plan_deliveries, request_hand_over
from lingqu.deliveries.api.content import dress_greeting
from lingqu.deliveries.api.greetings import claim_greetings, send_greetings, settle_greetings
from lingqu.deliveries.api.media import ready_media, renew_media, request_media, upload_media
from lingqu.deliveries.contracts import (
    Content,
    GreetingPlan,
    Image,
    MediaNeed,
    MediaUse,
    Message,
    Miniprogram,
    PlannedDelivery,
)
from lingqu.deliveries.domain.keys import blob_path
from lingqu.deliveries.jobs import kinds
from lingqu.infra.blobs import BlobNotFoundError, MemoryBlobStore
from lingqu.infra.clocks import SteppedClock
from lingqu.infra.database import Database
from lingqu.kernel.ids import BroadcastId, CorpId, CustomerId, StaffId
from lingqu.outreach.api.workload import DAYS

pytestmark = pytest.mark.postgres

NOON = datetime.fromisoformat("2026-03-02T02:00:00Z")
PICTURE = MediaNeed("a.png", MediaUse.PICTURE)
COVER = MediaNeed("b.png", MediaUse.COVER)
CLOSES_AT = NOON + timedelta(days=3)
CONTENT = Content("你好", (Image("a.png"), Miniprogram("券", "wx1", "p.html", "b.png")))


@pytest.fixture
async def blobs(corp_id: CorpId) -> MemoryBlobStore:
    store = MemoryBlobStore()
    for key in ("a.png", "b.png"):
        await store.put(blob_path(corp_id, key), key.encode())
    return store


@pytest.fixture
def shelf(clock: SteppedClock) -> MediaShelf:
    return MediaShelf(clock)


async def upload(
    database: Database, corp_id: CorpId, shelf: MediaShelf, blobs: MemoryBlobStore
) -> dict[MediaNeed, str]:
    return dict(await upload_media(database, corp_id, [CONTENT], uploader=shelf, blobs=blobs))


async def test_a_file_is_uploaded_once_for_all_who_use_it(
    database: Database, corp_id: CorpId, shelf: MediaShelf, blobs: MemoryBlobStore
) -> None:
    first = await upload(database, corp_id, shelf, blobs)
    second = await upload(database, corp_id, shelf, blobs)

    assert first == second == {PICTURE: "https://wework.example/a.png", COVER: "media-2"}
    assert shelf.uploads == [(PICTURE, b"a.png"), (COVER, b"b.png")]


async def test_a_cover_is_uploaded_again_before_its_three_days_end(
    database: Database, corp_id: CorpId, clock: SteppedClock, shelf: MediaShelf, blobs: MemoryBlobStore
) -> None:
    await upload(database, corp_id, shelf, blobs)
    clock.advance(timedelta(days=3) - timedelta(minutes=10))
    again = await upload(database, corp_id, shelf, blobs)

    assert again == {PICTURE: "https://wework.example/a.png", COVER: "media-3"}


async def test_covers_in_their_last_day_are_renewed_by_the_clock_and_pictures_are_not(
    database: Database, corp_id: CorpId, clock: SteppedClock, shelf: MediaShelf, blobs: MemoryBlobStore
) -> None:
    await upload(database, corp_id, shelf, blobs)
    steps = Steps(database, clock, kinds(GroupSendDesk(clock), shelf, blobs, DAYS))
    early = await renew_media(database, corp_id)
    clock.advance(timedelta(days=2, seconds=1))
    due = await renew_media(database, corp_id)
    await steps.run_due()

    assert (early, due) == (0, 1)
    assert [need for need, _ in shelf.uploads] == [PICTURE, COVER, COVER]


async def test_what_is_asked_for_beforehand_is_ready_when_a_greeting_needs_it(
    database: Database, corp_id: CorpId, clock: SteppedClock, shelf: MediaShelf, blobs: MemoryBlobStore
) -> None:
    steps = Steps(database, clock, kinds(GroupSendDesk(clock), shelf, blobs, DAYS))
    async with database.read(corp_id) as session:
        before = await ready_media(session, [CONTENT])
    async with database.unit(corp_id) as unit:
        request_media(unit, [CONTENT])
    await steps.run_due()
    async with database.read(corp_id) as session:
        after = await ready_media(session, [CONTENT])

    assert dress_greeting(CONTENT, before).content == Content("你好", ())
    assert dress_greeting(CONTENT, after).content == CONTENT


async def test_a_file_that_nobody_uploaded_is_an_error(database: Database, corp_id: CorpId, shelf: MediaShelf) -> None:
    with pytest.raises(BlobNotFoundError):
        await upload(database, corp_id, shelf, MemoryBlobStore())


async def test_a_handle_that_wecom_refuses_for_a_greeting_is_replaced_for_the_next(
    database: Database, corp_id: CorpId, clock: SteppedClock, shelf: MediaShelf, blobs: MemoryBlobStore
) -> None:
    desk = GreetingDesk(clock)
    desk.faults.before = [lambda: refused("send_welcome_msg", 40007)]
    message = Message(content=CONTENT, media=await upload(database, corp_id, shelf, blobs))
    plan = GreetingPlan(
        customer_id=CustomerId(0),
        staff_id=StaffId(1),
        channel_id=None,
        welcome_code=desk.issue("CODE", NOON),
        event_at=NOON,
        choice=message,
    )
    async with database.unit(corp_id) as unit:
        claimed = await claim_greetings(unit, [plan])
    outcomes = await send_greetings(desk, corp_id, claimed, clock=clock)
    async with database.unit(corp_id) as unit:
        await settle_greetings(unit, outcomes)
    await Steps(database, clock, kinds(GroupSendDesk(clock), shelf, blobs, DAYS)).run_due()
    async with database.read(corp_id) as session:
        ready = await ready_media(session, [CONTENT])

    assert [(one.state, one.reason) for one in outcomes] == [("failed", "media_refused")]
    assert ready[COVER] != message.media[COVER]
    assert await claim_is_settled(database, corp_id, plan)


async def claim_is_settled(database: Database, corp_id: CorpId, plan: GreetingPlan) -> bool:
    async with database.unit(corp_id) as unit:
        return await claim_greetings(unit, [replace(plan, choice=plan.choice)]) == []


async def test_a_broadcast_whose_media_are_refused_is_made_again_with_fresh_ones(
    database: Database, corp_id: CorpId, clock: SteppedClock, shelf: MediaShelf, blobs: MemoryBlobStore
) -> None:
    brand = Brand(database, corp_id)
    chen_rui = await brand.hire("chen_rui")
    [customer_id] = await brand.enlist(1)
    await brand.follow(chen_rui, [customer_id])
    desk = GroupSendDesk(clock)
    desk.faults.before = [lambda: refused("add_msg_template", 40007)]
    async with database.unit(corp_id) as unit:
        planned = PlannedDelivery(customer_id=customer_id, staff_id=chen_rui, variant="A")
        await plan_deliveries(unit, BroadcastId(1), [planned])
        await request_hand_over(
            unit, BroadcastId(1), contents={"A": CONTENT}, closes_at=CLOSES_AT, purpose=Purpose.MARKETING
        )
    await Steps(database, clock, kinds(desk, shelf, blobs, DAYS)).run_due()

    [made] = desk.tasks.values()
    assert made.message.media[COVER] == "media-3"
    assert desk.calls == 2


async def test_an_upload_whose_answer_was_lost_is_made_again_before_the_broadcast_is(
    database: Database, corp_id: CorpId, clock: SteppedClock, shelf: MediaShelf, blobs: MemoryBlobStore
) -> None:
    brand = Brand(database, corp_id)
    chen_rui = await brand.hire("chen_rui")
    [customer_id] = await brand.enlist(1)
    await brand.follow(chen_rui, [customer_id])
    desk = GroupSendDesk(clock)
    shelf.faults.before = [lambda: answer_lost("uploadimg")] * 20
    async with database.unit(corp_id) as unit:
        planned = PlannedDelivery(customer_id=customer_id, staff_id=chen_rui, variant="A")
        await plan_deliveries(unit, BroadcastId(1), [planned])
        await request_hand_over(
            unit, BroadcastId(1), contents={"A": CONTENT}, closes_at=CLOSES_AT, purpose=Purpose.MARKETING
        )
    steps = Steps(database, clock, kinds(desk, shelf, blobs, DAYS))
    await steps.run_until(clock.now() + timedelta(minutes=10))

    assert [one.message.media for one in desk.tasks.values()] == [
        {PICTURE: "https://wework.example/a.png", COVER: "media-2"}
    ]
