"""One time for the twin and the installation, moved by hand: it runs while something is done and can be held still."""

from __future__ import annotations

import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from lingqu.entrypoints.twin_control import Twin
from lingqu.infra.clocks import Helm

PACE = 4.0
"""Virtual seconds of a real one, while something is done that has time."""
NOT_TO_THE_SECOND = 4.0
"""Virtual seconds by which jobs that are due may wait for one another, so that time takes fewer steps."""
_TICK_SECONDS = 0.05
_LONGEST_TICK = 0.25
"""Real seconds that a tick stands for at most: a machine that was busy elsewhere did nothing meanwhile either."""


@dataclass(slots=True)
class Time:
    """Virtual time, in unix seconds, shown to both; use it as a context to let it run."""

    twin: Twin
    file: Path
    start: float
    _helm: Helm = field(init=False)
    pace: float = PACE
    """One where something races a deadline of seconds: a machine that is slow and asked four times as much would lose
    races that it wins in real time."""
    _now: float = field(init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _over: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None
    _trouble: BaseException | None = None

    def __post_init__(self) -> None:
        self._now = self.start
        self._helm = Helm(self.file, _instant(self.start))

    def __enter__(self) -> Self:
        """Let it run."""
        self._thread = threading.Thread(target=self._run, name="time", daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Let it stand for good."""
        self._over.set()
        if self._thread is not None:
            self._thread.join()

    def now(self) -> float:
        """Return the present instant.

        Raises:
            RuntimeError: time cannot go on, because the twin does not.
        """
        if self._trouble is not None:
            raise RuntimeError("the twin's time does not go on") from self._trouble
        return self._now

    @contextmanager
    def held(self) -> Generator[None]:
        """Let it stand still for the length of the block."""
        with self._lock:
            yield

    def settle(self) -> None:
        """Wait until the callbacks of this instant have been answered; within `held`, before anybody looks."""
        self.twin.ask("POST", "/callbacks/settle")

    def skip(self, next_due: float | None, *others: float | None) -> None:
        """Go to the instant at which something happens next: at the platform, at the twin, or to one of others.

        Only within `held`, in which it was found that nothing is done: or a callback that came since is jumped over,
        and the code that it brought is dead when somebody greets.
        """
        job = None if next_due is None else next_due + NOT_TO_THE_SECOND
        instants = [job, self.twin.ask("GET", "/clock")["next_due"], *others]
        self._show(max(min(one for one in instants if one is not None), self._now))

    def _run(self) -> None:
        last = time.monotonic()
        while not self._over.wait(_TICK_SECONDS):
            with self._lock:
                passed = min(time.monotonic() - last, _LONGEST_TICK)
                try:
                    self._show(self._now + passed * self.pace)
                except Exception as trouble:  # noqa: BLE001 - told to whoever asks for the time next
                    self._trouble = trouble
                    return
            last = time.monotonic()

    def _show(self, instant: float) -> None:
        self.twin.ask("POST", "/clock", {"advance_to": instant})
        self._helm.show(_instant(instant))
        self._now = instant


def _instant(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
