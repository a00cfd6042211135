"""SQL of what was drawn for persons: the arm of a programme, and which of several contents."""

from collections.abc import Collection, Mapping

from lingqu.infra.database import Session, UnitOfWork
from lingqu.kernel.ids import CustomerId
from lingqu.outreach.contracts.programmes import ProgrammeId
from lingqu.outreach.domain.variants import Decided

OUTSIDE = 0
"""In place of a programme's number: messages outside any."""


async def list_arms(
    session: Session, programme_id: ProgrammeId | None, customer_ids: Collection[CustomerId]
) -> dict[CustomerId, Decided]:
    """Return the arms that were decided of some customers."""
    rows = await session.fetch(
        """
        SELECT customer_id, decided_at, arm FROM exposure
        WHERE corp_id = lingqu_corp() AND programme_id = %s AND customer_id = ANY(%s)
        """,
        (programme_id or OUTSIDE, list(customer_ids)),
    )
    return {CustomerId(row["customer_id"]): (row["decided_at"], row["arm"]) for row in rows}


async def insert_arms(unit: UnitOfWork, programme_id: ProgrammeId | None, arms: Mapping[CustomerId, str]) -> None:
    """Keep arms; one that was decided stays."""
    await unit.execute(
        """
        INSERT INTO exposure (corp_id, programme_id, customer_id, arm, decided_at)
        SELECT lingqu_corp(), %s, a.customer_id, a.arm, %s
        FROM unnest(%s::integer[], %s::text[]) AS a(customer_id, arm)
        ON CONFLICT (corp_id, programme_id, customer_id) DO NOTHING
        """,
        (programme_id or OUTSIDE, unit.at, list(arms), list(arms.values())),
    )


async def count_arms(session: Session, programme_id: ProgrammeId) -> dict[str, int]:
    """Return how many persons are in each arm; who became one person counts by what was decided first."""
    rows = await session.fetch(
        """
        SELECT arm, count(*) AS persons FROM (
          SELECT DISTINCT ON (coalesce(c.merged_into, e.customer_id)) e.arm
          FROM exposure e JOIN customer c ON c.corp_id = e.corp_id AND c.customer_id = e.customer_id
          WHERE e.corp_id = lingqu_corp() AND e.programme_id = %s
          ORDER BY coalesce(c.merged_into, e.customer_id), e.decided_at, e.customer_id
        ) decided GROUP BY arm
        """,
        (programme_id,),
    )
    return {row["arm"]: row["persons"] for row in rows}


async def list_variants(
    session: Session, programme_id: ProgrammeId, variants: str, customer_ids: Collection[CustomerId]
) -> dict[CustomerId, Decided]:
    """Return which of a set of variants were decided of some customers."""
    rows = await session.fetch(
        """
        SELECT customer_id, decided_at, variant FROM exposure_variant
        WHERE corp_id = lingqu_corp() AND programme_id = %s AND variants = %s AND customer_id = ANY(%s)
        """,
        (programme_id, variants, list(customer_ids)),
    )
    return {CustomerId(row["customer_id"]): (row["decided_at"], row["variant"]) for row in rows}


async def insert_variants(
    unit: UnitOfWork, programme_id: ProgrammeId, variants: str, drawn: Mapping[CustomerId, str]
) -> None:
    """Keep which of a set of variants persons have; one that was decided stays."""
    await unit.execute(
        """
        INSERT INTO exposure_variant (corp_id, programme_id, customer_id, variants, variant, decided_at)
        SELECT lingqu_corp(), %s, d.customer_id, %s, d.variant, %s
        FROM unnest(%s::integer[], %s::text[]) AS d(customer_id, variant)
        ON CONFLICT (corp_id, programme_id, customer_id, variants) DO NOTHING
        """,
        (programme_id, variants, unit.at, list(drawn), list(drawn.values())),
    )
