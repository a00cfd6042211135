"""Connect a corp without a browser, for benchmarks and crash tests that need a callback door and nothing else."""

import asyncio

from lingqu.corps import api
from lingqu.corps.contracts import Connection, ConnectionDraft
from lingqu.infra.clocks import RealClock
from lingqu.infra.database import Database, DatabaseUrls
from lingqu.infra.postgres import EmbeddedPostgres
from lingqu.infra.secrets import load_keyring
from lingqu.infra.settings import Settings


def connect_corp(settings: Settings, postgres: EmbeddedPostgres, draft: ConnectionDraft) -> Connection:
    """Store a connection under the installation's own key; WeCom is not asked."""

    async def connect() -> Connection:
        urls = DatabaseUrls(owner=postgres.url("owner"), app=postgres.url("app"), dispatcher=postgres.url("dispatcher"))
        async with Database(urls, RealClock(), size=2) as database:
            corp_id = await api.reserve_corp_id(database)
            async with database.unit(corp_id) as unit:
                return await api.connect(
                    unit,
                    draft,
                    seals=load_keyring(settings.master_key, settings.data_dir),
                    noise=api.draw_noise(),
                )

    return asyncio.run(connect())
