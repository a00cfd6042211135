"""How much of each cap is taken: by what was received, also from members by themselves, and by what may still be.

A delivery of a message reserves by being there: from its planning until it is received or has ended, it counts
wherever the time in which it may be received touches; nothing has to be given back. One whose window is over and whose
result is not known yet may have been received until now; one that was settled as unknown, until its window closed.

Of a moment that is governed, a mark with its tag reserves as long as WeCom has it: until the moment is over, or the
mark was taken back there as well. One that is not governed reserves for every customer of those who are asked to
publish it. What was shown counts as shown.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from lingqu.infra.database import Session
from lingqu.kernel.ids import BroadcastId, CustomerId, MomentId
from lingqu.outreach.contracts.rules import Category, Channel
from lingqu.outreach.domain.limits import Limit, Taken

LONGEST_LIFE = timedelta(days=30)
"""No delivery is received longer after its planning: its window closes after days, and the results soon after."""

_TAKEN = """
WITH asked AS (
  SELECT * FROM unnest(%(chosen)s::integer[], %(contacts)s::integer[]) AS a(chosen, contact)
), taken AS (
  SELECT a.chosen, a.contact = a.chosen AS is_chosen, 'message' AS way,
         coalesce(p.category, 'marketing') AS category,
         b.programme_id,
         CASE WHEN d.state = 'delivered' THEN d.settled_at ELSE d.planned_at END AS first_at,
         CASE d.state WHEN 'delivered' THEN d.settled_at WHEN 'unknown' THEN b.closes_at
                      ELSE greatest(b.closes_at, %(at)s::timestamptz) END AS last_at
  FROM asked a
  JOIN delivery d ON d.corp_id = lingqu_corp() AND d.customer_id = a.contact AND d.planned_at >= %(since)s
    AND d.channel = 'broadcast' AND d.broadcast_id IS DISTINCT FROM %(broadcast_id)s
    AND d.state IN ('planned', 'claimed', 'handed_over', 'delivered', 'unknown')
    AND NOT (d.state = 'planned' AND d.staff_id IS NULL)
  JOIN broadcast b ON b.corp_id = lingqu_corp() AND b.broadcast_id = d.broadcast_id
  LEFT JOIN programme p ON p.corp_id = lingqu_corp() AND p.programme_id = b.programme_id
  UNION ALL
  SELECT a.chosen, a.contact = a.chosen, 'message', 'marketing', NULL, o.sent_at, o.sent_at
  FROM asked a
  JOIN own_send_recipient o ON o.corp_id = lingqu_corp() AND o.customer_id = a.contact AND o.sent_at >= %(since)s
  UNION ALL
  SELECT a.chosen, a.contact = a.chosen, 'moment', coalesce(p.category, 'marketing'), m.programme_id,
         d.settled_at, d.settled_at
  FROM asked a
  JOIN delivery d ON d.corp_id = lingqu_corp() AND d.customer_id = a.contact AND d.planned_at >= %(since)s
    AND d.channel = 'moment' AND d.state = 'delivered' AND d.moment_id IS DISTINCT FROM %(moment_id)s
  LEFT JOIN moment m ON m.corp_id = lingqu_corp() AND m.moment_id = d.moment_id
  LEFT JOIN programme p ON p.corp_id = lingqu_corp() AND p.programme_id = m.programme_id
  WHERE %(moments)s
  UNION ALL
  SELECT a.chosen, a.contact = a.chosen, 'moment', coalesce(p.category, 'marketing'), m.programme_id,
         greatest(m.marking_at, m.starts_at), greatest(m.closes_at, %(at)s::timestamptz)
  FROM asked a
  JOIN relation_tag t ON t.corp_id = lingqu_corp() AND t.customer_id = a.contact
  JOIN moment m ON m.corp_id = lingqu_corp() AND m.marking_tag_id = t.tag_id
    AND m.moment_id IS DISTINCT FROM %(moment_id)s
  LEFT JOIN programme p ON p.corp_id = lingqu_corp() AND p.programme_id = m.programme_id
  WHERE %(moments)s AND NOT EXISTS (
    SELECT FROM delivery d WHERE d.corp_id = lingqu_corp() AND d.key = 'moment:' || m.moment_id || ':' || a.contact
      AND d.state = 'delivered')
  UNION ALL
  SELECT a.chosen, a.contact = a.chosen, 'moment', 'marketing', NULL, c.begins_at,
         greatest(c.closes_at, %(at)s::timestamptz)
  FROM asked a
  CROSS JOIN (
    SELECT m.moment_id, m.tag_ids, array_agg(c.moment_call_id) AS call_ids, max(c.closes_at) AS closes_at,
           min(coalesce(c.called_at, %(at)s::timestamptz)) AS begins_at
    FROM moment_call c JOIN moment m ON m.corp_id = lingqu_corp() AND m.moment_id = c.moment_id AND NOT m.governed
    WHERE c.corp_id = lingqu_corp() AND c.state IN ('ready', 'calling', 'making', 'handed_over')
      AND m.moment_id IS DISTINCT FROM %(moment_id)s AND %(moments)s
    GROUP BY m.moment_id, m.tag_ids
  ) c
  WHERE EXISTS (
    SELECT FROM follow_relation r
    JOIN moment_copy y ON y.corp_id = lingqu_corp() AND y.moment_call_id = ANY(c.call_ids)
                      AND y.staff_id = r.staff_id
    WHERE r.corp_id = lingqu_corp() AND r.customer_id = a.contact AND r.deleted_at IS NULL
      AND (c.tag_ids IS NULL OR EXISTS (
        SELECT FROM relation_tag t WHERE t.corp_id = lingqu_corp() AND t.customer_id = r.customer_id
          AND t.staff_id = r.staff_id AND t.tag_id = ANY(c.tag_ids)))
  ) AND NOT EXISTS (
    SELECT FROM delivery d WHERE d.corp_id = lingqu_corp() AND d.key = 'moment:' || c.moment_id || ':' || a.contact
      AND d.state = 'delivered')
)
"""
_COUNTED = f"""
{_TAKEN}, bound AS (
  SELECT * FROM unnest(%(number)s::integer[], %(begins)s::timestamptz[], %(ends)s::timestamptz[],
                       %(category)s::text[], %(way)s::text[], %(programme_id)s::integer[], %(of_wecom)s::boolean[])
         AS l(number, begins, ends, category, way, programme_id, of_wecom)
)
SELECT t.chosen, l.number, count(*) AS taken
FROM taken t JOIN bound l ON t.first_at < l.ends AND t.last_at >= l.begins
  AND (l.category IS NULL OR l.category = t.category) AND (l.way IS NULL OR l.way = t.way)
  AND (l.programme_id IS NULL OR l.programme_id = t.programme_id) AND (t.is_chosen OR NOT l.of_wecom)
GROUP BY t.chosen, l.number
"""


async def count_taken(
    session: Session,
    broadcast_id: BroadcastId | None,
    contacts: Mapping[CustomerId, Sequence[CustomerId]],
    limits: Sequence[Limit],
    *,
    moment_id: MomentId | None = None,
) -> dict[CustomerId, list[int]]:
    """Return how much of each limit is taken by other broadcasts and moments; it stays so while the rules are locked.

    Args:
        contacts: of each customer who is to be written to, all customers that are the same person.
    """
    taken = {chosen: [0] * len(limits) for chosen in contacts}
    rows = await session.fetch(
        _COUNTED,
        {
            **_asked(
                session, broadcast_id, contacts, since=min((limit.begins for limit in limits), default=session.at)
            ),
            "moment_id": moment_id,
            "moments": any(limit.channel is not Channel.MESSAGE for limit in limits),
            "number": list(range(len(limits))),
            "begins": [limit.begins for limit in limits],
            "ends": [limit.ends for limit in limits],
            "category": [limit.category and limit.category.value for limit in limits],
            "way": [limit.channel and limit.channel.value for limit in limits],
            "programme_id": [limit.programme_id for limit in limits],
            "of_wecom": [limit.of_wecom for limit in limits],
        },
    )
    for row in rows:
        taken[CustomerId(row["chosen"])][row["number"]] = row["taken"]
    return taken


async def list_taken(
    session: Session, contacts: Mapping[CustomerId, Sequence[CustomerId]], *, since: datetime
) -> dict[CustomerId, list[Taken]]:
    """Return each message and moment that counts for some customers since an instant."""
    rows = await session.fetch(
        f"{_TAKEN} SELECT chosen, is_chosen, way, category, programme_id, first_at, last_at FROM taken",
        {**_asked(session, None, contacts, since=since), "moment_id": None, "moments": True},
    )
    taken: dict[CustomerId, list[Taken]] = {chosen: [] for chosen in contacts}
    for row in rows:
        taken[CustomerId(row["chosen"])].append(
            Taken(
                category=Category(row["category"]),
                programme_id=row["programme_id"],
                first_at=row["first_at"],
                last_at=row["last_at"],
                of_customer=row["is_chosen"],
                channel=Channel(row["way"]),
            )
        )
    return taken


def _asked(
    session: Session,
    broadcast_id: BroadcastId | None,
    contacts: Mapping[CustomerId, Sequence[CustomerId]],
    *,
    since: datetime,
) -> dict[str, Any]:
    pairs = [(chosen, contact) for chosen, several in contacts.items() for contact in several]
    return {
        "at": session.at,
        "broadcast_id": broadcast_id,
        "since": since - LONGEST_LIFE,
        "chosen": [chosen for chosen, _ in pairs],
        "contacts": [contact for _, contact in pairs],
    }
