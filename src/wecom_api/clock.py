"""Time as an input: the port, and the one adapter that reads the real clock."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import timedelta


class Clock(Protocol):
    """A source of instants, and of patience."""

    def now(self) -> datetime:
        """The present instant, aware, UTC."""
        ...

    async def sleep(self, duration: timedelta) -> None:
        """Return after `duration` of this clock's time."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """The present instant, aware, UTC."""
        return datetime.now(UTC)  # noqa: TID251 - the one place where real time enters

    async def sleep(self, duration: timedelta) -> None:
        """Return after `duration` of real time."""
        await asyncio.sleep(duration.total_seconds())
