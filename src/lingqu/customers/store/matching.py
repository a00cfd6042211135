"""SQL that finds customers by what others know them by."""

from collections.abc import Collection

from lingqu.customers.store.persons import GIVEN, MEMBERS
from lingqu.infra.database import Session
from lingqu.kernel.ids import CustomerId


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


async def newest_live(
    session: Session, customer_ids: Collection[CustomerId]
) -> list[tuple[CustomerId, CustomerId, int]]:
    """Return of each person with a live relation the customer who was added last, and the member."""
    rows = await session.fetch(
        f"""
        WITH persons AS ({GIVEN}), member AS ({MEMBERS})
        SELECT DISTINCT ON (member.person) member.person, f.customer_id, f.staff_id
        FROM member
        JOIN follow_relation f ON f.corp_id = lingqu_corp() AND f.customer_id = member.customer_id
        WHERE f.deleted_at IS NULL AND NOT f.half
        ORDER BY member.person, f.added_at DESC, f.staff_id
        """,
        (list(customer_ids),),
    )
    return [(CustomerId(row["person"]), CustomerId(row["customer_id"]), row["staff_id"]) for row in rows]
