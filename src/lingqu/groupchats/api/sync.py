"""The walk through the list of groups and through every group, and reads of single groups.

The network is never touched inside a unit.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from lingqu.corps import api as corps
from lingqu.corps.contracts import SWEEP_CALLS_A_NIGHT, Drift, DriftKind, Granted, StageName
from lingqu.corps.errors import SweepSpentError
from lingqu.directory.api import people as directory
from lingqu.groupchats.api import reading
from lingqu.groupchats.contracts.jobs import JOB_READ
from lingqu.groupchats.contracts.snapshots import GroupchatSnapshot, NotNow, ReadOutcome, Unreadable
from lingqu.groupchats.ports import GroupchatReader, ResolveChannels
from lingqu.groupchats.store import groups as store
from lingqu.infra.database import Session, UnitOfWork
from lingqu.kernel.ids import ChatId, CorpId, GroupchatId, StaffId, Userid
from lingqu.kernel.jobs import NewJob
from lingqu.kernel.outside import RefusedError

Units: TypeAlias = Callable[[], AbstractAsyncContextManager[UnitOfWork]]
"""Opens units of one corp, one after the other."""

OWNERS_AT_ONCE = 100
GROUPS_AT_ONCE = 24
MEMBERS_A_UNIT = 1_500
"""A unit is short: so many people of groups are written in one."""
CALLS_A_TURN = 96
SWEEP_CALLS_PER_MINUTE = 300
"""The budget of a sweep, as that of the walk through customers."""
AFTER_OLD_READ = timedelta(seconds=2)

SPENT_CURSOR = 50100


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What every read needs: where to read, which channels are ours, and how many calls a sweep has in a night."""

    reader: GroupchatReader
    resolve_channels: ResolveChannels
    calls_a_night: int = SWEEP_CALLS_A_NIGHT


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the walk stands: in the list behind owner `owner`, or, once that is done, behind group `groupchat`.

    Attributes:
        alone_until: owners up to this one are asked one by one, because WeCom refused some of them together.
    """

    owner: StaffId = StaffId(0)  # noqa: RUF009 - a NewType call makes an int
    cursor: str | None = None
    alone_until: StaffId = StaffId(0)  # noqa: RUF009 - a NewType call makes an int
    is_listed: bool = False
    groupchat: GroupchatId = GroupchatId(0)  # noqa: RUF009 - a NewType call makes an int

    def kept(self) -> dict[str, Any]:
        """Return it as the stage's cursor keeps it."""
        return {
            "owner": self.owner,
            "cursor": self.cursor,
            "alone_until": self.alone_until,
            "is_listed": self.is_listed,
            "groupchat": self.groupchat,
        }

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "Place":
        """Read it back."""
        return cls(
            owner=StaffId(kept.get("owner", 0)),
            cursor=kept.get("cursor"),
            alone_until=StaffId(kept.get("alone_until", 0)),
            is_listed=kept.get("is_listed", False),
            groupchat=GroupchatId(kept.get("groupchat", 0)),
        )


async def sync_groupchats(
    units: Units, reading_: Reading, corp_id: CorpId, *, asked_at: datetime | None = None
) -> timedelta | None:
    """Walk on through the groups of all owners, as the stage of that name.

    Returns how long to wait before the next turn, None when the walk is done. The first walk is in a hurry; a sweep
    keeps within `SWEEP_CALLS_PER_MINUTE`. What was read and the place behind it are written in one unit: a walk
    killed anywhere goes on there. A group that the list does not have, and that we hold to be there, is read too.

    Raises:
        SweepSpentError: the night's budget is spent.
    """
    async with units() as unit:
        stage = await corps.begin_stage(unit, StageName.GROUPCHATS, asked_at=asked_at)
        walk = _Walk(
            units,
            reading_,
            corp_id,
            since=stage.started_at or unit.at,
            learnt="sweep" if await corps.is_sweeping(unit) else "read",
            kept=stage.cursor,
            place=Place.of(stage.cursor),
            done=stage.done,
        )
    calls = 0
    while calls < CALLS_A_TURN:
        made = await (walk.read_on() if walk.place.is_listed else walk.list_on())
        if isinstance(made, timedelta):
            return made
        if made is None:
            async with units() as unit:
                await corps.finish_stage(unit, StageName.GROUPCHATS)
            return None
        calls += made
    return calls * timedelta(minutes=1) / SWEEP_CALLS_PER_MINUTE if walk.learnt == "sweep" else timedelta()


@dataclass(slots=True)
class _Walk:
    """The walk: since when, where it stands, and as the stage keeps that, how many groups it has read."""

    units: Units
    reading: Reading
    corp_id: CorpId
    since: datetime
    learnt: str
    kept: Mapping[str, Any]
    place: Place
    done: int

    async def list_on(self) -> int:
        """List a page of the next owners' groups; return how many calls that took."""
        async with self.units() as unit:
            width = 1 if self.place.owner < self.place.alone_until else OWNERS_AT_ONCE
            owners = await _owners(unit, after=self.place.owner, limit=width)
            granted = await self._take_calls(unit, len(owners) and 1)
        if not owners:
            await self._advance(replace(self.place, is_listed=True))
            return 0
        _require(granted)
        try:
            page = await self.reading.reader.list_groupchats(self.corp_id, list(owners.values()), self.place.cursor)
        except RefusedError as error:
            await self._advance(_around_refusal(error, self.place, owners=owners))
            return 1
        async with self.units() as unit:
            news = await store.mark_listed(unit, page.groupchats) if page.groupchats else 0
            if self.learnt == "sweep":
                await corps.add_drift(unit, {DriftKind.GROUPCHATS: Drift(0, news, news)})
            after = self.place.owner if page.next_cursor else max(owners)
            await self._keep(unit, replace(self.place, owner=after, cursor=page.next_cursor))
        return 1

    async def read_on(self) -> int | timedelta | None:
        """Read the next groups; return how many calls that took, how long to wait, or None at the end."""
        async with self.units() as unit:
            asked_at = unit.at
            wanted = await store.list_to_read(unit, after=self.place.groupchat, since=self.since, limit=GROUPS_AT_ONCE)
            granted = await self._take_calls(unit, len(wanted))
        if not wanted:
            return None
        wanted = wanted[: _require(granted)]
        outcomes = await self.reading.reader.read_groupchats(self.corp_id, [chat_id for _, chat_id in wanted])
        answered = next((n for n, one in enumerate(outcomes) if isinstance(one, NotNow)), len(outcomes))
        for portion in _portions(outcomes[:answered]):
            async with self.units() as unit:
                again = await _store(unit, portion, self.reading, asked_at=asked_at, learnt=self.learnt)
                unit.enqueue(*(NewJob(kind=JOB_READ, key=one, due=unit.at + AFTER_OLD_READ) for one in sorted(again)))
                behind = {chat_id: groupchat_id for groupchat_id, chat_id in wanted}[portion[-1].chat_id]
                self.done += len(portion)
                await self._keep(unit, replace(self.place, groupchat=behind))
        pauses = [one.after for one in outcomes if isinstance(one, NotNow)]
        return max(pauses) if pauses else len(outcomes)

    async def _advance(self, place: Place) -> None:
        async with self.units() as unit:
            await self._keep(unit, place)

    async def _keep(self, unit: UnitOfWork, place: Place) -> None:
        total = await store.count_to_read(unit, since=self.since) if place.is_listed else None
        await corps.advance_stage(
            unit, StageName.GROUPCHATS, done=self.done, cursor=place.kept(), total=total, before=self.kept
        )
        self.place, self.kept = place, place.kept()

    async def _take_calls(self, unit: UnitOfWork, wanted: int) -> Granted:
        return await corps.take_calls(unit, wanted, a_night=self.reading.calls_a_night)


def _require(granted: Granted) -> int:
    """Return how many calls were granted.

    Raises:
        SweepSpentError: none.
    """
    if granted.again_at is not None and not granted.calls:
        raise SweepSpentError(granted.again_at)
    return granted.calls


async def _owners(session: Session, *, after: StaffId, limit: int) -> dict[StaffId, Userid]:
    """Return the next possible owners: follow users, and leavers whose groups wait for another owner."""
    working = await directory.list_follow_users(session, after=after, limit=limit)
    owning = await store.list_owner_ids(session, after=after, limit=limit)
    userids = working | await directory.userids_of(session, [one for one in owning if one not in working])
    return {staff_id: userids[staff_id] for staff_id in sorted(userids)[:limit]}


def _around_refusal(error: RefusedError, place: Place, *, owners: Mapping[StaffId, Userid]) -> Place:
    """Return how to go on: from these owners' start with a new cursor, owner by owner, or past the one refused."""
    if error.errcode == SPENT_CURSOR and place.cursor is not None:
        return replace(place, cursor=None)
    if len(owners) > 1:
        return replace(place, cursor=None, alone_until=max(owners))
    return replace(place, cursor=None, owner=max(owners))


def _portions(outcomes: Sequence[ReadOutcome]) -> list[list[ReadOutcome]]:
    """Cut outcomes into what one unit may write."""
    portions: list[list[ReadOutcome]] = []
    room = 0
    for one in outcomes:
        size = len(one.members) if isinstance(one, GroupchatSnapshot) else 1
        if not portions or size > room:
            portions.append([])
            room = MEMBERS_A_UNIT
        portions[-1].append(one)
        room -= size
    return portions


async def _store(
    unit: UnitOfWork, outcomes: Sequence[ReadOutcome], reading_: Reading, *, asked_at: datetime, learnt: str
) -> set[ChatId]:
    snapshots = [one for one in outcomes if isinstance(one, GroupchatSnapshot)]
    refused = [one for one in outcomes if isinstance(one, Unreadable)]
    again = await reading.take_in(
        unit, snapshots, asked_at=asked_at, resolve_channels=reading_.resolve_channels, learnt=learnt
    )
    return again | await reading.refuse(unit, refused, asked_at=asked_at, learnt=learnt)


# ───────────────────────── single groups ─────────────────────────


async def read_groupchats(
    units: Units, reading_: Reading, corp_id: CorpId, chat_ids: Sequence[ChatId]
) -> dict[ChatId, timedelta]:
    """Read some groups again; return which to come back to, and after how long."""
    async with units() as unit:
        asked_at = unit.at
    outcomes = await reading_.reader.read_groupchats(corp_id, chat_ids)
    later = {one.chat_id: one.after for one in outcomes if isinstance(one, NotNow)}
    for portion in _portions([one for one in outcomes if not isinstance(one, NotNow)]):
        async with units() as unit:
            again = await _store(unit, portion, reading_, asked_at=asked_at, learnt="read")
        later |= dict.fromkeys(again, AFTER_OLD_READ)
    return later
