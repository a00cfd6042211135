"""A worker that dies at any end of a transaction leaves, once another went on, what one that lived leaves."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from conftest import make_corp
from doubles.jobs import LEASE
from doubles.tables import text
from integration.commerce.conftest import ACTOR, Shop
from lingqu.commerce.api import checking, clearing, publishing
from lingqu.commerce.api import imports as api
from lingqu.commerce.contracts.imports import ImportKind, ImportState
from lingqu.infra.clocks import SteppedClock
from lingqu.infra.database import Database
from lingqu.infra.secrets import Keyring

pytestmark = pytest.mark.slow

TILL = [["小票号", "销售时间", "会员卡号", "商品条码", "数量", "金额"]] + [
    [f"X{number % 7}", f"2026-03-01 10:0{number % 7}:00", f"M{number % 7}", f"69{number}", "1", "10.00"]
    for number in range(12)
]
TILL[4][5] = "ten"
CARDS = [["会员卡号", "手机号", "会员等级"]] + [
    [f"M{number % 5}", f"1390000000{number}", "金卡"] for number in range(8)
]


class Killed(Exception):  # noqa: N818 - it is no error of ours
    pass


@dataclass
class Executioner:
    """Kills at the end of the n-th unit: before its commit, or after it."""

    at: int
    committed: bool
    units: int = 0

    @asynccontextmanager
    async def over(self, original: Any) -> AsyncGenerator[Any]:
        async with original as unit:
            yield unit
            self.units += 1
            doomed = self.units == self.at
            if doomed and not self.committed:
                raise Killed
        if doomed:
            raise Killed


@pytest.fixture(autouse=True)
def _many_small_units(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two rows a batch and two batches a turn: many ends of transactions in a small file."""
    for module in (checking, publishing, clearing):
        monkeypatch.setattr(module, "BATCH_ROWS", 2)
        monkeypatch.setattr(module, "TURN_BATCHES", 2)


async def work(shop: Shop) -> int:
    """Let workers do all that is due, one after the other as they die; return how many died."""
    died = 0
    while True:
        try:
            await shop.run()
        except Killed:
            died += 1
            shop.clock.advance(LEASE + timedelta(seconds=1))
        else:
            return died


async def bring_in(shop: Shop, content: bytes, kind: ImportKind, executioner: Executioner) -> dict[str, Any]:
    """Bring a file all the way in while workers die; people's own requests are not killed."""
    original = Database.unit

    async def pieces() -> AsyncIterator[bytes]:
        yield content

    with pytest.MonkeyPatch.context() as patch:
        made = await api.create_import(shop.database, shop.files, kind=kind, name="-", content=pieces(), actor=ACTOR)
        for ask in (None, api.check_import, api.start_import):
            if ask is not None:
                async with shop.database.unit(shop.corp_id, actor=ACTOR) as unit:
                    await ask(unit, made.import_id)
            patch.setattr(Database, "unit", lambda *args, **options: executioner.over(original(*args, **options)))
            await work(shop)
            patch.setattr(Database, "unit", original)
    assert (await shop.get(made.import_id)).state is ImportState.PUBLISHED
    return await shop.state()


@pytest.mark.parametrize(("kind", "rows"), [(ImportKind.ORDERS, TILL), (ImportKind.MEMBERS, CARDS)])
@pytest.mark.parametrize("committed", [False, True])
async def test_a_kill_at_any_end_of_a_transaction_changes_nothing_in_the_end(
    database: Database,
    clock: SteppedClock,
    keyring: Keyring,
    kind: ImportKind,
    rows: list[list[str]],
    *,
    committed: bool,
) -> None:
    content = text(rows)
    alive = Executioner(at=0, committed=committed)
    async with make_corp(database, "ww_alive") as corp_id:
        expected = await bring_in(Shop(database, corp_id, clock, keyring), content, kind, alive)

    differing: list[int] = []
    for at in range(1, alive.units + 1):
        async with make_corp(database, f"ww_killed_{at}") as corp_id:
            left = await bring_in(
                Shop(database, corp_id, clock, keyring), content, kind, Executioner(at=at, committed=committed)
            )
            if _timeless(left) != _timeless(expected):
                differing.append(at)

    assert alive.units > 15
    assert differing == []
    assert expected["waiting" if kind is ImportKind.ORDERS else "values"]


def _timeless(state: dict[str, Any]) -> dict[str, Any]:
    """Attributes of members are set when they are set; a kill is waited out."""
    facts = [
        {key: value for key, value in row.items() if key != "occurred_at" or row["order_no"]} for row in state["facts"]
    ]
    return {**state, "facts": facts}
