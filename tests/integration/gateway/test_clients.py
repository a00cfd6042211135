"""Clients of corps: made once however many ask at the same time."""

from __future__ import annotations

import asyncio

import pytest

from lingqu.corps import api as corps
from lingqu.corps.contracts import ConnectionDraft
from lingqu.gateway.clients import Clients
from lingqu.infra.database import Database
from lingqu.infra.secrets import Keyring
from wecom_api.calls.customers import GetFollowUserList
from wecom_twin.server import TwinServer

pytestmark = pytest.mark.postgres

KEYRING = Keyring([b"k" * 32])


async def test_fifty_cold_calls_at_once_share_one_client_and_one_token(database: Database) -> None:
    with TwinServer() as twin:
        corp = twin.world.corp()
        corp_id = await corps.reserve_corp_id(database)
        draft = ConnectionDraft(corpid=corp.corpid, name="测试", agentid=corp.app.agentid, secret=corp.app.secret)
        async with database.unit(corp_id) as unit:
            await corps.connect(unit, draft, seals=KEYRING, noise=corps.draw_noise())
        clients = Clients(database, KEYRING, base_url=twin.base_url)
        async with asyncio.timeout(20):
            answers = await asyncio.gather(*(clients.call(corp_id, GetFollowUserList()) for _ in range(50)))

        await clients.aclose()
        fetched = [
            path
            for (_, path, _), count in twin.app.gate.calls.items()
            for _ in range(count)
            if path.endswith("gettoken")
        ]

    assert len(answers) == 50
    assert len(fetched) == 1
