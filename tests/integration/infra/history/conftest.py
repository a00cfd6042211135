"""An embedded engine for the run, and an empty database of it for each test."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from doubles.folders import open_folder
from lingqu.infra.history.embedded import EmbeddedHistory
from lingqu.infra.history.server import HistoryServer


@pytest.fixture(scope="session")
def history_server() -> Iterator[HistoryServer]:
    """One child for the whole run of this process."""
    with open_folder() as folder, HistoryServer(folder) as server:
        assert server.alive
        yield server


@pytest.fixture
async def history(history_server: HistoryServer) -> AsyncIterator[EmbeddedHistory]:
    """A client whose database holds nothing yet."""
    client = EmbeddedHistory(history_server.root)
    await empty(client)
    yield client
    await client.aclose()


async def empty(client: Any) -> None:
    """Drop what an earlier test left."""
    rows = (await client.query("SELECT name, engine FROM system.tables WHERE database = currentDatabase()")).to_pylist()
    for row in sorted(rows, key=lambda row: row["engine"] != "View"):
        await client.execute(f"DROP TABLE {row['name']} SYNC")
