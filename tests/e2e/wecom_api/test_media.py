"""Files between the client and the twin."""

from datetime import timedelta

import pytest

from wecom_api.calls.media import UploadMedia
from wecom_api.calls.media_download import GetMedia
from wecom_api.client import Client
from wecom_api.errors import Stale
from wecom_twin.server import TwinServer

CONTENT = b"%PDF-" + bytes(range(100))


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
