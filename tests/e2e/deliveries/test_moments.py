"""Moments made at the twin, published by its members: from the call to the row of every customer who sees one."""

from __future__ import annotations

import pytest

from conformance.deliveries.media_uploader_suite import picture
from doubles.films import film
from doubles.jobs import Steps
from doubles.twin_corp import TwinClock
from e2e.deliveries.conftest import Stage as Brand
from e2e.deliveries.square import Square
from lingqu.deliveries.api.moments_polling import end_left_over
from lingqu.deliveries.api.pictures import keep_picture
from lingqu.deliveries.api.videos import keep_video
from lingqu.deliveries.contracts import DeliveryState, Image
from lingqu.deliveries.contracts.moments import MomentContent, MomentLink, MomentVideo
from lingqu.deliveries.jobs import moment_kinds
from lingqu.gateway.clients import Clients
from lingqu.gateway.media import WecomMedia
from lingqu.gateway.moments import WecomMoments
from lingqu.kernel.ids import MomentId

pytestmark = pytest.mark.postgres


@pytest.fixture
def square(stage: Brand, clients: Clients, clock: TwinClock) -> Square:
    kinds = moment_kinds(WecomMoments(clients), WecomMedia(clients, clock), stage.blobs)
    return Square(stage, Steps(stage.database, stage.steps.clock, kinds))


async def test_a_moment_is_asked_of_its_members_and_tells_who_sees_it(square: Square) -> None:
    await square.hand_over()
    await square.run(seconds=30)
    asked = await square.progress()
    square.publish("chen_rui", "li_na")
    await square.run(minutes=30)
    read = await square.progress()

    assert (asked.handed_over, asked.asked, asked.published, asked.meant) == (1, 3, 0, None)
    assert (read.asked, read.published, read.meant, read.shown) == (3, 2, 10, 10)
    assert await square.counts() == {DeliveryState.DELIVERED: 10}
    assert len(square.seen()) == len(set(square.seen())) == 10


async def test_a_picture_and_a_link_leave_with_files_that_only_moments_take(square: Square) -> None:
    kept = await keep_picture(square.brand.blobs, square.brand.corp_id, picture())
    await square.hand_over(MomentContent("", (Image(kept.blob_key), Image(kept.blob_key))))
    link = MomentContent("看看", (MomentLink("会员日", "https://shop.example/m", kept.blob_key),))
    await square.hand_over(link, moment_id=MomentId(2))
    await square.run(seconds=60)

    contents = [one.content for one in square.brand.twin.world.corp().moments.values()]
    assert [sorted(one) for one in contents] == [["image"], ["link", "text"]]
    assert len(contents[0]["image"]) == 2  # pyright: ignore[reportArgumentType]


async def test_a_video_leaves_alone_and_plays_as_long_as_wecom_takes(square: Square) -> None:
    kept = await keep_video(square.brand.blobs, square.brand.corp_id, film(30))
    await square.hand_over(MomentContent("茶园", (MomentVideo(kept.blob_key),)))
    await square.run(seconds=60)
    square.publish()

    [moment] = square.brand.twin.world.corp().moments.values()
    assert sorted(moment.content) == ["text", "video"]
    assert len(square.seen()) == 15


async def test_when_its_time_is_over_a_moment_is_taken_back_and_what_was_not_shown_ends(square: Square) -> None:
    square.brand.twin.world.turn(corp_moments_per_month=1)
    await square.hand_over(hours=1)
    await square.run(seconds=30)
    square.publish("chen_rui")
    await square.run(seconds=30)
    await square.hand_over(MomentContent("第二条", ()), moment_id=MomentId(2), hours=1)
    await square.run(seconds=30)
    square.publish("chen_rui")
    await square.run(hours=2)
    square.publish()
    await end_left_over(square.brand.database, square.brand.corp_id, MomentId(2))

    assert (await square.progress()).closed == (await square.progress(MomentId(2))).closed == 1
    assert await square.counts() == {DeliveryState.DELIVERED: 5}
    assert await square.counts(MomentId(2)) == {DeliveryState.FAILED: 5}
    assert len(square.seen()) == 5


async def test_a_cancelled_moment_keeps_what_had_left(square: Square) -> None:
    await square.hand_over()
    await square.run(seconds=30)
    square.publish("chen_rui")
    await square.cancel()
    await square.run(minutes=30)
    square.publish()

    assert (await square.progress()).closed == 1
    assert await square.counts() == {DeliveryState.DELIVERED: 5}
    assert len(square.seen()) == 5


@pytest.mark.parametrize(
    "call",
    [
        "add_moment_task",
        "get_moment_task_result",
        "get_moment_list",
        "get_moment_task",
        "get_moment_send_result",
        "get_moment_customer_list",
        "cancel_moment_task",
    ],
)
async def test_a_lost_answer_makes_nothing_twice_and_loses_nothing(square: Square, call: str) -> None:
    square.lose(call)
    await square.hand_over(hours=1)
    await square.run(minutes=20)
    square.publish("chen_rui", "li_na")
    await square.run(hours=2)
    square.publish()

    assert square.made() == 1
    assert (await square.progress()).closed == 1
    assert await square.counts() == {DeliveryState.DELIVERED: 10}
    assert len(square.seen()) == len(set(square.seen())) == 10


async def test_two_calls_of_one_content_are_not_in_flight_together(square: Square) -> None:
    square.lose("add_moment_task")
    await square.hand_over(senders=[1])
    await square.hand_over(senders=[1, 2], moment_id=MomentId(2))
    await square.run(minutes=5)
    waiting = square.made()
    await square.run(minutes=20)

    assert (waiting, square.made()) == (1, 2)
    assert ((await square.progress()).handed_over, (await square.progress(MomentId(2))).handed_over) == (1, 1)


async def test_a_moment_that_nobody_could_show_is_refused_with_its_reason(square: Square) -> None:
    await square.hand_over(tags=["et-nobody-has-it"])
    await square.run(minutes=1)

    progress = await square.progress()
    assert (progress.closed, progress.reason) == (1, "unsendable")


async def test_a_corp_without_moments_is_told(square: Square) -> None:
    square.brand.twin.world.corp().moments_enabled = False
    await square.hand_over()
    await square.run(minutes=1)

    assert (await square.progress()).reason == "misconfigured"


async def test_files_that_wecom_no_longer_takes_are_uploaded_again(square: Square) -> None:
    kept = await keep_picture(square.brand.blobs, square.brand.corp_id, picture())
    await square.hand_over(MomentContent("一", (Image(kept.blob_key),)))
    await square.run(minutes=1)
    square.brand.twin.world.corp().media.clear()
    await square.hand_over(MomentContent("二", (Image(kept.blob_key),)), moment_id=MomentId(2))
    await square.run(minutes=1)

    assert square.made() == 2
    assert (await square.progress(MomentId(2))).handed_over == 1


async def test_a_moment_deleted_in_the_client_ends(square: Square) -> None:
    await square.hand_over()
    await square.run(seconds=30)
    square.publish("chen_rui")
    await square.run(minutes=1)
    [moment_id] = square.brand.twin.world.corp().moments
    square.brand.twin.world.delete_moment(moment_id)
    await square.run(minutes=30)

    assert (await square.progress()).closed == 1
    assert await square.counts() == {DeliveryState.DELIVERED: 5}
