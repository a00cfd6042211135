"""Taking in what WeCom tells of groups: from one read, or a turn of the walk."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from lingqu.corps import api as corps
from lingqu.corps.contracts import Drift, DriftKind
from lingqu.customers.api.people import Glimpse, acquaint, ensure_customers, find_customers
from lingqu.directory.api.people import ensure_staff
from lingqu.groupchats.api.writing import Change, write
from lingqu.groupchats.contracts import facts
from lingqu.groupchats.contracts.snapshots import GroupchatSnapshot, MemberSnapshot, Unreadable
from lingqu.groupchats.domain.outsiders import is_of_another_corp
from lingqu.groupchats.domain.spells import Seen, Turn, Who, end_all, see, see_late
from lingqu.groupchats.domain.versions import NOTHING, PATIENCE, is_fresh
from lingqu.groupchats.ports import ResolveChannels
from lingqu.groupchats.store import groups as group_store
from lingqu.groupchats.store import members as member_store
from lingqu.groupchats.store.groups import GroupRow
from lingqu.infra.database import UnitOfWork
from lingqu.kernel.facts import Fact
from lingqu.kernel.ids import ChannelId, ChatId, CustomerId, ExternalUserid, StaffId

GONE = frozenset({40050, 86001, 86003})
"""WeCom's codes for a chat_id that it does not know, or not any more; which of them it gives is not confirmed."""

ON_ITS_WAY = timedelta(minutes=5)
"""Who joined so short a time ago is no drift: the callback is on its way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _People:
    """Those whom some snapshots name, under our numbers."""

    staff: Mapping[str, StaffId]
    customers: Mapping[ExternalUserid, CustomerId]
    channels: Mapping[str, ChannelId]

    def who(self, member: MemberSnapshot) -> Who | None:
        """Say who it is; None for somebody whom we only count."""
        if member.userid:
            return Who(staff_id=self.staff[member.userid])
        customer_id = self.customers.get(member.external_userid) if member.external_userid else None
        return None if customer_id is None else Who(customer_id=customer_id)

    def seen(self, member: MemberSnapshot) -> Seen:
        """Say how they joined."""
        return Seen(
            joined_at=member.joined_at,
            join_scene=member.join_scene,
            invitor_id=self.staff[member.invitor] if member.invitor else None,
            state=member.state,
            channel_id=self.channels.get(member.state) if member.state else None,
        )


async def take_in(
    unit: UnitOfWork,
    snapshots: Sequence[GroupchatSnapshot],
    *,
    asked_at: datetime,
    resolve_channels: ResolveChannels,
    learnt: str = "read",
) -> set[ChatId]:
    """Write what reads asked for at `asked_at` tell. Idempotent.

    Args:
        learnt: `read`, or `sweep`, which counts what it changes.

    Returns:
        groups whose read was older than what we have heard: read them again.
    """
    if not snapshots:
        return set()
    people = await _people(unit, snapshots, resolve_channels)
    await group_store.ensure(unit, dict.fromkeys((one.chat_id for one in snapshots), asked_at))
    rows = await group_store.lock(unit, [one.chat_id for one in snapshots])
    change = Change(dict(rows), await member_store.load(unit, [row.groupchat_id for row in rows.values()]))
    again: set[ChatId] = set()
    fresh: list[GroupchatSnapshot] = []
    for one in snapshots:
        row = rows[one.chat_id]
        if (row.read_at and asked_at < row.read_at) or (row.dismissed_at and asked_at < row.dismissed_at + PATIENCE):
            continue
        if is_fresh(row.heard, held=row.member_version, version=one.member_version, asked_at=asked_at):
            fresh.append(one)
            _take(change, one, people, asked_at=asked_at, learnt=learnt)
        else:
            again.add(one.chat_id)
            _take_late(change, one, people)
    if learnt == "sweep":
        await corps.add_drift(unit, _drift(change, rows, fresh, asked_at=asked_at))
    await write(unit, change, list(change.rows.values()), learnt=learnt)
    return again


async def refuse(
    unit: UnitOfWork, refused: Sequence[Unreadable], *, asked_at: datetime, learnt: str = "read"
) -> set[ChatId]:
    """Record which groups cannot be read; those that WeCom does not know any more have ended.

    Returns:
        groups so new that WeCom may not show them yet: read them again.
    """
    if not refused:
        return set()
    rows = await group_store.lock(unit, [one.chat_id for one in refused])
    gone = {one.chat_id for one in refused if one.errcode in GONE}
    young = {
        chat_id
        for chat_id, row in rows.items()
        if chat_id in gone and row.read_at is None and asked_at < row.first_seen_at + PATIENCE
    }
    ended = [row for chat_id, row in rows.items() if chat_id in gone - young and row.dismissed_at is None]
    change = Change(dict(rows), await member_store.load(unit, [row.groupchat_id for row in ended]) if ended else {})
    for row in ended:
        change.rows[row.chat_id] = replace(row, dismissed_at=asked_at)
        change.dismiss(change.rows[row.chat_id], learnt=learnt)
    if learnt == "sweep" and ended:
        left = sum(1 for _, turn, _ in change.turns if turn is Turn.LEFT)
        groups = Drift(len(ended), len(ended), len(ended))
        await corps.add_drift(
            unit, {DriftKind.GROUPCHATS: groups, DriftKind.GROUPCHAT_MEMBERS: Drift(left, left, left)}
        )
    for one in refused:
        if one.chat_id in rows and one.chat_id not in gone:
            change.rows[one.chat_id] = replace(rows[one.chat_id], unreadable_errcode=one.errcode)
    await write(unit, change, list(change.rows.values()), learnt=learnt)
    return young


async def _people(
    unit: UnitOfWork, snapshots: Sequence[GroupchatSnapshot], resolve_channels: ResolveChannels
) -> _People:
    members = [member for one in snapshots for member in one.members]
    userids = {member.userid for member in members} | {member.invitor for member in members}
    userids |= {one.owner for one in snapshots}
    staff = await ensure_staff(unit, [userid for userid in userids if userid])
    outside = {member.external_userid: member for member in reversed(members) if member.external_userid}
    known = await find_customers(unit, [one for one in outside if is_of_another_corp(one)])
    kept = {one: member for one, member in outside.items() if one in known or not is_of_another_corp(one)}
    first_seen: dict[ExternalUserid, datetime] = {}
    for member in members:
        whom = member.external_userid
        if whom is not None and whom in kept:
            first_seen[whom] = min(first_seen.get(whom, member.joined_at), member.joined_at)
    customers = await ensure_customers(unit, first_seen) if first_seen else {}
    await acquaint(unit, {customers[one]: Glimpse(member.name, member.unionid) for one, member in kept.items()})
    states = {member.state for member in members if member.state}
    channels = await resolve_channels(unit, sorted(states)) if states else {}
    return _People(staff=staff, customers=customers, channels=channels)


def _take(change: Change, one: GroupchatSnapshot, people: _People, *, asked_at: datetime, learnt: str) -> None:
    """Make the group and everybody in it what the read shows."""
    row = change.rows[one.chat_id]
    present = {(row.groupchat_id, who): member for member in one.members if (who := people.who(member))}
    for place in change.places(row.groupchat_id):
        if place not in present:
            change.set(place, end_all(change.history(place), at=asked_at))
    for place, member in present.items():
        change.set(place, see(change.history(place), people.seen(member)))
    told = replace(
        row,
        name=one.name,
        owner_id=people.staff[one.owner] if one.owner else None,
        others=sum(1 for member in one.members if people.who(member) is None),
        created_at=one.created_at,
        dismissed_at=None,
        member_version=one.member_version,
        heard_at=NOTHING.at,
        heard_from=NOTHING.from_version,
        heard_version=NOTHING.version,
        read_at=asked_at,
        unreadable_errcode=None,
    )
    change.rows[one.chat_id] = told
    change.facts.extend(_facts(row, told, at=asked_at, learnt=learnt))


def _take_late(change: Change, one: GroupchatSnapshot, people: _People) -> None:
    """Let an older read explain what is open, and change nothing else."""
    row = change.rows[one.chat_id]
    for member in one.members:
        who = people.who(member)
        if who is not None and (row.groupchat_id, who) in change.before:
            place = (row.groupchat_id, who)
            change.set(place, see_late(change.history(place), people.seen(member)))


def _facts(before: GroupRow, after: GroupRow, *, at: datetime, learnt: str) -> list[Fact]:
    data = {"groupchat_id": after.groupchat_id, "learnt": learnt}
    if before.created_at is None:
        created_at = after.created_at or at
        return [Fact(kind=facts.GROUPCHAT_CREATED, occurred_at=created_at, staff_id=after.owner_id, data=data)]
    found: list[Fact] = []
    if before.owner_id != after.owner_id:
        found.append(
            Fact(
                kind=facts.GROUPCHAT_OWNER_CHANGED,
                occurred_at=at,
                staff_id=after.owner_id,
                data={**data, "from_staff_id": before.owner_id},
            )
        )
    if before.name != after.name:
        found.append(Fact(kind=facts.GROUPCHAT_RENAMED, occurred_at=at, staff_id=after.owner_id, data=data))
    return found


def _drift(
    change: Change, before: Mapping[ChatId, GroupRow], fresh: Sequence[GroupchatSnapshot], *, asked_at: datetime
) -> dict[DriftKind, Drift]:
    """Count groups and members that a sweep found otherwise than we held them."""
    groups = {before[one.chat_id].groupchat_id: change.rows[one.chat_id] for one in fresh}
    rows = [(before[one.chat_id], change.rows[one.chat_id]) for one in fresh]
    changed = sum(
        1 for old, new in rows if (old.name, old.owner_id, old.others) != (new.name, new.owner_id, new.others)
    )
    settled = [
        place
        for place, history in change.after.items()
        if place[0] in groups
        and (
            any(spell.is_open for spell in change.before.get(place, ()))
            or any(spell.is_open and spell.joined_at < asked_at - ON_ITS_WAY for spell in history)
        )
    ]
    differing = sum(1 for place in settled if change.after[place] != change.before.get(place, ()))
    return {
        DriftKind.GROUPCHATS: Drift(len(rows), changed, changed),
        DriftKind.GROUPCHAT_MEMBERS: Drift(len(settled), differing, differing),
    }
