"""Greetings at WeCom, and how our content is dressed in WeCom's words."""

from collections.abc import Iterable
from datetime import datetime

from lingqu.deliveries.contracts import Image, Link, Media, MediaNeed, MediaUse, Message, Miniprogram
from lingqu.deliveries.contracts.materials import File, MaterialAttachment, Video
from lingqu.gateway.clients import Clients
from lingqu.kernel.ids import CorpId
from lingqu.kernel.outside import AnswerLostError, RefusedError
from wecom_api.calls import attachments as wecom
from wecom_api.calls.welcome import SendWelcomeMsg
from wecom_api.errors import CallError

DEAD_CODE = 41050


class WecomGreetings:
    """`lingqu.deliveries.ports.GreetingSender` over WeCom."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients

    async def greet(self, corp_id: CorpId, welcome_code: str, message: Message, *, deadline: datetime) -> None:
        """See the port. The client repeats a lost answer itself; a dead code after that may be dead by our doing."""
        call = SendWelcomeMsg(
            welcome_code=welcome_code,
            text=message.content.text or None,
            attachments=dressed(message.content.attachments, message.media),
        )
        try:
            await self._clients.call(corp_id, call, deadline=deadline)
        except RefusedError as error:
            if error.errcode == DEAD_CODE and _after_lost_answer(error):
                raise AnswerLostError(str(error), api=error.api, errcode=error.errcode) from error
            raise


def dressed(attachments: Iterable[MaterialAttachment], media: Media) -> list[wecom.Attachment]:
    """Return attachments as WeCom takes them, with the handles of their files."""
    return [_dressed(attachment, media) for attachment in attachments]


def _dressed(attachment: MaterialAttachment, media: Media) -> wecom.Attachment:
    match attachment:
        case Image(blob_key):
            return wecom.Image(pic_url=media[MediaNeed(blob_key, MediaUse.PICTURE)])
        case Link(title, url, desc, pic_url):
            return wecom.Link(title=title, url=url, desc=desc, picurl=pic_url)
        case Miniprogram(title, appid, page, blob_key):
            cover = media[MediaNeed(blob_key, MediaUse.COVER)]
            return wecom.MiniProgram(title=title, appid=appid, page=page, pic_media_id=cover)
        case Video(blob_key):
            return wecom.Video(media_id=media[MediaNeed(blob_key, MediaUse.VIDEO)])
        case File(blob_key, name):
            return wecom.File(media_id=media[MediaNeed(blob_key, MediaUse.FILE, name)])


def _after_lost_answer(error: RefusedError) -> bool:
    return isinstance(error.__cause__, CallError) and error.__cause__.after_lost_answer
