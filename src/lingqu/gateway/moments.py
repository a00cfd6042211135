"""Moments at WeCom: made for named members, listed, followed, stopped."""

from datetime import UTC, datetime

from lingqu.deliveries.contracts import Image, MediaNeed, MediaUse
from lingqu.deliveries.contracts.moments import (
    ListedMoment,
    MadeMoment,
    MomentAttachment,
    MomentCall,
    MomentLink,
    MomentMember,
    MomentVideo,
)
from lingqu.gateway.clients import Clients
from lingqu.kernel.ids import CorpId, ExternalUserid, Userid
from lingqu.kernel.outside import RefusedError
from wecom_api.calls import moments as wecom
from wecom_api.calls.moment_results import (
    GetMomentCustomerList,
    GetMomentList,
    GetMomentSendResult,
    GetMomentTask,
    Moment,
)

BY_THE_CORP = 0
PARTLY_VISIBLE = 0
FINISHED = 3


class WecomMoments:
    """`lingqu.deliveries.ports.MomentPublisher` over WeCom."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients

    async def make(self, corp_id: CorpId, call: MomentCall, *, deadline: datetime) -> str:
        """See the port. Always with named senders: only so a lost call is found again by those who are asked."""
        job = await self._clients.call(
            corp_id,
            wecom.AddMomentTask(
                text=call.content.text or None,
                attachments=[_dressed(one, call) for one in call.content.attachments],
                user_list=call.senders,
                tag_list=call.wecom_tag_ids or None,
            ),
            deadline=deadline,
        )
        return job.jobid

    async def result_of(self, corp_id: CorpId, jobid: str) -> MadeMoment | None:
        """See the port."""
        call = wecom.GetMomentTaskResult(jobid=jobid)
        job = await self._clients.call(corp_id, call)
        if job.status != FINISHED:
            return None
        if job.result.errcode:
            raise RefusedError(job.result.errmsg or "nothing was made", api=call.path, errcode=job.result.errcode)
        return MadeMoment(
            wecom_moment_id=job.result.moment_id,
            invalid_senders=tuple(map(Userid, job.result.invalid_sender_list.user_list)),
        )

    async def list_made(self, corp_id: CorpId, *, since: datetime, until: datetime) -> list[ListedMoment]:
        """See the port."""
        # WeCom counts neither end of the window.
        call = GetMomentList(
            start_time=int(since.timestamp()) - 1, end_time=int(until.timestamp()) + 1, filter_type=BY_THE_CORP
        )
        return [_listed(row) async for page in self._clients.pages(corp_id, call) for row in page.moment_list]

    async def list_members(self, corp_id: CorpId, wecom_moment_id: str) -> list[MomentMember]:
        """See the port."""
        return [
            MomentMember(userid=Userid(row.userid), published=bool(row.publish_status))
            async for page in self._clients.pages(corp_id, GetMomentTask(moment_id=wecom_moment_id))
            for row in page.task_list
        ]

    async def list_meant(self, corp_id: CorpId, wecom_moment_id: str, userid: Userid) -> list[ExternalUserid]:
        """See the port."""
        call = GetMomentCustomerList(moment_id=wecom_moment_id, userid=userid)
        return [
            ExternalUserid(row.external_userid)
            async for page in self._clients.pages(corp_id, call)
            for row in page.customer_list
        ]

    async def list_shown(self, corp_id: CorpId, wecom_moment_id: str, userid: Userid) -> list[ExternalUserid]:
        """See the port."""
        call = GetMomentSendResult(moment_id=wecom_moment_id, userid=userid)
        return [
            ExternalUserid(row.external_userid)
            async for page in self._clients.pages(corp_id, call)
            for row in page.customer_list
        ]

    async def stop(self, corp_id: CorpId, wecom_moment_id: str) -> None:
        """See the port."""
        await self._clients.call(corp_id, wecom.CancelMomentTask(moment_id=wecom_moment_id))


def _dressed(attachment: MomentAttachment, call: MomentCall) -> wecom.MomentAttachment:
    match attachment:
        case Image(blob_key):
            return wecom.MomentImage(media_id=_picture(blob_key, call))
        case MomentVideo(blob_key):
            return wecom.MomentVideo(media_id=call.media[MediaNeed(blob_key, MediaUse.MOMENT_VIDEO)])
        case MomentLink(title, url, blob_key):
            return wecom.MomentLink(url=url, media_id=_picture(blob_key, call), title=title or None)


def _picture(blob_key: str, call: MomentCall) -> str:
    return call.media[MediaNeed(blob_key, MediaUse.MOMENT_PICTURE)]


def _listed(row: Moment) -> ListedMoment:
    return ListedMoment(
        wecom_moment_id=row.moment_id,
        created_at=datetime.fromtimestamp(row.create_time, UTC),
        text=row.text.content,
        pictures=len(row.image),
        videos=1 if row.video and row.video.media_id else 0,
        link=(row.link.title, row.link.url) if row.link and row.link.url else None,
        is_partial=row.visible_type == PARTLY_VISIBLE,
    )
