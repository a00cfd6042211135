"""What every adapter of `lingqu.infra.history.engine.History` does; subclass it and give it a `history`."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pyarrow as pa
import pytest

from lingqu.infra.history.engine import History, Limits
from lingqu.infra.history.errors import HistoryLimitError, HistoryRefusedError
from lingqu.infra.history.schema import migrate

NOON = datetime(2026, 3, 2, 4, 0, 0, 123456, tzinfo=UTC)
TABLE = (
    "CREATE TABLE thing (number UInt32, word String) ENGINE = MergeTree ORDER BY number"
    " SETTINGS non_replicated_deduplication_window = 100"
)


def things(*numbers: int) -> pa.Table:
    return pa.table({"number": pa.array(numbers, pa.uint32()), "word": [f"第{number}个" for number in numbers]})


async def numbers_in(history: History) -> list[int]:
    return (await history.query("SELECT number FROM thing ORDER BY number")).column("number").to_pylist()


class HistorySuite:
    """Needs a fixture `history`: an adapter on an empty database."""

    @pytest.mark.parametrize(
        ("kind", "value"),
        [
            ("String", ""),
            ("String", "it's a \\ \t \n \0 {x:String} 客户 😀"),
            ("Int64", -(2**63)),
            ("UInt64", 2**64 - 1),
            ("Float64", 0.1),
            ("Bool", True),
            ("Date", date(2026, 3, 2)),
            ("DateTime64(6, 'UTC')", NOON),
            ("Nullable(String)", None),
            ("Nullable(String)", "NULL"),
            ("Nullable(UInt32)", None),
            ("Array(UInt32)", []),
            ("Array(UInt32)", [1, 2]),
            ("Array(String)", ["it's", "\\", "a\tb\nc", "客户", ""]),
            ("Array(Nullable(String))", [None, "NULL"]),
            ("Array(Date)", [date(2026, 3, 2)]),
            ("Array(DateTime64(6, 'UTC'))", [NOON]),
            ("Array(Array(UInt8))", [[1], [], [2, 3]]),
        ],
    )
    async def test_parameter_comes_back_as_it_was_given(self, history: History, kind: str, value: Any) -> None:
        answer = await history.query(f"SELECT {{value:{kind}}} AS value", {"value": value})

        assert answer.column("value").to_pylist() == [value]

    @pytest.mark.parametrize(
        ("kind", "value"),
        [
            ("String", "it's {value:String}\\\t客" * 30_000),
            ("Array(UInt32)", list(range(150_000))),
            ("Array(Nullable(String))", ["a'b\\\n", None] * 30_000),
        ],
        ids=["text", "numbers", "texts"],
    )
    async def test_long_parameter_comes_back_as_it_was_given(self, history: History, kind: str, value: Any) -> None:
        table = await history.query(
            f"SELECT {{value:{kind}}} AS value, {{other:UInt8}} AS other", {"value": value, "other": 7}
        )
        assert table.to_pylist() == [{"value": value, "other": 7}]

    async def test_parameter_is_never_read_as_sql(self, history: History) -> None:
        answer = await history.query("SELECT {word:String} AS word", {"word": "' UNION ALL SELECT 'x"})

        assert answer.column("word").to_pylist() == ["' UNION ALL SELECT 'x"]

    async def test_instant_without_a_zone_is_refused_before_it_is_sent(self, history: History) -> None:
        with pytest.raises(TypeError):
            await history.query("SELECT {at:DateTime64(6)}", {"at": NOON.replace(tzinfo=None)})

    async def test_no_rows_are_a_table_with_columns(self, history: History) -> None:
        answer = await history.query("SELECT 1 AS one WHERE 0")

        assert (answer.num_rows, answer.column_names) == (0, ["one"])

    async def test_inserted_rows_are_found(self, history: History) -> None:
        await history.execute(TABLE)

        await history.insert("thing", things(2, 1), token="a")

        answer = await history.query("SELECT number, word FROM thing ORDER BY number")
        assert answer.to_pylist() == [{"number": 1, "word": "第1个"}, {"number": 2, "word": "第2个"}]

    async def test_same_token_writes_once_and_another_writes_again(self, history: History) -> None:
        await history.execute(TABLE)

        for token in ("a", "a", "b"):
            await history.insert("thing", things(1), token=token)

        assert await numbers_in(history) == [1, 1]

    async def test_same_token_sent_twice_at_once_writes_once(self, history: History) -> None:
        await history.execute(TABLE)

        await asyncio.gather(*(history.insert("thing", things(*range(1000)), token="a") for _ in range(4)))

        assert await numbers_in(history) == list(range(1000))

    async def test_refused_insert_writes_nothing(self, history: History) -> None:
        await history.execute(TABLE)

        with pytest.raises(HistoryRefusedError):
            await history.insert("thing", pa.table({"number": ["one"], "word": ["x"]}), token="a")
        with pytest.raises(HistoryRefusedError):
            await history.insert("thing", pa.table({"colour": ["red"]}), token="b")

        assert await numbers_in(history) == []

    async def test_query_cannot_write(self, history: History) -> None:
        await history.execute(TABLE)

        for statement in ("INSERT INTO thing VALUES (1, '')", "DROP TABLE thing", "CREATE VIEW v AS SELECT 1"):
            with pytest.raises(HistoryRefusedError):
                await history.query(statement)

        assert await numbers_in(history) == []

    async def test_refusal_carries_the_engines_number_and_words(self, history: History) -> None:
        with pytest.raises(HistoryRefusedError) as refused:
            await history.query("SELECT * FROM nowhere")

        assert refused.value.number == 60
        assert "nowhere" in str(refused.value)

    async def test_query_ends_when_its_time_is_over(self, history: History) -> None:
        with pytest.raises(HistoryLimitError) as refused:
            await history.query(
                "SELECT sum(cityHash64(number)) FROM numbers(1000000000000)", limits=Limits(within=timedelta(seconds=1))
            )

        assert refused.value.number == 159

    async def test_query_ends_when_it_wants_too_much_memory(self, history: History) -> None:
        with pytest.raises(HistoryLimitError) as refused:
            await history.query(
                "SELECT groupArray(number) FROM numbers(100000000)", limits=Limits(memory_bytes=64 << 20)
            )

        assert refused.value.number == 241

    async def test_limits_of_one_query_do_not_stay_for_the_next(self, history: History) -> None:
        for _ in range(10):
            with pytest.raises(HistoryLimitError):
                await history.query(
                    "SELECT groupArray(number) FROM numbers(10000000)", limits=Limits(memory_bytes=1 << 20)
                )

        answer = await history.query("SELECT length(groupArray(number)) AS size FROM numbers(10000000)")

        assert answer.column("size").to_pylist() == [10_000_000]

    async def test_small_question_is_answered_while_a_large_one_runs(self, history: History) -> None:
        large = asyncio.create_task(
            history.query("SELECT sum(cityHash64(number, number + 1)) AS n FROM numbers(500000000)")
        )
        await asyncio.sleep(0.2)

        small = await history.query("SELECT 1 AS one")

        assert small.column("one").to_pylist() == [1]
        assert not large.done()
        await large

    async def test_large_answer_comes_whole(self, history: History) -> None:
        answer = await history.query("SELECT number, toString(number) AS word FROM numbers(1000000)")

        assert answer.num_rows == 1_000_000
        assert answer.column("word")[999_999].as_py() == "999999"

    async def test_migrations_may_run_twice(self, history: History) -> None:
        for _ in range(2):
            await migrate(history, at=NOON)

        versions = (await history.query("SELECT version, run_at FROM schema_version")).to_pylist()
        assert versions == [{"version": 1, "run_at": NOON}]

    async def test_properties_keep_their_types_and_a_text_that_looks_like_a_date_stays_one(
        self, history: History
    ) -> None:
        await migrate(history, at=NOON)
        said = '{"amount": 5, "rate": 1.0, "on": "2026-03-02", "at": "2026-03-02 10:00:00", "is": true, "none": null}'
        rows = pa.table({"corp_id": pa.array([1], pa.uint32()), "kind": ["k"], "text": [said]})

        await history.insert("fact", rows, token="a")

        answer = await history.query(
            "SELECT arraySort(JSONAllPathsWithTypes(data)::Array(Tuple(String, String))) AS p FROM fact"
        )
        assert [
            tuple(pair.values()) if isinstance(pair, dict) else pair for pair in answer.column("p").to_pylist()[0]
        ] == [
            ("amount", "Int64"),
            ("at", "String"),
            ("is", "Bool"),
            ("on", "String"),
            ("rate", "Float64"),
        ]

    async def test_engine_tells_its_version(self, history: History) -> None:
        major = int((await history.ping()).split(".")[0])

        assert major >= 25
