"""The walk through the directory: read outside, store in short units, go on after a kill.

The network is never touched inside a unit.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import KW_ONLY, dataclass, replace
from datetime import datetime
from typing import Any, TypeAlias

from lingqu.corps import api as corps
from lingqu.corps.contracts import SWEEP_CALLS_A_NIGHT, Drift, DriftKind, Granted, StageName, SyncStage
from lingqu.corps.errors import SweepSpentError
from lingqu.directory.api.mirroring import mirror_departments, mirror_members
from lingqu.directory.contracts.people import MemberSnapshot
from lingqu.directory.domain.people import differing, distinct
from lingqu.directory.ports import DirectoryReader
from lingqu.directory.store import people as store
from lingqu.infra.database import UnitOfWork
from lingqu.kernel.ids import CorpId, DepartmentId, StaffId, Userid

Units: TypeAlias = Callable[[], AbstractAsyncContextManager[UnitOfWork]]
"""Opens units of one corp, one after the other."""

DEPARTMENTS_AT_ONCE = 20
MEMBERS_AT_ONCE = 500
UNMET_AT_ONCE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """When the job of a walk was asked for, and how many calls its sweep may make in a night."""

    asked_at: datetime | None = None
    calls_a_night: int = SWEEP_CALLS_A_NIGHT


async def sync_departments(units: Units, reader: DirectoryReader, corp_id: CorpId, budget: Budget) -> None:
    """Mirror the visible tree, as the stage of that name.

    Raises:
        SweepSpentError: the night's budget is spent.
    """
    async with units() as unit:
        await corps.begin_stage(unit, StageName.DEPARTMENTS, asked_at=budget.asked_at)
        granted = await corps.take_calls(unit, 1, a_night=budget.calls_a_night)
    if not granted.calls:
        raise SweepSpentError(granted.again_at or unit.at)
    departments = await reader.read_departments(corp_id)
    async with units() as unit:
        if await corps.is_sweeping(unit):
            ours = await store.load_departments(unit)
            told = {one.department_id: one for one in departments}
            found = len(ours.keys() - told.keys()) + sum(1 for key, one in told.items() if ours.get(key) != one)
            await corps.add_drift(unit, {DriftKind.DEPARTMENTS: Drift(len(ours.keys() | told.keys()), found, found)})
        await mirror_departments(unit, departments)
        await corps.advance_stage(unit, StageName.DEPARTMENTS, done=len(departments), cursor={})
        await corps.finish_stage(unit, StageName.DEPARTMENTS)


async def sync_staff(units: Units, reader: DirectoryReader, corp_id: CorpId, budget: Budget) -> None:
    """Mirror members department by department, then who has customer contact, then whom no department gave.

    Raises:
        SweepSpentError: the night's budget is spent.
    """
    async with units() as unit:
        total = await store.count_departments(unit)
        stage = await corps.begin_stage(unit, StageName.STAFF, total=total, asked_at=budget.asked_at)
    walk = _StaffWalk(units, reader, corp_id, budget=budget, kept=stage, since=stage.started_at or unit.at)
    while await walk.read_departments():
        pass
    await walk.read_follow_users()
    while await walk.read_unmet():
        pass


@dataclass(slots=True)
class _StaffWalk:
    """The walk through members. What was compared is recorded with the place behind it, so that it counts once.

    Its cursor: `after` a department; `within` the next ones up to a member; `followed` once the follow users are
    known; `unmet` up to a member of those whom no department gave.
    """

    units: Units
    reader: DirectoryReader
    corp_id: CorpId
    _: KW_ONLY
    budget: Budget
    kept: SyncStage
    since: datetime

    async def read_departments(self) -> bool:
        """Read the members of the next departments; false when there are none."""
        async with self.units() as unit:
            after = DepartmentId(self.kept.cursor.get("after", 0))
            wanted = await store.list_department_ids(unit, after=after, limit=DEPARTMENTS_AT_ONCE)
            granted = await self._take_calls(unit, len(wanted))
        if not wanted or self.kept.cursor.get("followed"):
            return False
        department_ids = wanted[: _some(granted)]
        within = self.kept.cursor.get("within", "")
        members = await self.reader.read_members_of(self.corp_id, department_ids)
        ordered = [told for told in _keyed(members) if told[0] > within]
        while len(ordered) > MEMBERS_AT_ONCE:
            told, ordered = dict(ordered[:MEMBERS_AT_ONCE]), ordered[MEMBERS_AT_ONCE:]
            async with self.units() as unit:
                await _store_members(unit, told, count=True)
                await self._keep(unit, {"after": after, "within": max(told)})
        async with self.units() as unit:
            await _store_members(unit, dict(ordered), count=True)
            await self._keep(unit, {"after": department_ids[-1]}, done=len(department_ids))
        return True

    async def read_follow_users(self) -> None:
        """Learn who has customer contact."""
        if self.kept.cursor.get("followed"):
            return
        async with self.units() as unit:
            granted = await self._take_calls(unit, 1)
        _some(granted)
        userids = await self.reader.read_follow_users(self.corp_id)
        async with self.units() as unit:
            await _store_follow_users(unit, userids, count=True)
            await self._keep(unit, {**self.kept.cursor, "followed": True})

    async def read_unmet(self) -> bool:
        """Read some of whom no department gave, one by one; false when all have been and the stage has ended.

        They are seen without a department of theirs, or moved while we walked, or left: only WeCom knows.
        """
        async with self.units() as unit:
            after = StaffId(self.kept.cursor.get("unmet", 0))
            unmet = await store.list_unread(unit, since=self.since, after=after, limit=UNMET_AT_ONCE)
            if not unmet:
                await corps.finish_stage(unit, StageName.STAFF)
                return False
            granted = await self._take_calls(unit, len(unmet))
        asked = dict(list(unmet.items())[: _some(granted)])
        found = await self.reader.read_members(self.corp_id, list(asked.values()))
        async with self.units() as unit:
            await _store_members(unit, dict(_keyed(one for one in found.values() if one)), count=True)
            gone = {userid.lower(): unit.at for userid, member in found.items() if member is None}
            left = await store.mark_left(unit, gone)
            await _count(unit, compared=left, found=left)
            await self._keep(unit, {**self.kept.cursor, "unmet": max(asked)})
        return True

    async def _take_calls(self, unit: UnitOfWork, wanted: int) -> Granted:
        return await corps.take_calls(unit, wanted, a_night=self.budget.calls_a_night) if wanted else Granted(0)

    async def _keep(self, unit: UnitOfWork, cursor: Mapping[str, Any], *, done: int = 0) -> None:
        kept = replace(self.kept, cursor=cursor, done=self.kept.done + done)
        await corps.advance_stage(unit, StageName.STAFF, done=kept.done, cursor=kept.cursor, before=self.kept.cursor)
        self.kept = kept


def _some(granted: Granted) -> int:
    """Return how many calls were granted.

    Raises:
        SweepSpentError: none.
    """
    if granted.again_at is not None and not granted.calls:
        raise SweepSpentError(granted.again_at)
    return granted.calls


async def read_departments(units: Units, reader: DirectoryReader, corp_id: CorpId) -> None:
    """Mirror the visible tree again, outside any sync."""
    departments = await reader.read_departments(corp_id)
    async with units() as unit:
        await mirror_departments(unit, departments)


async def read_follow_users(units: Units, reader: DirectoryReader, corp_id: CorpId) -> None:
    """Learn who has customer contact, and the names of members that no department gave."""
    userids = await reader.read_follow_users(corp_id)
    async with units() as unit:
        await _store_follow_users(unit, userids, count=False)
        nameless = await store.list_unread(unit, since=None, after=StaffId(0), limit=MEMBERS_AT_ONCE)
    await read_staff(units, reader, corp_id, list(nameless.values()))


async def read_staff(units: Units, reader: DirectoryReader, corp_id: CorpId, userids: Sequence[Userid]) -> None:
    """Read some members again; whom WeCom does not know any more has left."""
    if not userids:
        return
    found = await reader.read_members(corp_id, userids)
    async with units() as unit:
        await _store_members(unit, dict(_keyed(one for one in found.values() if one)), count=False)
        await store.mark_left(unit, {userid.lower(): unit.at for userid, member in found.items() if member is None})


async def _store_follow_users(unit: UnitOfWork, userids: Sequence[Userid], *, count: bool) -> None:
    keys = distinct(userids)
    await store.insert_staff(unit, list(keys.values()))
    changed = await store.set_follow_users(unit, keys)
    if count:
        await _count(unit, compared=len(keys), found=changed)


def _keyed(members: Iterable[MemberSnapshot]) -> list[tuple[str, MemberSnapshot]]:
    """Key members by userid in lower case, in order, so that locks are taken in order."""
    return sorted({member.userid.lower(): member for member in members}.items())


async def _store_members(unit: UnitOfWork, told: Mapping[str, MemberSnapshot], *, count: bool) -> None:
    if not told:
        return
    if count and await corps.is_sweeping(unit):
        await _count(unit, compared=len(told), found=differing(await store.load_members(unit, told), told))
    await mirror_members(unit, told)


async def _count(unit: UnitOfWork, *, compared: int, found: int) -> None:
    """Count rows of staff for the sweep, if there is one; all that is found is repaired in the same unit."""
    if compared and await corps.is_sweeping(unit):
        await corps.add_drift(unit, {DriftKind.STAFF: Drift(compared, found, found)})
