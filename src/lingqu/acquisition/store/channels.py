"""SQL of channels."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from psycopg.types.json import Jsonb

from lingqu.acquisition.contracts import CarriedWay, Channel, ChannelDraft, ChannelStatus
from lingqu.infra.database import Session, UnitOfWork
from lingqu.kernel.ids import ChannelId

_COLUMNS = """
channel_id, name, state, status, status_reason, cost_fen, skip_verify, staff_ids, department_ids, fallback_staff_ids,
tag_ids, remark_template, welcome, expires_at, config_id, qr_url, qr_link, asked_at, created_at, changed_at, archived_at
"""


async def reserve_channel_id(unit: UnitOfWork) -> ChannelId:
    """Take the next number: the state is made from it before the row is written."""
    return ChannelId(await unit.fetch_value("SELECT nextval('channel_channel_id_seq')"))


async def insert_channel(
    unit: UnitOfWork, channel_id: ChannelId, draft: ChannelDraft, *, state: str, status: ChannelStatus
) -> None:
    """Write a new channel."""
    await unit.execute(
        """
        INSERT INTO channel (corp_id, channel_id, state, status, name, cost_fen, skip_verify, staff_ids,
                             department_ids, fallback_staff_ids, tag_ids, remark_template, welcome, expires_at,
                             created_at, created_by, changed_at)
        VALUES (lingqu_corp(), %(channel_id)s, %(state)s, %(status)s, %(name)s, %(cost_fen)s, %(skip_verify)s,
                %(staff_ids)s, %(department_ids)s, %(fallback_staff_ids)s, %(tag_ids)s, %(remark_template)s,
                %(welcome)s, %(expires_at)s, %(at)s, %(actor)s, %(at)s)
        """,
        {"channel_id": channel_id, "state": state, "status": status, "actor": unit.actor, **_values(unit, draft)},
    )


async def update_channel(
    unit: UnitOfWork, channel_id: ChannelId, draft: ChannelDraft, *, status: ChannelStatus
) -> None:
    """Replace what an operator decides, and the status that follows from it."""
    await unit.execute(
        """
        UPDATE channel SET name = %(name)s, cost_fen = %(cost_fen)s, skip_verify = %(skip_verify)s,
          staff_ids = %(staff_ids)s, department_ids = %(department_ids)s, fallback_staff_ids = %(fallback_staff_ids)s,
          tag_ids = %(tag_ids)s, remark_template = %(remark_template)s, welcome = %(welcome)s,
          expires_at = %(expires_at)s, status = %(status)s, status_reason = NULL, changed_at = %(at)s
        WHERE corp_id = lingqu_corp() AND channel_id = %(channel_id)s
        """,
        {"channel_id": channel_id, "status": status, **_values(unit, draft)},
    )


def _values(unit: UnitOfWork, draft: ChannelDraft) -> dict[str, Any]:
    return {
        "name": draft.name,
        "cost_fen": draft.cost_fen,
        "skip_verify": draft.skip_verify,
        "staff_ids": list(draft.staff_ids),
        "department_ids": list(draft.department_ids),
        "fallback_staff_ids": list(draft.fallback_staff_ids),
        "tag_ids": list(draft.tag_ids),
        "remark_template": draft.remark_template,
        "welcome": Jsonb(msgspec.to_builtins(draft.welcome)),
        "expires_at": draft.expires_at,
        "at": unit.at,
    }


async def lock_channels(unit: UnitOfWork, channel_ids: Sequence[ChannelId]) -> list[Channel]:
    """Return channels and keep others from changing them until the unit ends."""
    rows = await unit.fetch(
        f"""
        SELECT {_COLUMNS} FROM channel WHERE corp_id = lingqu_corp() AND channel_id = ANY(%s)
        ORDER BY channel_id FOR UPDATE
        """,
        (list(channel_ids),),
    )
    return [_channel(row) for row in rows]


async def get_channels(session: Session, channel_ids: Sequence[ChannelId]) -> list[Channel]:
    """Return channels by id, those that exist."""
    rows = await session.fetch(
        f"SELECT {_COLUMNS} FROM channel WHERE corp_id = lingqu_corp() AND channel_id = ANY(%s)",
        (list(channel_ids),),
    )
    return [_channel(row) for row in rows]


async def find_by_states(session: Session, states: Sequence[str]) -> list[Channel]:
    """Return the channels that carry these states."""
    rows = await session.fetch(
        f"SELECT {_COLUMNS} FROM channel WHERE corp_id = lingqu_corp() AND state = ANY(%s)", (list(states),)
    )
    return [_channel(row) for row in rows]


async def resolve_states(session: Session, states: Sequence[str]) -> dict[str, ChannelId]:
    """Return which channel each state belongs to; unknown states are left out."""
    rows = await session.fetch(
        "SELECT state, channel_id FROM channel WHERE corp_id = lingqu_corp() AND state = ANY(%s)", (list(states),)
    )
    return {row["state"]: ChannelId(row["channel_id"]) for row in rows}


async def list_channels(session: Session, *, archived: bool, before: ChannelId | None, limit: int) -> list[Channel]:
    """Return channels, newest first; archived ones apart from the others."""
    rows = await session.fetch(
        f"""
        SELECT {_COLUMNS} FROM channel
        WHERE corp_id = lingqu_corp() AND (archived_at IS NOT NULL) = %(archived)s
          AND (%(before)s::integer IS NULL OR channel_id < %(before)s)
        ORDER BY channel_id DESC LIMIT %(limit)s
        """,
        {"archived": archived, "before": before, "limit": limit},
    )
    return [_channel(row) for row in rows]


async def name_channels(session: Session, channel_ids: Sequence[ChannelId]) -> dict[ChannelId, str]:
    """Return names by id."""
    rows = await session.fetch(
        "SELECT channel_id, name FROM channel WHERE corp_id = lingqu_corp() AND channel_id = ANY(%s)",
        (list(channel_ids),),
    )
    return {ChannelId(row["channel_id"]): row["name"] for row in rows}


async def sum_costs(session: Session, channel_ids: Sequence[ChannelId] | None) -> dict[ChannelId, int]:
    """Return the cost of channels, of all when none are named."""
    rows = await session.fetch(
        """
        SELECT channel_id, cost_fen FROM channel
        WHERE corp_id = lingqu_corp() AND (%(ids)s::integer[] IS NULL OR channel_id = ANY(%(ids)s))
        """,
        {"ids": None if channel_ids is None else list(channel_ids)},
    )
    return {ChannelId(row["channel_id"]): row["cost_fen"] for row in rows}


async def set_status(
    unit: UnitOfWork,
    channel_ids: Sequence[ChannelId],
    status: ChannelStatus,
    *,
    reason: str | None = None,
    archived_at: datetime | None = None,
) -> None:
    """Move channels to a status."""
    await unit.execute(
        """
        UPDATE channel SET status = %s, status_reason = %s, changed_at = %s, archived_at = coalesce(%s, archived_at)
        WHERE corp_id = lingqu_corp() AND channel_id = ANY(%s)
        """,
        (status, reason, unit.at, archived_at, list(channel_ids)),
    )


async def mark_asked(unit: UnitOfWork, channel_ids: Sequence[ChannelId]) -> None:
    """Record, before the call, that WeCom is asked for a contact way; the first asking counts."""
    await unit.execute(
        """
        UPDATE channel SET asked_at = coalesce(asked_at, %s) WHERE corp_id = lingqu_corp() AND channel_id = ANY(%s)
        """,
        (unit.at, list(channel_ids)),
    )


async def save_ways(unit: UnitOfWork, ways: Mapping[ChannelId, CarriedWay]) -> None:
    """Keep what WeCom answered."""
    await unit.execute(
        """
        UPDATE channel c SET config_id = w.config_id, qr_url = w.qr_url, qr_link = NULL
        FROM unnest(%s::integer[], %s::text[], %s::text[]) AS w(channel_id, config_id, qr_url)
        WHERE c.corp_id = lingqu_corp() AND c.channel_id = w.channel_id
        """,
        (list(ways), [way.config_id for way in ways.values()], [way.qr_code for way in ways.values()]),
    )


async def save_links(unit: UnitOfWork, links: Mapping[str, str]) -> None:
    """Keep what pictures of codes say, by the address of the picture."""
    await unit.execute(
        """
        UPDATE channel c SET qr_link = l.link FROM unnest(%s::text[], %s::text[]) AS l(qr_url, link)
        WHERE c.corp_id = lingqu_corp() AND c.qr_url = l.qr_url
        """,
        (list(links), list(links.values())),
    )


async def save_outcomes(unit: UnitOfWork, outcomes: Mapping[ChannelId, tuple[ChannelStatus, str | None]]) -> None:
    """Write status and reason after WeCom answered, unless the channel was retired meanwhile."""
    await unit.execute(
        """
        UPDATE channel c SET status = o.status, status_reason = o.reason
        FROM unnest(%s::integer[], %s::text[], %s::text[]) AS o(channel_id, status, reason)
        WHERE c.corp_id = lingqu_corp() AND c.channel_id = o.channel_id
          AND (c.status IN ('preparing', 'live', 'failed') OR c.status = o.status)
        """,
        (
            list(outcomes),
            [str(status) for status, _ in outcomes.values()],
            [reason for _, reason in outcomes.values()],
        ),
    )


async def forget_ways(unit: UnitOfWork, channel_ids: Sequence[ChannelId]) -> None:
    """Drop contact ways that were deleted at WeCom."""
    await unit.execute(
        """
        UPDATE channel SET config_id = NULL, qr_url = NULL, qr_link = NULL, asked_at = NULL
        WHERE corp_id = lingqu_corp() AND channel_id = ANY(%s)
        """,
        (list(channel_ids),),
    )


def _channel(row: dict[str, Any]) -> Channel:
    return msgspec.convert(row, Channel)
