"""What every `lingqu.deliveries.ports.MediaUploader` does; subclass it and give it an uploader."""

from __future__ import annotations

import io
from datetime import timedelta

from PIL import Image

from doubles.films import film
from lingqu.deliveries.contracts import MediaNeed, MediaUse
from lingqu.deliveries.ports import MediaUploader
from lingqu.kernel.clock import Clock
from lingqu.kernel.ids import CorpId


def picture() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(buffer, "PNG")
    return buffer.getvalue()


class MediaUploaderSuite:
    """Needs fixtures `uploader`, `corp_id`, `clock`."""

    async def test_a_picture_gets_a_lasting_url(self, uploader: MediaUploader, corp_id: CorpId) -> None:
        uploaded = await uploader.upload(corp_id, MediaNeed("a.png", MediaUse.PICTURE), picture())

        assert uploaded.handle.startswith(("http://", "https://"))
        assert uploaded.expires_at is None

    async def test_a_cover_gets_a_media_id_for_three_days(
        self, uploader: MediaUploader, corp_id: CorpId, clock: Clock
    ) -> None:
        uploaded = await uploader.upload(corp_id, MediaNeed("a.png", MediaUse.COVER), picture())

        assert uploaded.handle
        assert uploaded.expires_at == clock.now() + timedelta(days=3)

    async def test_a_video_and_a_file_get_media_ids_for_three_days(
        self, uploader: MediaUploader, corp_id: CorpId, clock: Clock
    ) -> None:
        needs = {
            MediaNeed("film.m4v", MediaUse.VIDEO): film(90),
            MediaNeed("a.bin", MediaUse.FILE, "群规.pdf"): b"%PDF-1.7",
        }
        uploaded = [await uploader.upload(corp_id, need, content) for need, content in needs.items()]

        assert len({one.handle for one in uploaded}) == 2
        assert {one.expires_at for one in uploaded} == {clock.now() + timedelta(days=3)}
