"""One round trip per call: what goes out, what comes back, and what of it is told."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from wecom_api.calls.call import Call


@dataclass(frozen=True, kw_only=True)
class Trip:
    """A call and its answer.

    Attributes:
        sent: the body of a POST, the query of a GET, without the token.
        query: of a POST, without the token.
        told: a path into the result and what stands there; an empty path asks for nothing.
    """

    call: Call[Any]
    sent: dict[str, Any]
    query: dict[str, str] = field(default_factory=dict)
    answer: dict[str, Any] = field(default_factory=dict)
    told: tuple[str, Any] = ("", None)

    def __str__(self) -> str:
        return type(self.call).__name__
