"""What commerce needs from outside its walls."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import Protocol, TypeAlias, runtime_checkable

from lingqu.commerce.contracts.orders import Found, Identity
from lingqu.infra.database import Session

MatchBuyers: TypeAlias = Callable[[Session, Collection[Identity]], Awaitable[Mapping[Identity, Found]]]
"""Returns the customers each identity points to; an identity that nobody has is missing."""


@runtime_checkable
class RowSeals(Protocol):
    """Envelope encryption with a blind index; the adapter is `lingqu.infra.secrets`."""

    def seal(self, *, purpose: str, corp_id: int, row: str, plaintext: bytes) -> bytes:
        """Return a ciphertext bound to the purpose, the corp and the row."""
        ...

    def open(self, *, purpose: str, corp_id: int, row: str, sealed: bytes) -> bytes:
        """Return what was sealed; refuse what was moved or altered."""
        ...

    def blind_index(self, *, purpose: str, corp_id: int, value: str) -> bytes:
        """Return what equal values share and nobody can turn back."""
        ...
