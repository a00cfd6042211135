"""Runs the fake on a free port of loopback, in a thread of this process."""

import asyncio
import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from .app import make_app
from .brand import Brand
from .http import Router

CHINESE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]+")


class Stage:
    """Where tests set the scene: which brand is current, how slow the answers are."""

    def __init__(self) -> None:
        self.brand = Brand()
        self.router: Router = make_app(lambda: self.brand)
        self.base_url = ""

    def play(self, brand: Brand) -> Brand:
        """Make this brand the current one."""
        self.brand = brand
        self.router.delay_seconds = 0.0
        self.router.respell = str
        return brand

    def in_latin(self) -> None:
        """From now on all data is in Latin letters, so that what is left of Chinese is the admin's own."""
        self.router.respell = lambda text: CHINESE.sub("Tea", text)


class _Server(uvicorn.Server):
    """Says when it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listening = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.listening.set()


@contextmanager
def running(stage: Stage) -> Iterator[Stage]:
    """The stage, reachable at `stage.base_url` until the block ends."""
    config = uvicorn.Config(
        stage.router,
        host="127.0.0.1",
        port=0,
        lifespan="off",
        ws="none",
        log_level="error",
        timeout_graceful_shutdown=1,
    )
    server = _Server(config)
    thread = threading.Thread(target=lambda: asyncio.run(server.serve()), name="fake-admin")
    thread.start()
    server.listening.wait(10)
    port = server.servers[0].sockets[0].getsockname()[1]
    stage.base_url = f"http://127.0.0.1:{port}"
    try:
        yield stage
    finally:
        server.should_exit = True
        thread.join(10)
