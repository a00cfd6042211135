"""The two kinds of process: `lingqu web` and `lingqu worker`."""

from __future__ import annotations

import asyncio
import gc
import signal
from collections.abc import Callable
from typing import Any

import structlog
import uvicorn
import uvloop

from lingqu.entrypoints.children import end_with_parent
from lingqu.entrypoints.listening import BACKLOG, inherited, listen
from lingqu.entrypoints.platform import Platform, open_platform
from lingqu.entrypoints.worker import Duties, Worker
from lingqu.infra.logs import configure_logs
from lingqu.infra.settings import Settings, load_settings

log = structlog.get_logger(__name__)


def server_config(app: Any, *, host: str, port: int) -> uvicorn.Config:
    """Return how every web process of ours is served: uvloop, httptools, no access log, no proxy guesswork."""
    return uvicorn.Config(
        app,
        host=host,
        port=port,
        loop="uvloop",
        http="httptools",
        ws="none",
        lifespan="off",
        access_log=False,
        log_config=None,
        log_level="warning",
        proxy_headers=False,
        server_header=False,
        date_header=False,
        backlog=BACKLOG,
        timeout_keep_alive=75,
    )


def settle_heap() -> None:
    """Take what a started process keeps for good out of the collector's sight, and let it look less often.

    The web process has some hundred thousand objects that never die; walking over them cost 15 % of a callback.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def run_web() -> int:
    """Serve callbacks, API and admin until told to stop."""
    from lingqu.entrypoints.http.app import create_app  # a worker does without

    settings = _begin()

    async def serve() -> None:
        async with open_platform(settings) as platform:
            app = create_app(platform.services())
            settle_heap()
            listener = inherited() or listen(settings.host, settings.port)
            config = server_config(app, host=settings.host, port=settings.port)
            await uvicorn.Server(config).serve(sockets=[listener])

    uvloop.run(serve())
    return 0


def run_worker(name: str, *, duties_of: Callable[[Platform], Duties] = Platform.duties) -> int:
    """Work until told to stop."""
    settings = _begin()

    async def work() -> None:
        async with open_platform(settings) as platform:
            worker = Worker(platform.database, duties_of(platform), name)
            loop = asyncio.get_running_loop()
            for number in (signal.SIGTERM, signal.SIGINT):
                loop.add_signal_handler(number, worker.stop)
            await worker.run()

    uvloop.run(work())
    return 0


def _begin() -> Settings:
    end_with_parent()
    settings = load_settings()
    configure_logs(settings.log_level, style=settings.log_format)
    return settings
