"""SQL of moments."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from psycopg.types.json import Jsonb
from pyroaring import BitMap

from lingqu.deliveries.contracts import Reason
from lingqu.deliveries.contracts.moments import MomentContent
from lingqu.infra.database import Session, UnitOfWork
from lingqu.kernel.ids import CustomerId, DepartmentId, MomentId, StaffId, TagId
from lingqu.outreach.contracts.broadcasts import SegmentAudience, TagAudience, TagMatch
from lingqu.outreach.contracts.moments import (
    Aim,
    Everybody,
    Moment,
    MomentAudience,
    MomentDraft,
    MomentState,
    Problem,
    Senders,
)
from lingqu.outreach.contracts.rules import Category

LAST_NUMBER = 2**31 - 1

_ROW = """moment_id, name, state, content, tag_ids, segment_id, staff_ids, department_ids, programme_id, governed,
          starts_at, created_at, created_by, sent_by, approved_by, reach, marked_to,
          members IS NOT NULL AS has_unmarked, marking_at, marking_tag_id, marks, ready_at, handed_over_at, closes_at,
          finished_at, problem"""


async def insert(unit: UnitOfWork, draft: MomentDraft, *, created_by: str | None) -> MomentId:
    """Insert a draft."""
    aim = draft.aim
    return MomentId(
        await unit.fetch_value(
            """
            INSERT INTO moment (corp_id, name, state, content, tag_ids, segment_id, staff_ids, department_ids,
                                programme_id, governed, starts_at, created_at, created_by)
            VALUES (lingqu_corp(), %(name)s, 'draft', %(content)s, %(tag_ids)s, %(segment_id)s, %(staff_ids)s,
                    %(department_ids)s, %(programme_id)s, %(governed)s, %(starts_at)s, %(at)s, %(created_by)s)
            RETURNING moment_id
            """,
            {
                "name": draft.name,
                "content": Jsonb(msgspec.to_builtins(draft.content)),
                "tag_ids": list(aim.audience.tag_ids) if isinstance(aim.audience, TagAudience) else None,
                "segment_id": aim.audience.segment_id if isinstance(aim.audience, SegmentAudience) else None,
                "staff_ids": list(aim.senders.staff_ids),
                "department_ids": list(aim.senders.department_ids),
                "programme_id": aim.programme_id,
                "governed": aim.governed,
                "starts_at": aim.starts_at,
                "at": unit.at,
                "created_by": created_by,
            },
        )
    )


async def find(session: Session, moment_id: MomentId, *, lock: bool = False) -> Moment | None:
    """Return a moment; `lock` holds it until the unit ends."""
    row = await session.fetch_one(
        f"SELECT {_ROW} FROM moment WHERE corp_id = lingqu_corp() AND moment_id = %s {'FOR UPDATE' if lock else ''}",
        (moment_id,),
    )
    return _moment(row) if row else None


async def list_page(session: Session, *, before: MomentId | None, limit: int) -> list[Moment]:
    """Return a page of moments, the newest first."""
    rows = await session.fetch(
        f"""
        SELECT {_ROW} FROM moment WHERE corp_id = lingqu_corp() AND moment_id < %s ORDER BY moment_id DESC LIMIT %s
        """,
        (before or LAST_NUMBER, limit),
    )
    return [_moment(row) for row in rows]


async def list_of_programme(session: Session, programme_id: int) -> list[MomentId]:
    """Return the numbers of a programme's moments."""
    rows = await session.fetch(
        "SELECT moment_id FROM moment WHERE corp_id = lingqu_corp() AND programme_id = %s ORDER BY moment_id",
        (programme_id,),
    )
    return [MomentId(row["moment_id"]) for row in rows]


async def lock_asked(unit: UnitOfWork) -> list[Moment]:
    """Lock and return the moments that members are asked to publish, or are about to be."""
    rows = await unit.fetch(
        f"""
        SELECT {_ROW} FROM moment WHERE corp_id = lingqu_corp() AND state IN ('handing_over', 'waiting')
        ORDER BY moment_id FOR UPDATE
        """
    )
    return [_moment(row) for row in rows]


async def save_members(unit: UnitOfWork, moment_id: MomentId, members: BitMap) -> None:
    """Keep who is to be marked."""
    await unit.execute(
        "UPDATE moment SET members = %s WHERE corp_id = lingqu_corp() AND moment_id = %s",
        (members.serialize(), moment_id),
    )


async def load_members(session: Session, moment_id: MomentId) -> BitMap:
    """Return who was to be marked; nobody once all are."""
    kept = await session.fetch_value(
        "SELECT members FROM moment WHERE corp_id = lingqu_corp() AND moment_id = %s", (moment_id,)
    )
    return BitMap.deserialize(kept) if kept else BitMap()


async def set_tag(unit: UnitOfWork, moment_id: MomentId, tag_id: TagId) -> None:
    """Remember which tag stands for the segment."""
    await unit.execute(
        "UPDATE moment SET marking_tag_id = %s WHERE corp_id = lingqu_corp() AND moment_id = %s", (tag_id, moment_id)
    )


async def note_marked(unit: UnitOfWork, moment_id: MomentId, *, last: CustomerId, marks: int) -> None:
    """Remember how far the marking has come."""
    await unit.execute(
        "UPDATE moment SET marked_to = %s, marks = marks + %s WHERE corp_id = lingqu_corp() AND moment_id = %s",
        (last, marks, moment_id),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A customer whom a moment may still be shown to by its tag."""

    moment_id: MomentId
    tag_id: TagId
    category: Category
    customer_id: CustomerId


async def list_marks(session: Session, customers: Collection[CustomerId]) -> list[Mark]:
    """Return the marks of some customers for moments that are not over."""
    return await session.fetch(
        """
        SELECT DISTINCT m.moment_id, t.tag_id, coalesce(p.category, 'marketing') AS category, t.customer_id
        FROM relation_tag t
        JOIN moment m ON m.corp_id = lingqu_corp() AND m.marking_tag_id = t.tag_id
        LEFT JOIN programme p ON p.corp_id = lingqu_corp() AND p.programme_id = m.programme_id
        WHERE t.corp_id = lingqu_corp() AND t.customer_id = ANY(%s) AND t.status <> 'withdrawing'
        ORDER BY m.moment_id, t.customer_id
        """,
        (list(customers),),
        into=Mark,
    )


async def note_taken_out(unit: UnitOfWork, moment_id: MomentId, reasons: Mapping[CustomerId, Reason]) -> None:
    """Remember whose marks are being taken back, and why; the first reason stays."""
    told = {str(customer_id): reason.value for customer_id, reason in reasons.items()}
    await unit.execute(
        "UPDATE moment SET taken_out = %s || taken_out WHERE corp_id = lingqu_corp() AND moment_id = %s",
        (Jsonb(told), moment_id),
    )


async def list_taken_out(session: Session, moment_id: MomentId) -> dict[CustomerId, Reason]:
    """Return whose marks were taken back, and why."""
    told = await session.fetch_value(
        "SELECT taken_out FROM moment WHERE corp_id = lingqu_corp() AND moment_id = %s", (moment_id,)
    )
    return {CustomerId(int(customer_id)): Reason(reason) for customer_id, reason in told.items()}


async def forget_members(unit: UnitOfWork, moment_id: MomentId) -> None:
    """Forget who was to be marked: all are."""
    await unit.execute(
        "UPDATE moment SET members = NULL WHERE corp_id = lingqu_corp() AND moment_id = %s", (moment_id,)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class MomentStep:
    """A move of a moment; what is None stays as it is."""

    state: MomentState
    sent_by: str | None = None
    approved_by: str | None = None
    reach: int | None = None
    marking_at: datetime | None = None
    ready_at: datetime | None = None
    handed_over_at: datetime | None = None
    closes_at: datetime | None = None
    finished_at: datetime | None = None
    problem: Problem | str | None = None


async def move(unit: UnitOfWork, moment_id: MomentId, step: MomentStep) -> None:
    """Move a locked moment. Who its members were is forgotten once nobody of them is to be marked any more."""
    await unit.execute(
        """
        UPDATE moment
        SET state = %(state)s, members = CASE WHEN %(state)s = 'marking' THEN members END,
            sent_by = coalesce(%(sent_by)s, sent_by), approved_by = coalesce(%(approved_by)s, approved_by),
            reach = coalesce(%(reach)s, reach),
            marking_at = coalesce(%(marking_at)s, marking_at), ready_at = coalesce(%(ready_at)s, ready_at),
            handed_over_at = coalesce(%(handed_over_at)s, handed_over_at),
            closes_at = coalesce(%(closes_at)s, closes_at), finished_at = coalesce(%(finished_at)s, finished_at),
            problem = coalesce(%(problem)s, problem)
        WHERE corp_id = lingqu_corp() AND moment_id = %(moment_id)s
        """,
        {
            "moment_id": moment_id,
            "state": step.state.value,
            "sent_by": step.sent_by,
            "approved_by": step.approved_by,
            "reach": step.reach,
            "marking_at": step.marking_at,
            "ready_at": step.ready_at,
            "handed_over_at": step.handed_over_at,
            "closes_at": step.closes_at,
            "finished_at": step.finished_at,
            "problem": step.problem,
        },
    )


async def forget_tag(unit: UnitOfWork, moment_id: MomentId) -> None:
    """Note that the tag that stood for the segment is no more."""
    await unit.execute(
        "UPDATE moment SET marking_tag_id = NULL WHERE corp_id = lingqu_corp() AND moment_id = %s", (moment_id,)
    )


async def list_tags(session: Session, moments: Sequence[Moment]) -> dict[TagId, str]:
    """Return the names of the tags that moments are for, deleted ones included."""
    wanted = {tag for one in moments if isinstance(one.audience, TagAudience) for tag in one.audience.tag_ids}
    rows = await session.fetch(
        "SELECT tag_id, name FROM corp_tag WHERE corp_id = lingqu_corp() AND tag_id = ANY(%s)", (list(wanted),)
    )
    return {TagId(row["tag_id"]): row["name"] for row in rows}


def _moment(row: dict[str, Any]) -> Moment:
    typed: dict[str, Any] = {
        "state": MomentState(row["state"]),
        "content": msgspec.convert(row["content"], MomentContent),
        "aim": Aim(
            audience=_audience(row.pop("tag_ids"), row.pop("segment_id")),
            senders=Senders(
                staff_ids=tuple(StaffId(one) for one in row.pop("staff_ids")),
                department_ids=tuple(DepartmentId(one) for one in row.pop("department_ids")),
            ),
            programme_id=row.pop("programme_id"),
            governed=row.pop("governed"),
            starts_at=row.pop("starts_at"),
        ),
    }
    return Moment(**{**row, **typed})


def _audience(tag_ids: list[int] | None, segment_id: int | None) -> MomentAudience:
    if segment_id is not None:
        return SegmentAudience(segment_id=segment_id)
    if tag_ids is not None:
        return TagAudience(tag_ids=tuple(TagId(one) for one in tag_ids), match=TagMatch.ANY)
    return Everybody()
