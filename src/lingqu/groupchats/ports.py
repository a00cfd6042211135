"""What groupchats needs from outside its walls. Methods raise `lingqu.kernel.outside` errors and nothing else."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from typing import Any, Protocol, TypeAlias

from lingqu.groupchats.contracts.snapshots import GroupchatPage, ReadOutcome
from lingqu.infra.database import Session
from lingqu.kernel.ids import ChannelId, ChatId, CorpId, Userid


class GroupchatReader(Protocol):
    """Reads customer groups at WeCom."""

    async def list_groupchats(self, corp_id: CorpId, owners: Sequence[Userid], cursor: str | None) -> GroupchatPage:
        """List the next groups of up to 100 owners, leavers included.

        Raises:
            RefusedError: one of the owners is unknown or out of sight, or the cursor is spent (50100).
        """
        ...

    async def read_groupchats(self, corp_id: CorpId, chat_ids: Sequence[ChatId]) -> list[ReadOutcome]:
        """Read each group with everybody in it; one outcome each, in the same order."""
        ...


ResolveChannels: TypeAlias = Callable[[Any, Sequence[str]], Awaitable[Mapping[str, ChannelId]]]
"""Takes a session and the `state`s of join ways; returns the channels of those that are ours."""

ChannelNames: TypeAlias = Callable[[Session, Collection[ChannelId]], Awaitable[Mapping[ChannelId, str]]]
"""Returns names of channels. Both are answered above, by acquisition."""
