"""Moments between the client and the twin."""

import io

import pytest
from PIL import Image

from wecom_api.calls.media import UploadAttachment, UploadMedia
from wecom_api.calls.moment_results import (
    GetMomentComments,
    GetMomentCustomerList,
    GetMomentList,
    GetMomentSendResult,
    GetMomentTask,
    SeenImage,
)
from wecom_api.calls.moments import (
    AddMomentTask,
    CancelMomentTask,
    GetMomentTaskResult,
    MomentImage,
    MomentLink,
    MomentOutcome,
)
from wecom_api.calls.tags import MarkTag
from wecom_api.client import Client
from wecom_api.errors import Misconfigured, Refused, Stale
from wecom_twin.server import TwinServer


def png() -> bytes:
    picture = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(picture, "PNG")
    return picture.getvalue()


async def made(twin: TwinServer, client: Client, call: AddMomentTask) -> MomentOutcome:
    """The finished job of `call`, at a time when members have it."""
    job = await client(call)
    twin.advance(by=60)
    answer = await client(GetMomentTaskResult(jobid=job.jobid))
    assert (answer.status, answer.type) == (3, "add_moment_task")
    return answer.result


async def test_a_moment_goes_from_its_job_to_its_likes(twin: TwinServer, client: Client, friends: list[str]) -> None:
    picture = await client(
        UploadAttachment(media_type="image", attachment_type=1, filename="新品🌸.png", content=png())
    )
    call = AddMomentTask(text="新茶上市", attachments=[MomentImage(media_id=picture.media_id)])
    moment_id = (await made(twin, client, call)).moment_id
    twin.world.confirm_moment(moment_id, "chen_rui")
    twin.world.comment_moment(moment_id, "chen_rui", friends[1])
    twin.world.like_moment(moment_id, "chen_rui")

    tasks = [row async for page in client.pages(GetMomentTask(moment_id=moment_id, limit=2)) for row in page.task_list]
    assert {row.userid: row.publish_status for row in tasks} == {"chen_rui": 1, "li_na": 0, "wang_wei": 0}
    meant = GetMomentCustomerList(moment_id=moment_id, userid="chen_rui", limit=2)
    rows = [row async for page in client.pages(meant) for row in page.customer_list]
    assert [(row.userid, row.external_userid) for row in rows] == [("chen_rui", one) for one in friends]
    seen = await client(GetMomentSendResult(moment_id=moment_id, userid="chen_rui"))
    assert [row.external_userid for row in seen.customer_list] == friends
    reactions = await client(GetMomentComments(moment_id=moment_id, userid="chen_rui"))
    assert [one.external_userid for one in reactions.comment_list] == [friends[1]]
    assert [(one.userid, one.external_userid) for one in reactions.like_list] == [("chen_rui", "")]
    now = int(twin.world.now())
    (listed,) = (await client(GetMomentList(start_time=now - 3600, end_time=now + 60))).moment_list
    assert (listed.moment_id, listed.text.content, listed.image) == (
        moment_id,
        "新茶上市",
        (SeenImage(media_id=picture.media_id),),
    )
    assert (listed.create_type, listed.visible_type, listed.creator) == (0, 1, "")


async def test_tags_narrow_a_moment_and_names_in_vain_are_told(
    twin: TwinServer, client: Client, friends: list[str]
) -> None:
    gold = twin.world.add_tag(twin.world.corp(), "会员等级", "金卡").id
    await client(MarkTag(userid="chen_rui", external_userid=friends[1], add_tag=[gold]))
    call = AddMomentTask(text="t", user_list=["chen_rui", "ghost"], department_list=[99], tag_list=[gold, "etNobody"])
    outcome = await made(twin, client, call)
    meant = await client(GetMomentCustomerList(moment_id=outcome.moment_id, userid="chen_rui"))

    assert [row.external_userid for row in meant.customer_list] == [friends[1]]
    assert (outcome.invalid_sender_list.user_list, outcome.invalid_sender_list.department_list) == (("ghost",), (99,))
    assert outcome.invalid_external_contact_list.tag_list == ("etNobody",)


async def test_a_stopped_moment_stays_where_it_was_published(
    twin: TwinServer, client: Client, friends: list[str]
) -> None:
    moment_id = (await made(twin, client, AddMomentTask(text="t"))).moment_id
    twin.world.confirm_moment(moment_id, "chen_rui")
    await client(CancelMomentTask(moment_id=moment_id))
    twin.world.confirm_moment(moment_id, "li_na")

    tasks = await client(GetMomentTask(moment_id=moment_id))
    assert {row.userid: row.publish_status for row in tasks.task_list}["li_na"] == 0
    seen = await client(GetMomentSendResult(moment_id=moment_id, userid="chen_rui"))
    assert len(seen.customer_list) == len(friends)
    with pytest.raises(Refused, match="41062"):
        await client(GetMomentComments(moment_id=moment_id, userid="li_na"))


async def test_refusals_say_what_to_do(twin: TwinServer, client: Client, friends: list[str]) -> None:
    message_media = await client(UploadMedia(type="image", filename="a.png", content=png()))
    link = MomentLink(url="https://shop.example/m", media_id=message_media.media_id)
    album = await client(UploadAttachment(media_type="image", attachment_type=2, filename="a.png", content=png()))

    assert friends
    with pytest.raises(Stale, match="40007"):
        await client(AddMomentTask(attachments=[link]))
    with pytest.raises(Refused, match="41072"):
        await client(AddMomentTask(attachments=[MomentImage(media_id=album.media_id)]))
    with pytest.raises(Refused, match="40088"):
        await client(GetMomentTaskResult(jobid="nothing"))
    with pytest.raises(Refused, match="41060"):
        await client(CancelMomentTask(moment_id="momNothing"))
    twin.world.corp().moments_enabled = False
    with pytest.raises(Misconfigured, match="41211"):
        await client(AddMomentTask(text="t"))
