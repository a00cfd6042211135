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
from lingqu.infra.database import Session
from lingqu.kernel.ids import ChannelId, CustomerId, StaffId

MOST_COUNTED = 100_000

_TAGGED = """
  SELECT r.customer_id FROM relation_tag r
  JOIN follow_relation t ON t.corp_id = lingqu_corp() AND t.customer_id = r.customer_id AND t.staff_id = r.staff_id
  WHERE r.corp_id = lingqu_corp() AND r.tag_id = ANY(%(tags)s) AND r.status <> 'withdrawing' AND t.deleted_at IS NULL
"""

_HAS_ALL = """
  SELECT r.customer_id FROM relation_tag r
  JOIN follow_relation t ON t.corp_id = lingqu_corp() AND t.customer_id = r.customer_id AND t.staff_id = r.staff_id
  WHERE r.corp_id = lingqu_corp() AND r.tag_id = ANY(%(tags)s) AND r.status <> 'withdrawing' AND t.deleted_at IS NULL
  GROUP BY r.customer_id HAVING count(DISTINCT r.tag_id) = cardinality(%(tags)s)
"""

_READS_LIKE = """
  (position(%(text)s IN lower(c.name)) > 0
   OR EXISTS (SELECT 1 FROM follow_relation n WHERE n.corp_id = lingqu_corp() AND n.customer_id = c.customer_id
                                                AND position(%(text)s IN lower(n.remark)) > 0))
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
    conditions: list[str] = field(default_factory=lambda: ["c.last_added_at IS NOT NULL"])
    values: dict[str, Any] = field(default_factory=dict)

    def add(self, condition: str, **values: Any) -> None:
        self.conditions.append(condition)
        self.values.update(values)

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
) -> list[dict[str, Any]]:
    """Return rows of customers, newest adding first.

    Args:
        staff_ids: the members that `wanted.staff_id` and `wanted.department_id` amount to.
        after: keys of the last row of the page before.
    """
    where = _where(wanted, sought, staff_ids)
    if after:
        where.add(
            "(c.last_added_at, c.customer_id) < (%(after_at)s, %(after_id)s)", after_at=after[0], after_id=after[1]
        )
    return await session.fetch(
        f"""
        SELECT c.customer_id, c.name, c.avatar_url, c.gender, c.type, c.live_relations, c.last_added_at
        FROM customer c WHERE c.corp_id = lingqu_corp() AND {where}
        ORDER BY c.last_added_at DESC NULLS LAST, c.customer_id DESC LIMIT %(limit)s
        """,
        {**where.values, "limit": limit},
    )


async def count(
    session: Session, wanted: CustomerFilter, *, sought: Sought | None, staff_ids: Sequence[StaffId] | None
) -> int | None:
    """Count the customers a filter finds; None when there are more than a hundred thousand."""
    where = _where(wanted, sought, staff_ids)
    counted = await session.fetch_value(
        f"""
        SELECT count(*) FROM (
          SELECT 1 FROM customer c WHERE c.corp_id = lingqu_corp() AND {where} LIMIT %(most)s
        ) AS found
        """,
        {**where.values, "most": MOST_COUNTED + 1},
    )
    return counted if counted <= MOST_COUNTED else None


def _where(wanted: CustomerFilter, sought: Sought | None, staff_ids: Sequence[StaffId] | None) -> _Where:
    where = _Where()
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
            where.add(f"c.customer_id IN ({_TAGGED})", tags=tags)
        case MatchTags.ALL:
            where.add(f"c.customer_id IN ({_HAS_ALL})", tags=tags)
        case MatchTags.NONE:
            where.add(f"NOT EXISTS ({_TAGGED} AND r.customer_id = c.customer_id)", tags=tags)


def _add_relation(where: _Where, wanted: CustomerFilter, staff_ids: Sequence[StaffId] | None) -> None:
    """One and the same relation must fulfil all: the list under one member shows that member's addings only."""
    relation = _Where(conditions=["f.customer_id = c.customer_id"])
    if wanted.relation is RelationFilter.LIVE:
        relation.add("f.deleted_at IS NULL")
    if staff_ids is not None:
        relation.add("f.staff_id = ANY(%(staff)s)", staff=list(staff_ids))
    if wanted.channel_id is not None:
        relation.add("f.channel_id = %(channel)s", channel=wanted.channel_id)
    _add_days(relation, "f.added_at", wanted)
    where.add(
        f"EXISTS (SELECT 1 FROM follow_relation f WHERE f.corp_id = lingqu_corp() AND {relation})", **relation.values
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
        f" WHERE g.corp_id = lingqu_corp() AND g.gram = {gram} AND g.customer_id = c.customer_id)"
        for gram in grams
    )
    text = f"{held} AND {_READS_LIKE}"
    if sought.phone_index is None and sought.last4_index is None:
        where.add(text, text=sought.text, **values)
        return
    first = "SELECT g.customer_id FROM customer_gram g WHERE g.corp_id = lingqu_corp() AND g.gram = %(needle_0)s"
    phones = """
      SELECT p.customer_id FROM relation_phone p WHERE p.corp_id = lingqu_corp() AND p.phone_index = %(phone)s
      UNION
      SELECT p.customer_id FROM relation_phone p WHERE p.corp_id = lingqu_corp() AND p.last4_index = %(last4)s
    """
    where.add(
        f"c.customer_id IN ({first} UNION {phones}) AND (c.customer_id IN ({phones}) OR ({text}))",
        text=sought.text,
        phone=sought.phone_index,
        last4=sought.last4_index,
        **values,
    )


# ───────────────────────── what rows show ─────────────────────────


async def tags_of(session: Session, customer_ids: Collection[CustomerId]) -> dict[CustomerId, list[TagName]]:
    """Return the tags that customers have on live relations."""
    rows = await session.fetch(
        """
        SELECT DISTINCT r.customer_id, t.sort, t.tag_id, t.name
        FROM relation_tag r
        JOIN follow_relation f ON f.corp_id = lingqu_corp() AND f.customer_id = r.customer_id
                              AND f.staff_id = r.staff_id AND f.deleted_at IS NULL
        JOIN corp_tag t ON t.corp_id = lingqu_corp() AND t.tag_id = r.tag_id AND t.deleted_at IS NULL
        WHERE r.corp_id = lingqu_corp() AND r.customer_id = ANY(%s) AND r.status <> 'withdrawing'
        ORDER BY r.customer_id, t.sort DESC, t.tag_id
        """,
        (list(customer_ids),),
    )
    tags: dict[CustomerId, list[TagName]] = {}
    for row in rows:
        tags.setdefault(CustomerId(row["customer_id"]), []).append(TagName(row["tag_id"], row["name"]))
    return tags


async def followers_of(
    session: Session, customer_ids: Collection[CustomerId], *, most: int
) -> dict[CustomerId, list[StaffId]]:
    """Return the members who follow customers, the last added first."""
    rows = await session.fetch(
        """
        SELECT customer_id, staff_id
        FROM (SELECT customer_id, staff_id, added_at,
                     row_number() OVER (PARTITION BY customer_id ORDER BY added_at DESC, staff_id) AS place
              FROM follow_relation
              WHERE corp_id = lingqu_corp() AND customer_id = ANY(%s) AND deleted_at IS NULL) AS placed
        WHERE place <= %s ORDER BY customer_id, place
        """,
        (list(customer_ids), most),
    )
    followers: dict[CustomerId, list[StaffId]] = {}
    for row in rows:
        followers.setdefault(CustomerId(row["customer_id"]), []).append(StaffId(row["staff_id"]))
    return followers


async def channels_of(session: Session, customer_ids: Collection[CustomerId]) -> dict[CustomerId, ChannelId]:
    """Return the channel of each customer's newest adding that came through one."""
    rows = await session.fetch(
        """
        SELECT DISTINCT ON (customer_id) customer_id, channel_id FROM relation_spell
        WHERE corp_id = lingqu_corp() AND customer_id = ANY(%s) AND channel_id IS NOT NULL
        ORDER BY customer_id, began_at DESC
        """,
        (list(customer_ids),),
    )
    return {CustomerId(row["customer_id"]): ChannelId(row["channel_id"]) for row in rows}
