"""What tasks need from outside their walls. Adapter of the cards: `lingqu.gateway.cards`."""

from collections.abc import Awaitable, Callable
from typing import Protocol, TypeAlias

from lingqu.infra.database import Session
from lingqu.kernel.ids import CorpId, Userid
from lingqu.tasks.contracts.cards import CardCall, SentCard


class CardSender(Protocol):
    """Sends cards to members and lets them show that they are over.

    Raises `lingqu.kernel.outside` errors and nothing else; never awaited inside a unit of work.
    """

    async def send(self, corp_id: CorpId, call: CardCall) -> SentCard:
        """Send a card. Safe to repeat: WeCom takes each `wecom_task_id` once, and answers 42014 after that.

        That WeCom took it does not mean that it arrived: what is over a member's limit is dropped without a word.

        Raises:
            AnswerLostError: it may have been sent.
            RefusedError: 81013 the member is gone or beyond the app's visible range.
        """
        ...

    async def close(self, corp_id: CorpId, userid: Userid, *, response_code: str, text: str) -> None:
        """Grey the card's button and write `text` on it; the code works once, within 72 h."""
        ...


SegmentMembers: TypeAlias = Callable[[Session, int], Awaitable[bytes | None]]
"""Returns the members of a segment as a serialised Roaring bitmap, None where there is no such segment to be asked.

Answered above, by segments.
"""
