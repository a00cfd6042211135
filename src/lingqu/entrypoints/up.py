"""`lingqu up`: database, history, web and workers on one machine, kept running until told to stop."""

from __future__ import annotations

import signal
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import structlog

from lingqu.entrypoints.children import Child
from lingqu.entrypoints.listening import DESCRIPTOR, listen
from lingqu.entrypoints.migrations.runner import upgrade
from lingqu.entrypoints.platform import database_urls, embeds_history
from lingqu.infra.clocks import RealClock
from lingqu.infra.history.server import HistoryServer
from lingqu.infra.logs import configure_logs
from lingqu.infra.postgres import EmbeddedPostgres, EmbeddedPostgresError
from lingqu.infra.settings import Settings, load_settings

log = structlog.get_logger(__name__)

LOOK_EVERY_SECONDS = 0.2


@dataclass(slots=True)
class Stack:
    """The processes of one installation; used by `up`, the demo, benchmarks and crash tests alike.

    Start it from the main thread: the kernel ends the embedded server with the thread that forked it.
    """

    settings: Settings
    workers: int = 1
    environment: dict[str, str] = field(default_factory=dict)
    postgres: EmbeddedPostgres | None = None
    history: HistoryServer | None = None
    web: Child = field(init=False)
    worker_children: list[Child] = field(init=False)
    _listener: socket.socket | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self.web = Child("web", ["web"], self.environment)
        self.worker_children = [
            Child(f"worker-{number}", ["worker", "--name", f"worker-{number}"], self.environment)
            for number in range(1, self.workers + 1)
        ]

    @property
    def children(self) -> list[Child]:
        """Web first, then workers."""
        return [self.web, *self.worker_children]

    def start(self) -> None:
        """Take the address, start the database (unless one is named by URL), migrate, start the processes."""
        self._listener = listen(self.settings.host, self.settings.port)
        self.web.inherits = (self._listener.fileno(),)
        self.web.environment = {**self.environment, DESCRIPTOR: str(self._listener.fileno())}
        if self.settings.database_url is None:
            self.postgres = EmbeddedPostgres(self.settings.data_dir)
            self.postgres.start()
        if embeds_history(self.settings):
            self.history = HistoryServer(self.settings.data_dir)
            self.history.start()  # it answers some seconds later, and nothing waits for it
        upgrade(database_urls(self.settings, self.postgres).owner, at=RealClock().now())
        for child in self.children:
            child.start()

    def watch(self, *, until: Callable[[], bool]) -> None:
        """Restart whatever dies, until told to stop."""
        while not until():
            self.mend()
            time.sleep(LOOK_EVERY_SECONDS)

    def mend(self) -> None:
        """Start again what has died."""
        if self.postgres is not None and not self.postgres.alive:
            log.warning("restarting", child="postgres")
            try:
                self.postgres.start()
            except EmbeddedPostgresError as error:
                log.error("postgres does not start", error=str(error))  # noqa: TRY400 - it names place and mend
        if self.history is not None:
            self.history.mend()
        for child in self.children:
            child.restart_if_dead()

    def stop(self) -> None:
        """End the processes, the database last."""
        for child in self.children:
            child.stop()
        if self._listener is not None:
            self._listener.close()
        if self.history is not None:
            self.history.stop()
        if self.postgres is not None:
            self.postgres.stop()


def run(*, workers: int | None) -> int:
    """Serve until SIGTERM or SIGINT."""
    settings = load_settings()
    configure_logs(settings.log_level)
    stack = Stack(settings, workers=workers or settings.workers)
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    try:
        stack.start()
        print(f"Lingqu 灵渠: http://{settings.host}:{settings.port}", flush=True)
        stack.watch(until=stopping.is_set)
    finally:
        stack.stop()
    return 0
