"""The doctor at the twin: each thing a newcomer gets wrong is found, named and told how to mend."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from doubles.corps import FixedWatch
from doubles.twin_corp import KEYRING, TwinClock, connect_twin, stepped_twin
from lingqu.entrypoints.http.doctor.evidence import DoctorTools
from lingqu.entrypoints.http.doctor.examination import Check, examine
from lingqu.gateway.clients import Clients
from lingqu.infra.database import Database
from lingqu.infra.settings import Settings
from lingqu.kernel.ids import CorpId
from wecom_twin.server import TwinServer

pytestmark = pytest.mark.postgres


@pytest.fixture
def twin() -> Iterator[TwinServer]:
    with stepped_twin() as server:
        yield server


@pytest.fixture
def clock(twin: TwinServer) -> TwinClock:
    return TwinClock(twin)


@pytest.fixture
async def corp_id(database: Database, twin: TwinServer) -> CorpId:
    return await connect_twin(database, twin)


@pytest.fixture
async def tools(database: Database, twin: TwinServer, tmp_path: Path) -> AsyncIterator[DoctorTools]:
    clients = Clients(database, KEYRING, base_url=twin.base_url)
    yield DoctorTools(
        settings=Settings(data_dir=tmp_path, wecom_base_url=twin.base_url, public_url="http://127.0.0.1:9"),
        database=database,
        seals=KEYRING,
        clients=clients,
        callback_watch=FixedWatch(),
        history=None,
    )
    await clients.aclose()


async def checks(tools: DoctorTools, corp_id: CorpId) -> dict[str, Check]:
    return {check.id.value: check for check in await examine(tools, corp_id, language="en")}


async def test_a_corp_well_connected_has_nothing_to_mend_at_wecom(tools: DoctorTools, corp_id: CorpId) -> None:
    found = await checks(tools, corp_id)

    assert [found[one].state for one in ("credentials", "visible_range", "trusted_ip")] == ["ok", "ok", "ok"]
    assert found["visible_range"].data["members"] == 3


async def test_a_secret_reset_in_the_console_is_found(tools: DoctorTools, corp_id: CorpId, twin: TwinServer) -> None:
    twin.world.rotate_secret()

    found = await checks(tools, corp_id)

    assert (found["credentials"].state, found["credentials"].data) == ("fail", {"errcode": 40001})


async def test_an_address_that_is_not_trusted_is_named(tools: DoctorTools, corp_id: CorpId, twin: TwinServer) -> None:
    twin.world.app().trusted_ips = frozenset({"203.0.113.9"})

    found = await checks(tools, corp_id)

    assert (found["trusted_ip"].state, found["trusted_ip"].data) == ("fail", {"ip": "127.0.0.1"})
    assert "127.0.0.1" in (found["trusted_ip"].mend or "")
    assert found["credentials"].state == "ok"


async def test_an_app_that_may_not_call_customer_contact_is_found(
    tools: DoctorTools, corp_id: CorpId, twin: TwinServer
) -> None:
    twin.world.app().customer_contact = False

    found = await checks(tools, corp_id)

    assert (found["visible_range"].state, found["visible_range"].data) == ("fail", {"errcode": 48002})


async def test_a_callback_address_nobody_answers_at_is_found(tools: DoctorTools, corp_id: CorpId) -> None:
    found = await checks(tools, corp_id)

    assert found["callback"].state == "fail"
    assert "http://127.0.0.1:9/callbacks/" in found["callback"].detail


async def test_an_app_without_a_visible_range_is_found(tools: DoctorTools, corp_id: CorpId, twin: TwinServer) -> None:
    corp = twin.world.corp()
    twin.world.change_range(corp, twin.world.app(), departments=[], userids=[])

    found = await checks(tools, corp_id)

    assert (found["visible_range"].state, found["visible_range"].detail) == ("fail", "The app's visible range is empty")
