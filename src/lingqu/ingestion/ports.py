"""What ingestion needs from above its walls."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import Protocol, TypeAlias, runtime_checkable

from lingqu.infra.database import Session
from lingqu.ingestion.contracts import Who
from lingqu.kernel.ids import CustomerId

FindWho: TypeAlias = Callable[[Session, Collection[Who]], Awaitable[Mapping[Who, CustomerId]]]
"""Returns the customers that servers name; whom nobody knows is missing. Answered above, by customers."""


@runtime_checkable
class KeySeals(Protocol):
    """Envelope encryption; the adapter is `lingqu.infra.secrets`."""

    def seal(self, *, purpose: str, corp_id: int, row: str, plaintext: bytes) -> bytes:
        """Return a ciphertext bound to the purpose, the corp and the row."""
        ...

    def open(self, *, purpose: str, corp_id: int, row: str, sealed: bytes) -> bytes:
        """Return what was sealed; refuse what was moved or altered."""
        ...
