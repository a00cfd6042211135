"""What customers needs from outside its walls. Methods raise `lingqu.kernel.outside` errors and nothing else."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias, runtime_checkable

from lingqu.customers.contracts.snapshots import CustomerPage, ReadOutcome
from lingqu.customers.contracts.tags import TagGroupSnapshot
from lingqu.infra.database import Session
from lingqu.kernel.ids import ChannelId, CorpId, ExternalUserid, Userid
from lingqu.kernel.outside import RefusedError


class CustomerReader(Protocol):
    """Reads customers at WeCom."""

    async def read_customers(self, corp_id: CorpId, external_userids: Sequence[ExternalUserid]) -> list[ReadOutcome]:
        """Read each customer with all visible relations; one outcome each, in the same order."""
        ...

    async def read_page(self, corp_id: CorpId, userids: Sequence[Userid], cursor: str | None) -> CustomerPage:
        """Read the next customers of up to 100 members, one snapshot per pair.

        Raises:
            RefusedError: one of the members is unknown, out of sight or without customer contact, or the cursor is
                spent (50100).
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Marking:
    """Tags to mark and to unmark on one relation, under WeCom's names."""

    userid: Userid
    external_userid: ExternalUserid
    add: tuple[str, ...]
    remove: tuple[str, ...]


@runtime_checkable
class TagLibrary(Protocol):
    """The corp's tags at WeCom, and their marks."""

    async def read_tags(self, corp_id: CorpId) -> list[TagGroupSnapshot]:
        """Return the whole library."""
        ...

    async def create_tags(self, corp_id: CorpId, *, group_name: str, names: Sequence[str]) -> TagGroupSnapshot:
        """Create tags in a new group or in the one of that name; return the group with the new tags only."""
        ...

    async def delete_tags(self, corp_id: CorpId, wecom_tag_ids: Sequence[str]) -> None:
        """Delete tags of ours, and take them from all customers. One that is gone already stays so."""
        ...

    async def mark(self, corp_id: CorpId, markings: Sequence[Marking]) -> list[RefusedError | None]:
        """Mark each relation; one answer each, in order: taken, or refused. Repeating a marking does no harm."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """What to note on one relation."""

    userid: Userid
    external_userid: ExternalUserid
    remark: str


class RemarkWriter(Protocol):
    """Writes remarks at WeCom."""

    async def write_remarks(self, corp_id: CorpId, remarks: Sequence[Remark]) -> list[RefusedError | None]:
        """Write each remark; one answer each, in order: taken, or refused. Repeating one does no harm."""
        ...


class Recognition(Protocol):
    """Recognises who opens a page of ours, without asking them anything."""

    def ask_at(self, *, corpid: str, agentid: int | None, back_to: str, state: str) -> str:
        """Return where to send a browser; it comes back to `back_to` with `code` and `state`.

        Args:
            state: up to 128 letters and digits.
        """
        ...

    async def read_viewer(self, corp_id: CorpId, code: str) -> ExternalUserid | None:
        """Spend a code: return which customer of the corp opens the page, None for anybody else.

        A code works once, for five minutes; a lost answer has spent it.

        Raises:
            RefusedError: it is no code, too old, or spent.
        """
        ...


@runtime_checkable
class PhoneSeals(Protocol):
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


ChannelNames: TypeAlias = Callable[[Session, Collection[ChannelId]], Awaitable[Mapping[ChannelId, str]]]
"""Returns names of channels. Answered above, by acquisition."""
