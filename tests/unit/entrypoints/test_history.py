"""Which engine of history an installation has."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from lingqu.entrypoints import platform
from lingqu.entrypoints.platform import embeds_history, history_of
from lingqu.infra.history.clickhouse import ClickHouseHistory
from lingqu.infra.history.embedded import EmbeddedHistory
from lingqu.infra.secrets import Secret
from lingqu.infra.settings import Settings

URL = Secret("http://ch:8123/brand")


@pytest.mark.parametrize(
    ("settings", "installed", "engine", "embeds"),
    [
        (Settings(), True, EmbeddedHistory, True),
        (Settings(), False, type(None), False),
        (Settings(history="off"), True, type(None), False),
        (Settings(history="off", clickhouse_url=URL), True, type(None), False),
        (Settings(clickhouse_url=URL), True, ClickHouseHistory, False),
        (Settings(clickhouse_url=URL), False, ClickHouseHistory, False),
    ],
)
def test_the_engine_is_chosen_by_settings_and_by_what_exists(
    *, settings: Settings, installed: bool, engine: type, embeds: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(platform, "is_installed", lambda: installed)

    history = history_of(settings)

    assert (type(history), embeds_history(settings)) == (engine, embeds)
    if history is not None:
        asyncio.run(history.aclose())


def test_an_engine_that_nobody_asks_costs_nothing(tmp_path: Path) -> None:
    EmbeddedHistory(tmp_path / "nowhere")

    assert not (tmp_path / "nowhere").exists()
