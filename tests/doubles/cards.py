"""In-memory WeCom behind the port of cards: each id reaches its member once; fails on demand, before or after."""

from __future__ import annotations

from dataclasses import dataclass, field

from doubles.deliveries import Faults
from lingqu.kernel.ids import CorpId, Userid
from lingqu.tasks.contracts.cards import CardCall, SentCard


@dataclass
class CardDesk:
    """What members have on their screens."""

    faults: Faults = field(default_factory=Faults)
    shown: dict[str, CardCall] = field(default_factory=dict)
    """By the id at WeCom, in the order in which they arrived."""
    calls: int = 0
    closed: list[tuple[Userid, str, str]] = field(default_factory=list)

    async def send(self, corp_id: CorpId, call: CardCall) -> SentCard:
        del corp_id
        self.calls += 1
        self.faults.strike_before()
        if call.wecom_task_id in self.shown:
            return SentCard()
        self.shown[call.wecom_task_id] = call
        self.faults.strike_after()
        return SentCard(msgid=f"m{self.calls}", response_code=f"code-{call.wecom_task_id}")

    async def close(self, corp_id: CorpId, userid: Userid, *, response_code: str, text: str) -> None:
        del corp_id
        self.closed.append((userid, response_code, text))
