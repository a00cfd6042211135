"""What history cannot do.

HistoryError
├── HistoryDownError      nobody answers, or the answer was lost: asking again later may help
└── HistoryRefusedError   the engine read the question and said no: its number and its words
    └── HistoryLimitError the question took longer, or more memory, than it may
"""

from typing import ClassVar

from lingqu.kernel.errors import LingquError

_LIMIT_CODES = frozenset({158, 159, 160, 241, 307, 396})
"""ClickHouse's numbers for rows, time, slowness, memory, bytes and result size that are over their limits."""


class HistoryError(LingquError):
    """History cannot do what was asked."""

    code: ClassVar[str] = "history.error"


class HistoryDownError(HistoryError):
    """Nobody answers for history now; what was sent may or may not have been done."""

    code: ClassVar[str] = "history.down"


class HistoryRefusedError(HistoryError):
    """The engine refused; `number` is ClickHouse's error code."""

    code: ClassVar[str] = "history.refused"

    def __init__(self, number: int, words: str) -> None:
        super().__init__(words, number=number)
        self.number = number


class HistoryLimitError(HistoryRefusedError):
    """The question is larger than its limits of time or memory allow."""

    code: ClassVar[str] = "history.limit"


def refusal(number: int, words: str) -> HistoryRefusedError:
    """Return the error for one of ClickHouse's codes."""
    return (HistoryLimitError if number in _LIMIT_CODES else HistoryRefusedError)(number, words)
