"""Access tokens shared by all processes through PostgreSQL: sealed at rest, fetched by one process at a time."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from lingqu.corps.ports import Seals
from lingqu.infra.database import Database
from lingqu.kernel.ids import CorpId
from wecom_api.tokens import Block, Token, TokenKey

PURPOSE = "gateway.token"

_PUT = """
INSERT INTO api_token (corp_id, credential, token, refresh_at, expires_at, blocked_errcode, blocked_errmsg, blocked_at)
VALUES (lingqu_corp(), %(credential)s, %(token)s, %(refresh_at)s, %(expires_at)s, %(errcode)s, %(errmsg)s, %(since)s)
ON CONFLICT (corp_id, credential) DO UPDATE SET token = EXCLUDED.token, refresh_at = EXCLUDED.refresh_at,
  expires_at = EXCLUDED.expires_at, blocked_errcode = EXCLUDED.blocked_errcode,
  blocked_errmsg = EXCLUDED.blocked_errmsg, blocked_at = EXCLUDED.blocked_at
"""


class PostgresTokenStore:
    """`wecom_api.tokens.TokenStore` for one corp."""

    def __init__(self, database: Database, corp_id: CorpId, seals: Seals) -> None:
        self._database = database
        self._corp_id = corp_id
        self._seals = seals

    async def get(self, key: TokenKey) -> Token | Block | None:
        """See `TokenStore`."""
        async with self._database.read(self._corp_id) as session:
            row = await session.fetch_one(
                "SELECT token, refresh_at, expires_at, blocked_errcode, blocked_errmsg, blocked_at FROM api_token"
                " WHERE corp_id = lingqu_corp() AND credential = %s",
                (key.secret_fingerprint,),
            )
        if row is None:
            return None
        if row["blocked_errcode"] is not None:
            return Block(errcode=row["blocked_errcode"], errmsg=row["blocked_errmsg"], since=row["blocked_at"])
        value = self._seals.open(
            purpose=PURPOSE, corp_id=self._corp_id, row=key.secret_fingerprint, sealed=bytes(row["token"])
        )
        return Token(value=value.decode(), refresh_at=row["refresh_at"], expires_at=row["expires_at"])

    async def put(self, key: TokenKey, token: Token) -> None:
        """See `TokenStore`."""
        sealed = self._seals.seal(
            purpose=PURPOSE, corp_id=self._corp_id, row=key.secret_fingerprint, plaintext=token.value.encode()
        )
        await self._put(key, token=sealed, refresh_at=token.refresh_at, expires_at=token.expires_at)

    async def block(self, key: TokenKey, block: Block) -> None:
        """See `TokenStore`."""
        await self._put(key, errcode=block.errcode, errmsg=block.errmsg, since=block.since)

    async def invalidate(self, key: TokenKey, value: str) -> None:
        """See `TokenStore`."""
        held = await self.get(key)
        if isinstance(held, Token) and held.value == value:
            await self._delete(key, "token IS NOT NULL AND expires_at = %s", held.expires_at)

    async def unblock(self, key: TokenKey) -> None:
        """See `TokenStore`."""
        await self._delete(key, "blocked_errcode IS NOT NULL")

    @asynccontextmanager
    async def lock(self, key: TokenKey) -> AsyncGenerator[None]:
        """See `TokenStore`. The lock is a transaction's: whoever dies lets go."""
        async with self._database.read(self._corp_id) as session:
            await session.fetch_value(
                "SELECT pg_advisory_xact_lock(hashtextextended('api_token:' || %s || ':' || %s, 0))::text",
                (str(self._corp_id), key.secret_fingerprint),
            )
            yield

    async def _put(self, key: TokenKey, **values: object) -> None:
        columns = dict.fromkeys(("token", "refresh_at", "expires_at", "errcode", "errmsg", "since"))
        async with self._database.unit(self._corp_id) as unit:
            await unit.execute(_PUT, {"credential": key.secret_fingerprint, **columns, **values})

    async def _delete(self, key: TokenKey, condition: str, *values: object) -> None:
        async with self._database.unit(self._corp_id) as unit:
            await unit.execute(
                f"DELETE FROM api_token WHERE corp_id = lingqu_corp() AND credential = %s AND {condition}",
                (key.secret_fingerprint, *values),
            )
