"""SQL of sealed phones on relations."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from lingqu.customers.contracts.relations import Pair
from lingqu.infra.database import Session, UnitOfWork
from lingqu.kernel.ids import CustomerId


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedPhone:
    """A phone as it rests: sealed, with blind indexes of the whole and of its last four digits."""

    pair: Pair
    phone_index: bytes
    last4_index: bytes
    phone: bytes


async def load_indexes(session: Session, customer_ids: Collection[CustomerId]) -> set[tuple[Pair, bytes]]:
    """Return which phones some customers' relations have, by blind index."""
    rows = await session.fetch(
        """
        SELECT customer_id, staff_id, phone_index FROM relation_phone
        WHERE corp_id = lingqu_corp() AND customer_id = ANY(%s)
        """,
        (list(customer_ids),),
    )
    return {(Pair(row["customer_id"], row["staff_id"]), bytes(row["phone_index"])) for row in rows}


async def load(session: Session, customer_ids: Collection[CustomerId]) -> list[SealedPhone]:
    """Return the phones of customers' relations."""
    rows = await session.fetch(
        """
        SELECT customer_id, staff_id, phone_index, last4_index, phone FROM relation_phone
        WHERE corp_id = lingqu_corp() AND customer_id = ANY(%s) ORDER BY customer_id, staff_id, phone_index
        """,
        (list(customer_ids),),
    )
    return [
        SealedPhone(
            pair=Pair(row["customer_id"], row["staff_id"]),
            phone_index=bytes(row["phone_index"]),
            last4_index=bytes(row["last4_index"]),
            phone=bytes(row["phone"]),
        )
        for row in rows
    ]


async def replace(unit: UnitOfWork, *, gone: Iterable[tuple[Pair, bytes]], new: Iterable[SealedPhone]) -> None:
    """Take phones away by their index, and add others."""
    old = list(gone)
    if old:
        await unit.execute(
            """
            DELETE FROM relation_phone p
            USING unnest(%s::integer[], %s::integer[], %s::bytea[]) AS t(customer_id, staff_id, phone_index)
            WHERE p.corp_id = lingqu_corp() AND p.customer_id = t.customer_id AND p.staff_id = t.staff_id
              AND p.phone_index = t.phone_index
            """,
            (
                [pair.customer_id for pair, _ in old],
                [pair.staff_id for pair, _ in old],
                [index for _, index in old],
            ),
        )
    rows = list(new)
    if rows:
        await unit.execute(
            """
            INSERT INTO relation_phone (corp_id, customer_id, staff_id, phone_index, last4_index, phone)
            SELECT lingqu_corp(), t.*
            FROM unnest(%s::integer[], %s::integer[], %s::bytea[], %s::bytea[], %s::bytea[]) AS t
            ON CONFLICT DO NOTHING
            """,
            (
                [row.pair.customer_id for row in rows],
                [row.pair.staff_id for row in rows],
                [row.phone_index for row in rows],
                [row.last4_index for row in rows],
                [row.phone for row in rows],
            ),
        )
