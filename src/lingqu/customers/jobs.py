"""Background work of customers."""

from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from lingqu.corps import api as corps
from lingqu.corps.contracts import StageName
from lingqu.corps.errors import StageNotRunningError, SweepSpentError
from lingqu.customers.api import granting, identities, marking, sync, walk
from lingqu.customers.contracts.identities import DEFAULT_MOST
from lingqu.customers.contracts.jobs import (
    GRANTS_PER_MINUTE,
    JOB_JOIN,
    JOB_PROJECT_GRANTS,
    JOB_PROJECT_REMARK,
    JOB_PROJECT_TAGS,
    JOB_READ,
    JOB_READ_TAGS,
    JOB_SYNC,
    JOB_SYNC_TAGS,
)
from lingqu.customers.ports import RemarkWriter, TagLibrary
from lingqu.infra.work import Batch, JobKind, Periodic
from lingqu.kernel.ids import ExternalUserid, IdentityId
from lingqu.kernel.jobs import Lane
from lingqu.kernel.outside import AnswerLostError, MisconfiguredError, RefusedError, TryLaterError
from lingqu.kernel.repeating import repeatable

TAGS_MAY_LAG = timedelta(minutes=1)
"""How long a customer with a tag that our mirror lacks is read again; some kinds of tags are never in it."""


TURN = timedelta(seconds=5)
"""How often a share of the grants' marks is brought to WeCom."""

AFTER_LOST_ANSWER = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class _Work:
    reading: sync.Reading
    library: TagLibrary
    remarks: RemarkWriter
    most_joined: int
    grants_per_minute: int

    async def join(self, batch: Batch) -> None:
        """Decide anew whom identities join.

        Idempotent: what is claimed decides, not what was decided before.
        """
        async with batch.unit() as unit:
            await identities.join(unit, [IdentityId(int(job.key)) for job in batch.jobs], most=self.most_joined)
            await batch.complete(unit)

    async def read(self, batch: Batch) -> None:
        """Read customers; those that WeCom does not show yet come again.

        Idempotent: a read replaces what an earlier one wrote, an older one changes nothing.
        """
        wanted = [ExternalUserid(job.key) for job in batch.jobs]
        again = await sync.read_customers(batch.unit, self.reading, batch.corp_id, wanted)
        async with batch.unit() as unit:
            later = {key: again.later[key] for key in wanted if key in again.later}
            for job in batch.jobs:
                if job.key in again.unknown_tags and unit.at - job.created_at < TAGS_MAY_LAG:
                    later[ExternalUserid(job.key)] = sync.WITH_TAGS_READ
            for pause in sorted(set(later.values())):
                late = [job for job in batch.jobs if later.get(ExternalUserid(job.key)) == pause]
                await batch.postpone(unit, late, until=unit.at + pause)
            await batch.complete(unit, [job for job in batch.jobs if job.key not in later])

    async def read_tags(self, batch: Batch) -> None:
        """Mirror the library.

        Idempotent: the mirror is set to what WeCom lists.
        """
        await sync.read_tags(batch.unit, self.library, batch.corp_id)

    async def sync_tags(self, batch: Batch) -> None:
        """Mirror the library as a stage of the walk.

        Idempotent: the mirror is set to what WeCom lists.
        """
        asked_at, calls_a_night = batch.jobs[0].created_at, self.reading.calls_a_night
        mirror = sync.sync_tags(batch.unit, self.library, batch.corp_id, asked_at=asked_at, calls_a_night=calls_a_night)
        await _staged(batch, StageName.TAGS, mirror)

    async def sync_customers(self, batch: Batch) -> None:
        """Take one turn of the walk through all customers, and ask for the next.

        Idempotent: each page is stored with the cursor after it, in one unit; a second run goes on from there.
        """
        asked_at = batch.jobs[0].created_at
        turn = walk.sync_customers(batch.unit, self.reading, batch.corp_id, asked_at=asked_at)
        pause = await _staged(batch, StageName.CUSTOMERS, turn)
        if pause is not None:
            async with batch.unit() as unit:
                await batch.postpone(unit, batch.jobs, until=unit.at + pause)

    async def project_tags(self, batch: Batch) -> None:
        """Mark in WeCom; several tags refused together are asked one by one, to learn which was meant.

        Idempotent: marking twice marks once; only marks that wait for an answer are asked.
        """
        pairs = [marking.pair_of(job) for job in batch.jobs]
        async with batch.unit() as unit:
            planned = await marking.plan_markings(unit, pairs)
        answers = await self._answers(batch, planned)
        async with batch.unit() as unit:
            await marking.settle_markings(unit, answers)
            await batch.complete(unit)

    async def project_grants(self, batch: Batch) -> None:
        """Mark in WeCom what grants gave and took, one turn's share of the budget; the rest waits for the next turn.

        Idempotent: marking twice marks once; only marks that wait for an answer are asked.
        """
        most = max(self.grants_per_minute * TURN // timedelta(minutes=1), 1)
        async with batch.unit() as unit:
            began_at = unit.at
            planned, is_more = await granting.plan_turn(unit, most=most)
        answers = await self._answers(batch, planned)
        async with batch.unit() as unit:
            await marking.settle_markings(unit, answers)
            if is_more:
                pause = max(TURN, most * timedelta(minutes=1) / self.grants_per_minute)
                await batch.postpone(unit, batch.jobs, until=began_at + pause)

    async def _answers(self, batch: Batch, planned: Sequence[marking.PlannedMarking]) -> list[marking.Answer]:
        answers = await self._mark(batch, planned)
        unclear = [one for one in answers if one.refusal and len(one.planned.waiting) > 1]
        again = await self._mark(batch, [single for one in unclear for single in one.planned.one_by_one()])
        return [one for one in answers if one not in unclear] + again

    async def _mark(self, batch: Batch, planned: Sequence[marking.PlannedMarking]) -> list[marking.Answer]:
        with repeatable():
            refusals = await self.library.mark(batch.corp_id, [one.marking for one in planned]) if planned else []
        return [marking.Answer(one, refusal) for one, refusal in zip(planned, refusals, strict=True)]

    async def project_remarks(self, batch: Batch) -> None:
        """Write remarks in WeCom.

        Idempotent: a remark written twice is the same remark; only those that wait are written.
        """
        async with batch.unit() as unit:
            planned = await marking.plan_remarks(unit, [marking.pair_of(job) for job in batch.jobs])
        with repeatable():
            refusals = await self.remarks.write_remarks(batch.corp_id, list(planned.values())) if planned else []
        answers = [(pair, remark, refusal) for (pair, remark), refusal in zip(planned.items(), refusals, strict=True)]
        async with batch.unit() as unit:
            await marking.settle_remarks(unit, answers)
            await batch.complete(unit)


def kinds(
    reading: sync.Reading,
    library: TagLibrary,
    remarks: RemarkWriter,
    *,
    most_joined: int = DEFAULT_MOST,
    grants_per_minute: int = GRANTS_PER_MINUTE,
) -> list[JobKind]:
    """Return the jobs of customers.

    Args:
        most_joined: how many customers one identity may join.
        grants_per_minute: relations that grants may mark at WeCom.
    """
    work = _Work(reading, library, remarks, most_joined, grants_per_minute)
    return [
        JobKind(name=JOB_JOIN, handler=work.join),
        JobKind(name=JOB_READ, handler=work.read),
        JobKind(name=JOB_READ_TAGS, handler=work.read_tags, batch=1),
        JobKind(name=JOB_SYNC_TAGS, handler=work.sync_tags, batch=1),
        JobKind(name=JOB_SYNC, handler=work.sync_customers, batch=1, lane=Lane.BULK),
        JobKind(name=JOB_PROJECT_TAGS, handler=work.project_tags),
        JobKind(name=JOB_PROJECT_GRANTS, handler=work.project_grants, batch=1, lane=Lane.BULK),
        JobKind(name=JOB_PROJECT_REMARK, handler=work.project_remarks),
    ]


async def _staged(batch: Batch, stage: StageName, walking: Awaitable[timedelta | None]) -> timedelta | None:
    """Run a stage's walk; what only an operator can mend ends the stage with its reason.

    Raises:
        TryLaterError: also after a lost answer: a walk only reads, and one of many hours meets some of these.
    """
    try:
        return await walking
    except StageNotRunningError:
        return None
    except SweepSpentError as spent:
        async with batch.unit() as unit:
            await batch.postpone(unit, batch.jobs, until=spent.until)
        return None
    except AnswerLostError as error:
        raise TryLaterError(str(error), api=error.api, after=AFTER_LOST_ANSWER) from error
    except (MisconfiguredError, RefusedError) as error:
        async with batch.unit() as unit:
            await corps.fail_stage(unit, stage, code=error.code, error=str(error))
        return None


PERIODIC: list[Periodic] = []
"""The nightly walk begins in directory, and the end of each stage asks for the next."""
