"""Both adapters of history pass one suite; a real ClickHouse too, where LINGQU_TEST_CLICKHOUSE_URL names one."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from urllib.parse import quote

import pytest

from conformance.infra.history_suite import HistorySuite
from doubles.clickhouse import DATABASE, PASSWORD, USER, open_clickhouse
from doubles.folders import open_folder
from integration.infra.history.conftest import empty
from lingqu.infra.history.clickhouse import ClickHouseHistory
from lingqu.infra.history.errors import HistoryDownError, HistoryRefusedError


class TestEmbedded(HistorySuite):
    """chdb in a child."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with open_folder() as folder, open_clickhouse(folder / "data") as (address, _):
        yield address


class TestClickHouse(HistorySuite):
    """ClickHouse's HTTP interface, played by a double over chdb."""

    @pytest.fixture
    async def history(self, address: str) -> AsyncIterator[ClickHouseHistory]:
        client = ClickHouseHistory(f"http://{USER}:{quote(PASSWORD, safe='')}@{address}/{DATABASE}")
        await empty(client)
        yield client
        await client.aclose()

    async def test_wrong_password_is_a_refusal(self, address: str) -> None:
        stranger = ClickHouseHistory(f"http://{USER}:wrong@{address}/{DATABASE}")

        with pytest.raises(HistoryRefusedError) as refused:
            await stranger.ping()

        assert refused.value.number == 516
        await stranger.aclose()

    async def test_nobody_there_is_down(self) -> None:
        nobody = ClickHouseHistory("http://127.0.0.1:9/brand")

        with pytest.raises(HistoryDownError):
            await nobody.ping()
        await nobody.aclose()


@pytest.mark.skipif("LINGQU_TEST_CLICKHOUSE_URL" not in os.environ, reason="no ClickHouse is named")
class TestRealClickHouse(HistorySuite):
    """A server of somebody's; the database in its URL is emptied."""

    @pytest.fixture
    async def history(self) -> AsyncIterator[ClickHouseHistory]:
        client = ClickHouseHistory(os.environ["LINGQU_TEST_CLICKHOUSE_URL"])
        await empty(client)
        yield client
        await client.aclose()
