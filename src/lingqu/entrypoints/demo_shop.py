"""The demo brand's own shop: what its people bought, imported, and which pages they opened, told by its server.

WeCom sees neither. An operator can then ask for whoever bought a down jacket last winter and not this one, opened a
page about them twice in 30 days, and is followed by a certain shop.
"""

from __future__ import annotations

import csv
import hmac
import io
import json
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

import httpx

from lingqu.entrypoints import demo_words as words
from lingqu.entrypoints.operator import Operator
from lingqu.entrypoints.twin_control import Twin
from lingqu.infra.clocks import RealClock
from lingqu.ingestion.contracts import PAGE_OPENED

MOST_SHOPPERS = 12_000
BATCH = 500
VISITED_WITHIN = timedelta(days=29)
IMPORTED_WITHIN_SECONDS = 600
_ZONE = ZoneInfo("Asia/Shanghai")
_WINTER_BEGINS, _WINTER_ENDS = 11, 3
"""Months: a winter lasts from the beginning of the one to that of the other."""

_BOUGHT_LAST_WINTER, _BOUGHT_THIS_WINTER, _BOUGHT_ELSE, _VISITED = 0.3, 0.3, 0.4, 0.5
_ABOUT_DOWN = 0.7
"""Shares: of shoppers, of those who bought last winter, of shoppers, of shoppers; of pages that are opened."""


@dataclass(frozen=True, slots=True)
class Winters:
    """The winter that ended last, and the one after it as far as it has come."""

    began: datetime
    ended: datetime
    begins: datetime
    now: datetime

    @classmethod
    def seen_from(cls, at: datetime) -> Winters:
        """Return both as they lie at an instant."""
        local = at.astimezone(_ZONE)
        year = local.year if local.month >= _WINTER_ENDS else local.year - 1
        first = datetime(year - 1, _WINTER_BEGINS, 1, tzinfo=_ZONE)
        begins = datetime(year, _WINTER_BEGINS, 1, tzinfo=_ZONE)
        return cls(first, datetime(year, _WINTER_ENDS, 1, tzinfo=_ZONE), begins, local)


@dataclass(slots=True)
class Shop:
    """Tells what happened in the brand's own systems; `stopping` ends it between two batches."""

    twin: Twin
    operator: Operator
    corpid: str
    at: datetime
    seed: int
    stopping: Callable[[], bool] = bool

    def tell(self) -> None:
        """Import the orders, then tell the visits."""
        chance = random.Random(self.seed)  # noqa: S311 - who buys what, repeatably
        people = [one for one in self.twin.rows_of(f"/corps/{self.corpid}/customers") if one["departments"]]
        shoppers = chance.sample(people, min(len(people), MOST_SHOPPERS))
        self._import_orders(list(self._orders(shoppers, chance)))
        self._tell_visits(self._visits(shoppers, chance))

    # ───────────────────────── orders ─────────────────────────

    def _orders(self, shoppers: Sequence[dict[str, Any]], chance: random.Random) -> Iterator[tuple[str, ...]]:
        winters, number = Winters.seen_from(self.at), 0
        for one in shoppers:
            spans: list[tuple[datetime, datetime, Sequence[tuple[str, str, int]]]] = []
            if chance.random() < _BOUGHT_LAST_WINTER:
                spans.append((winters.began, winters.ended, words.DOWN_JACKETS))
                if winters.begins < winters.now and chance.random() < _BOUGHT_THIS_WINTER:
                    spans.append((winters.begins, winters.now, words.DOWN_JACKETS))
            if chance.random() < _BOUGHT_ELSE:
                spans.append((winters.began, winters.now, words.OTHER_CLOTHES))
            for first, last, goods in spans:
                number += 1
                bought_at = first + (last - first) * chance.random()
                name, category, yuan = chance.choice(goods)
                yield (
                    f"T{number:07}",
                    bought_at.strftime("%Y-%m-%d %H:%M:%S"),
                    one["departments"][0],
                    one["external_userid"],
                    name,
                    category,
                    f"{yuan}.00",
                )

    def _import_orders(self, orders: Sequence[tuple[str, ...]]) -> None:
        if not orders or self.stopping():
            return
        sheet = io.StringIO()
        csv.writer(sheet).writerows([words.TILL_HEADER, *orders])
        made = self.operator.upload("/imports", words.TILL_FILE, sheet.getvalue().encode(), kind="orders")
        path = f"/imports/{made['import_id']}"
        draft = self._waited(path, "draft")
        self.operator.ask("PUT", f"{path}/mapping", draft["mapping"])
        self.operator.ask("POST", f"{path}/check")
        self._waited(path, "checked")
        self.operator.ask("POST", f"{path}/start")
        self._waited(path, "published")

    def _waited(self, path: str, state: str) -> Any:
        return self.operator.wait_for(
            path, lambda one: one["state"] in {state, "failed"}, within_seconds=IMPORTED_WITHIN_SECONDS
        )

    # ───────────────────────── visits ─────────────────────────

    def _visits(self, shoppers: Sequence[dict[str, Any]], chance: random.Random) -> Iterator[dict[str, Any]]:
        number = 0
        for one in shoppers:
            if chance.random() >= _VISITED:
                continue
            named = "unionid" if one["unionid"] else "external_userid"
            for _ in range(chance.randint(1, 4)):
                number += 1
                is_down = chance.random() < _ABOUT_DOWN
                name, category, _ = chance.choice(words.DOWN_JACKETS if is_down else words.OTHER_CLOTHES)
                yield {
                    "event_id": f"visit-{number:07}",
                    "name": PAGE_OPENED,
                    "occurred_at": (self.at - VISITED_WITHIN * chance.random()).isoformat(),
                    "identity": {named: one[named]},
                    "properties": {"page": name, "tags": [category], "seconds": chance.randint(3, 240)},
                }

    def _tell_visits(self, visits: Iterator[dict[str, Any]]) -> None:
        door = self.operator.ask("POST", "/event-door/key")
        key = bytes.fromhex(door["key"])
        address = f"{self.operator.base_url}/in/events/{door['url'].rsplit('/', 1)[-1]}"
        with httpx.Client(timeout=60) as server:
            while (batch := list(islice(visits, BATCH))) and not self.stopping():
                body = json.dumps({"events": batch}, ensure_ascii=False).encode()
                answer = server.post(address, content=body, headers={"Lingqu-Signature": _signed(key, body)})
                answer.raise_for_status()


def _signed(key: bytes, body: bytes) -> str:
    """Sign as docs/telling-events.md says, by the standard library alone: a shop has nothing else of ours."""
    seconds = int(RealClock().now().timestamp())
    return f"t={seconds},v1={hmac.new(key, b'%d.' % seconds + body, 'sha256').hexdigest()}"
