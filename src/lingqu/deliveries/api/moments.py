"""Moments, for those who choose what to show: prepared, closed, counted, listed. Nothing here talks to WeCom."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from lingqu.deliveries.contracts import DeliveryState, Problem, Reason
from lingqu.deliveries.contracts.moments import JOB_MOMENT, MomentCallId, MomentContent, MomentCopy, MomentProgress
from lingqu.deliveries.domain import moments as domain
from lingqu.deliveries.domain.group_send import Closing, chunks
from lingqu.deliveries.domain.keys import moment_call_key
from lingqu.deliveries.store import moments as store
from lingqu.deliveries.store import moments_copies as copies
from lingqu.deliveries.store import moments_rows as rows
from lingqu.deliveries.store.moments import NewMomentCall, Terms
from lingqu.infra.database import Session, UnitOfWork
from lingqu.kernel.ids import CustomerId, MomentId, StaffId
from lingqu.kernel.jobs import NewJob
from lingqu.kernel.paging import DEFAULT_LIMIT, Page, decode_cursor, encode_cursor


def check_moment(content: MomentContent, *, place: str = "body") -> list[Problem]:
    """Return what WeCom would refuse, each with its place; empty when the moment may leave."""
    return domain.problems_of(content, place=place)


def files_of(content: MomentContent) -> set[str]:
    """Return the keys of the files a moment shows."""
    return {need.blob_key for need in domain.needs_of(content)}


async def request_hand_over(
    unit: UnitOfWork,
    moment_id: MomentId,
    *,
    content: MomentContent,
    senders: Sequence[StaffId],
    wecom_tag_ids: Sequence[str],
    closes_at: datetime,
) -> None:
    """Prepare one call per 100,000 senders, and ask for them to be made.

    Args:
        wecom_tag_ids: whom the moment is for; empty means all customers of the senders.
    """
    terms = Terms(
        content=content,
        wecom_tag_ids=wecom_tag_ids,
        fingerprint=domain.fingerprint(content, is_partial=bool(wecom_tag_ids)),
        closes_at=closes_at,
    )
    calls = [
        NewMomentCall(key=moment_call_key(moment_id, part), staff_ids=part_of)
        for part, part_of in enumerate(chunks(senders, domain.MOST_SENDERS))
    ]
    ready = await store.insert(unit, moment_id, calls, terms)
    unit.enqueue(*(moment_job(one) for one in ready))


async def request_closing(unit: UnitOfWork, moment_id: MomentId, *, cancelled: bool) -> None:
    """Ask for what is not published to be taken back: cancelled by somebody, or expired."""
    closing = Closing.CANCELLED if cancelled else Closing.EXPIRED
    open_calls = await store.close(unit, moment_id, closing)
    unit.enqueue(*(moment_job(one, due=unit.at) for one in open_calls))


async def skip_customers(unit: UnitOfWork, moment_id: MomentId, skips: Mapping[CustomerId, Reason]) -> None:
    """Record whom a moment leaves out, and why."""
    if skips:
        await rows.skip(unit, moment_id, skips)


async def list_progress(session: Session, moment_ids: Sequence[MomentId]) -> dict[MomentId, MomentProgress]:
    """Return how far the calls of moments are; moments without any are missing."""
    return await store.list_progress(session, moment_ids)


async def count_deliveries(
    session: Session, moment_ids: Sequence[MomentId]
) -> dict[MomentId, dict[DeliveryState, int]]:
    """Return deliveries by state for every moment asked for; states without any are missing."""
    counts = await rows.count_by_state(session, moment_ids)
    return {one: {DeliveryState(state): number for state, number in counts.get(one, {}).items()} for one in moment_ids}


async def count_skips(session: Session, moment_ids: Sequence[MomentId]) -> dict[str, int]:
    """Return why how many customers of moments were left out."""
    return await rows.count_skips(session, moment_ids)


async def list_copies(
    session: Session, moment_id: MomentId, *, cursor: str | None = None, limit: int = DEFAULT_LIMIT
) -> Page[MomentCopy]:
    """Return a page of the members of a moment."""
    keys = decode_cursor(cursor, int, int)
    after = (MomentCallId(keys[0]), StaffId(keys[1])) if keys else None
    found = await copies.list_page(session, moment_id, after=after, limit=limit + 1)
    page = found[:limit]
    last = encode_cursor(page[-1][0], page[-1][1].staff_id) if len(found) > limit else None
    return Page([copy for _, copy in page], last)


def moment_job(moment_call_id: MomentCallId, *, due: datetime | None = None) -> NewJob:
    """Ask for a call to be brought on."""
    return NewJob(kind=JOB_MOMENT, key=str(moment_call_id), payload={"moment_call_id": moment_call_id}, due=due)
