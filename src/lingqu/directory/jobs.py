"""Background work of directory."""

from contextlib import suppress
from datetime import timedelta

from lingqu.corps import api as corps
from lingqu.corps.contracts import StageName
from lingqu.corps.errors import CorpNotConnectedError, StageNotRunningError
from lingqu.directory.api import sync
from lingqu.directory.contracts.people import (
    JOB_NIGHTLY,
    JOB_READ_DEPARTMENTS,
    JOB_READ_FOLLOW_USERS,
    JOB_READ_STAFF,
    JOB_SYNC,
)
from lingqu.directory.ports import DirectoryReader
from lingqu.infra.work import Batch, JobKind, Periodic
from lingqu.kernel.ids import Userid
from lingqu.kernel.outside import MisconfiguredError, RefusedError


def kinds(reader: DirectoryReader) -> list[JobKind]:
    """Return the jobs of directory."""

    async def sync_directory(batch: Batch) -> None:
        """Walk departments, then staff; the end of the last stage asks for the walk through tags.

        Idempotent: our rows are set to what WeCom lists; a stage that runs goes on from its cursor.
        """
        for stage, walk in ((StageName.DEPARTMENTS, sync.sync_departments), (StageName.STAFF, sync.sync_staff)):
            try:
                await walk(batch.unit, reader, batch.corp_id)
            except StageNotRunningError:
                return
            except (MisconfiguredError, RefusedError) as error:
                async with batch.unit() as unit:
                    await corps.fail_stage(unit, stage, code=error.code, error=str(error))
                return

    async def sync_nightly(batch: Batch) -> None:
        """Start the walk that a person may start too, unless one is under way or nothing is connected.

        Idempotent: a walk under way is not started again.
        """
        async with batch.unit() as unit:
            with suppress(CorpNotConnectedError):
                await corps.start_sync(unit)

    async def read_staff(batch: Batch) -> None:
        """Read members that a callback named.

        Idempotent: a read replaces what an earlier one wrote.
        """
        userids = [Userid(job.payload["userid"]) for job in batch.jobs]
        await sync.read_staff(batch.unit, reader, batch.corp_id, userids)

    async def read_departments(batch: Batch) -> None:
        """Read all departments.

        Idempotent: our rows are set to what WeCom lists.
        """
        await sync.read_departments(batch.unit, reader, batch.corp_id)

    async def read_follow_users(batch: Batch) -> None:
        """Read which members have customer contact.

        Idempotent: the marks are set to what WeCom lists.
        """
        await sync.read_follow_users(batch.unit, reader, batch.corp_id)

    return [
        JobKind(name=JOB_SYNC, handler=sync_directory, batch=1),
        JobKind(name=JOB_NIGHTLY, handler=sync_nightly, batch=1),
        JobKind(name=JOB_READ_STAFF, handler=read_staff),
        JobKind(name=JOB_READ_DEPARTMENTS, handler=read_departments, batch=1),
        JobKind(name=JOB_READ_FOLLOW_USERS, handler=read_follow_users, batch=1),
    ]


PERIODIC = [
    Periodic(kind=JOB_NIGHTLY, every=timedelta(days=1), offset=timedelta(hours=3, minutes=17)),
    Periodic(kind=JOB_READ_FOLLOW_USERS, every=timedelta(hours=1), offset=timedelta(minutes=23)),
]
"""At night the whole walk, which tags and customers follow; away from :00 and :30, as WeCom asks."""
