"""Doubles for the ports of corps."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from lingqu.corps.contracts import ConnectionDraft
    from lingqu.kernel.ids import CorpId


class ClearSeals:
    """Binds as the real seals do, and hides nothing."""

    def seal(self, *, purpose: str, corp_id: int, row: str, plaintext: bytes) -> bytes:
        return f"{purpose}|{corp_id}|{row}|".encode() + plaintext

    def open(self, *, purpose: str, corp_id: int, row: str, sealed: bytes) -> bytes:
        bound = f"{purpose}|{corp_id}|{row}|".encode()
        if not sealed.startswith(bound):
            raise ValueError("sealed for something else")
        return sealed.removeprefix(bound)


class ScriptedProbe:
    """Answers what it was told to, and remembers what it was asked."""

    def __init__(self) -> None:
        self.refusal: int | None = None
        self.asked: list[ConnectionDraft] = []

    async def probe(self, draft: ConnectionDraft) -> int | None:
        self.asked.append(draft)
        return self.refusal


class FixedWatch:
    """Says when the last callback came."""

    def __init__(self) -> None:
        self.at: datetime | None = None

    async def last_callback_at(self, corp_id: CorpId) -> datetime | None:
        del corp_id
        return self.at
