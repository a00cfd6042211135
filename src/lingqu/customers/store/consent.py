"""SQL of consent: the ledger, what stands of it, and the corp's rules for silence."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from lingqu.customers.contracts.consent import ConsentChannel, ConsentRule, Purpose, Stance, Statement
from lingqu.customers.domain.consent import Said, Suppressed
from lingqu.infra.database import Session, UnitOfWork
from lingqu.kernel.ids import CustomerId, StatementId

SUPPRESSED = "suppressed"


async def insert(unit: UnitOfWork, statements: Sequence[Statement]) -> dict[str, StatementId]:
    """Append statements; return the numbers of those that were new, by key."""
    ordered = sorted(statements, key=lambda one: one.key)
    rows = await unit.fetch(
        """
        INSERT INTO consent_statement (corp_id, key, customer_id, purpose, channel, withdrawn, source, said_by,
                                       occurred_at, recorded_at)
        SELECT lingqu_corp(), t.*, %s
        FROM unnest(%s::text[], %s::integer[], %s::text[], %s::text[], %s::boolean[], %s::text[], %s::text[],
                    %s::timestamptz[]) AS t
        ON CONFLICT (corp_id, key) DO NOTHING
        RETURNING key, statement_id
        """,
        (
            unit.at,
            [one.key for one in ordered],
            [one.customer_id for one in ordered],
            [one.purpose for one in ordered],
            [one.channel for one in ordered],
            [one.stance is Stance.WITHDRAWN for one in ordered],
            [one.source for one in ordered],
            [one.said_by for one in ordered],
            [one.occurred_at for one in ordered],
        ),
    )
    return {row["key"]: StatementId(row["statement_id"]) for row in rows}


async def insert_evidence(unit: UnitOfWork, sealed: Mapping[StatementId, bytes]) -> None:
    """Keep what was noted beside statements."""
    await unit.execute(
        """
        INSERT INTO consent_evidence (corp_id, statement_id, sealed)
        SELECT lingqu_corp(), t.statement_id, t.sealed FROM unnest(%s::bigint[], %s::bytea[]) AS t(statement_id, sealed)
        """,
        (list(sealed), list(sealed.values())),
    )


async def advance(unit: UnitOfWork, said: Sequence[Said]) -> None:
    """Let statements stand where none that stands outranks them (`Said.rank`).

    Args:
        said: at most one of each customer, purpose and channel, in that order.
    """
    await unit.execute(
        """
        INSERT INTO consent_state AS s (corp_id, customer_id, purpose, channel, withdrawn, source, occurred_at,
                                        statement_id)
        SELECT lingqu_corp(), t.*
        FROM unnest(%s::integer[], %s::text[], %s::text[], %s::boolean[], %s::text[], %s::timestamptz[], %s::bigint[])
             AS t
        ON CONFLICT (corp_id, customer_id, purpose, channel) DO UPDATE
          SET withdrawn = EXCLUDED.withdrawn, source = EXCLUDED.source, occurred_at = EXCLUDED.occurred_at,
              statement_id = EXCLUDED.statement_id
          WHERE (s.occurred_at, s.withdrawn, s.statement_id)
              < (EXCLUDED.occurred_at, EXCLUDED.withdrawn, EXCLUDED.statement_id)
        """,
        (
            [one.customer_id for one in said],
            [one.purpose for one in said],
            [one.channel for one in said],
            [one.withdrawn for one in said],
            [one.source for one in said],
            [one.occurred_at for one in said],
            [one.statement_id for one in said],
        ),
    )


async def load(
    session: Session,
    customer_ids: Collection[CustomerId],
    *,
    purposes: Collection[Purpose],
    channels: Collection[ConsentChannel],
    at: datetime,
) -> tuple[dict[CustomerId, list[Said]], dict[CustomerId, list[Suppressed]]]:
    """Return what stands, and which suppressions hold, of the person that each customer is; in one statement.

    Of whom nothing was said or held, there is nothing here.
    """
    rows = await session.fetch(
        """
        WITH asked AS (
          SELECT customer_id AS asked, coalesce(merged_into, customer_id) AS person FROM customer
          WHERE corp_id = lingqu_corp() AND customer_id = ANY(%(ids)s)
        ), member AS (
          SELECT a.asked, a.person AS customer_id FROM asked a
          UNION ALL
          SELECT a.asked, m.customer_id FROM asked a
          JOIN customer m ON m.corp_id = lingqu_corp() AND m.merged_into = a.person
        )
        SELECT m.asked, s.customer_id, s.purpose, s.channel, s.withdrawn, s.source, s.occurred_at, s.statement_id,
               NULL::timestamptz AS ends_at
        FROM member m
        JOIN consent_state s ON s.corp_id = lingqu_corp() AND s.customer_id = m.customer_id
                            AND s.purpose = ANY(%(purposes)s) AND s.channel = ANY(%(channels)s)
        UNION ALL
        SELECT m.asked, s.customer_id, s.purpose, %(suppressed)s, NULL, s.reason, s.began_at, NULL, s.ends_at
        FROM member m
        JOIN suppression s ON s.corp_id = lingqu_corp() AND s.customer_id = m.customer_id AND s.lifted_at IS NULL
                          AND (s.ends_at IS NULL OR s.ends_at > %(at)s)
        """,
        {
            "ids": list(customer_ids),
            "purposes": list(purposes),
            "channels": list(channels),
            "suppressed": SUPPRESSED,
            "at": at,
        },
    )
    said: dict[CustomerId, list[Said]] = {}
    suppressed: dict[CustomerId, list[Suppressed]] = {}
    for row in rows:
        whom = CustomerId(row["asked"])
        if row["channel"] == SUPPRESSED:
            suppressed.setdefault(whom, []).append(_suppressed(row))
        else:
            said.setdefault(whom, []).append(_said(row))
    return said, suppressed


async def list_entries(
    session: Session,
    customer_ids: Collection[CustomerId],
    *,
    after: tuple[datetime, int] | None,
    limit: int,
) -> list[dict[str, Any]]:
    """Return statements of customers with their sealed evidence, the last said first.

    Args:
        after: `occurred_at` and number of the last row of the page before.
    """
    before = "AND (s.occurred_at, s.statement_id) < (%(after_at)s, %(after_id)s)" if after else ""
    return await session.fetch(
        f"""
        SELECT s.statement_id, s.customer_id, s.purpose, s.channel, s.withdrawn, s.source, s.said_by, s.occurred_at,
               s.recorded_at, e.sealed
        FROM consent_statement s
        LEFT JOIN consent_evidence e ON e.corp_id = lingqu_corp() AND e.statement_id = s.statement_id
        WHERE s.corp_id = lingqu_corp() AND s.customer_id = ANY(%(ids)s) {before}
        ORDER BY s.occurred_at DESC, s.statement_id DESC LIMIT %(limit)s
        """,
        {
            "ids": list(customer_ids),
            "after_at": after[0] if after else None,
            "after_id": after[1] if after else None,
            "limit": limit,
        },
    )


async def read_rules(session: Session) -> dict[Purpose, ConsentRule]:
    """Return the corp's rule for each purpose."""
    rows = await session.fetch(
        "SELECT purpose, silence_allows, since FROM consent_policy WHERE corp_id = lingqu_corp()"
    )
    decided = {
        Purpose(row["purpose"]): ConsentRule(
            purpose=Purpose(row["purpose"]), silence_allows=row["silence_allows"], since=row["since"]
        )
        for row in rows
    }
    return {purpose: decided.get(purpose, ConsentRule(purpose=purpose)) for purpose in Purpose}


async def write_rules(unit: UnitOfWork, silence: Mapping[Purpose, bool]) -> None:
    """Write whether silence means yes; what stays the same keeps since when it holds."""
    purposes = sorted(silence)
    await unit.execute(
        """
        INSERT INTO consent_policy AS p (corp_id, purpose, silence_allows, since)
        SELECT lingqu_corp(), t.*, %s FROM unnest(%s::text[], %s::boolean[]) AS t
        ON CONFLICT (corp_id, purpose) DO UPDATE
          SET silence_allows = EXCLUDED.silence_allows, since = EXCLUDED.since
          WHERE p.silence_allows <> EXCLUDED.silence_allows
        """,
        (unit.at, purposes, [silence[one] for one in purposes]),
    )


def _said(row: Mapping[str, Any]) -> Said:
    return Said(
        customer_id=CustomerId(row["customer_id"]),
        purpose=Purpose(row["purpose"]),
        channel=ConsentChannel(row["channel"]),
        withdrawn=row["withdrawn"],
        source=row["source"],
        occurred_at=row["occurred_at"],
        statement_id=StatementId(row["statement_id"]),
    )


def _suppressed(row: Mapping[str, Any]) -> Suppressed:
    return Suppressed(
        customer_id=CustomerId(row["customer_id"]),
        purpose=None if row["purpose"] is None else Purpose(row["purpose"]),
        reason=row["source"],
        began_at=row["occurred_at"],
        ends_at=row["ends_at"],
    )
