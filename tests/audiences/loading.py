"""The small world and its people as rows of PostgreSQL."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from psycopg.types.json import Jsonb
from pyroaring import BitMap

from audiences.crowds import Crowd
from audiences.world import (
    ATTRIBUTES,
    CHAT_TAGS,
    CHATS,
    DAY,
    DEPARTMENTS,
    DEPARTMENTS_OF,
    LISTS,
    SEGMENTS,
    STAFF,
    TAGS,
)
from lingqu.customers.contracts.tags import TagStatus
from lingqu.infra.database import UnitOfWork
from lingqu.segments.contracts.person import Person, PersonRelation
from lingqu.segments.store import sets

_PARENTS = {1: 0, 10: 1, 20: 1, 11: 10, 12: 10}
_OWN = {staff: max(departments - {1}, default=1) for staff, departments in DEPARTMENTS_OF.items()}


async def insert(unit: UnitOfWork, table: str, columns: str, rows: Iterable[Sequence[Any]]) -> None:
    """Write rows, numbers that the database would give included."""
    rows = list(rows)
    if rows:
        places = ", ".join(["%s"] * len(rows[0]))
        async with unit.connection.cursor() as cursor:
            sql = f"INSERT INTO {table} (corp_id, {columns}) OVERRIDING SYSTEM VALUE VALUES (lingqu_corp(), {places})"
            await cursor.executemany(sql.encode(), rows)


async def load_world(unit: UnitOfWork) -> None:
    """Write what definitions may speak of."""
    await insert(
        unit,
        "department",
        "department_id, parent_id, name",
        [(one, _PARENTS[one], f"d{one}") for one in DEPARTMENTS],
    )
    await insert(unit, "staff", "staff_id, userid", [(one, f"u{one}") for one in STAFF])
    await insert(unit, "staff_department", "staff_id, department_id", _OWN.items())
    await insert(
        unit, "corp_tag", "tag_id, group_id, wecom_tag_id, name", [(t, g, f"t{t}", f"t{t}") for t, g in TAGS.items()]
    )
    await insert(
        unit, "tag_group", "group_id, wecom_group_id, name", [(g, f"g{g}", f"g{g}") for g in set(TAGS.values())]
    )
    await insert(unit, "attribute", "key, label, type", [(key, key, kind) for key, kind in ATTRIBUTES.items()])
    await insert(
        unit,
        "groupchat",
        "groupchat_id, chat_id, owner_id, first_seen_at",
        [(one, f"c{one}", one, unit.at) for one in CHATS],
    )
    await insert(unit, "groupchat_tag", "tag_id, name, created_at", [(one, f"g{one}", unit.at) for one in CHAT_TAGS])
    await insert(
        unit,
        "groupchat_tagged",
        "groupchat_id, tag_id, granted_at, source",
        [(one, one, unit.at, "test") for one in CHATS if one in CHAT_TAGS],
    )


async def load_people(unit: UnitOfWork, people: Crowd | Sequence[Person]) -> None:
    """Write customers with their state; those who were there before are forgotten.

    A crowd gets rows beside it that count no more; plain people have nothing but their own.
    """
    crowd = people if isinstance(people, Crowd) else Crowd(tuple(people))
    for table in ("customer", "follow_relation", "relation_tag", "customer_attribute", "groupchat_member"):
        await unit.execute(f"DELETE FROM {table} WHERE corp_id = lingqu_corp()")
    await insert(
        unit,
        "customer",
        "customer_id, external_userid, first_seen_at, merged_into, belongs_at",
        [row for one in crowd.people for row in _customers(crowd, one, unit.at)],
    )
    await _load_relations(unit, crowd, leaving=crowd is people)
    await insert(
        unit,
        "customer_attribute",
        "customer_id, key, value, set_at",
        [row for one in crowd.people for row in _attributes(crowd, one, unit.at)],
    )
    await insert(
        unit,
        "groupchat_member",
        "customer_id, groupchat_id, joined_at, left_at, is_confirmed",
        [row for one in crowd.people for row in _groups(crowd, one, unit.at)],
    )
    await load_sets(unit, crowd)


def _customers(crowd: Crowd, person: Person, at: datetime) -> list[Sequence[Any]]:
    """Of several who are one, the last alone belongs."""
    numbers = crowd.numbers(person)
    return [
        (
            number,
            f"w{number}",
            at,
            person.customer_id if number != person.customer_id else None,
            at if person.in_universe and number == numbers[-1] else None,
        )
        for number in numbers
    ]


_STATUS = (TagStatus.GRANTED, TagStatus.PENDING)
"""Both count."""


async def _load_relations(unit: UnitOfWork, crowd: Crowd, *, leaving: bool) -> None:
    relations: list[tuple[int, PersonRelation]] = []
    for person in crowd.people:
        seen = Counter[int]()
        for one in person.relations:
            relations.append((crowd.number(person, one.staff_id + seen[one.staff_id]), one))
            seen[one.staff_id] += 1
    await insert(
        unit,
        "follow_relation",
        "customer_id, staff_id, add_way, channel_id, added_at, deleted_at, deleted_by",
        [(who, r.staff_id, r.add_way, r.channel_id, r.added_at, r.ended_at, r.ended_by) for who, r in relations],
    )
    marks = [
        (who, r.staff_id, mark.tag_id, _STATUS[mark.tag_id % 2], mark.source, mark.granted_at)
        for who, r in relations
        for mark in r.marks
    ]
    # What is being taken away counts no more.
    marks += [
        (who, r.staff_id, tag, TagStatus.WITHDRAWING, "wecom", r.added_at)
        for who, r in relations
        for tag in TAGS
        if leaving and tag not in {mark.tag_id for mark in r.marks} and tag % 2
    ]
    await insert(unit, "relation_tag", "customer_id, staff_id, tag_id, status, source, granted_at", marks)


def _attributes(crowd: Crowd, person: Person, at: datetime) -> list[Sequence[Any]]:
    """Each under one of the numbers; another number has an older value, which counts no more."""
    rows: list[Sequence[Any]] = []
    for place, (key, value) in enumerate(person.attributes.items()):
        written = value.isoformat() if isinstance(value, date) else value
        rows.append((crowd.number(person, place), key, Jsonb(written), at))
        if person.customer_id in crowd.merged:
            rows.append((crowd.number(person, place + 1), key, Jsonb(_OLDER[key]), at - DAY))
    return rows


_OLDER = {"city": "上海", "score": 1, "vip": True, "birthday": "2026-03-01", "interests": ["跑步"]}


def _groups(crowd: Crowd, person: Person, at: datetime) -> list[Sequence[Any]]:
    """Groups somebody is in, and all others, which they left."""
    rows = [(crowd.number(person, place), one.chat, one.joined_at, None) for place, one in enumerate(person.groups)]
    left = [chat for chat in CHATS if chat not in {one.chat for one in person.groups}]
    rows += [(person.customer_id, chat, at - DAY, at) for chat in left]
    return [(*row, True) for row in rows]


async def load_sets(unit: UnitOfWork, crowd: Crowd) -> None:
    """Write lists and the members of segments as they are stored."""
    wanted = {f"list:{one}": [p.customer_id for p in crowd.people if one in p.lists] for one in LISTS}
    wanted |= {f"segment:{one}": [p.customer_id for p in crowd.people if one in p.segments] for one in SEGMENTS}
    numbers = await sets.ensure(unit, list(wanted))
    for key, members in wanted.items():
        await sets.replace(unit, numbers[key], BitMap(members))
