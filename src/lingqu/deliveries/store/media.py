"""Files of ours at WeCom: which handle, until when."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from lingqu.deliveries.contracts import MediaNeed, MediaUse
from lingqu.deliveries.ports import UploadedMedia
from lingqu.infra.database import Session, UnitOfWork


async def find(session: Session, needs: Iterable[MediaNeed], *, valid_at: datetime) -> dict[MediaNeed, str]:
    """Return the handles of those that are there and still valid then."""
    wanted = list(needs)
    rows = await session.fetch(
        """
        SELECT m.blob_key, m.use, m.handle
        FROM uploaded_media m
        JOIN unnest(%(blob_key)s::text[], %(use)s::text[]) AS w(blob_key, use) USING (blob_key, use)
        WHERE m.corp_id = lingqu_corp() AND (m.expires_at IS NULL OR m.expires_at > %(valid_at)s)
        """,
        {
            "blob_key": [need.blob_key for need in wanted],
            "use": [need.use.value for need in wanted],
            "valid_at": valid_at,
        },
    )
    return {MediaNeed(row["blob_key"], MediaUse(row["use"])): row["handle"] for row in rows}


async def save(unit: UnitOfWork, uploaded: Sequence[tuple[MediaNeed, UploadedMedia]]) -> None:
    """Keep handles; a new one replaces the old."""
    await unit.execute(
        """
        INSERT INTO uploaded_media (corp_id, blob_key, use, handle, uploaded_at, expires_at)
        SELECT lingqu_corp(), u.blob_key, u.use, u.handle, %(at)s, u.expires_at
        FROM unnest(%(blob_key)s::text[], %(use)s::text[], %(handle)s::text[], %(expires_at)s::timestamptz[])
             AS u(blob_key, use, handle, expires_at)
        ORDER BY u.blob_key, u.use
        ON CONFLICT (corp_id, blob_key, use) DO UPDATE
          SET handle = EXCLUDED.handle, uploaded_at = EXCLUDED.uploaded_at, expires_at = EXCLUDED.expires_at
        """,
        {
            "at": unit.at,
            "blob_key": [need.blob_key for need, _ in uploaded],
            "use": [need.use.value for need, _ in uploaded],
            "handle": [media.handle for _, media in uploaded],
            "expires_at": [media.expires_at for _, media in uploaded],
        },
    )


async def expire(unit: UnitOfWork, needs: Iterable[MediaNeed]) -> None:
    """Forget that these are valid: WeCom refused them. They are due for a new upload."""
    wanted = list(needs)
    await unit.execute(
        """
        UPDATE uploaded_media m SET expires_at = %(at)s
        FROM unnest(%(blob_key)s::text[], %(use)s::text[]) AS w(blob_key, use)
        WHERE m.corp_id = lingqu_corp() AND m.blob_key = w.blob_key AND m.use = w.use
        """,
        {
            "at": unit.at,
            "blob_key": [need.blob_key for need in wanted],
            "use": [need.use.value for need in wanted],
        },
    )


async def list_expiring(session: Session, *, before: datetime, limit: int) -> list[MediaNeed]:
    """Return files whose handle ends before an instant, the earliest first."""
    rows = await session.fetch(
        """
        SELECT blob_key, use FROM uploaded_media
        WHERE corp_id = lingqu_corp() AND expires_at < %s ORDER BY expires_at LIMIT %s
        """,
        (before, limit),
    )
    return [MediaNeed(row["blob_key"], MediaUse(row["use"])) for row in rows]
