"""Files between the client and the twin."""

import asyncio
import hashlib
import re
from datetime import timedelta

import pytest

from facts.stage import PNG
from wecom_api.calls.media import UploadImage, UploadMedia
from wecom_api.calls.media_by_url import GetUploadByUrlResult, UploadByUrl
from wecom_api.calls.media_download import GetJssdkVoice, GetMedia
from wecom_api.client import Client
from wecom_api.errors import QuotaExhausted, Stale
from wecom_twin.server import TwinServer

CONTENT = b"%PDF-" + bytes(range(100))
FILM = b"\0\0\0\x18ftypmp42" + bytes(3 * 2**20)


async def upload(client: Client) -> str:
    return (await client(UploadMedia(type="file", filename="报价 2026.pdf", content=CONTENT))).media_id


async def test_a_file_comes_back_whole_with_its_name_and_type(client: Client) -> None:
    file = await client(GetMedia(media_id=await upload(client)))

    assert (file.content, file.filename, file.content_type) == (CONTENT, "报价 2026.pdf", "application/pdf")
    assert file.total_bytes == 0


async def test_a_file_is_put_together_from_its_ranges(client: Client) -> None:
    media_id = await upload(client)

    parts = [await client(GetMedia(media_id=media_id, span=(first, first + 39))) for first in (0, 40, 80)]

    assert b"".join(part.content for part in parts) == CONTENT
    assert {part.total_bytes for part in parts} == {len(CONTENT)}


async def test_a_file_is_gone_after_three_days(twin: TwinServer, client: Client) -> None:
    media_id = await upload(client)
    twin.advance(by=timedelta(days=3).total_seconds())

    with pytest.raises(Stale) as raised:
        await client(GetMedia(media_id=media_id))

    assert raised.value.subject == "media"


async def test_pictures_that_stay_have_an_address_and_a_quota_of_the_day(twin: TwinServer, client: Client) -> None:
    twin.world.limit(uploadimg_per_day=2)
    picture = UploadImage(filename="茶.png", content=PNG)
    addresses = {(await client(picture)).url for _ in range(2)}

    assert len(addresses) == 2
    with pytest.raises(QuotaExhausted):
        await client(picture)
    twin.advance(by=timedelta(days=1).total_seconds())
    assert (await client(picture)).url not in addresses


async def serve_film(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """A web server that honours Range and closes after each answer."""
    head = await reader.readuntil(b"\r\n\r\n")
    asked = re.search(rb"Range: bytes=(\d+)-(\d+)", head)
    assert asked is not None
    first, last = int(asked[1]), min(int(asked[2]), len(FILM) - 1)
    span = f"bytes {first}-{last}/{len(FILM)}"
    writer.write(f"HTTP/1.1 206 Partial\r\nContent-Range: {span}\r\nContent-Length: {last + 1 - first}\r\n".encode())
    writer.write(b"Connection: close\r\n\r\n" + FILM[first : last + 1])
    await writer.drain()
    writer.close()


async def test_a_big_film_is_fetched_from_its_address(twin: TwinServer, client: Client) -> None:
    async with await asyncio.start_server(serve_film, "127.0.0.1", 0) as server:
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/intro.mp4"
        md5 = hashlib.md5(FILM, usedforsecurity=False).hexdigest()
        job = await client(UploadByUrl(type="video", filename="开业.mp4", url=url, md5=md5))
        await asyncio.to_thread(twin.settle)

    progress = await client(GetUploadByUrlResult(jobid=job.jobid))
    file = await client(GetMedia(media_id=progress.detail.media_id, span=(len(FILM) - 9, len(FILM) - 1)))

    assert (progress.status, progress.detail.created_at) == (2, int(twin.world.now()))
    assert (file.content, file.total_bytes, file.filename) == (FILM[-9:], len(FILM), "开业.mp4")


async def test_an_upload_from_nowhere_says_so(twin: TwinServer, client: Client) -> None:
    job = await client(UploadByUrl(type="file", filename="a.zip", url="http://192.0.2.1/a.zip", md5="0" * 32))
    await asyncio.to_thread(twin.settle)

    progress = await client(GetUploadByUrlResult(jobid=job.jobid))

    assert (progress.status, progress.detail.errcode) == (3, 830003)


async def test_a_voice_of_a_page_is_read_in_speex(twin: TwinServer, client: Client) -> None:
    media_id = twin.world.records_voice(amr=b"#!AMR\n" + bytes(13), speex=b"Speex   ")

    voice = await client(GetJssdkVoice(media_id=media_id))

    assert (voice.content, voice.content_type) == (b"Speex   ", "voice/speex")
