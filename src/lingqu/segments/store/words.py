"""Names of segments."""

from lingqu.infra.database import Session


async def list_segments(session: Session) -> dict[int, str]:
    """Return the names of all that are not archived."""
    rows = await session.fetch(
        """
        SELECT segment_id, name FROM segment
        WHERE corp_id = lingqu_corp() AND archived_at IS NULL ORDER BY name, segment_id
        """
    )
    return {row["segment_id"]: row["name"] for row in rows}
