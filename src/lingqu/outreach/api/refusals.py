"""Refusals: who withdraws consent, is left in peace, or turns out to be one with such a person, is taken out at once.

The governor skips refusers when it plans; this is about what is on its way by then. A reader of facts asks for every
person whose standing may have changed, by a job of its own, and the job decides by what stands when it runs.
"""

from dataclasses import dataclass

from lingqu.customers.api import consent
from lingqu.customers.api.persons import everybody_of
from lingqu.customers.contracts.consent import ConsentChannel, Ground
from lingqu.customers.contracts.facts import CONSENT_WITHDRAWN, CUSTOMER_MERGED, CUSTOMER_SUPPRESSED, CUSTOMER_UNMERGED
from lingqu.deliveries.api import taking_out
from lingqu.infra import facts as fact_log
from lingqu.infra.database import Database, UnitOfWork
from lingqu.kernel.ids import CorpId, CustomerId
from lingqu.kernel.jobs import NewJob
from lingqu.outreach.api.moments_refusals import unmark_refusers
from lingqu.outreach.contracts.broadcasts import JOB_REFUSALS
from lingqu.outreach.store import broadcasts as store

READER = "outreach:refusals"
BATCH = 1_000

_TELLING = frozenset({CONSENT_WITHDRAWN, CUSTOMER_SUPPRESSED, CUSTOMER_MERGED, CUSTOMER_UNMERGED})
"""After an unmerge, too, a withdrawal may stand that the other had taken back since."""


@dataclass(frozen=True, slots=True)
class Refusing:
    """The reader; `step` is what a worker calls. Jobs and the move of its cursor are one transaction."""

    name: str = READER

    async def step(self, database: Database, corp_id: CorpId) -> int:
        """Take one batch of facts; returns how many those were."""
        async with database.read(corp_id) as session:
            after = await fact_log.find_cursor(session.connection, corp_id, self.name)
            read = await fact_log.read_kinds(session.connection, corp_id, _TELLING, after=after, limit=BATCH)
        if read is None:
            return 0
        refused = {one.customer_id for one in read.facts if one.customer_id is not None}
        async with database.unit(corp_id, cause=self.name) as unit:
            if await fact_log.load_cursor(unit.connection, corp_id, self.name) == after:
                unit.enqueue(*(_job(one) for one in sorted(refused)))
                await unmark_refusers(unit, refused)
                await fact_log.save_cursor(unit.connection, corp_id, self.name, read.upto, at=unit.at)
        return read.passed


async def take_out_refuser(unit: UnitOfWork, customer_id: CustomerId) -> None:
    """Take the person that a customer is out of all that is on its way to them and that they refused.

    What they did not refuse stays: of a purpose, or by a way, that their word does not cover. Silence is no refusal
    here; where a corp demands a yes, who said nothing is left out when calls are begun.
    """
    on_the_way = await taking_out.list_on_the_way(unit, await everybody_of(unit, [customer_id]))
    purposes = await store.list_purposes(unit, {one.broadcast_id for one in on_the_way})
    for purpose in sorted(set(purposes.values())):
        meant = [one for one in on_the_way if purposes[one.broadcast_id] == purpose]
        refusals = await consent.find_refusals(
            unit, {one.customer_id for one in meant}, purpose, ConsentChannel.BROADCAST
        )
        await taking_out.take_out(
            unit,
            {
                one.delivery_id: refusal.ground
                for one in meant
                if (refusal := refusals.get(one.customer_id)) and refusal.ground is not Ground.SILENCE
            },
        )


def _job(customer_id: CustomerId) -> NewJob:
    return NewJob(kind=JOB_REFUSALS, key=str(customer_id), payload={"customer_id": customer_id})
