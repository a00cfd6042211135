"""An embedded history for questions about what happened."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from doubles.folders import open_folder
from lingqu.infra.history.server import HistoryServer


@pytest.fixture(scope="session")
def history_server() -> Iterator[HistoryServer]:
    """One child for the whole run of this process."""
    with open_folder() as folder, HistoryServer(folder) as server:
        yield server
