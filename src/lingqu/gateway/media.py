"""Our files at WeCom: permanent pictures and temporary covers."""

from datetime import UTC, datetime, timedelta

from lingqu.deliveries.contracts import MediaNeed, MediaUse
from lingqu.deliveries.ports import UploadedMedia
from lingqu.gateway.clients import Clients
from lingqu.kernel.clock import Clock
from lingqu.kernel.ids import CorpId
from wecom_api.calls.media import UploadImage, UploadMedia

LIFE = timedelta(days=3)


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
        media = await self._clients.call(corp_id, UploadMedia(type="image", filename=need.blob_key, content=content))
        began = datetime.fromtimestamp(media.created_at, UTC) if media.created_at else self._clock.now()
        return UploadedMedia(media.media_id, began + LIFE)
