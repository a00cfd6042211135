"""The mirror of the tag library, and reads of single customers. The network is never touched inside a unit."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

from lingqu.corps import api as corps
from lingqu.corps.contracts import SWEEP_CALLS_A_NIGHT, Drift, DriftKind, StageName
from lingqu.corps.errors import SweepSpentError
from lingqu.customers.api import reading
from lingqu.customers.contracts.jobs import JOB_READ_TAGS, LIBRARY_KEY
from lingqu.customers.contracts.relations import OnJoined, ResolveChannels
from lingqu.customers.contracts.snapshots import CustomerSnapshot, NotNow, Unreadable
from lingqu.customers.contracts.tags import TagGroupSnapshot
from lingqu.customers.domain.reading import again_after
from lingqu.customers.ports import CustomerReader, PhoneSeals, TagLibrary
from lingqu.customers.store import library as library_store
from lingqu.customers.store import people as people_store
from lingqu.infra.database import UnitOfWork
from lingqu.kernel.ids import CorpId, ExternalUserid
from lingqu.kernel.jobs import NewJob
from lingqu.kernel.outside import TryLaterError

Units: TypeAlias = Callable[[], AbstractAsyncContextManager[UnitOfWork]]
"""Opens units of one corp, one after the other."""

AFTER_UNKNOWN_TAG = timedelta(seconds=2)
AFTER_WRITE = timedelta(seconds=1)
WITH_TAGS_READ = timedelta(seconds=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What every read needs: where to read, how to seal, which channels are ours, whom to tell of joinings."""

    reader: CustomerReader
    seals: PhoneSeals
    resolve_channels: ResolveChannels
    on_joined: OnJoined | None = None
    calls_a_night: int = SWEEP_CALLS_A_NIGHT


# ───────────────────────── tags ─────────────────────────


async def read_tags(units: Units, library: TagLibrary, corp_id: CorpId) -> None:
    """Mirror the tag library.

    Raises:
        TryLaterError: the mirror was changed while WeCom answered, so that nobody knows which is newer.
    """
    async with units() as unit:
        before = await library_store.load_library(unit)
    groups = await library.read_tags(corp_id)
    async with units() as unit:
        await _mirror(unit, groups, before=before)


async def sync_tags(
    units: Units,
    library: TagLibrary,
    corp_id: CorpId,
    *,
    asked_at: datetime | None = None,
    calls_a_night: int = SWEEP_CALLS_A_NIGHT,
) -> None:
    """Mirror the tag library, as the stage of that name.

    Raises:
        SweepSpentError: the night's budget is spent.
        TryLaterError: as for `read_tags`.
    """
    async with units() as unit:
        await corps.begin_stage(unit, StageName.TAGS, asked_at=asked_at)
        granted = await corps.take_calls(unit, 1, a_night=calls_a_night)
        before = await library_store.load_library(unit)
    if not granted.calls:
        raise SweepSpentError(granted.again_at or unit.at)
    groups = await library.read_tags(corp_id)
    async with units() as unit:
        if await corps.is_sweeping(unit):
            await corps.add_drift(unit, {DriftKind.TAGS: _library_drift(before, groups)})
        await _mirror(unit, groups, before=before)
        await corps.advance_stage(unit, StageName.TAGS, done=sum(len(group.tags) for group in groups), cursor={})
        await corps.finish_stage(unit, StageName.TAGS)


async def _mirror(unit: UnitOfWork, groups: Sequence[TagGroupSnapshot], *, before: library_store.Library) -> None:
    """Mirror an answer, unless the library we hold is another than when it was asked for."""
    await library_store.lock(unit)
    if await library_store.load_library(unit) != before:
        raise TryLaterError("the tag library changed meanwhile", api="get_corp_tag_list", after=AFTER_UNKNOWN_TAG)
    await library_store.mirror(unit, groups, whole=True)


def _library_drift(ours: library_store.Library, groups: Sequence[TagGroupSnapshot]) -> Drift:
    told = {group.wecom_group_id: ("", group.name, group.sort) for group in groups}
    told |= {tag.wecom_tag_id: (group.wecom_group_id, tag.name, tag.sort) for group in groups for tag in group.tags}
    found = sum(1 for key in ours.keys() | told.keys() if ours.get(key) != told.get(key))
    return Drift(len(ours.keys() | told.keys()), found, found)


# ───────────────────────── single customers ─────────────────────────


async def store_snapshots(
    unit: UnitOfWork,
    snapshots: Sequence[CustomerSnapshot],
    reading_: Reading,
    *,
    asked_at: datetime,
    sweeping: bool = False,
    counted_since: datetime | None = None,
) -> reading.Taken:
    """Write what reads tell, ask for the tag library where it lacks a tag, and tell of joinings."""
    taken = await reading.take_in(
        unit,
        snapshots,
        asked_at=asked_at,
        seals=reading_.seals,
        resolve_channels=reading_.resolve_channels,
        sweeping=sweeping,
        counted_since=counted_since,
    )
    if taken.unknown_tags:
        unit.enqueue(NewJob(kind=JOB_READ_TAGS, key=LIBRARY_KEY, due=unit.at + AFTER_UNKNOWN_TAG))
    if reading_.on_joined and taken.joinings:
        await reading_.on_joined(unit, taken.joinings)
    return taken


@dataclass(frozen=True, slots=True)
class ReadAgain:
    """Whom to come back to. `later` says after how long; `unknown_tags` once the tag library has been read."""

    later: dict[ExternalUserid, timedelta]
    unknown_tags: set[ExternalUserid]


async def read_customers(
    units: Units, reading_: Reading, corp_id: CorpId, external_userids: Sequence[ExternalUserid]
) -> ReadAgain:
    """Read some customers again.

    WeCom lags: a customer just added may be refused for a while (84061). Once that while is over, the refusal is
    recorded as the reason why the customer cannot be read.
    """
    async with units() as unit:
        asked_at = unit.at
    outcomes = await reading_.reader.read_customers(corp_id, external_userids)
    later = {one.external_userid: one.after for one in outcomes if isinstance(one, NotNow)}
    snapshots = [one for one in outcomes if isinstance(one, CustomerSnapshot)]
    refused = [one for one in outcomes if isinstance(one, Unreadable)]
    async with units() as unit:
        taken = await store_snapshots(unit, snapshots, reading_, asked_at=asked_at)
        pauses = await _pauses(unit, refused)
        await reading.record_reads(unit, taken.customers.values(), [one for one in refused if one not in pauses])
    later |= {one.external_userid: pause for one, pause in pauses.items()}
    later |= dict.fromkeys(taken.stale, AFTER_WRITE)
    return ReadAgain(later, taken.unknown_tags)


async def _pauses(unit: UnitOfWork, refused: Sequence[Unreadable]) -> dict[Unreadable, timedelta]:
    customers = await people_store.find_ids(unit, [one.external_userid for one in refused])
    profiles = await people_store.lock(unit, customers.values())
    added = {profile.external_userid: profile.last_added_at for profile in profiles.values()}
    pauses = {one: again_after(at=unit.at, added_at=added.get(one.external_userid)) for one in refused}
    return {one: pause for one, pause in pauses.items() if pause is not None}
