"""A twin on a free loopback port, in a thread of this process."""

from __future__ import annotations

import asyncio
import socket
import threading
from typing import TYPE_CHECKING, Self

import uvicorn

from wecom_twin.app import TwinApp
from wecom_twin.world import World

if TYPE_CHECKING:
    from wecom_twin.ledger import Ledger
    from wecom_twin.wire.faults import FaultPlan

_LOOPBACK = "127.0.0.1"
_SETTLE_SECONDS = 30.0
_LOOK_AGAIN_SECONDS = 0.002


class TwinServerError(RuntimeError):
    """The server did not start, or is not running."""


def furnish(world: World) -> None:
    """Give an empty world one corp with an app and three members who may have customers."""
    corp = world.add_corp()
    world.add_app(corp)
    shop = world.add_department(corp, "上海徐汇店")
    for userid, name in (("chen_rui", "陈睿"), ("li_na", "李娜"), ("wang_wei", "王伟")):
        world.add_member(corp, userid, name, departments=(shop.id,), position="导购")


def server_config(app: TwinApp, *, host: str, port: int) -> uvicorn.Config:
    """How the twin is served: lean, without access log and server header."""
    return uvicorn.Config(
        app,
        host=host,
        port=port,
        http="httptools",
        loop="auto",  # uvloop where there is one
        ws="none",
        lifespan="on",
        access_log=False,
        log_level="error",
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=60,
    )


def listen(host: str, port: int) -> socket.socket:
    """A socket that takes connections, though nobody serves them yet; port 0 takes a free one.

    Raises:
        TwinServerError: the address cannot be had.
    """
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen()
    except OSError as error:
        listener.close()
        raise TwinServerError(f"{host}:{port} cannot be had: {error}") from error
    return listener


class _ThreadedServer(uvicorn.Server):
    """A server that leaves the process's signals alone and says when it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = threading.Event()
        self.loop: asyncio.AbstractEventLoop | None = None
        self._stopping = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        self.loop = asyncio.get_running_loop()
        await super().startup(sockets)
        self.ready.set()

    async def main_loop(self) -> None:
        # The inherited loop looks ten times a second whether to stop; tests start and stop too often for that.
        await self._stopping.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        # The inherited one sleeps for a tenth of a second before it looks whether anything is still under way.
        for server in self.servers:
            server.close()
        for listener in sockets or []:
            listener.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        while self.server_state.connections or self.server_state.tasks:  # noqa: ASYNC110 - uvicorn raises no event
            await asyncio.sleep(_LOOK_AGAIN_SECONDS)
        for server in self.servers:
            await server.wait_closed()
        await self.lifespan.shutdown()

    def stop(self) -> None:
        """Begin to shut down; may be called from any thread."""
        if self.loop is not None:
            self.loop.call_soon_threadsafe(self._stopping.set)


class TwinServer:
    """Serves a world while its `with` block lasts.

    Args:
        world: the world to serve; a small furnished one unless given.
        port: a loopback port; a free one unless given.

    Raises:
        TwinServerError: the port is taken, or the server did not come up.
    """

    def __init__(self, world: World | None = None, *, port: int = 0) -> None:
        if world is None:
            world = World()
            furnish(world)
        self.world = world
        self.app = TwinApp(world)
        self._port = port
        self._server: _ThreadedServer | None = None
        self._thread: threading.Thread | None = None

    @property
    def ledger(self) -> Ledger:
        """What every customer and member received."""
        return self.world.ledger

    @property
    def faults(self) -> FaultPlan:
        """The faults in force; add to them under the world's lock, or before calls are made."""
        return self.app.faults

    @property
    def base_url(self) -> str:
        """In place of https://qyapi.weixin.qq.com."""
        return f"http://{_LOOPBACK}:{self._port}"

    @property
    def control_url(self) -> str:
        """The control interface."""
        return f"{self.base_url}/twin"

    def start(self) -> None:
        """Listen; returns once connections are accepted."""
        listener = listen(_LOOPBACK, self._port)
        self._port = listener.getsockname()[1]
        self.app.studio.base_url = self.world.picture_url = self.base_url
        server = _ThreadedServer(server_config(self.app, host=_LOOPBACK, port=self._port))
        self._server = server
        self._thread = threading.Thread(
            target=server.run, kwargs={"sockets": [listener]}, name="wecom-twin", daemon=True
        )
        self._thread.start()
        if not server.ready.wait(10.0):
            raise TwinServerError("the twin did not come up within 10 s")

    def stop(self) -> None:
        """Stop serving; the world and its ledger stay readable."""
        if self._server is not None and self._thread is not None:
            self._server.stop()
            self._thread.join(10.0)
            self._server = self._thread = None

    def settle(self, timeout_seconds: float = _SETTLE_SECONDS) -> None:
        """Wait until nothing is fetched and no callback is on its way; retries that wait do not count.

        Raises:
            TimeoutError: some still are.
        """
        asyncio.run_coroutine_threadsafe(self.world.idle(), self._loop).result(timeout_seconds)

    def configure_callback(
        self,
        *,
        url: str,
        token: str,
        encoding_aes_key: str,
        corpid: str | None = None,
        agentid: int | None = None,
    ) -> None:
        """Verify and save a callback URL; errors as for `World.configure_callback`."""
        corp = self.world.corp(corpid)
        saving = self.world.configure_callback(
            corp.corpid, url=url, token=token, encoding_aes_key=encoding_aes_key, agentid=agentid
        )
        asyncio.run_coroutine_threadsafe(saving, self._loop).result(_SETTLE_SECONDS)

    def advance(self, *, by: float | None = None, to: float | None = None) -> int:
        """Move a stepped clock, delivering the callbacks of each instant before the next."""
        return self.world.advance(by=by, to=to, after_each=self.settle)

    @property
    def _loop(self) -> asyncio.AbstractEventLoop:
        if self._server is None or self._server.loop is None:
            raise TwinServerError("the twin is not running")
        return self._server.loop

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
