"""SQL of stages, and of where customers stand."""

from collections.abc import Collection, Mapping, Sequence

from lingqu.customers.contracts.stages import Stage, StageMoved, Standing
from lingqu.customers.store.persons import MEMBERS
from lingqu.infra.database import Session, UnitOfWork
from lingqu.kernel.ids import CustomerId, StageId

STAGES = 7466
"""Class of the advisory lock; the object is the corp."""


async def lock_order(unit: UnitOfWork) -> None:
    """Let no other unit of this corp write the order until this one ends."""
    await unit.execute("SELECT pg_advisory_xact_lock(%s, lingqu_corp())", (STAGES,))


async def list_written(session: Session) -> list[Stage]:
    """Return the corp's own order; empty while it has none."""
    rows = await session.fetch(
        """
        SELECT stage_id, name FROM stage WHERE corp_id = lingqu_corp() AND retired_at IS NULL
        ORDER BY position, stage_id
        """
    )
    return [Stage(stage_id=StageId(row["stage_id"]), name=row["name"]) for row in rows]


async def names_of(session: Session) -> dict[StageId, str]:
    """Return the names of all stages of the corp's own, those that are gone included."""
    rows = await session.fetch("SELECT stage_id, name FROM stage WHERE corp_id = lingqu_corp()")
    return {StageId(row["stage_id"]): row["name"] for row in rows}


async def count_standing(session: Session) -> dict[StageId, int]:
    """Count people by where they stand: of several customers who are one person the latest move counts."""
    rows = await session.fetch(
        """
        WITH persons AS (
          SELECT DISTINCT merged_into AS person FROM customer
          WHERE corp_id = lingqu_corp() AND merged_into IS NOT NULL
        ), superseded AS (
          SELECT customer_id FROM (
            SELECT s.customer_id,
                   row_number() OVER (PARTITION BY m.person ORDER BY s.since DESC, s.customer_id) AS place
            FROM ("""
        + MEMBERS
        + """) m
            JOIN customer_stage s ON s.corp_id = lingqu_corp() AND s.customer_id = m.customer_id
          ) ranked WHERE place > 1
        )
        SELECT s.stage_id, count(*) AS customers FROM customer_stage s
        WHERE s.corp_id = lingqu_corp() AND NOT EXISTS (SELECT 1 FROM superseded x WHERE x.customer_id = s.customer_id)
        GROUP BY s.stage_id
        """
    )
    return {StageId(row["stage_id"]): row["customers"] for row in rows}


async def write_order(unit: UnitOfWork, order: Sequence[tuple[StageId, str]]) -> None:
    """Write the corp's own order; stages that are not in it any more are gone from now on."""
    numbers = [stage_id for stage_id, _ in order]
    await unit.execute(
        """
        UPDATE stage SET retired_at = %s
        WHERE corp_id = lingqu_corp() AND retired_at IS NULL AND stage_id <> ALL(%s)
        """,
        (unit.at, numbers),
    )
    await unit.execute(
        """
        INSERT INTO stage (corp_id, stage_id, name, position)
        SELECT lingqu_corp(), t.stage_id, t.name, t.position
        FROM unnest(%s::integer[], %s::text[]) WITH ORDINALITY AS t(stage_id, name, position)
        ON CONFLICT (corp_id, stage_id) DO UPDATE
          SET name = EXCLUDED.name, position = EXCLUDED.position, retired_at = NULL
        """,
        (numbers, [name for _, name in order]),
    )


async def standing_of(session: Session, customers: Mapping[CustomerId, CustomerId]) -> dict[CustomerId, Standing]:
    """Return where persons stand by the latest move of any who are one with them; who stands nowhere is missing.

    Args:
        customers: everybody who is one with the persons, and with whom.
    """
    rows = await session.fetch(
        """
        SELECT customer_id, stage_id, since, source FROM customer_stage
        WHERE corp_id = lingqu_corp() AND customer_id = ANY(%s) ORDER BY since, customer_id DESC
        """,
        (list(customers),),
    )
    return {
        customers[row["customer_id"]]: Standing(
            stage_id=StageId(row["stage_id"]), since=row["since"], source=row["source"]
        )
        for row in rows
    }


async def list_standing(session: Session, stage_ids: Collection[StageId]) -> list[CustomerId]:
    """Return the people who stand at one of some stages."""
    rows = await session.fetch(
        """
        SELECT person FROM (
          SELECT DISTINCT ON (coalesce(c.merged_into, c.customer_id))
                 coalesce(c.merged_into, c.customer_id) AS person, s.stage_id
          FROM customer_stage s
          JOIN customer c ON c.corp_id = lingqu_corp() AND c.customer_id = s.customer_id
          WHERE s.corp_id = lingqu_corp()
          ORDER BY coalesce(c.merged_into, c.customer_id), s.since DESC, s.customer_id
        ) latest WHERE stage_id = ANY(%s)
        """,
        (list(stage_ids),),
    )
    return [CustomerId(row["person"]) for row in rows]


async def write_moves(unit: UnitOfWork, moved: Sequence[StageMoved], *, source: str) -> None:
    """Write where persons stand from now on."""
    rows = sorted(moved, key=lambda one: one.customer_id)
    await unit.execute(
        """
        INSERT INTO customer_stage (corp_id, customer_id, stage_id, since, source)
        SELECT lingqu_corp(), t.customer_id, t.stage_id, %s, %s
        FROM unnest(%s::integer[], %s::integer[]) AS t(customer_id, stage_id)
        ON CONFLICT (corp_id, customer_id) DO UPDATE
          SET stage_id = EXCLUDED.stage_id, since = EXCLUDED.since, source = EXCLUDED.source
        """,
        (unit.at, source, [one.customer_id for one in rows], [one.after for one in rows]),
    )
