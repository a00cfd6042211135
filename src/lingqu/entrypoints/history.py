"""`lingqu history`: how far the columnar copy is, and building it anew beside the one that serves."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Sequence
from dataclasses import asdict
from typing import Literal

from lingqu.corps.api import list_corps
from lingqu.entrypoints.following import Follower
from lingqu.entrypoints.platform import Platform, embeds_history, open_platform
from lingqu.infra.history import generations
from lingqu.infra.history.lag import HistorySeen, see_history
from lingqu.infra.history.reading import HistoryUnavailableError
from lingqu.infra.history.server import HistoryServer
from lingqu.infra.logs import configure_logs
from lingqu.infra.settings import Settings, load_settings
from lingqu.kernel.ids import CorpId

TURNS_WITHIN_SECONDS = 1.0


def run(action: Literal["status", "rebuild"], *, as_json: bool) -> int:
    """Show, or rebuild and wait for the end."""
    settings = load_settings()
    configure_logs(settings.log_level)
    # Beside a running installation this attaches; alone it starts what is needed and stops it in the end.
    server = HistoryServer(settings.data_dir) if action == "rebuild" and embeds_history(settings) else None
    if server is not None:
        server.start()
        server.wait()
    try:
        return asyncio.run(_run(settings, action, as_json=as_json))
    finally:
        if server is not None:
            server.stop()


async def _run(settings: Settings, action: Literal["status", "rebuild"], *, as_json: bool) -> int:
    async with open_platform(settings) as platform:
        async with platform.database.dispatch() as connection:
            corps = [corp.corp_id for corp in await list_corps(connection)]
        if action == "rebuild":
            await rebuild(platform, corps)
        for corp_id in corps:
            seen = await _seen(platform, corp_id)
            print(json.dumps({"corp_id": corp_id, **asdict(seen)}) if as_json else f"corp {corp_id}: {_said(seen)}")
    return 0


async def rebuild(platform: Platform, corps: Sequence[CorpId]) -> None:
    """Build a copy beside the living one for every corp, and return when each has taken its place.

    Workers do the copying where they hold the leases; where none runs, we do.

    Raises:
        HistoryUnavailableError: there is no history to rebuild.
    """
    readers = {reader.name: reader for reader in platform.readers()}
    if "history" not in readers:
        raise HistoryUnavailableError("this installation has no history")
    for corp_id in corps:
        async with platform.database.unit(corp_id, actor="terminal") as unit:
            await generations.begin(unit, "next")
            await unit.audit("history.rebuild_started", f"corp:{corp_id}")
    follower = Follower(platform.database, readers["history"], f"rebuild-{os.getpid()}")
    try:
        waiting = list(corps)
        while waiting:
            await _copy_for_a_while(follower)
            waiting = [corp_id for corp_id in waiting if await _is_rebuilding(platform, corp_id)]
    finally:
        await follower.leave()


async def _copy_for_a_while(follower: Follower) -> None:
    loop = asyncio.get_running_loop()
    until = loop.time() + TURNS_WITHIN_SECONDS
    while loop.time() < until:
        if not await follower.turn():
            await asyncio.sleep(0.1)


async def _is_rebuilding(platform: Platform, corp_id: CorpId) -> bool:
    async with platform.database.read(corp_id) as session:
        return any(copy.role == "next" for copy in await generations.list_generations(session))


async def _seen(platform: Platform, corp_id: CorpId) -> HistorySeen:
    is_off = platform.settings.history == "off"
    return await see_history(platform.database, platform.history, corp_id, is_off=is_off)


def _said(seen: HistorySeen) -> str:
    if seen.engine != "up":
        return f"history is {seen.engine}; {seen.rows_behind} facts wait"
    state = "" if seen.is_ready else "is being filled, "
    beside = "" if seen.rebuild_rows_behind is None else f"; beside it a copy that lacks {seen.rebuild_rows_behind}"
    return f"history {seen.version} {state}lacks {seen.rows_behind} facts, {seen.seconds_behind} s{beside}"
