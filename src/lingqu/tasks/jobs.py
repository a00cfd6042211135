"""Background edges of tasks: open work orders, tend members' tasks, close cards."""

from dataclasses import dataclass

from lingqu.infra.work import Batch, JobKind, Periodic
from lingqu.kernel.ids import StaffId
from lingqu.tasks.api.orders import advance_order
from lingqu.tasks.api.tending import close_cards, tend
from lingqu.tasks.contracts.cards import CardId
from lingqu.tasks.contracts.jobs import JOB_CLOSE_CARDS, JOB_OPEN_ORDER, JOB_TEND
from lingqu.tasks.contracts.tasks import WorkOrderId
from lingqu.tasks.ports import CardSender

PERIODIC: list[Periodic] = []


@dataclass(frozen=True, slots=True)
class _Handlers:
    """The handlers with what they need of outside."""

    sender: CardSender
    public_url: str

    async def tend(self, batch: Batch) -> None:
        """See after the open tasks of members.

        Idempotent: looks at where tasks stand; a card that left is sent again under the id it had.
        """
        jobs = {StaffId(job.payload["staff_id"]): job for job in batch.jobs}
        due = await tend(batch.database, batch.corp_id, list(jobs), sender=self.sender, public_url=self.public_url)
        async with batch.unit() as unit:
            # Tasks of one order end together, so there are few instants.
            for until in sorted(set(due.values())):
                await batch.postpone(unit, [jobs[one] for one, at in due.items() if at == until], until=until)

    async def close_cards(self, batch: Batch) -> None:
        """Let cards show that what they tell of has ended.

        Idempotent: the right to change a card works once.
        """
        card_ids = [CardId(job.payload["card_id"]) for job in batch.jobs]
        await close_cards(batch.database, batch.corp_id, card_ids, sender=self.sender)


def kinds(sender: CardSender, *, public_url: str) -> list[JobKind]:
    """Return the kinds of background work. `public_url` is how members' phones reach us."""
    handlers = _Handlers(sender, public_url)
    return [
        JobKind(name=JOB_OPEN_ORDER, handler=_open_order, batch=1),
        JobKind(name=JOB_TEND, handler=handlers.tend),
        JobKind(name=JOB_CLOSE_CARDS, handler=handlers.close_cards),
    ]


async def _open_order(batch: Batch) -> None:
    """Open the tasks of work orders, or cancel those of one taken back.

    Idempotent: goes on after the last member whose tasks are there; a task's key opens it once.
    """
    for job in batch.jobs:
        await advance_order(batch.database, batch.corp_id, WorkOrderId(job.payload["work_order_id"]))
