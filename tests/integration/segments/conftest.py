"""An embedded history for questions about what happened, and a stage with PostgreSQL beside it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from audiences.stage import Stage, open_stage
from doubles.folders import open_folder
from lingqu.infra.database import DatabaseUrls
from lingqu.infra.history.server import HistoryServer


@pytest.fixture(scope="module")
def history_server() -> Iterator[HistoryServer]:
    """A child for each file: parts of tables pile up with every example, until the engine makes inserts wait."""
    with open_folder() as folder, HistoryServer(folder) as server:
        yield server


@pytest.fixture
def stage(database_urls: DatabaseUrls, history_server: HistoryServer) -> Iterator[Stage]:
    """The small world in both engines; crowds come and go."""
    with open_stage(database_urls, history_server) as opened:
        yield opened
