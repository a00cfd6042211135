"""SQL of accounts, roles and sessions. Accounts belong to the installation, roles to a corp."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import psycopg
from psycopg.rows import class_row, dict_row

from lingqu.directory.contracts.access import ATTEMPTS_WINDOW, SESSION_LIFE, Account
from lingqu.infra.database import Session, UnitOfWork
from lingqu.kernel.access import Role
from lingqu.kernel.ids import AccountId, CorpId


async def has_owner(install: psycopg.AsyncConnection) -> bool:
    """Tell whether the first run is over."""
    cursor = await install.execute("SELECT 1 FROM account WHERE is_owner LIMIT 1")
    return await cursor.fetchone() is not None


async def insert_account(
    install: psycopg.AsyncConnection, *, name: str, password_hash: str, is_owner: bool, at: datetime
) -> AccountId | None:
    """Write an account; None when its name is taken, or when there is an owner already."""
    cursor = await install.execute(
        """
        INSERT INTO account (name, password_hash, is_owner, created_at) VALUES (%s, %s, %s, %s)
        ON CONFLICT DO NOTHING RETURNING account_id
        """,
        (name, password_hash, is_owner, at),
    )
    row = await cursor.fetchone()
    return AccountId(row[0]) if row else None


async def find_account(install: psycopg.AsyncConnection, name: str) -> dict[str, Any] | None:
    """Return an account that may sign in, with its password's hash; names are compared without case."""
    async with install.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(
            """
            SELECT account_id, name, is_owner, password_hash FROM account
            WHERE lower(name) = lower(%s) AND disabled_at IS NULL
            """,
            (name,),
        )
        return await cursor.fetchone()


async def names_of(session: Session, account_ids: Collection[int]) -> dict[int, str]:
    """Return the names of those accounts that have to do with this corp; the owner has with every one."""
    rows = await session.fetch(
        """
        SELECT a.account_id, a.name FROM account a
        WHERE a.account_id = ANY(%s) AND (a.is_owner OR EXISTS (
          SELECT 1 FROM account_role r WHERE r.corp_id = lingqu_corp() AND r.account_id = a.account_id))
        """,
        (list(account_ids),),
    )
    return {row["account_id"]: row["name"] for row in rows}


async def save_password(install: psycopg.AsyncConnection, account_id: AccountId, password_hash: str) -> None:
    """Replace a password's hash."""
    await install.execute("UPDATE account SET password_hash = %s WHERE account_id = %s", (password_hash, account_id))


async def count_attempts(
    install: psycopg.AsyncConnection, buckets: Sequence[str], *, at: datetime
) -> list[tuple[str, int, datetime]]:
    """Count one more attempt in every bucket; return (bucket, attempts in its window, when the window began)."""
    cursor = await install.execute(
        """
        INSERT INTO sign_in_failure AS f (bucket, failures, window_start)
        SELECT bucket, 1, %(at)s FROM unnest(%(buckets)s::text[]) AS b(bucket) ORDER BY bucket
        ON CONFLICT (bucket) DO UPDATE SET
          failures = CASE WHEN f.window_start > %(since)s THEN f.failures + 1 ELSE 1 END,
          window_start = CASE WHEN f.window_start > %(since)s THEN f.window_start ELSE EXCLUDED.window_start END
        RETURNING bucket, failures, window_start
        """,
        {"buckets": list(buckets), "at": at, "since": at - ATTEMPTS_WINDOW},
    )
    return await cursor.fetchall()


async def forgive(install: psycopg.AsyncConnection, *, name_bucket: str, address_bucket: str, at: datetime) -> None:
    """After a success: forget the name's failures, take this attempt back from the address, drop old windows."""
    await install.execute(
        "UPDATE sign_in_failure SET failures = greatest(failures - 1, 0) WHERE bucket = %s", (address_bucket,)
    )
    await install.execute(
        "DELETE FROM sign_in_failure WHERE bucket = %s OR window_start <= %s", (name_bucket, at - ATTEMPTS_WINDOW)
    )


async def insert_session(
    install: psycopg.AsyncConnection, *, token_hash: bytes, account_id: AccountId, csrf: str, at: datetime
) -> None:
    """Begin a session, and drop those that ended."""
    await install.execute("DELETE FROM account_session WHERE expires_at <= %s", (at,))
    await install.execute(
        """
        INSERT INTO account_session (token_hash, account_id, csrf, created_at, expires_at) VALUES (%s, %s, %s, %s, %s)
        """,
        (token_hash, account_id, csrf, at, at + SESSION_LIFE),
    )


async def find_session(install: psycopg.AsyncConnection, token_hash: bytes, *, at: datetime) -> dict[str, Any] | None:
    """Return account, csrf and expiry of a session that has not ended."""
    async with install.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(
            """
            SELECT a.account_id, a.name, a.is_owner, s.csrf, s.expires_at
            FROM account_session s JOIN account a USING (account_id)
            WHERE s.token_hash = %s AND s.expires_at > %s AND a.disabled_at IS NULL
            """,
            (token_hash, at),
        )
        return await cursor.fetchone()


async def renew_session(install: psycopg.AsyncConnection, token_hash: bytes, *, at: datetime) -> None:
    """Let a session that is in use live on."""
    await install.execute(
        "UPDATE account_session SET expires_at = %s WHERE token_hash = %s", (at + SESSION_LIFE, token_hash)
    )


async def delete_session(install: psycopg.AsyncConnection, token_hash: bytes) -> None:
    """End a session."""
    await install.execute("DELETE FROM account_session WHERE token_hash = %s", (token_hash,))


async def first_corp(dispatch: psycopg.AsyncConnection) -> CorpId | None:
    """Return the oldest corp of the installation."""
    cursor = await dispatch.execute("SELECT min(corp_id) FROM corp")
    row = await cursor.fetchone()
    return CorpId(row[0]) if row and row[0] is not None else None


async def first_role(dispatch: psycopg.AsyncConnection, account_id: AccountId) -> tuple[CorpId, Role] | None:
    """Return the oldest corp an account belongs to, and its role there."""
    cursor = await dispatch.execute(
        "SELECT corp_id, role FROM account_role WHERE account_id = %s ORDER BY corp_id LIMIT 1", (account_id,)
    )
    row = await cursor.fetchone()
    return (CorpId(row[0]), Role(row[1])) if row else None


async def save_role(unit: UnitOfWork, account_id: AccountId, role: Role) -> None:
    """Give an account a role in the unit's corp."""
    await unit.execute(
        """
        INSERT INTO account_role (corp_id, account_id, role) VALUES (lingqu_corp(), %s, %s)
        ON CONFLICT (corp_id, account_id) DO UPDATE SET role = EXCLUDED.role
        """,
        (account_id, role),
    )


async def list_accounts(install: psycopg.AsyncConnection) -> list[Account]:
    """Return all accounts that may sign in."""
    async with install.cursor(row_factory=class_row(Account)) as cursor:
        await cursor.execute(
            "SELECT account_id, name, is_owner FROM account WHERE disabled_at IS NULL ORDER BY account_id"
        )
        return await cursor.fetchall()
