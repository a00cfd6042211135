"""The ledger: what every customer and member received, and what became of every callback and scan.

Append-only. Nothing here decides anything; the world writes and tests ask. It is the judge of a
platform under test, so it counts what reached people, not what was attempted.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ReceiptKind = Literal[
    "welcome", "group_send", "app_message", "appchat", "robot", "reply", "moment", "chat", "transfer", "conclusion"
]
"""`app_message`, `appchat`, `robot` go to a member, `reply` from a customer to one, `chat` from anybody to a group
or from a member to a customer.

The others go to a customer; a group send to a customer group names the `chat_id` alone.
"""

ScanOutcome = Literal[
    "added", "half_added", "requested", "already_friend", "dead_code", "nobody_available", "refused", "no_quota"
]

_TO_CUSTOMER: frozenset[ReceiptKind] = frozenset({"welcome", "group_send", "moment", "conclusion"})


@dataclass(frozen=True, slots=True)
class Receipt:
    """One message that somebody received."""

    at: float
    corpid: str
    kind: ReceiptKind
    userid: str
    external_userid: str
    """Empty for `app_message`."""
    key: str
    """The msgid, or the welcome code that was spent."""
    occasion: str
    """What the message may be received once for: the adding for a welcome, the content for the rest."""
    digest: str
    text: str
    call_id: int
    """The API call that caused it; 0 when people did."""
    by_platform: bool
    """Made through the API, not by a member on their own."""
    chat_id: str = ""
    """The customer group that it was written into."""


@dataclass(slots=True)
class WelcomeRecord:
    """The right to greet one newly added customer."""

    id: str
    corpid: str
    userid: str
    external_userid: str
    issued_at: float
    due_at: float
    codes: list[str] = field(default_factory=list)
    sent_at: float | None = None
    first_attempt_at: float | None = None


@dataclass(slots=True)
class Attempt:
    """One delivery of a callback: what the receiver answered, and how long it took in real seconds."""

    at: float
    outcome: str
    """`200`, another status, or the name of the failure."""
    seconds: float
    reply: str = ""
    """An encrypted passive reply in plain; `undecryptable` when it cannot be opened."""


@dataclass(slots=True)
class CallbackRecord:
    """One callback to one app, however often it was sent."""

    id: int
    corpid: str
    agentid: int
    event: str
    change_type: str
    userid: str
    external_userid: str
    created_at: float
    message: str
    """The decrypted XML, the same in every attempt."""
    attempts: list[Attempt] = field(default_factory=list)
    first_accepted_at: float | None = None
    given_up: bool = False


@dataclass(slots=True)
class ForgeryRecord:
    """A callback that the receiver ought to refuse."""

    at: float
    corpid: str
    agentid: int
    kind: str
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class ScanRecord:
    """Somebody scanned a contact way, or opened an acquisition link, whose id then stands in `config_id`."""

    at: float
    corpid: str
    config_id: str
    state: str
    userid: str
    external_userid: str
    outcome: ScanOutcome


@dataclass(frozen=True, slots=True)
class Purchase:
    """A customer bought something, which WeCom does not see: the truth behind what a platform claims to have caused."""

    at: float
    corpid: str
    external_userid: str
    amount_fen: int
    after: str
    """The msgid of the group send that moved them; empty when nothing did."""


@dataclass(frozen=True, slots=True)
class Double:
    """The same customer, or customer group, received the same message more than once."""

    external_userid: str
    """Or the chat_id."""
    kind: ReceiptKind
    occasion: str
    receipts: tuple[Receipt, ...]


@dataclass(frozen=True, slots=True)
class WelcomeSummary:
    """`due` greetings are those sent or past their 20 s; `pending` ones may still be sent in time."""

    issued: int
    due: int
    on_time: int
    late: int
    """Attempted only after the code had died."""
    missing: int
    """Never attempted."""
    pending: int


@dataclass(frozen=True, slots=True)
class CallbackSummary:
    """Callbacks by what became of them; `attempts` counts deliveries including retries and duplicates."""

    sent: int
    accepted: int
    given_up: int
    pending: int
    attempts: int
    forgeries: int
    forgeries_accepted: int


class Ledger:
    """Everything that happened to people, in the order it happened."""

    def __init__(self) -> None:
        self.receipts: list[Receipt] = []
        self.welcome_records: dict[str, WelcomeRecord] = {}
        self.callback_records: list[CallbackRecord] = []
        self.forgeries: list[ForgeryRecord] = []
        self.scans: list[ScanRecord] = []
        self.purchases: list[Purchase] = []
        self._by_customer: defaultdict[str, list[Receipt]] = defaultdict(list)

    def receive(self, receipt: Receipt) -> None:
        """Write down a message that arrived."""
        self.receipts.append(receipt)
        self._by_customer[receipt.external_userid].append(receipt)

    def received(self, external_userid: str) -> list[Receipt]:
        """What a customer received or said, oldest first."""
        return list(self._by_customer.get(external_userid, ()))

    def latest_key(self, external_userid: str) -> str:
        """The key of what a customer received last; empty when that is nothing."""
        receipts = self._by_customer.get(external_userid)
        return receipts[-1].key if receipts else ""

    def digest(self) -> str:
        """Equal for two runs in which the same happened; how long the network took is left out."""
        total = hashlib.sha256()
        for part in (self.receipts, self.welcome_records.values(), self.scans, self.purchases, self.forgeries):
            for one in part:
                total.update(repr(one).encode())
        for record in self.callback_records:
            attempts = [(one.at, one.outcome, one.reply) for one in record.attempts]
            total.update(repr((replace(record, attempts=[]), attempts)).encode())
        return total.hexdigest()

    def doubles(self, *, corpid: str | None = None) -> list[Double]:
        """Messages that the platform brought to the same customer more than once.

        Equal content in two group sends counts, whatever their msgid: a platform that lost the
        answer and sent again makes exactly that. So does a second welcome for one adding.
        A later adding is another occasion, and what members send on their own does not count.
        """
        groups: defaultdict[tuple[str, str, ReceiptKind, str], list[Receipt]] = defaultdict(list)
        for one in self.receipts:
            if one.by_platform and one.kind in _TO_CUSTOMER and corpid in (None, one.corpid):
                groups[one.corpid, one.external_userid or one.chat_id, one.kind, one.occasion].append(one)
        return [
            Double(receiver, kind, occasion, tuple(found))
            for (_, receiver, kind, occasion), found in groups.items()
            if len(found) > 1
        ]

    def welcomes(self, *, now: float, corpid: str | None = None) -> WelcomeSummary:
        """How many greetings were due by `now`, and what became of them."""
        on_time = late = missing = pending = 0
        for record in self.welcome_records.values():
            if corpid not in (None, record.corpid):
                continue
            if record.sent_at is not None:
                on_time += 1
            elif now <= record.due_at:
                pending += 1
            elif record.first_attempt_at is not None:
                late += 1
            else:
                missing += 1
        due = on_time + late + missing
        return WelcomeSummary(due + pending, due, on_time, late, missing, pending)

    def callbacks(self, *, corpid: str | None = None) -> CallbackSummary:
        """How many callbacks were raised and what became of them."""
        records = [one for one in self.callback_records if corpid in (None, one.corpid)]
        forgeries = [one for one in self.forgeries if corpid in (None, one.corpid)]
        accepted = sum(one.first_accepted_at is not None for one in records)
        given_up = sum(one.given_up for one in records)
        return CallbackSummary(
            sent=len(records),
            accepted=accepted,
            given_up=given_up,
            pending=len(records) - accepted - given_up,
            attempts=sum(len(one.attempts) for one in records),
            forgeries=len(forgeries),
            forgeries_accepted=sum(one.outcome == "200" for one in forgeries),
        )

    def iter_receipts(
        self,
        *,
        corpid: str | None = None,
        kinds: Sequence[ReceiptKind] = (),
        userid: str | None = None,
        external_userid: str | None = None,
        since: float = 0.0,
    ) -> Iterator[Receipt]:
        """Receipts that meet every given condition, oldest first."""
        source = self.receipts if external_userid is None else self._by_customer.get(external_userid, [])
        for one in source:
            if (
                one.at >= since
                and corpid in (None, one.corpid)
                and userid in (None, one.userid)
                and (not kinds or one.kind in kinds)
            ):
                yield one
