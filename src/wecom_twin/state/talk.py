"""What an app has said to members: its messages, cards and how they stand with each reader, its menu."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from wecom_twin.state.userids import USERID

CardBody = Mapping[str, object]


@dataclass(slots=True, eq=False)
class Card:
    """A template card that was sent; each reader may come to see another version of it."""

    task_id: str
    msgid: str
    body: CardBody
    userids: tuple[str, ...] = field(metadata=USERID)
    """Who was sent it."""
    versions: dict[str, CardBody] = field(default_factory=dict, metadata=USERID)
    """By userid: what the card was replaced with."""
    settled: dict[str, str] = field(default_factory=dict, metadata=USERID)
    """By userid: the text on the button that can no longer be pressed."""

    def shown_to(self, userid: str) -> CardBody:
        """The card as one reader sees it."""
        return self.versions.get(userid, self.body)

    def replace(self, userid: str, body: CardBody) -> None:
        """Show one reader another card; its buttons can be pressed unless it comes with `replace_text`."""
        self.versions[userid] = body
        self.settled.pop(userid, None)
        if text := body.get("replace_text"):
            self.settled[userid] = str(text)


@dataclass(slots=True)
class ResponseCode:
    """The right to change a card once, within three days."""

    card: Card
    expires_at: float
    used: bool = False


@dataclass(slots=True, eq=False)
class SentMessage:
    """One call of message/send and whom it reached."""

    msgid: str
    at: float
    msgtype: str
    userids: list[str] = field(default_factory=list, metadata=USERID)
    recalled_at: float | None = None


@dataclass(slots=True)
class Talk:
    """The talk of one app."""

    sent: dict[str, SentMessage] = field(default_factory=dict)
    cards: dict[str, Card] = field(default_factory=dict)
    """By task id; each id is used once for ever."""
    codes: dict[str, ResponseCode] = field(default_factory=dict)
    menu: list[CardBody] | None = None
    day: int = 0
    """Days since the epoch in Beijing, of which `deliveries` counts."""
    deliveries: int = 0
