"""What everything is called that a text may name."""

from lingqu.infra.database import Session
from lingqu.kernel.text.book import Noun
from lingqu.segments.store import names as store


async def list_names(session: Session) -> dict[Noun, dict[int, str]]:
    """Return the names by number, of each noun that a segment may name."""
    return await store.list_names(session)
