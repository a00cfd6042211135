"""Loads whole customers as the reference predicate reads them: set-based, from PostgreSQL and history."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from pyroaring import BitMap

from lingqu.customers.contracts.tags import TagStatus
from lingqu.customers.contracts.views import AttributeType
from lingqu.infra.database import Session
from lingqu.infra.history.reading import HistoryDoor
from lingqu.kernel.ids import CustomerId
from lingqu.segments.contracts.person import Mark, Occurrence, Person, PersonGroup, PersonOrder, PersonRelation
from lingqu.segments.domain.questions.answer import Look
from lingqu.segments.domain.timing import EPOCH, MICROSECOND
from lingqu.segments.store import answers, sets
from lingqu.segments.store.held import members_since
from lingqu.segments.store.merges import find_merges
from lingqu.segments.store.questions.history import HistoryWriter
from lingqu.segments.store.questions.writing import MERGED, PERSON

_AMONG = f"{PERSON} = ANY(%(among)s::integer[])"
_ATTRIBUTES = f"""
SELECT DISTINCT ON ({PERSON}, x.key) {PERSON} AS person, x.key, x.value
FROM customer_attribute x {MERGED} WHERE x.corp_id = lingqu_corp() AND {_AMONG}
ORDER BY {PERSON}, x.key, x.set_at DESC, x.customer_id
"""
_RELATIONS = f"""
SELECT {PERSON} AS person, x.customer_id, x.staff_id, x.add_way, x.channel_id, x.added_at, x.deleted_at, x.deleted_by
FROM follow_relation x {MERGED} WHERE x.corp_id = lingqu_corp() AND {_AMONG}
ORDER BY x.customer_id, x.staff_id
"""
_DEPARTMENTS = """
WITH RECURSIVE above AS (
  SELECT s.staff_id, s.department_id FROM staff_department s
  WHERE s.corp_id = lingqu_corp() AND s.staff_id = ANY(%(staff)s::integer[])
  UNION
  SELECT a.staff_id, p.department_id FROM above a
  JOIN department d ON d.corp_id = lingqu_corp() AND d.department_id = a.department_id
  JOIN department p ON p.corp_id = lingqu_corp() AND p.department_id = d.parent_id
)
SELECT staff_id, array_agg(department_id) AS departments FROM above GROUP BY staff_id
"""
_MARKS = f"""
SELECT x.customer_id, x.staff_id, x.tag_id, g.group_id, x.granted_at, x.source
FROM relation_tag x JOIN corp_tag g ON g.corp_id = lingqu_corp() AND g.tag_id = x.tag_id {MERGED}
WHERE x.corp_id = lingqu_corp() AND {_AMONG} AND x.status <> '{TagStatus.WITHDRAWING}'
ORDER BY x.granted_at, x.tag_id
"""
_GROUPS = f"""
SELECT {PERSON} AS person, x.groupchat_id, g.owner_id, x.joined_at,
       ARRAY(SELECT t.tag_id FROM groupchat_tagged t
             WHERE t.corp_id = lingqu_corp() AND t.groupchat_id = x.groupchat_id) AS tags
FROM groupchat_member x {MERGED}
JOIN groupchat g ON g.corp_id = lingqu_corp() AND g.groupchat_id = x.groupchat_id AND g.dismissed_at IS NULL
WHERE x.corp_id = lingqu_corp() AND x.left_at IS NULL AND x.is_confirmed AND {_AMONG}
ORDER BY x.joined_at, x.groupchat_id
"""
_PAST = "SELECT toInt64(person) AS person, toInt64(t) AS t, kind, text FROM ({}) ORDER BY era, xid, id"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What of customers is to be loaded beside their state; state is loaded whole.

    Attributes:
        types: of the attributes that are defined.
        events: names of facts.
        segments: memberships as they are stored.
        held: those of which it matters since when.
    """

    types: Mapping[str, AttributeType]
    events: Collection[str] = ()
    orders: bool = False
    segments: Collection[int] = ()
    held: Collection[int] = ()
    lists: Collection[int] = ()


async def load(
    session: Session, door: HistoryDoor, customer_ids: Collection[CustomerId], look: Look, wanted: Wanted
) -> dict[CustomerId, Person]:
    """Return canonical customers with everything of those merged into them, in a handful of statements.

    Raises:
        HistoryDownError: something that history tells is wanted, and it does not answer now.
    """
    among = {"among": list(customer_ids)}
    universe = await answers.ask_universe(session, BitMap(customer_ids))
    attributes = defaultdict[int, dict[str, Any]](dict)
    for row in await session.fetch(_ATTRIBUTES, among):
        if row["key"] in wanted.types and row["value"] is not None:
            attributes[row["person"]][row["key"]] = _typed(wanted.types[row["key"]], row["value"])
    relations = await _relations(session, among)
    groups = await _groups(session, among)
    stored = await _stored(
        session, [*(f"segment:{one}" for one in wanted.segments), *(f"list:{one}" for one in wanted.lists)]
    )
    past = await _past(session, door, customer_ids, look, wanted)
    return {
        one: Person(
            customer_id=one,
            in_universe=one in universe,
            attributes=attributes[one],
            relations=tuple(relations[one]),
            events=tuple(past.events[one]),
            orders=tuple(past.orders[one].values()),
            groups=tuple(groups[one]),
            segments={
                segment: past.since[one].get(segment, look.at)
                for segment in wanted.segments
                if one in stored.get(f"segment:{segment}", ())
            },
            lists=frozenset(number for number in wanted.lists if one in stored.get(f"list:{number}", ())),
        )
        for one in customer_ids
    }


def _typed(kind: AttributeType, value: Any) -> Any:
    return date.fromisoformat(value) if kind is AttributeType.DATE else value


async def _relations(session: Session, among: Mapping[str, Any]) -> dict[int, list[PersonRelation]]:
    marks = defaultdict[tuple[int, int], list[Mark]](list)
    for row in await session.fetch(_MARKS, among):
        marks[row["customer_id"], row["staff_id"]].append(
            Mark(tag_id=row["tag_id"], group_id=row["group_id"], granted_at=row["granted_at"], source=row["source"])
        )
    rows = await session.fetch(_RELATIONS, among)
    departments = {
        row["staff_id"]: frozenset[int](row["departments"])
        for row in await session.fetch(_DEPARTMENTS, {"staff": list({row["staff_id"] for row in rows})})
    }
    found = defaultdict[int, list[PersonRelation]](list)
    for row in rows:
        found[row["person"]].append(
            PersonRelation(
                staff_id=row["staff_id"],
                departments=departments.get(row["staff_id"], frozenset()),
                add_way=row["add_way"],
                channel_id=row["channel_id"],
                added_at=row["added_at"],
                ended_at=row["deleted_at"],
                ended_by=row["deleted_by"],
                marks=tuple(marks[row["customer_id"], row["staff_id"]]),
            )
        )
    return found


async def _groups(session: Session, among: Mapping[str, Any]) -> dict[int, list[PersonGroup]]:
    found = defaultdict[int, list[PersonGroup]](list)
    for row in await session.fetch(_GROUPS, among):
        found[row["person"]].append(
            PersonGroup(
                chat=row["groupchat_id"],
                owner=row["owner_id"],
                tags=frozenset(row["tags"]),
                joined_at=row["joined_at"],
            )
        )
    return found


async def _stored(session: Session, keys: Sequence[str]) -> dict[str, BitMap]:
    numbers = await sets.find(session, keys)
    found = await sets.load(session, dict.fromkeys(numbers.values()))
    return {key: found[number].bits for key, number in numbers.items()}


# ───────────────────────── what happened ─────────────────────────


@dataclass(frozen=True, slots=True)
class _Past:
    """What history tells, by person: events, orders by number, and since when they are in which segment."""

    events: dict[int, list[Occurrence]] = field(default_factory=lambda: defaultdict[int, list[Occurrence]](list))
    orders: dict[int, dict[int, PersonOrder]] = field(
        default_factory=lambda: defaultdict[int, dict[int, PersonOrder]](dict)
    )
    since: dict[int, dict[int, datetime]] = field(default_factory=lambda: defaultdict[int, dict[int, datetime]](dict))


async def _past(
    session: Session, door: HistoryDoor, customer_ids: Collection[CustomerId], look: Look, wanted: Wanted
) -> _Past:
    """Ask for what persons did, and for memberships, which are of canonical customers."""
    found = _Past()
    kinds = [*wanted.events, *(("order.paid", "order.refunded") if wanted.orders else ())]
    columns = "f.kind AS kind, f.data::String AS text"
    if kinds:
        among = BitMap(customer_ids)
        to = HistoryWriter(look, among=among, merges=await find_merges(session, among))
        rows = to.rows(f"f.kind IN {to.value(kinds, 'Array(String)')}", columns)
        told = (await door.ask(session.corp_id, _PAST.format(rows), to.params)).table.to_pylist()
        _read_events(found, told, set(wanted.events))
        _read_orders(found, told)
    for segment in wanted.held:
        members, _ = await members_since(door, session.corp_id, segment, among=BitMap(customer_ids))
        for one, since in zip(members.customers.tolist(), members.since.tolist(), strict=True):
            found.since[one][segment] = _instant(since)
    return found


def _instant(micros: int) -> datetime:
    return EPOCH + micros * MICROSECOND


def _read_events(found: _Past, told: Sequence[Mapping[str, Any]], names: Collection[str]) -> None:
    for number, row in enumerate(told):
        if row["kind"] in names:
            properties = json.loads(row["text"])
            found.events[row["person"]].append(
                Occurrence(name=row["kind"], occurred_at=_instant(row["t"]), number=number, properties=properties)
            )


def _read_orders(found: _Past, told: Sequence[Mapping[str, Any]]) -> None:
    """Put orders together from the newest that was told of each."""
    paid = dict[tuple[int, int], tuple[datetime, Mapping[str, Any]]]()
    refunded = dict[tuple[int, int], int]()
    for row in told:
        if row["kind"] in {"order.paid", "order.refunded"}:
            data = json.loads(row["text"])
            key = row["person"], data["order_id"]
            if row["kind"] == "order.paid":
                paid[key] = _instant(row["t"]), data
            else:
                refunded[key] = data.get("refunded_fen") or 0
    for (person, order_id), (paid_at, data) in paid.items():
        found.orders[person][order_id] = PersonOrder(
            order_id=order_id,
            paid_at=paid_at,
            amount_fen=data.get("amount_fen") or 0,
            refunded_fen=refunded.get((person, order_id), 0),
            source=data.get("source") or "",
            shop=data.get("shop"),
            categories=frozenset(data.get("categories") or ()),
        )
