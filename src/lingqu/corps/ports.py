"""What corps needs from outside its walls."""

from datetime import datetime
from typing import Protocol, runtime_checkable

from lingqu.corps.contracts import ConnectionDraft
from lingqu.kernel.ids import CorpId


@runtime_checkable
class CredentialProbe(Protocol):
    """Asks WeCom whether credentials that are not stored yet would be taken."""

    async def probe(self, draft: ConnectionDraft) -> int | None:
        """Return None when they are taken (or nothing can be known now), else the errcode WeCom refused with."""
        ...


@runtime_checkable
class CallbackWatch(Protocol):
    """Knows when WeCom last called back."""

    async def last_callback_at(self, corp_id: CorpId) -> datetime | None:
        """Return when the newest stored callback came, None before the first."""
        ...


@runtime_checkable
class Seals(Protocol):
    """Envelope encryption of what must not rest in plain text; the adapter is `lingqu.infra.secrets`."""

    def seal(self, *, purpose: str, corp_id: int, row: str, plaintext: bytes) -> bytes:
        """Return a ciphertext bound to the purpose, the corp and the row."""
        ...

    def open(self, *, purpose: str, corp_id: int, row: str, sealed: bytes) -> bytes:
        """Return what was sealed; refuse what was moved or altered."""
        ...
