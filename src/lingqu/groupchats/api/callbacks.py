"""What callbacks about customer groups do here."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from lingqu.customers.api.people import ensure_customers, find_customers
from lingqu.directory.api.people import find_staff
from lingqu.groupchats.api.writing import Change, write
from lingqu.groupchats.contracts.jobs import JOB_READ
from lingqu.groupchats.domain.outsiders import is_wechat
from lingqu.groupchats.domain.spells import BY_CODE, History, Who, end_all, hear_joining, hear_leaving
from lingqu.groupchats.domain.versions import LAG, Heard, newer
from lingqu.groupchats.store import groups as group_store
from lingqu.groupchats.store import members as member_store
from lingqu.groupchats.store.groups import GroupRow
from lingqu.groupchats.store.members import Place
from lingqu.infra.database import UnitOfWork
from lingqu.ingestion.contracts import InboundEvent
from lingqu.kernel.ids import ChatId, ExternalUserid
from lingqu.kernel.jobs import NewJob

AFTER_EVENT = timedelta(seconds=3)
"""WeCom fills groups in after their events, within about two seconds."""

_LEARNT = "callback"
_SCENE = re.compile("[0-9]{1,4}")


@dataclass(frozen=True, slots=True)
class _Told:
    """One callback in our words. `names` are ids as WeCom spells them."""

    chat_id: ChatId
    at: datetime
    change: str
    names: tuple[str, ...]
    by_code: bool
    quit_scene: int | None
    last_version: str | None
    version: str | None


async def handle(unit: UnitOfWork, events: Sequence[InboundEvent]) -> None:
    """Handle `change_external_chat`: note who joined and left, and ask for a read. Idempotent.

    Only a leaving whose version follows the one we hold needs no read: it says everything.
    """
    told = sorted((one for event in events if (one := _in_our_words(event))), key=lambda one: one.at)
    if not told:
        return
    people = await _people(unit, told)
    first_seen = {one.chat_id: one.at for one in reversed(told)}
    await group_store.ensure(unit, first_seen)
    rows = await group_store.lock(unit, first_seen)
    change = Change(dict(rows), await _load(unit, told, rows, people))
    to_read: set[ChatId] = set()
    for one in told:
        if not _take(change, one, people):
            to_read.add(one.chat_id)
    await write(unit, change, list(change.rows.values()), learnt=_LEARNT)
    unit.enqueue(
        *(
            NewJob(kind=JOB_READ, key=chat_id, due=unit.at + AFTER_EVENT)
            for chat_id in sorted(to_read)
            if change.rows[chat_id].dismissed_at is None
        )
    )


async def _people(unit: UnitOfWork, told: Sequence[_Told]) -> dict[str, Who]:
    """Say who the names are; the read that follows knows those whom we cannot place."""
    first_seen = {name: one.at for one in reversed(told) for name in one.names}
    customers = await find_customers(unit, [ExternalUserid(name) for name in first_seen])
    staff = await find_staff(unit, [name for name in first_seen if name not in customers])
    strangers = {
        ExternalUserid(name): at
        for name, at in first_seen.items()
        if name not in customers and name not in staff and is_wechat(name)
    }
    if strangers:
        customers = {**customers, **await ensure_customers(unit, strangers)}
    people = {name: Who(staff_id=staff_id) for name, staff_id in staff.items()}
    return people | {str(name): Who(customer_id=customer_id) for name, customer_id in customers.items()}


async def _load(
    unit: UnitOfWork, told: Sequence[_Told], rows: Mapping[ChatId, GroupRow], people: Mapping[str, Who]
) -> dict[Place, History]:
    """Return the spells of those concerned: of everybody where a group ends."""
    ended = {rows[one.chat_id].groupchat_id for one in told if one.change == "dismiss"}
    named = {
        (rows[one.chat_id].groupchat_id, people[name])
        for one in told
        for name in one.names
        if name in people and rows[one.chat_id].groupchat_id not in ended
    }
    spells = await member_store.load(unit, ended) if ended else {}
    return {**spells, **(await member_store.load_of(unit, named) if named else {})}


def _take(change: Change, told: _Told, people: Mapping[str, Who]) -> bool:
    """Apply one callback; tell whether it said everything."""
    row = change.rows[told.chat_id]
    places = [(row.groupchat_id, people[name]) for name in told.names if name in people]
    if told.change == "dismiss":
        if row.dismissed_at is None:
            row = change.rows[told.chat_id] = replace(row, dismissed_at=told.at)
            change.dismiss(row, learnt=_LEARNT)
        return True
    is_whole = _is_whole(change, row, told, places)
    for place in places:
        history = change.history(place)
        if told.change == "add_member":
            change.set(place, (hear_joining(history, at=told.at, by_code=told.by_code), []))
        elif told.change == "del_member":
            change.set(place, hear_leaving(history, at=told.at, scene=told.quit_scene))
        if row.dismissed_at is not None:
            change.set(place, end_all(change.history(place), at=row.dismissed_at))
    change.rows[told.chat_id] = _noted(row, told, is_whole=is_whole)
    return is_whole


def _is_whole(change: Change, row: GroupRow, told: _Told, places: Sequence[Place]) -> bool:
    """Tell whether a leaving follows exactly what we hold, of people whom we hold to be there."""
    settled = row.heard_at is None or row.heard_version == row.member_version
    follows = told.last_version is not None and told.last_version == row.member_version and told.version is not None
    if told.change != "del_member" or not settled or not follows or len(places) != len(told.names):
        return False
    present = [[spell for spell in change.history(place) if spell.is_open] for place in places]
    return all(len(spells) == 1 and spells[0].is_confirmed and spells[0].joined_at <= told.at for spells in present)


def _noted(row: GroupRow, told: _Told, *, is_whole: bool) -> GroupRow:
    if row.read_at is not None and told.at + LAG < row.read_at and not is_whole:
        return row  # the read knew it
    heard = newer(row.heard, Heard(at=told.at, from_version=told.last_version, version=told.version))
    return replace(
        row,
        heard_at=heard.at,
        heard_from=heard.from_version,
        heard_version=heard.version,
        member_version=told.version if is_whole else row.member_version,
    )


def _in_our_words(event: InboundEvent) -> _Told | None:
    chat_id = event.text("ChatId")
    if chat_id is None:
        return None
    change = event.text("UpdateDetail") or event.change_type if event.change_type == "update" else event.change_type
    return _Told(
        chat_id=ChatId(chat_id),
        at=event.occurred_at,
        change=change,
        names=_names(event.fields.get("MemChangeList")),
        by_code=event.text("JoinScene") == str(BY_CODE),
        quit_scene=_number(event.text("QuitScene")),
        last_version=event.text("LastMemVer"),
        version=event.text("CurMemVer"),
    )


def _names(listed: object) -> tuple[str, ...]:
    """Return the items of MemChangeList: none, one, or many."""
    items = listed.get("Item") if isinstance(listed, Mapping) else None
    several = [items] if isinstance(items, str) else items if isinstance(items, (list, tuple)) else []
    return tuple(dict.fromkeys(item for item in several if isinstance(item, str) and item))


def _number(text: str | None) -> int | None:
    return int(text) if text is not None and _SCENE.fullmatch(text) else None
