"""Grants: drafted, previewed, switched on and off, audited."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from pyroaring import BitMap

from lingqu.customers.api import granting as tags
from lingqu.customers.api import stages
from lingqu.customers.api.tags import known_tags
from lingqu.infra import facts as fact_log
from lingqu.infra.database import Session, UnitOfWork
from lingqu.kernel.ids import CustomerId, TagId
from lingqu.kernel.jobs import Lane, NewJob
from lingqu.segments.api import saving
from lingqu.segments.api.granting import READER
from lingqu.segments.api.sizes import list_sizes
from lingqu.segments.contracts.grants import (
    Grant,
    GrantPreview,
    GrantsStanding,
    GrantState,
    GrantTarget,
    NamedGrant,
    Pass,
    PathNode,
)
from lingqu.segments.contracts.jobs import JOB_GRANT
from lingqu.segments.contracts.segments import Segment
from lingqu.segments.domain.cycles import SEGMENT, STAGE, TAG, Given, Place, find_cycle
from lingqu.segments.domain.granting import may_become
from lingqu.segments.errors import (
    BadGrantError,
    GrantCycleError,
    GrantNotFoundError,
    GrantNotOnError,
    GrantOnError,
    GrantTakenError,
    SegmentNotFoundError,
)
from lingqu.segments.store import grants as store
from lingqu.segments.store import segments as segment_store
from lingqu.segments.store import sets
from lingqu.segments.store.leaves import find_built

DAYS_SHOWN = 30
MOST_COUNTED = 100_000
LATELY = timedelta(days=1)


async def create(unit: UnitOfWork, segment_id: int, target: GrantTarget) -> Grant:
    """Draft a grant; it does nothing before it is switched on.

    Raises:
        SegmentNotFoundError: there is no such segment, or it is put away.
        BadGrantError: not one of tag and stage, one that there is not, or a stage to be withdrawn.
        GrantTakenError: the segment gives this already.
        GrantCycleError: what it gives decides about the segment itself; `path` names the way.
    """
    await store.lock(unit)
    await _living(unit, segment_id)
    await _check_target(unit, target)
    await _refuse_cycle(unit, Given(segment_id, target))
    grant_id = await store.insert(unit, segment_id, target)
    if grant_id is None:
        raise GrantTakenError(segment_id)
    await unit.audit("segments.grant_created", f"grant:{grant_id}", segment_id=segment_id, **_audited(target))
    return await get(unit, segment_id, grant_id)


async def get(session: Session, segment_id: int, grant_id: int) -> Grant:
    """Return one grant of a segment, or refuse with GrantNotFoundError."""
    found = await store.find(session, grant_id)
    if found is None or found.segment_id != segment_id:
        raise GrantNotFoundError(grant_id)
    return found


async def list_grants(session: Session, segment_id: int | None = None) -> list[NamedGrant]:
    """Return the grants of a segment, or of all, the oldest first, with names and how far each has come.

    Raises:
        SegmentNotFoundError: there is no such segment.
    """
    if segment_id is not None:
        await saving.get(session, segment_id)
    found = await (store.list_all(session) if segment_id is None else store.list_of(session, segment_id))
    return await _named(session, found)


async def switch_on(unit: UnitOfWork, segment_id: int, grant_id: int) -> Grant:
    """Follow the segment from now on, and give to the members there are, in the background.

    One that is on already walks over the members anew: an edit of the segment gives to nobody by itself.

    Raises:
        GrantNotFoundError, SegmentNotFoundError: there is none.
        GrantCycleError: segments were changed since, and what it gives decides about its own now.
    """
    await store.lock(unit)
    grant = await get(unit, segment_id, grant_id)
    await _living(unit, segment_id)
    await _refuse_cycle(unit, Given(segment_id, grant.target), besides=grant_id)
    if not await store.list_on(unit):
        news = await fact_log.end(unit.connection, unit.corp_id)
        await fact_log.save_cursor(unit.connection, unit.corp_id, READER, news, at=unit.at)
    members = await _members(unit, segment_id)
    await store.switch(unit, grant_id, GrantState.ON, kind=Pass.GIVE, total=len(members or ()))
    unit.enqueue(NewJob(kind=JOB_GRANT, key=str(grant_id), lane=Lane.BULK))
    await unit.audit("segments.grant_switched_on", f"grant:{grant_id}", segment_id=segment_id)
    return await get(unit, segment_id, grant_id)


async def switch_off(unit: UnitOfWork, segment_id: int, grant_id: int, *, take_back: bool) -> Grant:
    """Follow the segment no longer; what was given stays, or is taken back in the background where that is asked for.

    Raises:
        GrantNotFoundError: there is none.
        GrantNotOnError: it never was on.
        BadGrantError: a stage is to be taken back: where customers came to they stay.
    """
    await store.lock(unit)
    grant = await get(unit, segment_id, grant_id)
    if not may_become(grant.state, GrantState.OFF):
        raise GrantNotOnError(grant_id)
    if take_back and grant.target.tag_id is None:
        raise BadGrantError("a stage is not taken back", place="body.take_back")
    given = await _holders(unit, grant)
    await store.switch(unit, grant_id, GrantState.OFF, kind=Pass.TAKE if take_back else None, total=len(given))
    if take_back:
        unit.enqueue(NewJob(kind=JOB_GRANT, key=str(grant_id), lane=Lane.BULK))
    await unit.audit("segments.grant_switched_off", f"grant:{grant_id}", segment_id=segment_id, take_back=take_back)
    return await get(unit, segment_id, grant_id)


async def remove(unit: UnitOfWork, segment_id: int, grant_id: int) -> None:
    """Take a grant away that is not on; what it gave stays, as if a person had given it.

    Raises:
        GrantNotFoundError: there is none.
        GrantOnError: it is on, or a walk of it is under way.
    """
    await store.lock(unit)
    grant = await get(unit, segment_id, grant_id)
    if grant.state is GrantState.ON or grant.progress is not None:
        raise GrantOnError(segment_id, [grant_id])
    await store.delete(unit, grant_id)
    await unit.audit("segments.grant_removed", f"grant:{grant_id}", segment_id=segment_id)


async def preview(session: Session, segment_id: int, target: GrantTarget) -> GrantPreview:
    """Count what switching such a grant on would do now, and how many entered and left on each of the last days.

    Raises:
        SegmentNotFoundError, BadGrantError, GrantCycleError: as for `create`.
    """
    await _living(session, segment_id)
    await _check_target(session, target)
    same = [one for one in await store.list_of(session, segment_id) if _gives_the_same(one.target, target)]
    await _refuse_cycle(session, Given(segment_id, target), besides=same[0].grant_id if same else None)
    members = await _members(session, segment_id)
    inside = members or BitMap()
    having, through = await _having(session, target, same[0].source if same else "")
    lacking = inside - having
    by_tag = target.tag_id is not None
    unreachable = await tags.count_unreachable(session, [CustomerId(one) for one in lacking]) if by_tag else 0
    return GrantPreview(
        members=None if members is None else len(members),
        having=len(inside & having),
        giving=len(lacking) - unreachable,
        unreachable=unreachable,
        taking=len(through - inside) if target.withdraw_on_left else 0,
        days=(await list_sizes(session, segment_id, days=DAYS_SHOWN)).days,
    )


async def see_standing(session: Session) -> GrantsStanding:
    """Look at how far grants are behind what is recorded, and WeCom behind them."""
    grants = await store.list_all(session)
    on = sum(one.state is GrantState.ON for one in grants)
    after = await fact_log.find_cursor(session.connection, session.corp_id, READER)
    behind = await fact_log.count_waiting(session.connection, session.corp_id, after=after, limit=MOST_COUNTED)
    backlog = await tags.see_backlog(session)
    return GrantsStanding(
        on=on,
        facts_behind=behind[0] if on else 0,
        marks=backlog.marks,
        marks_since=backlog.since,
        looped=[one.grant_id for one in grants if one.cuts.at is not None and session.at - one.cuts.at < LATELY],
    )


async def _having(session: Session, target: GrantTarget, source: str) -> tuple[BitMap, BitMap]:
    """Return who has it already, and who has it from this source."""
    if target.tag_id is not None:
        found = await tags.who_has(session, target.tag_id, source=source)
        return BitMap(found.whoever), BitMap(found.through)
    assert target.stage_id is not None  # noqa: S101 - a checked target is one of the two
    return BitMap(await stages.list_at_or_beyond(session, target.stage_id)), BitMap()


async def _members(session: Session, segment_id: int) -> BitMap | None:
    """Return the members as they are kept; None while they are being found for the first time."""
    return await _bits(session, f"segment:{segment_id}")


async def _holders(session: Session, grant: Grant) -> BitMap:
    return await _bits(session, store.key_of_holders(grant.grant_id)) or BitMap()


async def _bits(session: Session, key: str) -> BitMap | None:
    numbers = await find_built(session, [key])
    found = await sets.load(session, dict.fromkeys(numbers.values()))
    return found[numbers[key]].bits if key in numbers else None


async def _living(session: Session, segment_id: int) -> Segment:
    segment = await saving.get(session, segment_id)
    if segment.archived_at is not None:
        raise SegmentNotFoundError(segment_id)
    return segment


async def _check_target(session: Session, target: GrantTarget) -> None:
    if (target.tag_id is None) is (target.stage_id is None):
        raise BadGrantError("give a tag or a stage, one of them", place="body.tag_id")
    if target.tag_id is not None and target.tag_id not in await known_tags(session, [target.tag_id]):
        raise BadGrantError(f"there is no tag {target.tag_id}", place="body.tag_id")
    if target.stage_id is not None:
        if target.stage_id not in {one.stage_id for one in await stages.list_stages(session)}:
            raise BadGrantError(f"there is no stage {target.stage_id}", place="body.stage_id")
        if target.withdraw_on_left:
            raise BadGrantError("a stage is not withdrawn", place="body.withdraw_on_left")


def _gives_the_same(one: GrantTarget, other: GrantTarget) -> bool:
    return (one.tag_id, one.stage_id) == (other.tag_id, other.stage_id)


async def _refuse_cycle(session: Session, given: Given, *, besides: int | None = None) -> None:
    """Refuse a grant that would answer itself through those that are there and not switched off."""
    segments = await segment_store.list_living(session)
    others = [
        Given(one.segment_id, one.target)
        for one in await store.list_all(session)
        if one.state is not GrantState.OFF and one.grant_id != besides
    ]
    path = find_cycle(
        given,
        others=others,
        definitions={one.segment_id: one.definition for one in segments},
        groups=await store.groups_of_tags(session),
    )
    if path:
        raise GrantCycleError(await _named_path(session, path, segments))


async def _named_path(session: Session, path: Sequence[Place], segments: Sequence[Segment]) -> list[PathNode]:
    names = {(SEGMENT, one.segment_id): one.name for one in segments}
    names |= {(TAG, one): name for one, name in (await known_tags(session, _ids(path, TAG))).items()}
    names |= {(STAGE, one): name for one, name in (await stages.stage_names(session)).items()}
    return [PathNode(kind=one.kind, id=one.id, name=names.get(one, f"#{one.id}")) for one in path]


def _ids(path: Sequence[Place], kind: str) -> list[TagId]:
    return [TagId(one.id) for one in path if one.kind == kind]


async def _named(session: Session, found: Sequence[Grant]) -> list[NamedGrant]:
    tag_names = await known_tags(session, {one.target.tag_id for one in found if one.target.tag_id is not None})
    stage_names = await stages.stage_names(session)
    segment_names = {one.segment_id: one.name for one in await segment_store.list_living(session)}
    waiting = await tags.count_waiting(session)
    keys = {one.grant_id: store.key_of_holders(one.grant_id) for one in found}
    numbers = await find_built(session, list(keys.values()))
    held = await sets.load(session, dict.fromkeys(numbers.values()))
    given = {grant_id: len(held[numbers[key]].bits) for grant_id, key in keys.items() if key in numbers}
    return [
        NamedGrant(
            grant=one,
            segment_name=segment_names.get(one.segment_id, f"#{one.segment_id}"),
            tag_name=None if one.target.tag_id is None else tag_names.get(one.target.tag_id, f"#{one.target.tag_id}"),
            stage_name=None if one.target.stage_id is None else stage_names.get(one.target.stage_id, ""),
            given=given.get(one.grant_id, 0),
            waiting=waiting.get(one.source, 0),
        )
        for one in found
    ]


def _audited(target: GrantTarget) -> dict[str, object]:
    given = {"tag_id": target.tag_id} if target.tag_id is not None else {"stage_id": target.stage_id}
    return {**given, "withdraw_on_left": target.withdraw_on_left}
