"""Who refuses after a moment was marked for them: the mark is taken back.

The governor leaves refusers out when it decides; this is about what comes after. A moment that members are not asked
to publish yet waits until WeCom has taken the mark back, and does not reach them. Whether one that they are asked for
already goes by the marks of when it was made or of when it is published is unconfirmed; what they see is listed.
"""

from collections.abc import Collection
from itertools import groupby

from lingqu.customers.api import consent
from lingqu.customers.api.granting import take_tag
from lingqu.customers.api.persons import everybody_of
from lingqu.customers.contracts.consent import ConsentChannel, Ground, Purpose
from lingqu.customers.contracts.tags import BY_MOMENT, Granted
from lingqu.infra.database import UnitOfWork
from lingqu.kernel.ids import CustomerId
from lingqu.outreach.api.governing import GROUNDS
from lingqu.outreach.store import moments as store
from lingqu.outreach.store import rules as rules_store


async def unmark_refusers(unit: UnitOfWork, customers: Collection[CustomerId]) -> None:
    """Take back the marks of whoever of some customers refuses what they are marked for. Idempotent.

    Silence is no refusal here: who said nothing was left out when they were to be marked. The rules are locked: who is
    being marked by now is marked before, or not any more.
    """
    if not customers:
        return
    await rules_store.lock(unit)
    marks = await store.list_marks(unit, await everybody_of(unit, customers))
    for (moment_id, tag_id, category), several in groupby(
        marks, key=lambda one: (one.moment_id, one.tag_id, one.category)
    ):
        meant = {one.customer_id for one in several}
        found = await consent.find_refusals(unit, meant, Purpose(category), ConsentChannel.MOMENT)
        refusals = {one: refusal for one, refusal in found.items() if refusal.ground is not Ground.SILENCE}
        source = f"{BY_MOMENT}{moment_id}"
        refused = [Granted(customer_id=one, cause=source, chain=()) for one in sorted(refusals)]
        await take_tag(unit, refused, tag_id, source=source)
        await store.note_taken_out(unit, moment_id, {one: GROUNDS[refusal.ground] for one, refusal in refusals.items()})
