"""Tokens and quotas in PostgreSQL behave as the client's ports say."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from conformance.wecom_api.quota_suite import API as QUOTA_API
from conformance.wecom_api.quota_suite import NOON, PLAN, SECOND, ZERO, QuotaSuite
from conformance.wecom_api.token_store_suite import KEY, TOKEN, TokenStoreSuite
from lingqu.gateway.quota import PostgresQuota
from lingqu.gateway.tokens import PostgresTokenStore
from lingqu.infra.database import Database
from lingqu.infra.secrets import Keyring
from lingqu.kernel.ids import CorpId

pytestmark = pytest.mark.postgres

KEYRING = Keyring([b"k" * 32])


class TwoCorps:
    """The suite speaks of two corps; each has a quota of its own."""

    def __init__(self, database: Database, corps: dict[str, CorpId]) -> None:
        self._quotas = {corpid: PostgresQuota(database, corp_id, PLAN) for corpid, corp_id in corps.items()}

    async def take(
        self, *, corpid: str, api: str, now: datetime, cost: int = 1, within: timedelta | None = None
    ) -> timedelta:
        return await self._quotas[corpid].take(corpid=corpid, api=api, now=now, cost=cost, within=within)

    async def close(self, *, corpid: str, api: str, until: datetime) -> None:
        await self._quotas[corpid].close(corpid=corpid, api=api, until=until)


class TestPostgresQuota(QuotaSuite):
    @pytest.fixture
    def quota(self, database: Database, corp_id: CorpId, other_corp_id: CorpId) -> TwoCorps:
        return TwoCorps(database, {"ww1": corp_id, "ww2": other_corp_id})

    async def test_two_processes_share_one_bucket(self, database: Database, corp_id: CorpId) -> None:
        one, two = (PostgresQuota(database, corp_id, PLAN) for _ in range(2))

        waits = [await door.take(corpid="ww1", api=QUOTA_API, now=NOON) for door in (one, two) * 20]

        assert sum(wait == ZERO for wait in waits) == 30
        assert max(waits) == 20 * SECOND


class TestPostgresTokenStore(TokenStoreSuite):
    @pytest.fixture
    def store(self, database: Database, corp_id: CorpId) -> PostgresTokenStore:
        return PostgresTokenStore(database, corp_id, KEYRING)

    @pytest.fixture
    def other(self, database: Database, corp_id: CorpId) -> PostgresTokenStore:
        return PostgresTokenStore(database, corp_id, KEYRING)

    async def test_the_token_rests_sealed(self, store: PostgresTokenStore, database: Database, corp_id: CorpId) -> None:
        await store.put(KEY, TOKEN)

        async with database.read(corp_id) as session:
            kept = await session.fetch_value("SELECT token FROM api_token")

        assert TOKEN.value.encode() not in bytes(kept)

    async def test_another_corp_cannot_see_it(
        self, store: PostgresTokenStore, database: Database, other_corp_id: CorpId
    ) -> None:
        await store.put(KEY, TOKEN)

        assert await PostgresTokenStore(database, other_corp_id, KEYRING).get(KEY) is None
