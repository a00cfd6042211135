"""Clock adapters: the real one, an accelerated one shared by processes, and a stepped one for tests."""

import asyncio
from datetime import UTC, datetime, timedelta

from lingqu.kernel.clock import Clock


class RealClock:
    """The machine's clock, UTC."""

    def now(self) -> datetime:
        """Return the present instant."""
        return datetime.now(UTC)  # noqa: TID251 - the one place that may ask

    async def sleep(self, duration: timedelta) -> None:
        """Sleep real time."""
        await asyncio.sleep(max(duration.total_seconds(), 0))


class AcceleratedClock:
    """Runs `rate` times as fast as the machine's since `origin`; equal in every process given the same two."""

    def __init__(self, origin: datetime, rate: float) -> None:
        self.origin = origin
        self.rate = rate

    def now(self) -> datetime:
        """Return origin + rate x elapsed."""
        elapsed = datetime.now(UTC) - self.origin  # noqa: TID251 - the one place that may ask
        return self.origin + elapsed * self.rate

    async def sleep(self, duration: timedelta) -> None:
        """Sleep `duration` of this clock's time."""
        await asyncio.sleep(max(duration.total_seconds() / self.rate, 0))


class SteppedClock:
    """Stands still until told; for tests in one process."""

    def __init__(self, start: datetime) -> None:
        self._now = start

    def now(self) -> datetime:
        """Return the instant last set."""
        return self._now

    def advance(self, duration: timedelta) -> None:
        """Jump ahead."""
        self._now += duration

    async def sleep(self, duration: timedelta) -> None:
        """Jump instead of waiting."""
        self.advance(duration)
        await asyncio.sleep(0)


def clock_from(setting: str) -> Clock:
    """Read `real` or `accelerated:<origin RFC 3339>:<rate>` (the setting `clock`)."""
    if setting == "real":
        return RealClock()
    kind, _, rest = setting.partition(":")
    origin, _, rate = rest.rpartition(":")
    if kind != "accelerated" or not origin:
        raise ValueError(f"clock: expected 'real' or 'accelerated:<origin>:<rate>', got {setting!r}")
    return AcceleratedClock(datetime.fromisoformat(origin), float(rate))
