"""Workers with a fault in the path of a message, which `lingqu chaos send` must find. Nothing else starts them.

Those of journeys are in `journey_plants`; the command that starts a worker with faults is one.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection
from dataclasses import replace
from datetime import datetime
from itertools import count

import msgspec

from lingqu.deliveries import jobs as delivery_jobs
from lingqu.deliveries.contracts import JOB_HAND_OVER, GroupSendCall, MadeGroupSend
from lingqu.entrypoints.chaos import send_words as words
from lingqu.entrypoints.chaos.journey_plants import with_faults
from lingqu.entrypoints.platform import Platform
from lingqu.entrypoints.serving import run_worker
from lingqu.entrypoints.worker import Duties
from lingqu.gateway.clients import Clients
from lingqu.gateway.group_sends import WecomGroupSends
from lingqu.gateway.media import WecomMedia
from lingqu.infra.work import Batch
from lingqu.kernel.ids import CorpId
from lingqu.outreach.api.workload import DAYS
from lingqu.outreach.contracts.broadcasts import JOB_REFUSALS

FORGETS_EVERY = 2


class _FaultySender(WecomGroupSends):
    """Calls twice and tells of one, leaves the last recipient of several out, or says what is said to the others."""

    def __init__(self, clients: Clients, plants: Collection[str]) -> None:
        super().__init__(clients)
        self._plants = plants

    async def make(self, corp_id: CorpId, call: GroupSendCall, *, deadline: datetime) -> MadeGroupSend:
        if "loss" in self._plants:
            call = replace(call, recipients=call.recipients[:-1] or call.recipients)
        if "stray" in self._plants:
            said = call.message.content
            other = msgspec.structs.replace(said, text=said.text.replace(words.OFFERS["A"], words.OFFERS["B"]))
            call = replace(call, message=replace(call.message, content=other))
        if "double" in self._plants:
            await super().make(corp_id, call, deadline=deadline)
        return await super().make(corp_id, call, deadline=deadline)


def work(name: str, plants: Collection[str]) -> int:
    """Be a worker with faults until told to stop."""
    return run_worker(name, duties_of=lambda platform: _faulty(platform, plants))


def _faulty(platform: Platform, plants: Collection[str]) -> Duties:
    sender = _FaultySender(platform.clients, plants)
    media = WecomMedia(platform.clients, platform.database.clock)
    kinds = {kind.name: kind for kind in delivery_jobs.kinds(sender, media, platform.blobs, DAYS)}
    if "stuck" in plants:
        hand_over = kinds[JOB_HAND_OVER]
        kinds[JOB_HAND_OVER] = replace(hand_over, handler=_forgetting(hand_over.handler))
    duties = platform.duties()
    if "deaf" in plants:
        kinds[JOB_REFUSALS] = replace(duties.kinds[JOB_REFUSALS], handler=_hear_nobody)
    return with_faults(replace(duties, kinds={**duties.kinds, **kinds}), plants)


async def _hear_nobody(batch: Batch) -> None:
    """Take who refuses out of nothing.

    Idempotent: it does nothing.
    """
    del batch


def _forgetting(handler: Callable[[Batch], Awaitable[None]]) -> Callable[[Batch], Awaitable[None]]:
    numbers = count(1)

    async def forget(batch: Batch) -> None:
        """Work off every other job only.

        Idempotent: as the handler is.
        """
        if next(numbers) % FORGETS_EVERY:
            await handler(batch)

    return forget
