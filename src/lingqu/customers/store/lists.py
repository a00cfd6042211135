"""SQL of the customer list: filters as conditions, paging by key.

Under row security only comparisons that leak nothing (=, <, = ANY) may use an index; the rest filters what those
found. Values are always bound: conditions are made of constant text.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from lingqu.customers.contracts.tags import MatchTags
from lingqu.customers.contracts.views import CustomerFilter, RelationFilter, TagName
from lingqu.customers.store.persons import GIVEN, MEMBERS
from lingqu.infra.database import Session
from lingqu.kernel.ids import ChannelId, CustomerId, StaffId

MOST_COUNTED = 100_000

_TAG_ROWS = """
  FROM relation_tag r
  JOIN follow_relation t ON t.corp_id = lingqu_corp() AND t.customer_id = r.customer_id AND t.staff_id = r.staff_id
  {merged}
  WHERE r.corp_id = lingqu_corp() AND r.tag_id = ANY(%(tags)s) AND r.status <> 'withdrawing' AND t.deleted_at IS NULL
"""
_MERGED = "JOIN customer m ON m.corp_id = lingqu_corp() AND m.customer_id = r.customer_id AND m.merged_into IS NOT NULL"

_TAGGED = _TAG_ROWS.format(merged="")
_TAGGED_MERGED = _TAG_ROWS.format(merged=_MERGED)

_READS_LIKE = """
  (position(%(text)s IN lower(s.name)) > 0
   OR EXISTS (SELECT 1 FROM follow_relation n WHERE n.corp_id = lingqu_corp() AND n.customer_id = s.customer_id
                                                AND position(%(text)s IN lower(n.remark)) > 0))
"""

_PHONES = """
  SELECT p.customer_id FROM relation_phone p WHERE p.corp_id = lingqu_corp() AND p.phone_index = %(phone)s
  UNION
  SELECT p.customer_id FROM relation_phone p WHERE p.corp_id = lingqu_corp() AND p.last4_index = %(last4)s
  UNION
  SELECT i.customer_id FROM identity i
  WHERE i.corp_id = lingqu_corp() AND i.kind = 'phone' AND i.value = %(phone_value)s AND i.customer_id IS NOT NULL
  UNION
  SELECT i.customer_id FROM identity i
  WHERE i.corp_id = lingqu_corp() AND i.last4_index = %(last4)s AND i.customer_id IS NOT NULL
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What a query may mean: pieces that a text with it in must have, or a phone by its blind index."""

    text: str
    needles: Sequence[str]
    phone_index: bytes | None
    last4_index: bytes | None


@dataclass(slots=True)
class _Where:
    conditions: list[str] = field(default_factory=lambda: ["c.last_added_at IS NOT NULL", "c.merged_into IS NULL"])
    values: dict[str, Any] = field(default_factory=dict)
    merged: bool = True
    """Some customers are merged into others: a row stands for them too. Where nobody is, plans are better without."""

    def add(self, condition: str, **values: Any) -> None:
        self.conditions.append(condition)
        self.values.update(values)

    def add_either(self, own: str, merged: str, **values: Any) -> None:
        """Let a row stand for itself, and for those merged into it."""
        either = f"{own} UNION ALL {merged}" if self.merged else own
        self.add(f"c.customer_id IN ({either})", **values)

    def __str__(self) -> str:
        return " AND ".join(self.conditions)


async def list_page(
    session: Session,
    wanted: CustomerFilter,
    *,
    sought: Sought | None,
    staff_ids: Sequence[StaffId] | None,
    after: tuple[datetime, int] | None,
    limit: int,
    merged: bool = True,
) -> list[dict[str, Any]]:
    """Return rows of customers, newest adding first.

    Args:
        staff_ids: the members that `wanted.staff_id` and `wanted.department_id` amount to.
        after: keys of the last row of the page before.
        merged: whether any customers of the corp are merged.
    """
    where = _where(wanted, sought, staff_ids, merged=merged)
    if after:
        where.add(
            "(c.last_added_at, c.customer_id) < (%(after_at)s, %(after_id)s)", after_at=after[0], after_id=after[1]
        )
    return await session.fetch(
        f"""
        SELECT c.customer_id, c.external_userid, c.name, c.avatar_url, c.gender, c.type, c.live_relations,
               c.last_added_at
        FROM customer c WHERE c.corp_id = lingqu_corp() AND {where}
        ORDER BY c.last_added_at DESC NULLS LAST, c.customer_id DESC LIMIT %(limit)s
        """,
        {**where.values, "limit": limit},
    )


async def count(
    session: Session,
    wanted: CustomerFilter,
    *,
    sought: Sought | None,
    staff_ids: Sequence[StaffId] | None,
    merged: bool = True,
) -> int | None:
    """Count the customers a filter finds; None when there are more than a hundred thousand."""
    where = _where(wanted, sought, staff_ids, merged=merged)
    counted = await session.fetch_value(
        f"""
        SELECT count(*) FROM (
          SELECT 1 FROM customer c WHERE c.corp_id = lingqu_corp() AND {where} LIMIT %(most)s
        ) AS found
        """,
        {**where.values, "most": MOST_COUNTED + 1},
    )
    return counted if counted <= MOST_COUNTED else None


def _where(
    wanted: CustomerFilter, sought: Sought | None, staff_ids: Sequence[StaffId] | None, *, merged: bool
) -> _Where:
    where = _Where(merged=merged)
    if wanted.relation is RelationFilter.LIVE:
        where.add("c.live_relations > 0")
    elif wanted.relation is RelationFilter.LOST:
        where.add("c.live_relations = 0")
    if wanted.tag_ids:
        _add_tags(where, wanted)
    if staff_ids is not None or wanted.channel_id is not None:
        _add_relation(where, wanted, staff_ids)
    else:
        _add_days(where, "c.last_added_at", wanted)
    if sought:
        _add_sought(where, sought)
    return where


def _add_tags(where: _Where, wanted: CustomerFilter) -> None:
    tags = sorted(set(wanted.tag_ids))
    match wanted.tag_match:
        case MatchTags.ANY:
            where.add_either(f"SELECT r.customer_id {_TAGGED}", f"SELECT m.merged_into {_TAGGED_MERGED}", tags=tags)
        case MatchTags.ALL:
            also = f"UNION ALL SELECT m.merged_into, r.tag_id {_TAGGED_MERGED}" if where.merged else ""
            where.add(
                f"""c.customer_id IN (
                  SELECT person FROM (SELECT r.customer_id AS person, r.tag_id {_TAGGED} {also}) AS held
                  GROUP BY person HAVING count(DISTINCT tag_id) = cardinality(%(tags)s))""",
                tags=tags,
            )
        case MatchTags.NONE:
            where.add(f"NOT EXISTS (SELECT 1 {_TAGGED} AND r.customer_id = c.customer_id)", tags=tags)
            if where.merged:
                where.add(f"NOT EXISTS (SELECT 1 {_TAGGED_MERGED} AND m.merged_into = c.customer_id)")


def _add_relation(where: _Where, wanted: CustomerFilter, staff_ids: Sequence[StaffId] | None) -> None:
    """One and the same relation must fulfil all: the list under one member shows that member's addings only."""
    relation = _Where(conditions=["true"])
    if wanted.relation is RelationFilter.LIVE:
        relation.add("f.deleted_at IS NULL")
    if staff_ids is not None:
        relation.add("f.staff_id = ANY(%(staff)s)", staff=list(staff_ids))
    if wanted.channel_id is not None:
        relation.add("f.channel_id = %(channel)s", channel=wanted.channel_id)
    _add_days(relation, "f.added_at", wanted)
    where.add_either(
        f"SELECT f.customer_id FROM follow_relation f WHERE f.corp_id = lingqu_corp() AND {relation}",
        f"""SELECT m.merged_into FROM follow_relation f
            JOIN customer m ON m.corp_id = lingqu_corp() AND m.customer_id = f.customer_id
                           AND m.merged_into IS NOT NULL
            WHERE f.corp_id = lingqu_corp() AND {relation}""",
        **relation.values,
    )


def _add_days(where: _Where, column: str, wanted: CustomerFilter) -> None:
    if wanted.added_from:
        where.add(f"{column} >= %(added_from)s", added_from=wanted.added_from)
    if wanted.added_before:
        where.add(f"{column} < %(added_before)s", added_before=wanted.added_before)


def _add_sought(where: _Where, sought: Sought) -> None:
    grams = [f"%(needle_{number})s" for number in range(len(sought.needles))]
    values: dict[str, Any] = {f"needle_{number}": needle for number, needle in enumerate(sought.needles)}
    held = " AND ".join(
        "EXISTS (SELECT 1 FROM customer_gram g"
        f" WHERE g.corp_id = lingqu_corp() AND g.gram = {gram} AND g.customer_id = s.customer_id)"
        for gram in grams
    )
    text = f"{held} AND {_READS_LIKE}"
    if sought.phone_index is None and sought.last4_index is None:
        _add_found(where, text, text=sought.text, **values)
        return
    first = "SELECT g.customer_id FROM customer_gram g WHERE g.corp_id = lingqu_corp() AND g.gram = %(needle_0)s"
    _add_found(
        where,
        f"s.customer_id IN ({first} UNION {_PHONES}) AND (s.customer_id IN ({_PHONES}) OR ({text}))",
        text=sought.text,
        phone=sought.phone_index,
        phone_value=sought.phone_index and sought.phone_index.hex(),
        last4=sought.last4_index,
        **values,
    )


def _add_found(where: _Where, condition: str, **values: Any) -> None:
    found = f"FROM customer s WHERE s.corp_id = lingqu_corp() AND {condition}"
    own = f"SELECT s.customer_id {found}"
    where.add_either(own, f"SELECT s.merged_into {found} AND s.merged_into IS NOT NULL", **values)


# ───────────────────────── what rows show ─────────────────────────


async def tags_of(session: Session, customer_ids: Collection[CustomerId]) -> dict[CustomerId, list[TagName]]:
    """Return the tags that customers, and those merged into them, have on live relations."""
    rows = await session.fetch(
        f"""
        WITH persons AS ({GIVEN}), member AS ({MEMBERS})
        SELECT DISTINCT member.person, t.sort, t.tag_id, t.name
        FROM member
        JOIN relation_tag r ON r.corp_id = lingqu_corp() AND r.customer_id = member.customer_id
        JOIN follow_relation f ON f.corp_id = lingqu_corp() AND f.customer_id = r.customer_id
                              AND f.staff_id = r.staff_id AND f.deleted_at IS NULL
        JOIN corp_tag t ON t.corp_id = lingqu_corp() AND t.tag_id = r.tag_id AND t.deleted_at IS NULL
        WHERE r.status <> 'withdrawing'
        ORDER BY member.person, t.sort DESC, t.tag_id
        """,
        (list(customer_ids),),
    )
    tags: dict[CustomerId, list[TagName]] = {}
    for row in rows:
        tags.setdefault(CustomerId(row["person"]), []).append(TagName(row["tag_id"], row["name"]))
    return tags


async def followers_of(
    session: Session, customer_ids: Collection[CustomerId], *, most: int
) -> dict[CustomerId, list[StaffId]]:
    """Return the staff who follow customers, or those merged into them, the last added first."""
    rows = await session.fetch(
        f"""
        WITH persons AS ({GIVEN}), member AS ({MEMBERS})
        SELECT person, staff_id
        FROM (SELECT member.person, f.staff_id,
                     row_number() OVER (PARTITION BY member.person ORDER BY max(f.added_at) DESC, f.staff_id) AS place
              FROM member
              JOIN follow_relation f ON f.corp_id = lingqu_corp() AND f.customer_id = member.customer_id
                                    AND f.deleted_at IS NULL
              GROUP BY member.person, f.staff_id) AS placed
        WHERE place <= %s ORDER BY person, place
        """,
        (list(customer_ids), most),
    )
    followers: dict[CustomerId, list[StaffId]] = {}
    for row in rows:
        followers.setdefault(CustomerId(row["person"]), []).append(StaffId(row["staff_id"]))
    return followers


async def channels_of(session: Session, customer_ids: Collection[CustomerId]) -> dict[CustomerId, ChannelId]:
    """Return the channel of the newest adding of each customer, and of those merged into it, that came through one."""
    rows = await session.fetch(
        f"""
        WITH persons AS ({GIVEN}), member AS ({MEMBERS})
        SELECT DISTINCT ON (member.person) member.person, s.channel_id
        FROM member
        JOIN relation_spell s ON s.corp_id = lingqu_corp() AND s.customer_id = member.customer_id
                             AND s.channel_id IS NOT NULL
        ORDER BY member.person, s.began_at DESC
        """,
        (list(customer_ids),),
    )
    return {CustomerId(row["person"]): ChannelId(row["channel_id"]) for row in rows}


async def faces_of(session: Session, persons: Collection[CustomerId]) -> dict[CustomerId, dict[str, Any]]:
    """Return how those merged into some customers look to WeCom, of each person the first that was read."""
    rows = await session.fetch(
        """
        SELECT DISTINCT ON (merged_into) merged_into, external_userid, unionid, name, avatar_url, gender, type,
               corp_name, read_at, unreadable_errcode
        FROM customer WHERE corp_id = lingqu_corp() AND merged_into = ANY(%s) AND external_userid IS NOT NULL
        ORDER BY merged_into, read_at IS NULL, customer_id
        """,
        (list(persons),),
    )
    return {CustomerId(row.pop("merged_into")): row for row in rows}
