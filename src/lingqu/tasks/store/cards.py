"""SQL of cards: what members are told of, which cards are on their way, and what became of them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from lingqu.infra.database import Session, UnitOfWork
from lingqu.kernel.ids import StaffId, TaskId, Userid
from lingqu.tasks.contracts.cards import CardId, CardState, SentCard
from lingqu.tasks.contracts.tasks import Proof, TaskKind

CODE_LIFE = timedelta(hours=72)
"""So long WeCom lets a card be changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """An open task of a work order, with all that decides about its next card and stands on it."""

    task_id: TaskId
    staff_id: StaffId
    userid: Userid
    left: bool
    kind: TaskKind
    title: str
    todo: str
    proof: Proof
    opened_at: datetime
    closes_at: datetime
    carded_at: datetime | None
    seen_at: datetime | None
    reminder_asked_at: datetime | None
    reminded_ats: list[datetime]
    customers: int
    unproven: int
    """Customers without the tag that proves the task; 0 where no tag does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCard:
    """A card about to be sent."""

    wecom_task_id: str
    staff_id: StaffId
    task_ids: Sequence[TaskId]
    reminds: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A card as kept."""

    card_id: CardId
    wecom_task_id: str
    staff_id: StaffId
    userid: Userid
    task_ids: list[TaskId]
    reminds: bool
    state: CardState
    made_at: datetime
    response_code: str | None
    response_code_at: datetime | None


_CARD = """c.card_id, c.wecom_task_id, c.staff_id, s.userid, c.task_ids, c.reminds, c.state, c.made_at,
           c.response_code, c.response_code_at"""
_FROM = "task_card c JOIN staff s ON s.corp_id = lingqu_corp() AND s.staff_id = c.staff_id"


async def lock_waiting(unit: UnitOfWork, staff_ids: Collection[StaffId]) -> list[Waiting]:
    """Return the open tasks of some members, group sends left out, locked."""
    await unit.fetch(
        """
        SELECT task_id FROM task
        WHERE corp_id = lingqu_corp() AND staff_id = ANY(%s) AND state = 'open' AND work_order_id IS NOT NULL
        ORDER BY task_id FOR UPDATE
        """,
        (list(staff_ids),),
    )
    # A statement of its own: it sees what was committed while the locks were waited for.
    return await list_waiting(unit, staff_ids=staff_ids)


async def list_waiting(
    session: Session, *, staff_ids: Collection[StaffId] | None = None, task_ids: Collection[TaskId] | None = None
) -> list[Waiting]:
    """Return open tasks of work orders, of some members or by number."""
    return await session.fetch(
        """
        SELECT t.task_id, t.staff_id, s.userid, s.left_at IS NOT NULL AS left, t.kind, o.title, o.todo, o.proof,
               t.opened_at, t.closes_at, t.carded_at, t.seen_at, t.reminder_asked_at, t.reminded_ats,
               (SELECT count(*) FROM task_customer c
                WHERE c.corp_id = lingqu_corp() AND c.task_id = t.task_id) AS customers,
               CASE WHEN o.proof = 'tag' THEN
                 (SELECT count(*) FROM task_customer c WHERE c.corp_id = lingqu_corp() AND c.task_id = t.task_id
                  AND NOT EXISTS (SELECT FROM relation_tag r WHERE r.corp_id = lingqu_corp()
                                  AND r.customer_id = c.customer_id AND r.tag_id = o.proof_tag_id
                                  AND r.status <> 'withdrawing'))
               ELSE 0 END AS unproven
        FROM task t
        JOIN staff s ON s.corp_id = lingqu_corp() AND s.staff_id = t.staff_id
        JOIN work_order o ON o.corp_id = lingqu_corp() AND o.work_order_id = t.work_order_id
        WHERE t.corp_id = lingqu_corp() AND t.state = 'open'
          AND (%(staff)s::integer[] IS NULL OR t.staff_id = ANY(%(staff)s))
          AND (%(tasks)s::bigint[] IS NULL OR t.task_id = ANY(%(tasks)s))
        ORDER BY t.task_id
        """,
        {
            "staff": None if staff_ids is None else list(staff_ids),
            "tasks": None if task_ids is None else list(task_ids),
        },
        into=Waiting,
    )


async def last_made(session: Session, staff_ids: Collection[StaffId]) -> dict[StaffId, datetime]:
    """Return when the newest card of each member was made."""
    rows = await session.fetch(
        """
        SELECT staff_id, max(made_at) AS made_at FROM task_card
        WHERE corp_id = lingqu_corp() AND staff_id = ANY(%s) GROUP BY staff_id
        """,
        (list(staff_ids),),
    )
    return {row["staff_id"]: row["made_at"] for row in rows}


async def insert(unit: UnitOfWork, cards: Sequence[NewCard]) -> None:
    """Keep cards before they leave, and note on their tasks that they tell of them."""
    await unit.execute(
        """
        INSERT INTO task_card (corp_id, wecom_task_id, staff_id, task_ids, reminds, state, made_at)
        SELECT lingqu_corp(), n.name, n.staff_id, string_to_array(n.task_ids, ',')::bigint[], n.reminds, 'calling',
               %(at)s
        FROM unnest(%(name)s::text[], %(staff)s::integer[], %(tasks)s::text[], %(reminds)s::boolean[])
             AS n(name, staff_id, task_ids, reminds)
        """,
        {
            "at": unit.at,
            "name": [one.wecom_task_id for one in cards],
            "staff": [one.staff_id for one in cards],
            "tasks": [",".join(map(str, one.task_ids)) for one in cards],
            "reminds": [one.reminds for one in cards],
        },
    )
    await unit.execute(
        """
        UPDATE task SET carded_at = %s, reminder_asked_at = NULL
        WHERE corp_id = lingqu_corp() AND task_id = ANY(%s)
        """,
        (unit.at, [task_id for one in cards for task_id in one.task_ids]),
    )


async def list_calling(session: Session, staff_ids: Collection[StaffId]) -> list[Card]:
    """Return the cards of some members that are on their way: just made, or of which no answer came."""
    return await session.fetch(
        f"""
        SELECT {_CARD} FROM {_FROM}
        WHERE c.corp_id = lingqu_corp() AND c.staff_id = ANY(%s) AND c.state = 'calling' ORDER BY c.card_id
        """,
        (list(staff_ids),),
        into=Card,
    )


async def settle(unit: UnitOfWork, sent: Mapping[CardId, SentCard], failed: Mapping[CardId, str]) -> None:
    """Record what WeCom said of cards that were on their way."""
    await unit.execute(
        """
        UPDATE task_card c SET state = 'sent', sent_at = %(at)s, msgid = n.msgid, response_code = n.code,
                               response_code_at = CASE WHEN n.code IS NOT NULL THEN %(at)s::timestamptz END
        FROM unnest(%(ids)s::bigint[], %(msgids)s::text[], %(codes)s::text[]) AS n(card_id, msgid, code)
        WHERE c.corp_id = lingqu_corp() AND c.card_id = n.card_id AND c.state = 'calling'
        """,
        {
            "at": unit.at,
            "ids": list(sent),
            "msgids": [one.msgid for one in sent.values()],
            "codes": [one.response_code for one in sent.values()],
        },
    )
    await unit.execute(
        """
        UPDATE task_card c SET state = 'failed', reason = n.reason
        FROM unnest(%(ids)s::bigint[], %(reasons)s::text[]) AS n(card_id, reason)
        WHERE c.corp_id = lingqu_corp() AND c.card_id = n.card_id AND c.state = 'calling'
        """,
        {"ids": list(failed), "reasons": list(failed.values())},
    )


async def find_by_wecom(session: Session, names: Collection[str]) -> dict[str, Card]:
    """Return cards by their ids at WeCom."""
    rows: list[Card] = await session.fetch(
        f"SELECT {_CARD} FROM {_FROM} WHERE c.corp_id = lingqu_corp() AND c.wecom_task_id = ANY(%s)",
        (list(names),),
        into=Card,
    )
    return {one.wecom_task_id: one for one in rows}


async def find_some(session: Session, card_ids: Collection[CardId]) -> list[Card]:
    """Return cards by number."""
    return await session.fetch(
        f"SELECT {_CARD} FROM {_FROM} WHERE c.corp_id = lingqu_corp() AND c.card_id = ANY(%s) AND c.closed_at IS NULL",
        (list(card_ids),),
        into=Card,
    )


async def signal(unit: UnitOfWork, card_ids: Collection[CardId], codes: Mapping[CardId, str]) -> None:
    """Record that cards were answered, with the fresh rights to change them; the first answer counts."""
    await unit.execute(
        """
        UPDATE task_card c SET signalled_at = coalesce(c.signalled_at, %(at)s),
               response_code = coalesce(n.code, c.response_code),
               response_code_at = CASE WHEN n.code IS NOT NULL THEN %(at)s ELSE c.response_code_at END,
               state = 'sent', sent_at = coalesce(c.sent_at, %(at)s)
        FROM unnest(%(ids)s::bigint[], %(codes)s::text[]) AS n(card_id, code)
        WHERE c.corp_id = lingqu_corp() AND c.card_id = n.card_id
        """,
        {"at": unit.at, "ids": list(card_ids), "codes": [codes.get(one) for one in card_ids]},
    )


async def list_over(session: Session, staff_ids: Collection[StaffId], task_ids: Collection[TaskId]) -> list[CardId]:
    """Return the cards that tell of some tasks, can still be changed, and whose tasks have all ended."""
    rows = await session.fetch(
        """
        SELECT c.card_id FROM task_card c
        WHERE c.corp_id = lingqu_corp() AND c.staff_id = ANY(%(staff)s) AND c.task_ids && %(tasks)s::bigint[]
          AND c.closed_at IS NULL AND c.response_code_at > %(since)s
          AND NOT EXISTS (SELECT FROM task t WHERE t.corp_id = lingqu_corp() AND t.task_id = ANY(c.task_ids)
                          AND t.state = 'open')
        ORDER BY c.card_id
        """,
        {"staff": list(staff_ids), "tasks": list(task_ids), "since": session.at - CODE_LIFE},
    )
    return [CardId(row["card_id"]) for row in rows]


async def list_unconfirmed(session: Session, card_ids: Collection[CardId]) -> set[CardId]:
    """Return those of some cards of whose tasks not all were done."""
    rows = await session.fetch(
        """
        SELECT DISTINCT c.card_id FROM task_card c
        JOIN task t ON t.corp_id = lingqu_corp() AND t.task_id = ANY(c.task_ids) AND t.state <> 'confirmed'
        WHERE c.corp_id = lingqu_corp() AND c.card_id = ANY(%s)
        """,
        (list(card_ids),),
    )
    return {CardId(row["card_id"]) for row in rows}


async def mark_closed(unit: UnitOfWork, card_ids: Collection[CardId]) -> None:
    """Record that cards show the end; their rights to be changed are spent."""
    await unit.execute(
        """
        UPDATE task_card SET closed_at = %s, response_code = NULL
        WHERE corp_id = lingqu_corp() AND card_id = ANY(%s)
        """,
        (unit.at, list(card_ids)),
    )
