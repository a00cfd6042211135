"""Call-frequency limits: a minute and an hour window per key, each with a penalty of its own length.

Source: https://developer.work.weixin.qq.com/document/path/90312 (2026-02)
"""

from __future__ import annotations

from dataclasses import dataclass

_MINUTE = 60.0
_HOUR = 3_600.0


@dataclass(slots=True)
class _Others:
    """What other apps of the corp call, evenly: `counted` calls since `began`."""

    per_minute: float
    began: float
    counted: int = 0

    def due(self, now: float) -> int:
        """Calls made since the last look."""
        made = int((now - self.began) * self.per_minute / _MINUTE)
        due, self.counted = made - self.counted, made
        return due


@dataclass(slots=True)
class _Window:
    minute_ends: float = 0.0
    minute_calls: int = 0
    hour_ends: float = 0.0
    hour_calls: int = 0
    shut_until: float = 0.0
    others: _Others | None = None


class Windows:
    """Counts calls per key. A window starts with its first call."""

    def __init__(self) -> None:
        self._windows: dict[tuple[str, str], _Window] = {}

    def take(self, key: tuple[str, str], *, now: float, per_minute: int, per_hour: int) -> bool:
        """Count a call; false when it breaks a limit or falls into the penalty that followed.

        Args:
            key: whose calls, and of which path.
            now: unix seconds.
        """
        window = self._windows.get(key)
        if window is None:
            window = self._windows[key] = _Window()
        others = window.others.due(now) if window.others else 0
        if now < window.shut_until:
            return False
        if now >= window.minute_ends:
            window.minute_ends, window.minute_calls = now + _MINUTE, 0
        else:
            window.minute_calls += others
        if now >= window.hour_ends:
            window.hour_ends, window.hour_calls = now + _HOUR, 0
        else:
            window.hour_calls += others
        window.minute_calls += 1
        window.hour_calls += 1
        if window.hour_calls > per_hour:
            window.shut_until = now + _HOUR
            return False
        if window.minute_calls > per_minute:
            window.shut_until = now + _MINUTE
            return False
        return True

    def let_others_call(self, key: tuple[str, str], *, per_minute: float, now: float) -> None:
        """Let calls from outside count against a key from now on, evenly; 0 ends it.

        They are counted when the next call of ours comes: nobody is told how much they have used.
        """
        window = self._windows.setdefault(key, _Window())
        window.others = _Others(per_minute, now) if per_minute else None

    def shut(self, key: tuple[str, str], *, until: float) -> None:
        """Refuse a key until then, as if a limit had been broken."""
        self._windows.setdefault(key, _Window()).shut_until = until
