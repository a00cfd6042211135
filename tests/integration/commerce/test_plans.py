"""Queries of imports find their rows by index, as the application's own login, in a table without statistics."""

from __future__ import annotations

import json
from typing import Any

import pytest

from doubles.tables import text
from integration.commerce.conftest import Shop
from lingqu.commerce.store import orders as order_store
from lingqu.commerce.store import rows as store
from lingqu.infra.database import Session, UnitOfWork

HEADER = ["小票号", "销售时间", "整单金额"]


@pytest.fixture
def plans(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """Every plan of what is fetched while this is asked for."""
    seen: list[dict[str, Any]] = []
    fetch = Session.fetch

    async def explaining(self: Session, sql: str, params: Any = None, **options: Any) -> Any:
        [row] = await fetch(self, f"EXPLAIN (FORMAT JSON) {sql}", params)
        told = row["QUERY PLAN"]
        seen.append((json.loads(told) if isinstance(told, str) else told)[0]["Plan"])
        return await fetch(self, sql, params, **options)

    monkeypatch.setattr(Session, "fetch", explaining)
    monkeypatch.setattr(UnitOfWork, "fetch", explaining)
    return seen


def scans(plan: dict[str, Any]) -> list[tuple[str, str | None, str]]:
    own = (
        [(plan["Node Type"], plan.get("Index Name"), plan.get("Index Cond", ""))] if "Scan" in plan["Node Type"] else []
    )
    return own + [one for part in plan.get("Plans", []) for one in scans(part)]


async def test_rows_are_taken_compared_and_reported_by_index(shop: Shop, plans: list[dict[str, Any]]) -> None:
    rows = [[f"X{number:04}", "2026-03-01 10:00:00", "1" if number % 5 else "x"] for number in range(2000)]
    import_id = await shop.upload(text([HEADER, *rows]))
    await shop.check(import_id)
    plans.clear()

    async with shop.database.unit(shop.corp_id) as unit:
        await store.states_of(unit, import_id, 1, [f"X{number:04}" for number in range(500)])
        await store.list_refused(unit, import_id, 1, after=500, limit=100)
        await store.take(unit, import_id, 1, after="X0100", limit=500)
        await order_store.lock(unit, [("pos", f"X{number:04}") for number in range(500)])

    used = [one for plan in plans for one in scans(plan) if one[0] not in {"Function Scan", "Subquery Scan"}]
    assert [one for one in used if one[0] == "Seq Scan" and one[1] is None] == []
    assert any(name == "import_row_by_key" and "key > " in condition for _, name, condition in used)
