"""Background edges of deliveries: hand over, settle, poll, withdraw, remind, upload."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from lingqu.deliveries.api import hand_over as handing
from lingqu.deliveries.api import media, own_sends
from lingqu.deliveries.api.calls import follow_calls, withdraw_unclaimed
from lingqu.deliveries.api.moments_handing import Tools, bring_on
from lingqu.deliveries.api.passing_on import MemberDays
from lingqu.deliveries.api.polling import poll_group_sends, remind_members
from lingqu.deliveries.api.taking_out import take_out_of_call
from lingqu.deliveries.contracts import (
    JOB_HAND_OVER,
    JOB_POLL,
    JOB_READ_OWN_SENDS,
    JOB_REMIND,
    JOB_RENEW_MEDIA,
    JOB_SETTLE_CALLS,
    JOB_TAKE_OUT,
    JOB_UPLOAD_MEDIA,
    JOB_WITHDRAW,
    GroupSendId,
    MediaNeed,
    MediaUse,
)
from lingqu.deliveries.contracts.moments import JOB_MOMENT, MomentCallId
from lingqu.deliveries.domain.group_send import Closing
from lingqu.deliveries.ports import GroupSender, MediaUploader, MomentPublisher
from lingqu.infra.blobs import BlobStore
from lingqu.infra.work import Batch, JobKind, Periodic
from lingqu.kernel.ids import BroadcastId, TaskId
from lingqu.kernel.jobs import Job, Lane

PERIODIC = [
    Periodic(kind=JOB_RENEW_MEDIA, every=timedelta(hours=6)),
    Periodic(kind=JOB_READ_OWN_SENDS, every=timedelta(minutes=10)),
]

REMIND_AGAIN = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class _Handlers:
    """The handlers with what they need of outside."""

    sender: GroupSender
    uploader: MediaUploader
    blobs: BlobStore
    days: MemberDays

    async def hand_over(self, batch: Batch) -> None:
        """Make the calls that ask members to send.

        Idempotent: a begun call is never made again but settled from WeCom's list.
        """
        for job in batch.jobs:
            due = await handing.hand_over(
                batch.database,
                batch.corp_id,
                _broadcast(job),
                sender=self.sender,
                uploader=self.uploader,
                blobs=self.blobs,
                days=self.days,
            )
            await _postpone(batch, job, due)

    async def settle_calls(self, batch: Batch) -> None:
        """Settle calls whose answer was lost.

        Idempotent: reads WeCom and moves calls that are still open.
        """
        for job in batch.jobs:
            due = await handing.settle_calls(batch.database, batch.corp_id, _broadcast(job), sender=self.sender)
            await _postpone(batch, job, due)

    async def poll(self, batch: Batch) -> None:
        """Look at what members and customers did.

        Idempotent: reads WeCom and moves what is not final.
        """
        jobs = {GroupSendId(job.payload["group_send_id"]): job for job in batch.jobs}
        due = await poll_group_sends(batch.database, batch.corp_id, list(jobs), sender=self.sender, days=self.days)
        async with batch.unit() as unit:
            # Calls made together are looked at together, so there are few instants.
            for until in sorted(set(due.values())):
                await batch.postpone(unit, [jobs[one] for one, at in due.items() if at == until], until=until)

    async def withdraw(self, batch: Batch) -> None:
        """Take back what nobody has confirmed.

        Idempotent: what is taken back already is left alone.
        """
        for job in batch.jobs:
            closing = Closing(job.payload["closing"])
            await withdraw_unclaimed(batch.database, batch.corp_id, _broadcast(job), closing=closing)
            await follow_calls(batch.database, batch.corp_id, _broadcast(job))

    async def take_out(self, batch: Batch) -> None:
        """Take customers out of calls.

        Idempotent: finds a call where it is; one that is being replaced is not replaced again.
        """
        for job in batch.jobs:
            call_id = GroupSendId(job.payload["group_send_id"])
            await _postpone(batch, job, await take_out_of_call(batch.database, batch.corp_id, call_id))

    async def remind(self, batch: Batch) -> None:
        """Remind members who have not confirmed.

        Idempotent: a lost answer ends a reminder; a killed worker may remind once more, which WeCom limits to three.
        """
        task_ids = [TaskId(job.payload["task_id"]) for job in batch.jobs]
        later = set(await remind_members(batch.database, batch.corp_id, task_ids, sender=self.sender))
        async with batch.unit() as unit:
            again = [job for job in batch.jobs if job.payload["task_id"] in later]
            await batch.postpone(unit, again, until=unit.at + REMIND_AGAIN)

    async def read_own_sends(self, batch: Batch) -> None:
        """Read what members sent by themselves.

        Idempotent: a send is listed once, its recipients are written once.
        """
        await own_sends.read_own_sends(batch.database, batch.corp_id, sender=self.sender)

    async def upload_media(self, batch: Batch) -> None:
        """Bring pictures to WeCom.

        Idempotent: uploading twice gives a second handle; the newer one is used.
        """
        needs = [MediaNeed(job.payload["blob_key"], MediaUse(job.payload["use"])) for job in batch.jobs]
        await media.upload(batch.database, batch.corp_id, needs, uploader=self.uploader, blobs=self.blobs)


def kinds(sender: GroupSender, uploader: MediaUploader, blobs: BlobStore, days: MemberDays) -> list[JobKind]:
    """Return the kinds of background work."""
    handlers = _Handlers(sender, uploader, blobs, days)
    return [
        JobKind(name=JOB_HAND_OVER, handler=handlers.hand_over, batch=1),
        JobKind(name=JOB_SETTLE_CALLS, handler=handlers.settle_calls, batch=1),
        JobKind(name=JOB_POLL, handler=handlers.poll),
        JobKind(name=JOB_WITHDRAW, handler=handlers.withdraw, batch=1),
        JobKind(name=JOB_TAKE_OUT, handler=handlers.take_out),
        JobKind(name=JOB_REMIND, handler=handlers.remind),
        JobKind(name=JOB_UPLOAD_MEDIA, handler=handlers.upload_media, batch=5),
        JobKind(name=JOB_READ_OWN_SENDS, handler=handlers.read_own_sends, lane=Lane.BULK),
        JobKind(name=JOB_RENEW_MEDIA, handler=_renew_media, lane=Lane.BULK),
    ]


@dataclass(frozen=True, slots=True)
class _Moments:
    """The handler of moments with what it needs of outside."""

    tools: Tools

    async def bring_on(self, batch: Batch) -> None:
        """Make moments, settle them, and look at what members and customers did.

        Idempotent: a begun call is never made again but settled from WeCom's list.
        """
        for job in batch.jobs:
            call_id = MomentCallId(job.payload["moment_call_id"])
            await _postpone(batch, job, await bring_on(batch.database, batch.corp_id, call_id, tools=self.tools))


def moment_kinds(publisher: MomentPublisher, uploader: MediaUploader, blobs: BlobStore) -> list[JobKind]:
    """Return the kinds of background work that moments need."""
    moments = _Moments(Tools(publisher, uploader, blobs))
    return [JobKind(name=JOB_MOMENT, handler=moments.bring_on, batch=1)]


async def _renew_media(batch: Batch) -> None:
    """Ask for uploads of what is about to expire at WeCom.

    Idempotent: only handles near their end are asked for.
    """
    await media.renew_media(batch.database, batch.corp_id)


async def _postpone(batch: Batch, job: Job, due: datetime | None) -> None:
    if due is not None:
        async with batch.unit() as unit:
            await batch.postpone(unit, [job], until=due)


def _broadcast(job: Job) -> BroadcastId:
    return BroadcastId(job.payload["broadcast_id"])
