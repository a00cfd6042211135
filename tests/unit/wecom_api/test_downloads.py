from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from unit.wecom_api.scripted_wecom import Reply
from wecom_api.calls.media_download import MAX_RANGE_BYTES, GetJssdkVoice, GetMedia
from wecom_api.errors import AnswerLost, InvalidCallError, Stale

if TYPE_CHECKING:
    from unit.wecom_api.scripted_wecom import ScriptedWecom
    from wecom_api.wire import Wire

PNG = b"\x89PNG\r\n\x1a\n"
NAMED = {"content-type": "image/png", "content-disposition": 'attachment; filename="报价 🌸.png"'}
WHOLE = GetMedia(media_id="m1")
PART = GetMedia(media_id="m1", span=(0, 3))


async def test_file_comes_with_its_name_and_type(wire: Wire, wecom: ScriptedWecom) -> None:
    wecom.will_answer(WHOLE.path, Reply(200, PNG, NAMED))

    file = await wire.send(WHOLE, access_token="T1")

    assert (file.content, file.content_type, file.filename, file.total_bytes) == (PNG, "image/png", "报价 🌸.png", 0)
    [request] = wecom.requests
    assert request.query == {"media_id": "m1", "access_token": "T1"}
    assert "range" not in request.headers


async def test_voice_of_a_page_comes_by_its_own_path(wire: Wire, wecom: ScriptedWecom) -> None:
    wecom.will_answer(GetJssdkVoice.path, Reply(200, b"Speex   ", {"content-type": "voice/speex"}))

    voice = await wire.send(GetJssdkVoice(media_id="m1"), access_token="T1")

    assert (voice.content, voice.content_type, voice.filename) == (b"Speex   ", "voice/speex", "")
    [request] = wecom.requests
    assert (request.method, request.query) == ("GET", {"media_id": "m1", "access_token": "T1"})


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ('attachment; filename="%E6%8A%A5%E4%BB%B7.pdf"', "报价.pdf"),
        ("attachment; filename*=UTF-8''%E6%8A%A5%E4%BB%B7.pdf", "报价.pdf"),
        ('attachment; filename="50%25.pdf"', "50%25.pdf"),
        ('attachment; filename="%FF.pdf"', "%FF.pdf"),
        ("attachment", ""),
    ],
)
async def test_name_is_read_however_it_is_written(wire: Wire, wecom: ScriptedWecom, written: str, read: str) -> None:
    wecom.will_answer(WHOLE.path, Reply(200, PNG, {"content-disposition": written}))

    assert (await wire.send(WHOLE, access_token="T1")).filename == read


async def test_part_is_asked_for_by_range_and_tells_the_whole_size(wire: Wire, wecom: ScriptedWecom) -> None:
    wecom.will_answer(PART.path, Reply(206, PNG[:4], NAMED | {"content-range": "bytes 0-3/8"}))

    file = await wire.send(PART, access_token="T1")

    assert (file.content, file.total_bytes) == (PNG[:4], 8)
    assert wecom.requests[0].headers["range"] == "bytes=0-3"


async def test_errcode_in_place_of_a_file_is_an_error(wire: Wire, wecom: ScriptedWecom) -> None:
    wecom.will_answer(WHOLE.path, {"errcode": 40007, "errmsg": "invalid media_id"})

    with pytest.raises(Stale) as raised:
        await wire.send(WHOLE, access_token="T1")

    assert raised.value.subject == "media"


async def test_json_that_names_itself_a_file_is_a_file(wire: Wire, wecom: ScriptedWecom) -> None:
    wecom.will_answer(WHOLE.path, Reply(200, b'{"errcode":40007}', {"content-disposition": "attachment"}))

    assert (await wire.send(WHOLE, access_token="T1")).content == b'{"errcode":40007}'


@pytest.mark.parametrize("body", [b"", b'{"errcode":0,"errmsg":"ok"}', b"{"])
async def test_success_without_a_file_is_a_lost_answer(wire: Wire, wecom: ScriptedWecom, body: bytes) -> None:
    wecom.will_answer(WHOLE.path, body)

    with pytest.raises(AnswerLost):
        await wire.send(WHOLE, access_token="T1")


async def test_file_without_a_name_is_still_a_file(wire: Wire, wecom: ScriptedWecom) -> None:
    wecom.will_answer(WHOLE.path, PNG)

    assert await wire.send(WHOLE, access_token="T1") == GetMedia.Result(content=PNG)


async def test_other_statuses_are_lost_answers(wire: Wire, wecom: ScriptedWecom) -> None:
    wecom.will_answer(PART.path, 416)

    with pytest.raises(AnswerLost) as raised:
        await wire.send(PART, access_token="T1")

    assert raised.value.http_status == 416


@pytest.mark.parametrize("span", [(4, 3), (-1, 3), (0, MAX_RANGE_BYTES)])
def test_range_that_cannot_be_served_is_refused(span: tuple[int, int]) -> None:
    with pytest.raises(InvalidCallError):
        GetMedia(media_id="m1", span=span)
    GetMedia(media_id="m1", span=(0, MAX_RANGE_BYTES - 1))
