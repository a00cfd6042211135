"""Broadcasts changed before they begin to leave; what was approved of them is approved no more."""

from dataclasses import replace

from lingqu.infra.database import UnitOfWork
from lingqu.kernel.ids import BroadcastId
from lingqu.outreach.api.broadcasts import check_draft
from lingqu.outreach.api.sending import lock_revisable, recall_broadcast, require_version
from lingqu.outreach.contracts.broadcasts import BroadcastDraft
from lingqu.outreach.store import broadcasts as store


async def revise_broadcast(unit: UnitOfWork, broadcast_id: BroadcastId, draft: BroadcastDraft, *, version: int) -> None:
    """Change a broadcast that has not begun to leave. What is the same already stays as it is.

    One that was sent becomes a draft again, to be sent and approved anew, unless nothing but its name changes. Its
    audience is counted before, by `require_audience`, as for a new one.

    Args:
        version: the one that the change was made from.

    Raises:
        BroadcastNotFoundError, BroadcastStateError: there is none, or it has begun to leave, or is over.
        BroadcastChangedError: somebody changed or sent it since that version.
        …: as for `create_broadcast`.
    """
    before = await lock_revisable(unit, broadcast_id, act="revise")
    require_version(before, version)
    await check_draft(unit, draft)
    if draft == before.draft:
        return
    await store.revise(unit, broadcast_id, draft)
    await unit.audit("broadcast.revise", f"broadcast:{broadcast_id}", name=draft.name, version=before.version)
    if replace(draft, name=before.name) != before.draft:
        await recall_broadcast(unit, broadcast_id)
