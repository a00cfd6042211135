"""SQL of members' sessions."""

from datetime import datetime
from typing import Any

from lingqu.infra.database import Session, UnitOfWork
from lingqu.kernel.ids import StaffId


async def insert(unit: UnitOfWork, token_hash: bytes, staff_id: StaffId, *, expires_at: datetime) -> None:
    """Begin a session, and drop those of the corp that ended."""
    await unit.execute("DELETE FROM member_session WHERE corp_id = lingqu_corp() AND expires_at <= %s", (unit.at,))
    await unit.execute(
        """
        INSERT INTO member_session (corp_id, token_hash, staff_id, created_at, expires_at)
        VALUES (lingqu_corp(), %s, %s, %s, %s)
        """,
        (token_hash, staff_id, unit.at, expires_at),
    )


async def find(session: Session, token_hash: bytes) -> dict[str, Any] | None:
    """Return the member of a session that has not ended, and who has not left."""
    return await session.fetch_one(
        """
        SELECT s.staff_id, coalesce(NULLIF(s.name, ''), s.userid) AS name
        FROM member_session m JOIN staff s ON s.corp_id = lingqu_corp() AND s.staff_id = m.staff_id
        WHERE m.corp_id = lingqu_corp() AND m.token_hash = %s AND m.expires_at > %s AND s.left_at IS NULL
        """,
        (token_hash, session.at),
    )


async def is_here(session: Session, staff_id: StaffId) -> bool:
    """Tell whether a member has not left."""
    found = await session.fetch_value(
        "SELECT 1 FROM staff WHERE corp_id = lingqu_corp() AND staff_id = %s AND left_at IS NULL", (staff_id,)
    )
    return found is not None
