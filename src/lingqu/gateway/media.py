"""Our files at WeCom: permanent pictures, temporary covers, videos and files, and what moments show."""

from datetime import UTC, datetime, timedelta

from lingqu.deliveries.contracts import MediaNeed, MediaUse
from lingqu.deliveries.ports import UploadedMedia
from lingqu.gateway.clients import Clients
from lingqu.kernel.clock import Clock
from lingqu.kernel.ids import CorpId
from wecom_api.calls.call import Call
from wecom_api.calls.media import UploadAttachment, UploadImage, UploadMedia
from wecom_api.calls.media import UploadedMedia as TemporaryMedia

LIFE = timedelta(days=3)
FILM = "video.mp4"
"""Keys of long videos end otherwise, and of a video nobody sees the name."""
FOR_MOMENTS = 1
"""`attachment_type`: handles for moments are no others'."""


class WecomMedia:
    """`lingqu.deliveries.ports.MediaUploader` over WeCom."""

    def __init__(self, clients: Clients, clock: Clock) -> None:
        self._clients = clients
        self._clock = clock

    async def upload(self, corp_id: CorpId, need: MediaNeed, content: bytes) -> UploadedMedia:
        """See the port."""
        if need.use is MediaUse.PICTURE:
            made = await self._clients.call(corp_id, UploadImage(filename=need.blob_key, content=content))
            return UploadedMedia(made.url, None)
        media = await self._clients.call(corp_id, _upload(need, content))
        began = datetime.fromtimestamp(media.created_at, UTC) if media.created_at else self._clock.now()
        return UploadedMedia(media.media_id, began + LIFE)


def _upload(need: MediaNeed, content: bytes) -> Call[TemporaryMedia]:
    match need.use:
        case MediaUse.COVER:
            return UploadMedia(type="image", filename=need.blob_key, content=content)
        case MediaUse.VIDEO:
            return UploadMedia(type="video", filename=FILM, content=content)
        case MediaUse.FILE:
            return UploadMedia(type="file", filename=need.name, content=content)
        case _:
            kind = "video" if need.use is MediaUse.MOMENT_VIDEO else "image"
    return UploadAttachment(media_type=kind, attachment_type=FOR_MOMENTS, filename=need.blob_key, content=content)
