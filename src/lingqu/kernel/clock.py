"""Time is an input: operations take an instant; only edges ask a clock."""

from datetime import datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """A source of instants. Adapters: `lingqu.infra.clocks`."""

    def now(self) -> datetime:
        """Return the present instant, aware, UTC."""
        ...

    async def sleep(self, duration: timedelta) -> None:
        """Return after `duration` of this clock's time."""
        ...
