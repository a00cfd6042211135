"""Values, columns, frames and scripts of history, without an engine."""

from __future__ import annotations

import string
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta, timezone

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lingqu.infra.history.columns import numbers, numbers_or_none, texts
from lingqu.infra.history.embedded import stream_of
from lingqu.infra.history.errors import HistoryLimitError, HistoryRefusedError, refusal
from lingqu.infra.history.frames import LENGTHS, Answer, Question, answer_decoder, frame, question_decoder
from lingqu.infra.history.parameters import render
from lingqu.infra.history.schema import FOLDER, statements


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, r"\N"),
        (True, "true"),
        (-5, "-5"),
        (0.1, "0.1"),
        ("a\tb\\", r"a\tb\\"),
        (date(2026, 3, 2), "2026-03-02"),
        (datetime(2026, 3, 2, 10, tzinfo=timezone(timedelta(hours=8))), "2026-03-02 02:00:00.000000"),
        ([1, None, "it's"], r"[1,NULL,'it\'s']"),
        (["a\nb"], r"['a\nb']"),
        ([[1], []], "[[1],[]]"),
        ([date(2026, 3, 2)], "['2026-03-02']"),
    ],
)
def test_a_value_is_written_as_clickhouse_reads_it(value: object, text: str) -> None:
    assert render({"value": value}) == {"value": text}


@pytest.mark.parametrize("value", [object(), {"a": 1}, b"bytes", datetime(2026, 3, 2), [object()]])  # noqa: DTZ001 - refused
def test_a_value_that_has_no_text_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        render({"value": value})


@given(st.lists(st.none() | st.text(alphabet=string.printable + "客户😀\0")))
def test_texts_come_back_from_arrow(values: list[str | None]) -> None:
    assert texts(values).to_pylist() == values


@given(st.lists(st.none() | st.integers(0, 2**32 - 1)))
def test_numbers_come_back_from_arrow(values: list[int | None]) -> None:
    assert numbers_or_none(values, pa.uint32()).to_pylist() == values


def test_microseconds_are_instants() -> None:
    at = datetime(2026, 3, 2, 2, 0, 0, 123456, tzinfo=UTC)

    column = numbers([int(at.timestamp() * 1_000_000)], pa.timestamp("us", "UTC"))

    assert column.to_pylist() == [at]


def test_columns_are_made_without_pandas() -> None:
    code = (
        "import sys; from lingqu.infra.facts import BareFact; from lingqu.infra.history.rows import rows_of;"
        "from lingqu.infra.history.embedded import stream_of;"
        "stream_of(rows_of([BareFact(1, 2, 3, 4, 5, 'k', None, 6, '{}')], corp_id=1, generation=1));"
        "sys.exit('pandas' in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_stream_is_read_as_the_table_it_was() -> None:
    table = pa.table({"n": numbers([1, 2], pa.uint32()), "t": texts(["a", None])})

    assert pa.ipc.open_stream(stream_of(table)).read_all() == table


def test_frames_say_how_long_they_are() -> None:
    question = Question(verb="query", sql="SELECT 1", params={"a": "b"}, seconds=1.5, memory_bytes=7)

    framed = frame(question, b"body")

    head, size = LENGTHS.unpack(framed[: LENGTHS.size])
    assert (head, size) == (len(framed) - LENGTHS.size, 4)
    assert question_decoder.decode(framed[LENGTHS.size :]) == question
    assert answer_decoder.decode(frame(Answer(number=60, words="no"))[LENGTHS.size :]).words == "no"


@pytest.mark.parametrize(
    ("number", "kind"), [(159, HistoryLimitError), (241, HistoryLimitError), (60, HistoryRefusedError)]
)
def test_limits_are_told_from_other_refusals(number: int, kind: type[HistoryRefusedError]) -> None:
    assert type(refusal(number, "words")) is kind


def test_a_script_is_cut_at_the_ends_of_statements() -> None:
    assert statements("-- a; comment;\nSELECT ';';\n\nSELECT\n  2;\n") == ["SELECT ';'", "SELECT\n  2"]


def test_migrations_are_numbered_without_gaps() -> None:
    names = sorted(file.name for file in FOLDER.glob("*.sql"))

    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1))
