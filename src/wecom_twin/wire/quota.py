"""Call-frequency limits: a minute and an hour window per key, each with a penalty of its own length.

Source: https://developer.work.weixin.qq.com/document/path/90312 (2026-02)
"""

from __future__ import annotations

from dataclasses import dataclass

_MINUTE = 60.0
_HOUR = 3_600.0


@dataclass(slots=True)
class _Window:
    minute_ends: float = 0.0
    minute_calls: int = 0
    hour_ends: float = 0.0
    hour_calls: int = 0
    shut_until: float = 0.0


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
        if now < window.shut_until:
            return False
        if now >= window.minute_ends:
            window.minute_ends, window.minute_calls = now + _MINUTE, 0
        if now >= window.hour_ends:
            window.hour_ends, window.hour_calls = now + _HOUR, 0
        window.minute_calls += 1
        window.hour_calls += 1
        if window.hour_calls > per_hour:
            window.shut_until = now + _HOUR
            return False
        if window.minute_calls > per_minute:
            window.shut_until = now + _MINUTE
            return False
        return True

    def shut(self, key: tuple[str, str], *, until: float) -> None:
        """Refuse a key until then, as if a limit had been broken."""
        self._windows.setdefault(key, _Window()).shut_until = until
