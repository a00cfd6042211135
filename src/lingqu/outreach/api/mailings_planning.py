"""Planning of mailings: those who were addressed get their verdicts, some thousand a unit."""

from lingqu.customers.api.persons import everybody_of
from lingqu.deliveries.api import calls
from lingqu.deliveries.contracts import Decided, PlannedDelivery, Reason
from lingqu.infra.database import UnitOfWork
from lingqu.kernel.ids import BroadcastId, CustomerId
from lingqu.outreach.api.governing import Case, judge
from lingqu.outreach.contracts.broadcasts import MailingAudience
from lingqu.outreach.store import audiences as audience_store


async def plan_mailing(
    unit: UnitOfWork, case: Case, broadcast_id: BroadcastId, audience: MailingAudience, *, most: int
) -> bool:
    """Decide about the next of those who were addressed; tell whether there were any.

    A person is written to once, however often they were addressed: one task brings them one message.
    """
    waiting = await calls.list_addressed(unit, broadcast_id, limit=most)
    if not waiting:
        return False
    everybody = await everybody_of(unit, {customer_id for _, customer_id in waiting})
    addressed = set(everybody.values())
    decided = await calls.list_decided(unit, broadcast_id, everybody)
    open_persons = addressed - {everybody[one] for one in decided}
    candidates = await audience_store.list_persons(unit, audience, open_persons)
    verdicts = {everybody[one.customer_id]: one for one in await judge(unit, case, candidates)}
    spoken_to: set[CustomerId] = set()
    rows: list[Decided] = []
    for delivery_id, customer_id in waiting:
        person = everybody.get(customer_id, customer_id)
        verdict = verdicts.get(person)
        if verdict is None or person in spoken_to:
            reason = Reason.REPEATED if person in addressed else Reason.NO_LIVE_RELATION
            verdict = PlannedDelivery(customer_id=customer_id, staff_id=None, variant=None, skip=reason)
        spoken_to.add(person)
        rows.append(
            Decided(
                delivery_id=delivery_id,
                customer_id=verdict.customer_id,
                staff_id=verdict.staff_id,
                variant=verdict.variant,
                skip=verdict.skip,
            )
        )
    await calls.decide_addressed(unit, rows)
    return True
