"""Kills one process of an installation after another, and has the supervisor start them again."""

from __future__ import annotations

import asyncio
import random
import sys
import time
from collections import Counter
from dataclasses import dataclass, field

from lingqu.entrypoints.up import Stack

SECONDS_BETWEEN_KILLS = (0.2, 3.0)
RECOVER_WITHIN_SECONDS = 60.0


@dataclass(slots=True)
class Killer:
    """Strikes workers, history's engine and the database of one installation."""

    stack: Stack
    chance: random.Random
    killed: Counter[str] = field(default_factory=Counter)

    async def strike(self, victim: str) -> None:
        """Wait a while under load, kill one, and let the supervisor do its work."""
        await self.mend_for(self.chance.uniform(*SECONDS_BETWEEN_KILLS))
        if victim == "worker":
            self.stack.worker_children[0].kill()
        elif victim == "database":
            assert self.stack.postgres is not None  # noqa: S101 - crash tests always embed
            self.stack.postgres.kill()
        else:
            assert self.stack.history is not None  # noqa: S101 - crash tests always embed
            self.stack.history.kill()
        self.killed[victim] += 1
        print(f"  kill -9 {victim:8} ({self.killed.total()})", file=sys.stderr, flush=True)
        until = time.monotonic() + RECOVER_WITHIN_SECONDS
        while not self._runs() and time.monotonic() < until:
            await self.mend_for(0.1)

    async def mend_for(self, seconds: float) -> None:
        """Do what the supervisor does, for a while."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            await asyncio.to_thread(self.stack.mend)
            await asyncio.sleep(0.05)

    def _runs(self) -> bool:
        stack = self.stack
        history, postgres = stack.history is not None and stack.history.alive, stack.postgres and stack.postgres.alive
        return bool(history and postgres and stack.worker_children[0].pid is not None)
