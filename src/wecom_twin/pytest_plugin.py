"""A pytest fixture: `twin`, a furnished world on loopback for one test.

Switch it on with `pytest_plugins = ["wecom_twin.pytest_plugin"]`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from wecom_twin.server import TwinServer

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def twin() -> Iterator[TwinServer]:
    """One corp, one app, three members; the clock is the wall clock's."""
    with TwinServer() as server:
        yield server
