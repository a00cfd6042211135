"""Background work of directory."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from lingqu.corps import api as corps
from lingqu.corps.contracts import SWEEP_AT, SWEEP_CALLS_A_NIGHT, StageName
from lingqu.corps.errors import CorpNotConnectedError, StageEndedError, StageNotRunningError, SweepSpentError
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
from lingqu.kernel.outside import AnswerLostError, MisconfiguredError, RefusedError, TryLaterError

AFTER_LOST_ANSWER = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class _Work:
    reader: DirectoryReader
    calls_a_night: int

    async def sync(self, batch: Batch) -> None:
        """Walk departments, then staff; the end of the last stage asks for the walk through tags.

        Idempotent: a walk that was cut off mirrors the same tree and the same members again.
        """
        budget = sync.Budget(asked_at=batch.jobs[0].created_at, calls_a_night=self.calls_a_night)
        for stage, walk in ((StageName.DEPARTMENTS, sync.sync_departments), (StageName.STAFF, sync.sync_staff)):
            try:
                await walk(batch.unit, self.reader, batch.corp_id, budget)
            except StageEndedError:
                continue
            except StageNotRunningError:
                return
            except SweepSpentError as spent:
                async with batch.unit() as unit:
                    await batch.postpone(unit, batch.jobs, until=spent.until)
                return
            except AnswerLostError as error:
                raise TryLaterError(str(error), api=error.api, after=AFTER_LOST_ANSWER) from error
            except (MisconfiguredError, RefusedError) as error:
                async with batch.unit() as unit:
                    await corps.fail_stage(unit, stage, code=error.code, error=str(error))
                return

    async def start_sync(self, batch: Batch) -> None:
        """Start the walk that a person may start too, unless one is under way or nothing is connected.

        Idempotent: while a walk is under way a second start does nothing.
        """
        async with batch.unit() as unit:
            with suppress(CorpNotConnectedError):
                await corps.start_sync(unit)

    async def read_staff(self, batch: Batch) -> None:
        """Read members again.

        Idempotent: what is read replaces what was known.
        """
        userids = [Userid(job.payload["userid"]) for job in batch.jobs]
        await sync.read_staff(batch.unit, self.reader, batch.corp_id, userids)

    async def read_departments(self, batch: Batch) -> None:
        """Mirror the tree again.

        Idempotent: the mirror becomes what was read.
        """
        await sync.read_departments(batch.unit, self.reader, batch.corp_id)

    async def read_follow_users(self, batch: Batch) -> None:
        """Learn again who has customer contact.

        Idempotent: the mirror becomes what was read.
        """
        await sync.read_follow_users(batch.unit, self.reader, batch.corp_id)


def kinds(reader: DirectoryReader, *, calls_a_night: int = SWEEP_CALLS_A_NIGHT) -> list[JobKind]:
    """Return the jobs of directory."""
    work = _Work(reader, calls_a_night)
    return [
        JobKind(name=JOB_SYNC, handler=work.sync, batch=1),
        JobKind(name=JOB_NIGHTLY, handler=work.start_sync, batch=1),
        JobKind(name=JOB_READ_STAFF, handler=work.read_staff),
        JobKind(name=JOB_READ_DEPARTMENTS, handler=work.read_departments, batch=1),
        JobKind(name=JOB_READ_FOLLOW_USERS, handler=work.read_follow_users, batch=1),
    ]


PERIODIC = [
    Periodic(kind=JOB_NIGHTLY, every=timedelta(days=1), offset=SWEEP_AT),
    Periodic(kind=JOB_READ_FOLLOW_USERS, every=timedelta(hours=1), offset=timedelta(minutes=23)),
]
"""At night the whole walk, which tags and customers follow; away from :00 and :30, as WeCom asks."""
