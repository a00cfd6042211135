"""SQL of broadcasts."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from psycopg.types.json import Jsonb
from pyroaring import BitMap

from lingqu.customers.contracts.consent import Purpose
from lingqu.deliveries.contracts import Content, DeliveryState
from lingqu.groupchats.contracts.audiences import GroupAudience
from lingqu.infra.database import Session, UnitOfWork
from lingqu.kernel.ids import BroadcastId
from lingqu.outreach.contracts.broadcasts import (
    Broadcast,
    BroadcastAudience,
    BroadcastDraft,
    BroadcastState,
    EndReason,
    MailingAudience,
    SegmentAudience,
    TagAudience,
    TagMatch,
)
from lingqu.outreach.contracts.mailings import Mailing
from lingqu.outreach.contracts.programmes import ProgrammeId
from lingqu.outreach.contracts.variants import Variant
from lingqu.outreach.domain.competing import GivenWay

LAST_NUMBER = 2**31 - 1

_ROW = """broadcast_id, version, name, state, tag_ids, tag_match, segment_id, groups, variants, programme_id,
          mailing, created_at, created_by, scheduled_at, sent_by, approved_by, reach, end_reason, planned_to,
          handed_over_at, closes_at, finished_at"""


async def insert(unit: UnitOfWork, draft: BroadcastDraft, *, created_by: str | None) -> BroadcastId:
    """Insert a draft."""
    return BroadcastId(
        await unit.fetch_value(
            """
            INSERT INTO broadcast (corp_id, name, state, tag_ids, tag_match, segment_id, groups, variants,
                                   programme_id, created_at, created_by)
            VALUES (lingqu_corp(), %(name)s, 'draft', %(tag_ids)s, %(tag_match)s, %(segment_id)s, %(groups)s,
                    %(variants)s, %(programme_id)s, %(at)s, %(created_by)s)
            RETURNING broadcast_id
            """,
            {**_params(draft), "at": unit.at, "created_by": created_by},
        )
    )


async def open_mailing(unit: UnitOfWork, mailing: Mailing, key: str) -> BroadcastId | None:
    """Insert a mailing that waits for its hour; None where there is one of this key."""
    number = await unit.fetch_value(
        """
        INSERT INTO broadcast (corp_id, name, state, mailing, variants, programme_id, created_at, scheduled_at)
        VALUES (lingqu_corp(), %(name)s, 'scheduled', %(mailing)s, %(variants)s, %(programme_id)s, %(at)s,
                %(leaves_at)s)
        ON CONFLICT (corp_id, mailing) WHERE mailing IS NOT NULL DO NOTHING
        RETURNING broadcast_id
        """,
        {
            "name": mailing.name,
            "mailing": key,
            "variants": _variants_json(mailing.variants),
            "programme_id": mailing.programme_id,
            "at": unit.at,
            "leaves_at": mailing.leaves_at,
        },
    )
    return None if number is None else BroadcastId(number)


async def hold_mailing(unit: UnitOfWork, key: str) -> tuple[BroadcastId, BroadcastState]:
    """Return a mailing that there is, and keep it where it stands until the unit ends."""
    row = await unit.fetch_one(
        "SELECT broadcast_id, state FROM broadcast WHERE corp_id = lingqu_corp() AND mailing = %s FOR SHARE", (key,)
    )
    return BroadcastId(row["broadcast_id"]), BroadcastState(row["state"])


async def revise(unit: UnitOfWork, broadcast_id: BroadcastId, draft: BroadcastDraft) -> None:
    """Write what was decided about a locked broadcast anew."""
    await unit.execute(
        """
        UPDATE broadcast
        SET name = %(name)s, tag_ids = %(tag_ids)s, tag_match = %(tag_match)s, segment_id = %(segment_id)s,
            groups = %(groups)s, variants = %(variants)s, programme_id = %(programme_id)s, version = version + 1
        WHERE corp_id = lingqu_corp() AND broadcast_id = %(broadcast_id)s
        """,
        {**_params(draft), "broadcast_id": broadcast_id},
    )


async def recall(unit: UnitOfWork, broadcast_id: BroadcastId) -> None:
    """Make a locked broadcast a draft again: nobody has sent or approved it, and it has no hour."""
    await unit.execute(
        """
        UPDATE broadcast
        SET state = 'draft', scheduled_at = NULL, sent_by = NULL, approved_by = NULL, reach = NULL,
            version = version + 1
        WHERE corp_id = lingqu_corp() AND broadcast_id = %s
        """,
        (broadcast_id,),
    )


async def find(session: Session, broadcast_id: BroadcastId, *, lock: bool = False) -> Broadcast | None:
    """Return a broadcast; `lock` holds it until the unit ends."""
    row = await session.fetch_one(
        f"SELECT {_ROW} FROM broadcast WHERE corp_id = lingqu_corp() AND broadcast_id = %s"
        f" {'FOR UPDATE' if lock else ''}",
        (broadcast_id,),
    )
    return _broadcast(row) if row else None


async def list_page(
    session: Session, *, programme_id: ProgrammeId | None, before: BroadcastId | None, limit: int
) -> list[Broadcast]:
    """Return a page of broadcasts, of one programme or of all, the newest first."""
    of_programme = "AND programme_id = %(programme_id)s" if programme_id is not None else ""
    rows = await session.fetch(
        f"""
        SELECT {_ROW} FROM broadcast
        WHERE corp_id = lingqu_corp() AND broadcast_id < %(before)s AND mailing IS NULL {of_programme}
        ORDER BY broadcast_id DESC LIMIT %(limit)s
        """,
        {"programme_id": programme_id, "before": before or LAST_NUMBER, "limit": limit},
    )
    return [_broadcast(row) for row in rows]


async def lock_in(unit: UnitOfWork, states: Sequence[BroadcastState]) -> list[Broadcast]:
    """Return and hold all broadcasts in some states."""
    rows = await unit.fetch(
        f"""
        SELECT {_ROW} FROM broadcast WHERE corp_id = lingqu_corp() AND state = ANY(%s)
        ORDER BY broadcast_id FOR UPDATE
        """,
        ([state.value for state in states],),
    )
    return [_broadcast(row) for row in rows]


async def list_in(session: Session, states: Sequence[BroadcastState]) -> list[Broadcast]:
    """Return all broadcasts in some states."""
    rows = await session.fetch(
        f"SELECT {_ROW} FROM broadcast WHERE corp_id = lingqu_corp() AND state = ANY(%s) ORDER BY broadcast_id",
        ([state.value for state in states],),
    )
    return [_broadcast(row) for row in rows]


async def list_of_programme(session: Session, programme_id: int) -> list[BroadcastId]:
    """Return the numbers of a programme's broadcasts."""
    rows = await session.fetch(
        "SELECT broadcast_id FROM broadcast WHERE corp_id = lingqu_corp() AND programme_id = %s ORDER BY broadcast_id",
        (programme_id,),
    )
    return [BroadcastId(row["broadcast_id"]) for row in rows]


async def list_drafts_for(session: Session, segment_id: int) -> dict[int, str]:
    """Return the names of the drafts that are for a segment, by number."""
    rows = await session.fetch(
        """
        SELECT broadcast_id, name FROM broadcast
        WHERE corp_id = lingqu_corp() AND segment_id = %s AND state = 'draft' ORDER BY broadcast_id
        """,
        (segment_id,),
    )
    return {row["broadcast_id"]: row["name"] for row in rows}


async def list_named(session: Session, names: Collection[str]) -> list[Broadcast]:
    """Return the broadcasts of some names, of all programmes and states, the oldest first."""
    rows = await session.fetch(
        f"SELECT {_ROW} FROM broadcast"
        " WHERE corp_id = lingqu_corp() AND name = ANY(%s) AND mailing IS NULL ORDER BY broadcast_id",
        (list(names),),
    )
    return [_broadcast(row) for row in rows]


async def set_planned_to(unit: UnitOfWork, broadcast_id: BroadcastId, number: int) -> None:
    """Remember how far the planning has come."""
    await unit.execute(
        "UPDATE broadcast SET planned_to = %s WHERE corp_id = lingqu_corp() AND broadcast_id = %s",
        (number, broadcast_id),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A move of a broadcast; what is None stays as it is."""

    state: BroadcastState
    scheduled_at: datetime | None = None
    sent_by: str | None = None
    approved_by: str | None = None
    reach: int | None = None
    end_reason: EndReason | None = None
    planned_at: datetime | None = None
    handed_over_at: datetime | None = None
    closes_at: datetime | None = None
    finished_at: datetime | None = None


async def move(unit: UnitOfWork, broadcast_id: BroadcastId, step: Step) -> None:
    """Move a locked broadcast.

    Who its members were, and for whom it gives way, is forgotten once all have their verdicts, or nobody shall.
    """
    await unit.execute(
        """
        UPDATE broadcast
        SET state = %(state)s, version = version + 1, members = CASE WHEN %(state)s = 'planning' THEN members END,
            weighed_at = CASE WHEN %(state)s = 'planning' THEN weighed_at END,
            outranked = CASE WHEN %(state)s = 'planning' THEN outranked END,
            overworked = CASE WHEN %(state)s = 'planning' THEN overworked END,
            scheduled_at = coalesce(%(scheduled_at)s, scheduled_at), sent_by = coalesce(%(sent_by)s, sent_by),
            approved_by = coalesce(%(approved_by)s, approved_by), reach = coalesce(%(reach)s, reach),
            end_reason = coalesce(%(end_reason)s, end_reason), planned_at = coalesce(%(planned_at)s, planned_at),
            handed_over_at = coalesce(%(handed_over_at)s, handed_over_at),
            closes_at = coalesce(%(closes_at)s, closes_at), finished_at = coalesce(%(finished_at)s, finished_at)
        WHERE corp_id = lingqu_corp() AND broadcast_id = %(broadcast_id)s
        """,
        {
            "broadcast_id": broadcast_id,
            "state": step.state.value,
            "scheduled_at": step.scheduled_at,
            "sent_by": step.sent_by,
            "approved_by": step.approved_by,
            "reach": step.reach,
            "end_reason": step.end_reason and step.end_reason.value,
            "planned_at": step.planned_at,
            "handed_over_at": step.handed_over_at,
            "closes_at": step.closes_at,
            "finished_at": step.finished_at,
        },
    )


async def save_given_way(unit: UnitOfWork, broadcast_id: BroadcastId, given_way: GivenWay) -> None:
    """Keep for whom a broadcast gives way."""
    await unit.execute(
        """
        UPDATE broadcast SET weighed_at = %s, outranked = %s, overworked = %s
        WHERE corp_id = lingqu_corp() AND broadcast_id = %s
        """,
        (unit.at, given_way.outranked.serialize(), given_way.overworked.serialize(), broadcast_id),
    )


async def find_given_way(session: Session, broadcast_id: BroadcastId) -> GivenWay | None:
    """Return for whom a broadcast gives way; None while that is not known."""
    row = await session.fetch_one(
        """
        SELECT outranked, overworked FROM broadcast
        WHERE corp_id = lingqu_corp() AND broadcast_id = %s AND weighed_at IS NOT NULL
        """,
        (broadcast_id,),
    )
    if row is None:
        return None
    return GivenWay(outranked=BitMap.deserialize(row["outranked"]), overworked=BitMap.deserialize(row["overworked"]))


async def keep_counts(
    unit: UnitOfWork,
    broadcast_id: BroadcastId,
    counts: Mapping[DeliveryState, int],
    by_variant: Mapping[str, Mapping[DeliveryState, int]],
) -> bool:
    """Keep the counts of a broadcast that is over; tell whether they were not kept before, for then they stay."""
    kept = await unit.fetch(
        """
        UPDATE broadcast SET counts = %s, variant_counts = %s
        WHERE corp_id = lingqu_corp() AND broadcast_id = %s AND counts IS NULL RETURNING broadcast_id
        """,
        (Jsonb(counts), Jsonb(by_variant), broadcast_id),
    )
    return bool(kept)


async def replace_counts(
    unit: UnitOfWork,
    broadcast_id: BroadcastId,
    counts: Mapping[DeliveryState, int],
    by_variant: Mapping[str, Mapping[DeliveryState, int]],
) -> None:
    """Keep other counts of a locked broadcast that is over: a person has said what was not known."""
    await unit.execute(
        "UPDATE broadcast SET counts = %s, variant_counts = %s WHERE corp_id = lingqu_corp() AND broadcast_id = %s",
        (Jsonb(counts), Jsonb(by_variant), broadcast_id),
    )


async def list_counts(session: Session, broadcast_ids: Sequence[BroadcastId]) -> dict[BroadcastId, dict[str, int]]:
    """Return the kept counts of broadcasts that are over."""
    rows = await session.fetch(
        """
        SELECT broadcast_id, counts FROM broadcast
        WHERE corp_id = lingqu_corp() AND broadcast_id = ANY(%s) AND counts IS NOT NULL
        """,
        (list(broadcast_ids),),
    )
    return {BroadcastId(row["broadcast_id"]): row["counts"] for row in rows}


async def find_variant_counts(
    session: Session, broadcast_id: BroadcastId
) -> dict[str, dict[DeliveryState, int]] | None:
    """Return the kept counts by variant of a broadcast; None when it is not over."""
    kept = await session.fetch_value(
        "SELECT variant_counts FROM broadcast WHERE corp_id = lingqu_corp() AND broadcast_id = %s", (broadcast_id,)
    )
    return None if kept is None else msgspec.convert(kept, dict[str, dict[DeliveryState, int]])


def _params(draft: BroadcastDraft) -> dict[str, Any]:
    tags = draft.audience if isinstance(draft.audience, TagAudience) else None
    groups = draft.audience if isinstance(draft.audience, GroupAudience) else None
    return {
        "name": draft.name,
        "tag_ids": None if tags is None else list(tags.tag_ids),
        "tag_match": None if tags is None else tags.match.value,
        "segment_id": draft.audience.segment_id if isinstance(draft.audience, SegmentAudience) else None,
        "groups": None if groups is None else Jsonb(msgspec.to_builtins(groups)),
        "variants": _variants_json(draft.variants),
        "programme_id": draft.programme_id,
    }


def _broadcast(row: dict[str, Any]) -> Broadcast:
    return Broadcast(
        broadcast_id=row["broadcast_id"],
        version=row["version"],
        name=row["name"],
        state=BroadcastState(row["state"]),
        audience=_audience(row),
        variants=_variants(row["variants"]),
        programme_id=row["programme_id"],
        created_at=row["created_at"],
        created_by=row["created_by"],
        scheduled_at=row["scheduled_at"],
        sent_by=row["sent_by"],
        approved_by=row["approved_by"],
        reach=row["reach"],
        end_reason=row["end_reason"] and EndReason(row["end_reason"]),
        planned_to=row["planned_to"],
        handed_over_at=row["handed_over_at"],
        closes_at=row["closes_at"],
        finished_at=row["finished_at"],
    )


def _variants_json(variants: Iterable[Variant]) -> Jsonb:
    return Jsonb({one.key: {"permille": one.permille, "content": msgspec.to_builtins(one.content)} for one in variants})


def _variants(stored: Mapping[str, Any]) -> tuple[Variant, ...]:
    return tuple(
        Variant(key=key, permille=one["permille"], content=msgspec.convert(one["content"], Content))
        for key, one in sorted(stored.items())
    )


def _audience(row: dict[str, Any]) -> BroadcastAudience:
    if row["mailing"] is not None:
        return MailingAudience(mailing=row["mailing"])
    if row["groups"] is not None:
        return msgspec.convert(row["groups"], GroupAudience)
    if row["segment_id"] is not None:
        return SegmentAudience(segment_id=row["segment_id"])
    return TagAudience(tag_ids=tuple(row["tag_ids"]), match=TagMatch(row["tag_match"]))


async def list_purposes(session: Session, broadcast_ids: Collection[BroadcastId]) -> dict[BroadcastId, Purpose]:
    """Return what broadcasts are for, as consent knows it: marketing where they belong to no programme."""
    rows = await session.fetch(
        """
        SELECT b.broadcast_id, coalesce(p.category, 'marketing') AS category FROM broadcast b
        LEFT JOIN programme p ON p.corp_id = b.corp_id AND p.programme_id = b.programme_id
        WHERE b.corp_id = lingqu_corp() AND b.broadcast_id = ANY(%s)
        """,
        (list(broadcast_ids),),
    )
    return {BroadcastId(row["broadcast_id"]): Purpose(row["category"]) for row in rows}
