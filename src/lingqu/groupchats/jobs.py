"""Background work of groupchats."""

from dataclasses import dataclass
from datetime import timedelta

from lingqu.corps import api as corps
from lingqu.corps.contracts import StageName
from lingqu.corps.errors import StageNotRunningError, SweepSpentError
from lingqu.groupchats.api import sync
from lingqu.groupchats.contracts.jobs import JOB_READ, JOB_SYNC
from lingqu.infra.work import Batch, JobKind
from lingqu.kernel.ids import ChatId
from lingqu.kernel.jobs import Lane
from lingqu.kernel.outside import AnswerLostError, MisconfiguredError, RefusedError, TryLaterError

AFTER_LOST_ANSWER = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class _Work:
    reading: sync.Reading

    async def read(self, batch: Batch) -> None:
        """Read groups; those whose answer is older than what we heard come again.

        Idempotent: a read replaces what an earlier one wrote, an older one changes nothing.
        """
        later = await sync.read_groupchats(
            batch.unit, self.reading, batch.corp_id, [ChatId(job.key) for job in batch.jobs]
        )
        async with batch.unit() as unit:
            for pause in sorted(set(later.values())):
                late = [job for job in batch.jobs if later.get(ChatId(job.key)) == pause]
                await batch.postpone(unit, late, until=unit.at + pause)
            await batch.complete(unit, [job for job in batch.jobs if job.key not in later])

    async def sync_groupchats(self, batch: Batch) -> None:
        """Take one turn of the walk through all groups, and ask for the next.

        Idempotent: what was read is stored with the place behind it, in one unit; a second run goes on from there.
        """
        asked_at = batch.jobs[0].created_at
        try:
            pause = await sync.sync_groupchats(batch.unit, self.reading, batch.corp_id, asked_at=asked_at)
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
                await corps.fail_stage(unit, StageName.GROUPCHATS, code=error.code, error=str(error))
            return
        if pause is not None:
            async with batch.unit() as unit:
                await batch.postpone(unit, batch.jobs, until=unit.at + pause)


def kinds(reading: sync.Reading) -> list[JobKind]:
    """Return the jobs of groupchats."""
    work = _Work(reading)
    return [
        JobKind(name=JOB_READ, handler=work.read, batch=24),
        JobKind(name=JOB_SYNC, handler=work.sync_groupchats, batch=1, lane=Lane.BULK),
    ]
