from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from wecom_api.calls.call import Upload
from wecom_api.calls.customers import GetCustomer, GetFollowUserList, RemarkCustomer
from wecom_api.calls.media import UploadImage, UploadMedia
from wecom_api.errors import AnswerLost, InvalidCallError
from wecom_api.wire import multipart

if TYPE_CHECKING:
    from unit.wecom_api.scripted_wecom import Request, ScriptedWecom
    from wecom_api.wire import Wire

PNG = b"\x89PNG\r\n\x1a\n--boundary"


async def test_get_sends_its_fields_and_the_token_as_query(wire: Wire, wecom: ScriptedWecom) -> None:
    call = GetCustomer(external_userid="wm1", cursor="a+b/=")
    wecom.will_answer(call.path, {"external_contact": {"external_userid": "wm1"}})

    await wire.send(call, access_token="T1")

    [request] = wecom.requests
    assert (request.method, request.path, request.body) == ("GET", "/cgi-bin/externalcontact/get", b"")
    assert request.query == {"external_userid": "wm1", "cursor": "a+b/=", "access_token": "T1"}


async def test_post_sends_raw_utf8_json_and_the_token_as_query(wire: Wire, wecom: ScriptedWecom) -> None:
    await wire.send(RemarkCustomer(userid="a", external_userid="wm1", remark="刘颖🌸"), access_token="T1")

    [request] = wecom.requests
    assert (request.method, request.query) == ("POST", {"access_token": "T1"})
    assert request.headers["content-type"] == "application/json"
    assert request.body == '{"userid":"a","external_userid":"wm1","remark":"刘颖🌸"}'.encode()


async def test_connection_is_kept_alive_between_calls(wire: Wire, wecom: ScriptedWecom) -> None:
    ports: list[str] = []

    async def note(request: Request) -> None:
        ports.append(request.headers["connection"])

    wecom.before_answer = note
    for _ in range(3):
        await wire.send(GetFollowUserList(), access_token="T1")

    assert ports == ["keep-alive"] * 3


async def test_upload_is_one_multipart_part_with_length_and_raw_utf8_filename(wire: Wire, wecom: ScriptedWecom) -> None:
    call = UploadMedia(type="file", filename="报价 🌸.png", content=PNG)
    wecom.will_answer(call.path, {"media_id": "m1", "created_at": "17"})

    result = await wire.send(call, access_token="T1")

    [request] = wecom.requests
    assert result.media_id == "m1"
    assert request.query == {"type": "file", "access_token": "T1"}
    boundary = request.headers["content-type"].removeprefix("multipart/form-data; boundary=")
    assert request.body == (
        f"--{boundary}\r\n"
        f'Content-Disposition: form-data; name="media"; filename="报价 🌸.png"; filelength={len(PNG)}\r\n'
        "Content-Type: image/png\r\n\r\n"
    ).encode() + PNG + f"\r\n--{boundary}--\r\n".encode()  # fmt: skip


async def test_permanent_picture_has_no_type(wire: Wire, wecom: ScriptedWecom) -> None:
    call = UploadImage(filename="a.png", content=PNG)
    wecom.will_answer(call.path, {"url": "https://wework.qpic.cn/1/0"})

    assert (await wire.send(call, access_token="T1")).url == "https://wework.qpic.cn/1/0"
    assert wecom.requests[0].query == {"access_token": "T1"}


def test_same_file_gives_the_same_bytes_and_a_boundary_it_does_not_contain() -> None:
    upload = Upload(filename="a", content=PNG, content_type="image/png")
    body, content_type = multipart(upload)

    assert multipart(upload) == (body, content_type)
    assert body.count(content_type.partition("boundary=")[2].encode()) == 2


async def test_slow_answer_is_lost_when_its_time_is_over(wire: Wire, wecom: ScriptedWecom) -> None:
    async def linger(_request: Request) -> None:
        await asyncio.sleep(0.3)

    wecom.before_answer = linger

    with pytest.raises(AnswerLost, match="ReadTimeout"):
        await wire.send(GetFollowUserList(), access_token="T1", within=timedelta(milliseconds=50))


async def test_redirect_is_not_followed_with_the_token(wire: Wire, wecom: ScriptedWecom) -> None:
    wecom.will_answer(GetFollowUserList.path, 302)

    with pytest.raises(AnswerLost) as raised:
        await wire.send(GetFollowUserList(), access_token="T1")

    assert raised.value.http_status == 302


async def test_half_a_surrogate_pair_is_refused_before_sending(wire: Wire, wecom: ScriptedWecom) -> None:
    with pytest.raises(InvalidCallError):
        await wire.send(RemarkCustomer(userid="a", external_userid="wm1", remark="\ud83c"), access_token="T1")

    assert wecom.requests == []
