from dataclasses import replace

import pytest

from doubles.corps import ClearSeals
from lingqu.corps import api
from lingqu.corps.contracts import Connection, ConnectionDraft, StageName, StageState, SyncState
from lingqu.corps.errors import CorpidTakenError, CorpNotConnectedError, StageNotRunningError
from lingqu.infra.database import Database
from lingqu.kernel.ids import CorpId

DRAFT = ConnectionDraft(corpid="ww1a2b3c4d5e6f7a8b", name="云栖茶", agentid=1000002, secret="s" * 43)
NOISE = api.KeyNoise(slug=bytes(15), token=bytes(32), aes_key=bytes(32))
SEALS = ClearSeals()


async def connect(database: Database, draft: ConnectionDraft = DRAFT, noise: api.KeyNoise = NOISE) -> Connection:
    corp_id = await api.reserve_corp_id(database)
    async with database.unit(corp_id) as unit:
        return await api.connect(unit, draft, seals=SEALS, noise=noise)


async def test_a_connected_corp_has_credentials_and_keys(database: Database) -> None:
    connection = await connect(database)

    async with database.read(connection.corp_id) as session:
        credentials = await api.get_credentials(session, seals=SEALS)
    assert (credentials.corpid, credentials.agentid, credentials.secret) == ("ww1a2b3c4d5e6f7a8b", 1000002, "s" * 43)
    assert (credentials.callback_token, credentials.callback_aes_key) == ("a" * 32, "A" * 43)


async def test_the_dispatcher_finds_a_corp_by_its_slug(database: Database) -> None:
    connection = await connect(database)

    async with database.dispatch() as dispatch:
        routes = await api.list_corps(dispatch)

    assert [(route.corp_id, route.corpid, route.slug) for route in routes] == [
        (connection.corp_id, "ww1a2b3c4d5e6f7a8b", "a" * 24)
    ]


async def test_a_new_secret_leaves_the_callback_keys_alone(database: Database) -> None:
    before = await connect(database)

    async with database.unit(before.corp_id) as unit:
        after = await api.connect(
            unit, replace(DRAFT, secret="t" * 43, name="云栖"), seals=SEALS, noise=api.draw_noise()
        )
        credentials = await api.get_credentials(unit, seals=SEALS)

    assert after == replace(before, name="云栖")
    assert credentials.secret == "t" * 43


async def test_one_corpid_is_connected_once(database: Database) -> None:
    await connect(database)

    with pytest.raises(CorpidTakenError):
        await connect(database, noise=api.draw_noise())


async def test_a_corp_keeps_its_corpid(database: Database) -> None:
    corp_id = (await connect(database)).corp_id

    with pytest.raises(CorpidTakenError):
        async with database.unit(corp_id) as unit:
            await api.connect(unit, replace(DRAFT, corpid="ww9999999999999999"), seals=SEALS, noise=NOISE)


async def test_secrets_are_sealed_for_their_own_corp(database: Database) -> None:
    corp_id = (await connect(database)).corp_id

    async with database.read(corp_id) as session:
        kept = await session.fetch_value("SELECT secret FROM credential WHERE corp_id = lingqu_corp()")

    assert bytes(kept) == f"corps.app_secret|{corp_id}|secret|{'s' * 43}".encode()


async def test_a_corp_without_credentials_is_not_connected(database: Database, corp_id: CorpId) -> None:
    async with database.read(corp_id) as session:
        with pytest.raises(CorpNotConnectedError):
            await api.get_credentials(session, seals=SEALS)


async def test_the_url_check_is_remembered(database: Database) -> None:
    corp_id = (await connect(database)).corp_id

    async with database.unit(corp_id) as unit:
        await api.mark_callback_verified(unit)
        connection = await api.get_connection(unit, seals=SEALS)

    assert connection.callback_verified_at == database.clock.now()


async def test_a_sync_runs_its_stages_in_order(database: Database) -> None:
    corp_id = (await connect(database)).corp_id
    seen: list[tuple[SyncState, list[str]]] = []

    async def look() -> None:
        async with database.read(corp_id) as session:
            sync = await api.get_sync(session)
            kinds = await session.fetch("SELECT kind FROM job WHERE corp_id = lingqu_corp() ORDER BY kind")
        seen.append((sync.state, [row["kind"] for row in kinds]))

    async with database.unit(corp_id) as unit:
        await api.start_sync(unit)
    await look()
    for stage in StageName:
        async with database.unit(corp_id) as unit:
            await api.begin_stage(unit, stage, total=7)
            await api.advance_stage(unit, stage, done=7, cursor={"at": "end"})
            await api.finish_stage(unit, stage)
        await look()

    assert seen == [
        (SyncState.RUNNING, ["directory.sync"]),
        (SyncState.RUNNING, ["directory.sync"]),
        (SyncState.RUNNING, ["customers.sync_tags", "directory.sync"]),
        (SyncState.RUNNING, ["customers.sync", "customers.sync_tags", "directory.sync"]),
        (SyncState.RUNNING, ["customers.sync", "customers.sync_tags", "directory.sync", "groupchats.sync"]),
        (SyncState.DONE, ["customers.sync", "customers.sync_tags", "directory.sync", "groupchats.sync"]),
    ]


async def test_a_stage_left_running_goes_on_from_its_cursor(database: Database) -> None:
    corp_id = (await connect(database)).corp_id
    async with database.unit(corp_id) as unit:
        await api.begin_stage(unit, StageName.CUSTOMERS)
        await api.advance_stage(unit, StageName.CUSTOMERS, done=300, cursor={"page": "abc"})

    async with database.unit(corp_id) as unit:
        again = await api.begin_stage(unit, StageName.CUSTOMERS)

    assert (again.run, again.done, again.cursor) == (1, 300, {"page": "abc"})


async def test_a_stage_that_ended_begins_anew(database: Database) -> None:
    corp_id = (await connect(database)).corp_id
    async with database.unit(corp_id) as unit:
        await api.begin_stage(unit, StageName.TAGS)
        await api.advance_stage(unit, StageName.TAGS, done=3, cursor={"page": "abc"})
        await api.fail_stage(unit, StageName.TAGS, code="outside.misconfigured", error="48002")

    async with database.unit(corp_id) as unit:
        again = await api.begin_stage(unit, StageName.TAGS)

    assert (again.run, again.state, again.done, again.cursor, again.error_code) == (2, StageState.RUNNING, 0, {}, None)


async def test_a_walk_overtaken_by_a_new_run_stops(database: Database) -> None:
    corp_id = (await connect(database)).corp_id
    async with database.unit(corp_id) as unit:
        await api.begin_stage(unit, StageName.CUSTOMERS)
    async with database.unit(corp_id) as unit:
        await api.start_sync(unit)

    with pytest.raises(StageNotRunningError):
        async with database.unit(corp_id) as unit:
            await api.advance_stage(unit, StageName.CUSTOMERS, done=1, cursor={})


async def test_a_sync_at_work_is_not_started_twice(database: Database) -> None:
    corp_id = (await connect(database)).corp_id
    async with database.unit(corp_id) as unit:
        await api.start_sync(unit)
        await unit.flush()
        await api.begin_stage(unit, StageName.DEPARTMENTS)
        await api.advance_stage(unit, StageName.DEPARTMENTS, done=5, cursor={})

    async with database.unit(corp_id) as unit:
        sync = await api.start_sync(unit)

    assert sync.stages[0].done == 5
