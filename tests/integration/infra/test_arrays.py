"""Lists arrive in PostgreSQL as they are, however they are written."""

from __future__ import annotations

from typing import Any

import pytest

from lingqu.infra.database import Database
from lingqu.kernel.ids import CorpId

pytestmark = pytest.mark.postgres


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("integer[]", []),
        ("integer[]", [0, -1, 2_147_483_647, -2_147_483_648]),
        ("bigint[]", [1, 9_223_372_036_854_775_807, -9_223_372_036_854_775_808]),
        ("smallint[]", list(range(1_000))),
        ("numeric[]", [10**30, -(10**30)]),
        ("integer[]", [1, None, 3]),
        ("integer[]", [[1, 2], [3, 4]]),
        ("boolean[]", [True, False]),
        ("text[]", ["", "null", '引"号', "a,b", "{}", "\\"]),
        ("bytea[]", [b"", b"\x00\xff"]),
    ],
)
async def test_what_is_sent_comes_back(database: Database, corp_id: CorpId, kind: str, values: list[Any]) -> None:
    async with database.read(corp_id) as session:
        assert await session.fetch_value(f"SELECT %s::{kind}", (values,)) == values


async def test_lists_of_numbers_choose_their_own_type(database: Database, corp_id: CorpId) -> None:
    async with database.read(corp_id) as session:
        small, large = [
            await session.fetch_value("SELECT pg_typeof(%s)::text", ([1, most],)) for most in (2, 5_000_000_000)
        ]

    assert (small, large) == ("smallint[]", "bigint[]")
