"""Audiences: what may be one, whom it would reach now, and who is kept of it when a broadcast is sent."""

from collections.abc import AsyncGenerator, Iterable, Sequence
from contextlib import aclosing

from pyroaring import BitMap

from lingqu.customers.api.persons import canonical_of
from lingqu.deliveries.api import calls
from lingqu.deliveries.contracts import Reason
from lingqu.groupchats.contracts.audiences import GroupAudience
from lingqu.infra.database import Session, UnitOfWork
from lingqu.kernel.ids import BroadcastId, CustomerId, StaffId
from lingqu.outreach.api.groups import check_groups, preview_groups, require_groups
from lingqu.outreach.contracts.broadcasts import (
    Audience,
    AudiencePreview,
    BroadcastAudience,
    MailingAudience,
    Sample,
    SegmentAudience,
    TagAudience,
)
from lingqu.outreach.domain.audiences import SAMPLE, in_audience, skip_reason
from lingqu.outreach.errors import (
    EmptyAudienceError,
    NoTagError,
    SegmentArchivedError,
    SegmentBuildingError,
    UnknownSegmentError,
    UnknownTagError,
)
from lingqu.outreach.store import audiences as store
from lingqu.outreach.store.audiences import Group
from lingqu.segments.api.audiences import list_named, members_of
from lingqu.segments.leaves import Shelf

SLICE = 50_000
"""Members counted by one statement."""


async def check_audience(session: Session, audience: BroadcastAudience) -> None:
    """Refuse what cannot be an audience now.

    Raises:
        NoTagError, UnknownTagError: the tags.
        UnknownSegmentError, SegmentArchivedError, SegmentBuildingError: the segment.
        BadGroupsError, UnknownGroupError: the groups.
    """
    match audience:
        case TagAudience():
            await _check_tags(session, audience)
        case SegmentAudience():
            await _check_segment(session, audience)
        case GroupAudience():
            await check_groups(session, audience)
        case MailingAudience():
            pass  # who was addressed was somebody then; how they stand now is part of the verdict


async def require_audience(session: Session, shelf: Shelf, audience: BroadcastAudience) -> None:
    """Refuse an audience of whom nobody can be reached now; a segment is looked at until somebody is found.

    Raises:
        EmptyAudienceError: nobody can be reached.
        NoTagError, UnknownTagError, UnknownSegmentError, SegmentArchivedError, SegmentBuildingError: the audience.
        BadGroupsError, UnknownGroupError: the groups.
    """
    if isinstance(audience, GroupAudience):
        await require_groups(session, audience)
        return
    await check_audience(session, audience)
    async with aclosing(_slices(session, shelf, audience)) as slices:
        async for groups in slices:
            if any(_is_reached(group) for group in groups):
                return
    raise EmptyAudienceError("body.tag_ids" if isinstance(audience, TagAudience) else "body.segment_id")


async def preview_audience(session: Session, shelf: Shelf, audience: Audience) -> AudiencePreview:
    """Return whom a broadcast would reach now, and whom not and why.

    Raises:
        NoTagError, UnknownTagError, UnknownSegmentError, SegmentArchivedError, SegmentBuildingError: the audience.
    """
    await check_audience(session, audience)
    counting = _Counting()
    async with aclosing(_slices(session, shelf, audience)) as slices:
        async for groups in slices:
            counting.add(groups)
    return counting.preview()


async def count_reached(session: Session, shelf: Shelf, audience: BroadcastAudience) -> int:
    """Return by what an audience is large: the customers it reaches now, or the people in the groups it reaches."""
    if isinstance(audience, GroupAudience):
        return (await preview_groups(session, audience)).reach.people
    return (await preview_audience(session, shelf, audience)).customers


async def keep_members(unit: UnitOfWork, broadcast_id: BroadcastId, audience: SegmentAudience) -> None:
    """Keep who is a member now: planning goes by them alone, whatever becomes of the segment meanwhile."""
    await store.save_members(unit, broadcast_id, await members_of(unit, Shelf(), audience.segment_id))


async def persons_of(session: Session, shelf: Shelf, audience: Audience, *, most: int) -> AsyncGenerator[BitMap]:
    """Give the persons of an audience as it is now, about so many at a time, each once.

    Of tags these are all who have, or had, one of them: how they stand tells who is meant.
    """
    if isinstance(audience, MailingAudience):
        addressed = await calls.list_all_addressed(session, audience.mailing)
        persons = sorted(set((await canonical_of(session, addressed)).values()))
        for start in range(0, len(persons), most):
            yield BitMap(persons[start : start + most])
        return
    if isinstance(audience, SegmentAudience):
        members = await members_of(session, shelf, audience.segment_id)
        for start in range(0, len(members), most):
            yield BitMap(members[start : start + most])
        return
    seen = BitMap()
    after: CustomerId | None = None
    while (first := await store.find_first(session, audience, after=after)) is not None:
        after = CustomerId(first + most - 1)
        tagged = await store.list_tagged(session, audience, from_id=first, to_id=after)
        fresh = BitMap((await canonical_of(session, tagged)).values()) - seen
        seen |= fresh
        yield fresh


async def _slices(session: Session, shelf: Shelf, audience: Audience) -> AsyncGenerator[Sequence[Group]]:
    """Count an audience part by part, so that no more than a slice of its members become objects at a time."""
    async with aclosing(persons_of(session, shelf, audience, most=SLICE)) as slices:
        async for persons in slices:
            yield await store.group_persons(session, audience, [CustomerId(one) for one in persons])


class _Counting:
    """Sums of what slices say."""

    def __init__(self) -> None:
        self.customers = 0
        self.senders: set[StaffId] = set()
        self.skipped: dict[Reason, int] = {}
        self.sample: list[Sample] = []

    def add(self, groups: Iterable[Group]) -> None:
        for group in groups:
            if not in_audience(group.standing):
                continue
            reason = skip_reason(group.standing)
            if reason is not None:
                self.skipped[reason] = self.skipped.get(reason, 0) + group.customers
                continue
            self.customers += group.customers
            self.senders |= group.senders
            self.sample = sorted([*self.sample, *group.first], key=lambda one: one.customer_id)[:SAMPLE]

    def preview(self) -> AudiencePreview:
        return AudiencePreview(
            customers=self.customers, staff=len(self.senders), sample=tuple(self.sample), skipped=self.skipped
        )


def _is_reached(group: Group) -> bool:
    return in_audience(group.standing) and skip_reason(group.standing) is None


async def _check_tags(session: Session, audience: TagAudience) -> None:
    if not audience.tag_ids:
        raise NoTagError("choose at least one tag", place="body.tag_ids")
    known = {tag.tag_id for tag in await store.list_tags(session, audience.tag_ids, living=True)}
    unknown = [tag_id for tag_id in audience.tag_ids if tag_id not in known]
    if unknown:
        raise UnknownTagError(unknown)


async def _check_segment(session: Session, audience: SegmentAudience) -> None:
    segment = (await list_named(session, [audience.segment_id])).get(audience.segment_id)
    if segment is None:
        raise UnknownSegmentError(audience.segment_id)
    if segment.archived_at is not None:
        raise SegmentArchivedError(segment.segment_id, segment.name)
    if segment.is_building:
        raise SegmentBuildingError(segment.segment_id, segment.name)
