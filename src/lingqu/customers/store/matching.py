"""SQL that finds customers by what others know them by."""

from collections.abc import Collection

from lingqu.infra.database import Session
from lingqu.kernel.ids import CustomerId


async def by_unionid(session: Session, unionids: Collection[str]) -> list[tuple[str, CustomerId]]:
    """Return the customers of unionids; one may be several until they are one."""
    rows = await session.fetch(
        "SELECT unionid, customer_id FROM customer WHERE corp_id = lingqu_corp() AND unionid = ANY(%s)",
        (list(unionids),),
    )
    return [(row["unionid"], CustomerId(row["customer_id"])) for row in rows]


async def by_phone_index(session: Session, indexes: Collection[bytes]) -> list[tuple[bytes, CustomerId]]:
    """Return the customers whose relations carry phones, by blind index."""
    rows = await session.fetch(
        """
        SELECT DISTINCT phone_index, customer_id FROM relation_phone
        WHERE corp_id = lingqu_corp() AND phone_index = ANY(%s)
        """,
        (list(indexes),),
    )
    return [(bytes(row["phone_index"]), CustomerId(row["customer_id"])) for row in rows]


async def newest_live(session: Session, customer_ids: Collection[CustomerId]) -> list[tuple[CustomerId, int]]:
    """Return of each customer with a live relation the member who added them last."""
    rows = await session.fetch(
        """
        SELECT DISTINCT ON (customer_id) customer_id, staff_id FROM follow_relation
        WHERE corp_id = lingqu_corp() AND customer_id = ANY(%s) AND deleted_at IS NULL AND NOT half
        ORDER BY customer_id, added_at DESC, staff_id
        """,
        (list(customer_ids),),
    )
    return [(CustomerId(row["customer_id"]), row["staff_id"]) for row in rows]
