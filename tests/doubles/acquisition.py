"""Doubles for the ports of acquisition: a WeCom that carries contact ways, and one that tells names."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING

from lingqu.acquisition.contracts import CarriedWay, ContactWay
from lingqu.kernel.outside import AnswerLostError, OutsideError, StaleError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import datetime

    from lingqu.kernel.clock import Clock
    from lingqu.kernel.ids import CorpId, ExternalUserid


def answer_lost() -> AnswerLostError:
    return AnswerLostError("the line broke after the request was sent", api="add_contact_way")


@dataclass
class ContactWayDesk:
    """Contact ways as WeCom keeps them; errors on demand, before the effect or after it."""

    clock: Clock
    ways: dict[str, ContactWay] = field(default_factory=dict)
    made_at: dict[str, datetime] = field(default_factory=dict)
    before: list[Callable[[], OutsideError]] = field(default_factory=list)
    after: list[Callable[[], OutsideError]] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    async def add(self, corp_id: CorpId, way: ContactWay) -> CarriedWay:
        del corp_id
        self._strike("add", self.before)
        config_id = f"config{next(self.numbers)}"
        self.ways[config_id] = way
        self.made_at[config_id] = self.clock.now()
        self._strike("", self.after)
        return self._carried(config_id)

    async def find(self, corp_id: CorpId, state: str, *, since: datetime) -> CarriedWay | None:
        del corp_id
        self._strike("find", [])
        fits = [one for one, way in self.ways.items() if way.state == state and self.made_at[one] >= since]
        return self._carried(fits[0]) if fits else None

    async def update(self, corp_id: CorpId, config_id: str, way: ContactWay) -> None:
        del corp_id
        self._strike("update", self.before)
        if config_id not in self.ways:
            raise StaleError("config_id invalid", api="update_contact_way", errcode=41044)
        self.ways[config_id] = way
        self._strike("", self.after)

    async def delete(self, corp_id: CorpId, config_id: str) -> None:
        del corp_id
        self._strike("delete", self.before)
        self.ways.pop(config_id, None)
        self._strike("", self.after)

    def _strike(self, call: str, faults: list[Callable[[], OutsideError]]) -> None:
        if call:
            self.calls.append(call)
        if faults:
            fault = faults.pop(0)
            raise fault()

    def _carried(self, config_id: str) -> CarriedWay:
        return CarriedWay(config_id=config_id, qr_code=f"https://wework.example/qr/{config_id}")


@dataclass
class CodeBook:
    """What pictures of codes say, by their addresses."""

    links: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    async def read_code(self, url: str) -> str | None:
        self.asked.append(url)
        return self.links.get(url)


@dataclass
class NameBook:
    """Names WeCom would tell; remembers who was asked about."""

    names: dict[str, str] = field(default_factory=dict)
    asked: list[list[str]] = field(default_factory=list)

    async def read_names(
        self, corp_id: CorpId, external_userids: Sequence[ExternalUserid], *, deadline: datetime
    ) -> Mapping[ExternalUserid, str]:
        del corp_id, deadline
        self.asked.append(list(external_userids))
        return {one: self.names[one] for one in external_userids if one in self.names}
