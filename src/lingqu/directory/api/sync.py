"""The walk through the directory: read outside, store in short units, go on after a kill.

The network is never touched inside a unit.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import TypeAlias

from lingqu.corps import api as corps
from lingqu.corps.contracts import Drift, DriftKind, StageName
from lingqu.directory.contracts.people import MemberSnapshot
from lingqu.directory.domain.people import differing, distinct
from lingqu.directory.ports import DirectoryReader
from lingqu.directory.store import people as store
from lingqu.infra.database import UnitOfWork
from lingqu.kernel.ids import CorpId, DepartmentId, Userid

Units: TypeAlias = Callable[[], AbstractAsyncContextManager[UnitOfWork]]
"""Opens units of one corp, one after the other."""

DEPARTMENTS_AT_ONCE = 20
MEMBERS_AT_ONCE = 500


async def sync_departments(units: Units, reader: DirectoryReader, corp_id: CorpId) -> None:
    """Mirror the visible tree, as the stage of that name."""
    async with units() as unit:
        await corps.begin_stage(unit, StageName.DEPARTMENTS)
    departments = await reader.read_departments(corp_id)
    async with units() as unit:
        if await corps.is_sweeping(unit):
            ours = await store.load_departments(unit)
            told = {one.department_id: one for one in departments}
            found = len(ours.keys() - told.keys()) + sum(1 for key, one in told.items() if ours.get(key) != one)
            await corps.add_drift(unit, {DriftKind.DEPARTMENTS: Drift(len(ours.keys() | told.keys()), found, found)})
        await store.upsert_departments(unit, departments)
        await corps.advance_stage(unit, StageName.DEPARTMENTS, done=len(departments), cursor={})
        await corps.finish_stage(unit, StageName.DEPARTMENTS)


async def sync_staff(units: Units, reader: DirectoryReader, corp_id: CorpId) -> None:
    """Mirror members department by department, then who has customer contact; who was not met has left."""
    async with units() as unit:
        stage = await corps.begin_stage(unit, StageName.STAFF, total=await store.count_departments(unit))
        began_at = stage.started_at or unit.at
    done, after = stage.done, DepartmentId(stage.cursor.get("after", 0))
    while True:
        async with units() as unit:
            department_ids = await store.list_department_ids(unit, after=after, limit=DEPARTMENTS_AT_ONCE)
        if not department_ids:
            break
        members = await reader.read_members_of(corp_id, department_ids)
        await _store_members(units, members)
        done, after = done + len(department_ids), department_ids[-1]
        async with units() as unit:
            await corps.advance_stage(unit, StageName.STAFF, done=done, cursor={"after": after})
    await read_follow_users(units, reader, corp_id)
    async with units() as unit:
        gone = await store.mark_unread_left(unit, began_at)
        await _count(unit, compared=gone, found=gone)
        await corps.finish_stage(unit, StageName.STAFF)


async def read_departments(units: Units, reader: DirectoryReader, corp_id: CorpId) -> None:
    """Mirror the visible tree again, outside any sync."""
    departments = await reader.read_departments(corp_id)
    async with units() as unit:
        await store.upsert_departments(unit, departments)


async def read_follow_users(units: Units, reader: DirectoryReader, corp_id: CorpId) -> None:
    """Learn who has customer contact, and the names of members that no department gave."""
    userids = await reader.read_follow_users(corp_id)
    async with units() as unit:
        keys = distinct(userids)
        await store.insert_staff(unit, list(keys.values()))
        changed = await store.set_follow_users(unit, keys)
        await _count(unit, compared=len(keys), found=changed)
        nameless = await store.list_nameless(unit, limit=MEMBERS_AT_ONCE)
    await read_staff(units, reader, corp_id, nameless)


async def read_staff(units: Units, reader: DirectoryReader, corp_id: CorpId, userids: Sequence[Userid]) -> None:
    """Read some members again; whom WeCom does not know any more has left."""
    if not userids:
        return
    found = await reader.read_members(corp_id, userids)
    await _store_members(units, [member for member in found.values() if member])
    async with units() as unit:
        await store.mark_left(unit, {userid.lower(): unit.at for userid, member in found.items() if member is None})


async def _store_members(units: Units, members: Sequence[MemberSnapshot]) -> None:
    by_key = {member.userid.lower(): member for member in members}
    ordered = sorted(by_key.items())
    for start in range(0, len(ordered), MEMBERS_AT_ONCE):
        told = dict(ordered[start : start + MEMBERS_AT_ONCE])
        async with units() as unit:
            if await corps.is_sweeping(unit):
                found = differing(await store.load_members(unit, told), told)
                await _count(unit, compared=len(told), found=found)
            await store.upsert_members(unit, told)


async def _count(unit: UnitOfWork, *, compared: int, found: int) -> None:
    """Count rows of staff for the sweep, if there is one; all that is found is repaired in the same unit."""
    if compared and await corps.is_sweeping(unit):
        await corps.add_drift(unit, {DriftKind.STAFF: Drift(compared, found, found)})
