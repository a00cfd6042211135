"""Numbers of customers: dense, from nought, never reused, whoever asks at the same time."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from lingqu.customers.api.people import ensure_customers
from lingqu.infra.database import Database
from lingqu.kernel.ids import CorpId, ExternalUserid


class _RollBackError(Exception):
    pass


async def _ensure(database: Database, corp_id: CorpId, names: list[str]) -> dict[str, int]:
    async with database.unit(corp_id) as unit:
        found = await ensure_customers(unit, {ExternalUserid(name): unit.at for name in names})
    return {str(name): int(number) for name, number in found.items()}


async def _ensure_and_fail(database: Database, corp_id: CorpId, names: list[str]) -> dict[str, int]:
    with suppress(_RollBackError):
        async with database.unit(corp_id) as unit:
            await ensure_customers(unit, {ExternalUserid(name): unit.at for name in names})
            raise _RollBackError
    return {}


async def test_numbers_begin_at_nought_in_order_of_first_sight(database: Database, corp_id: CorpId) -> None:
    assert await _ensure(database, corp_id, ["wm_b", "wm_a"]) == {"wm_a": 0, "wm_b": 1}


async def test_known_customers_keep_their_numbers(database: Database, corp_id: CorpId) -> None:
    await _ensure(database, corp_id, ["wm_a"])

    assert await _ensure(database, corp_id, ["wm_b", "wm_a"]) == {"wm_a": 0, "wm_b": 1}


async def test_a_rollback_leaves_no_gap(database: Database, corp_id: CorpId) -> None:
    await _ensure_and_fail(database, corp_id, ["wm_a", "wm_b"])

    assert await _ensure(database, corp_id, ["wm_c"]) == {"wm_c": 0}


async def test_each_corp_counts_for_itself(database: Database, corp_id: CorpId, other_corp_id: CorpId) -> None:
    await _ensure(database, corp_id, ["wm_a"])

    assert await _ensure(database, other_corp_id, ["wm_a"]) == {"wm_a": 0}


async def test_numbers_stay_dense_and_single_under_concurrent_units(database: Database, corp_id: CorpId) -> None:
    """Eight at a time want overlapping customers, and every third rolls back."""
    wanted = [[f"wm_{(start * 7 + step) % 60}" for step in range(20)] for start in range(30)]

    async def one(number: int, names: list[str]) -> dict[str, int]:
        ask = _ensure_and_fail if number % 3 == 0 else _ensure
        return await ask(database, corp_id, names)

    answers = await asyncio.gather(*(one(number, names) for number, names in enumerate(wanted)))

    numbers: dict[str, int] = {}
    for answer in answers:
        for name, number in answer.items():
            assert numbers.setdefault(name, number) == number
    assert sorted(numbers.values()) == list(range(len(numbers)))
