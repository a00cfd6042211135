"""One reader of facts in one worker: holds leases of corps and takes a turn through them again and again."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import timedelta

import psycopg
import structlog

from lingqu.infra.database import Database
from lingqu.infra.history.errors import HistoryDownError
from lingqu.infra.readers import FactReader, claim, release
from lingqu.kernel.ids import CorpId

log = structlog.get_logger(__name__)

LEASE_SECONDS = 15.0
RENEW_SECONDS = 3.0
FAILED_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 30.0
QUIET_SECONDS_PER_CORP = 0.02
"""A corp without news is asked again after so long times the number of corps: many quiet corps cost little."""
GATHER_SECONDS, MOST_GATHER_SECONDS, GATHER_RATIO = 0.1, 0.4, 2.0
"""How long facts gather: the longer a step of few took, the longer, so that whoever writes them has the machine."""


@dataclass(slots=True)
class _Rest:
    """How long a corp is left alone, on the machine's own clock."""

    until: float = 0.0
    pause: float = FAILED_PAUSE_SECONDS


@dataclass(slots=True)
class Follower:
    """A reader at work. One corp's failure is logged, waited out, and holds up no other corp."""

    database: Database
    reader: FactReader
    worker: str
    _corps: list[CorpId] = field(default_factory=list)
    _claimed_at: float = -LEASE_SECONDS
    _rests: dict[CorpId, _Rest] = field(default_factory=dict)
    _is_down: bool = False

    async def turn(self) -> int:
        """Give every corp one step; return how many facts were read."""
        await self._claim()
        did = 0
        for corp_id in self._corps:
            rest = self._rests.setdefault(corp_id, _Rest())
            if rest.until > time.monotonic():
                continue
            did += await self._step(corp_id, rest)
            await self._claim()
        return did

    async def leave(self) -> None:
        """Give the leases back."""
        at, name = self.database.clock.now(), self.reader.name
        async with self.database.dispatch() as connection:
            await release(connection, reader=name, holder=self.worker, at=at)

    async def _step(self, corp_id: CorpId, rest: _Rest) -> int:
        began = time.monotonic()
        try:
            did = await self.reader.step(self.database, corp_id)
        except psycopg.OperationalError:
            raise
        except HistoryDownError as error:
            if not self._is_down:
                log.warning("history is down, facts wait for it", error=str(error))
            self._is_down = True
            rest.until = time.monotonic() + FAILED_PAUSE_SECONDS
            return 0
        except Exception:
            log.exception("reader failed", reader=self.reader.name, corp_id=corp_id)
            rest.until = time.monotonic() + rest.pause
            rest.pause = min(rest.pause * 2, LONGEST_PAUSE_SECONDS)
            return 0
        if self._is_down:
            log.info("history answers again")
        self._is_down = False
        rest.pause = FAILED_PAUSE_SECONDS
        if not did:
            rest.until = time.monotonic() + QUIET_SECONDS_PER_CORP * len(self._corps)
        elif did < self.reader.gathers:
            took = time.monotonic() - began
            rest.until = began + took + min(max(took * GATHER_RATIO, GATHER_SECONDS), MOST_GATHER_SECONDS)
        return did

    async def _claim(self) -> None:
        """Renew in time; leases are in the clock of all processes, how often is in ours."""
        if time.monotonic() - self._claimed_at < RENEW_SECONDS:
            return
        rate, name = float(getattr(self.database.clock, "rate", 1.0)), self.reader.name
        async with self.database.dispatch() as connection:
            self._corps = await claim(
                connection,
                reader=name,
                holder=self.worker,
                at=self.database.clock.now(),
                lease=timedelta(seconds=LEASE_SECONDS * rate),
            )
        self._claimed_at = time.monotonic()
