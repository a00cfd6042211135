"""The world as its users see it: built, governed from the console, acted upon, and moved in time.

Every method takes the lock, so that tests may call from their own thread while the server runs.
Corps are named by corpid, which may be left out while there is only one.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from wecom_twin.endpoints import passive_replies
from wecom_twin.roles.console import Console
from wecom_twin.roles.desk import Desk
from wecom_twin.roles.groups import Groups
from wecom_twin.roles.links import LinkVisitors
from wecom_twin.roles.moments import MomentPeople
from wecom_twin.roles.personnel import Personnel

if TYPE_CHECKING:
    from collections.abc import Callable

    from wecom_twin.clock import Clock
    from wecom_twin.rules import Limits, Switches


class World(Console, LinkVisitors, MomentPeople, Personnel, Desk, Groups):
    """A realm with all its hands, and a clock that can be moved."""

    def __init__(
        self,
        *,
        clock: Clock | None = None,
        seed: int = 0,
        limits: Limits | None = None,
        switches: Switches | None = None,
    ) -> None:
        super().__init__(clock=clock, seed=seed, limits=limits, switches=switches)
        self.outbox.on_reply = partial(passive_replies.take, self)

    def now(self) -> float:
        """The world's present instant, unix seconds."""
        with self.lock:
            return self.clock.now()

    def advance(
        self,
        *,
        by: float | None = None,
        to: float | None = None,
        after_each: Callable[[], None] = lambda: None,
    ) -> int:
        """Move a stepped clock, running what falls due in order; says how many acts ran.

        Args:
            by: twin seconds.
            to: an instant, unix seconds.
            after_each: called without the lock after every instant at which something ran, to let
                the platform answer before time goes on.

        Raises:
            ValueError: the clock is not stepped, or would go back.
        """
        target, total = self._target(by, to), 0
        while ran := self._step(target):
            total += ran
            after_each()
        return total

    async def advance_async(self, *, by: float | None = None, to: float | None = None) -> int:
        """As :meth:`advance`, delivering the callbacks of each instant before the next; on the server's loop."""
        target, total = self._target(by, to), 0
        while ran := self._step(target):
            total += ran
            await self.outbox.idle()
        return total

    async def idle(self) -> None:
        """Wait until nothing is fetched and no callback is on its way; retries that wait do not count."""
        await self.downloads.idle()
        await self.outbox.idle()

    def _target(self, by: float | None, to: float | None) -> float:
        if (by is None) == (to is None):
            raise ValueError("say either by how much or to when")
        return self.now() + by if by is not None else to or 0.0

    def _step(self, target: float) -> int:
        """Jump to the next instant at which something is due and run it; 0 when `target` is reached."""
        with self.lock:
            due = self.clock.next_due()
            if due is None or due > target:
                self.clock.jump(target)
                return 0
            self.clock.jump(max(due, self.clock.now()))
            ran = 0
            while self.clock.run_next(until=self.clock.now()):
                ran += 1
            return ran
