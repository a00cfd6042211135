"""One clock for a world: real, accelerated or stepped, with timers that fire in order.

The three kinds differ only in their rate. At rate 1 a twin second is a second, at rate n the
clock runs n times as fast, at rate 0 it stands still and moves only by :meth:`Clock.advance`.
Instants are unix seconds as floats, because WeCom speaks unix seconds.
"""

import heapq
import time
from collections.abc import Callable
from itertools import count
from typing import Self

Act = Callable[[], None]


def wall_clock() -> float:
    """Read the machine's wall clock, in unix seconds: the only place of this package that does."""
    return time.time()  # noqa: TID251 - the adapter that turns the wall clock into an input


class Timer:
    """A due act. Cancelling it leaves its place in the queue and takes away its effect."""

    __slots__ = ("act", "due")

    def __init__(self, due: float, act: Act) -> None:
        self.due = due
        self.act: Act | None = act

    def cancel(self) -> None:
        """Forget the act; harmless when it has already run."""
        self.act = None


class Clock:
    """Where a world reads the time and leaves what is due later.

    Not thread-safe by itself: the world's lock guards it.

    Args:
        start: the instant shown now, unix seconds.
        rate: twin seconds per real second; 0 makes the clock stepped.
        monotonic: the machine's monotonic clock, in seconds.
    """

    def __init__(self, *, start: float, rate: float = 1.0, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.monotonic = monotonic
        """Real seconds, for what the network takes."""
        self._base = start
        self._since = monotonic()
        self._rate = rate
        self._queue: list[tuple[float, int, Timer]] = []
        self._order = count()
        self.on_change: Act = lambda: None
        """Called when the next due instant or the rate may have changed; the server sets it."""

    @classmethod
    def real(cls) -> Self:
        """Start at the wall clock's instant, at its pace."""
        return cls(start=wall_clock())

    @classmethod
    def accelerated(cls, rate: float, *, start: float | None = None) -> Self:
        """Run `rate` times as fast as the wall clock, from `start` or from now."""
        return cls(start=wall_clock() if start is None else start, rate=rate)

    @classmethod
    def stepped(cls, start: float) -> Self:
        """Stand at `start` until told to advance."""
        return cls(start=start, rate=0.0)

    @property
    def rate(self) -> float:
        """Twin seconds per real second."""
        return self._rate

    def now(self) -> float:
        """The present instant, unix seconds."""
        if not self._rate:
            return self._base
        return self._base + (self.monotonic() - self._since) * self._rate

    def set_rate(self, rate: float) -> None:
        """Change the pace from this instant on; 0 stops the clock."""
        self._base = self.now()
        self._since = self.monotonic()
        self._rate = rate
        self.on_change()

    def at(self, due: float, act: Act) -> Timer:
        """Run `act` once the clock shows `due`; acts of one instant run in the order given."""
        timer = Timer(due, act)
        heapq.heappush(self._queue, (due, next(self._order), timer))
        if self._queue[0][2] is timer:
            self.on_change()
        return timer

    def after(self, seconds: float, act: Act) -> Timer:
        """Run `act` in `seconds` twin seconds."""
        return self.at(self.now() + seconds, act)

    def next_due(self) -> float | None:
        """The instant of the earliest living timer."""
        while self._queue and self._queue[0][2].act is None:
            heapq.heappop(self._queue)
        return self._queue[0][0] if self._queue else None

    def run_next(self, *, until: float) -> bool:
        """Run the earliest act that is due by `until`; false if there is none."""
        due = self.next_due()
        if due is None or due > until:
            return False
        timer = heapq.heappop(self._queue)[2]
        act, timer.act = timer.act, None
        if act is not None:
            act()
        return True

    def jump(self, to: float) -> None:
        """Move a stepped clock forward without running anything.

        Raises:
            ValueError: the clock runs by itself, or `to` lies in its past.
        """
        if self._rate:
            raise ValueError("only a stepped clock can be moved; set its rate to 0 first")
        if to < self._base:
            raise ValueError(f"a clock does not go back: {to} is before {self._base}")
        self._base = to
