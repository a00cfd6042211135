"""Cards that tell a member of a task."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NewType

from lingqu.kernel.ids import Userid

CardId = NewType("CardId", int)


class CardState(StrEnum):
    """What became of a card: being sent, taken by WeCom, or refused."""

    CALLING = "calling"
    SENT = "sent"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class CardContent:
    """A card in our words; the gateway dresses it in WeCom's.

    Attributes:
        rows: names of at most 5 characters with values of at most 30; at most six.
        button: text and key of the one that calls back.
        link: text of the button, and address, that open the member's page.
    """

    source: str
    title: str
    subtitle: str
    text: str
    rows: Sequence[tuple[str, str]]
    button: tuple[str, str]
    link: tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class CardCall:
    """One card to one member. `wecom_task_id` is used once for ever, so that a repetition sends nothing."""

    userid: Userid
    wecom_task_id: str
    content: CardContent


@dataclass(frozen=True, slots=True, kw_only=True)
class SentCard:
    """What WeCom told of a card; nothing where it was sent before and its answer was lost."""

    msgid: str | None = None
    response_code: str | None = field(default=None, repr=False)
