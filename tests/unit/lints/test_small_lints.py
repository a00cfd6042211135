from __future__ import annotations

import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest
from tools.lints import call_docs, commits, job_kinds, lifted_rows, places, sql_time, words
from tools.lints.source import Finding, Source

from unit.lints.planting import Plant

API = "src/lingqu/customers/api.py"


def at(findings: Iterable[Finding]) -> list[tuple[str, int]]:
    return [(finding.path, finding.line) for finding in findings]


# ── commits


@pytest.mark.parametrize("statement", ["await connection.commit()", "await unit.connection.rollback()"])
def test_a_commit_outside_infra_is_found(plant: Plant, statement: str) -> None:
    assert at(commits.check(plant({API: f"async def f():\n    {statement}\n"}))) == [(API, 2)]


def test_a_spelled_commit_outside_infra_is_found(plant: Plant) -> None:
    assert at(commits.check(plant({API: "async def f(c):\n    await c.execute(b'commit;')\n"}))) == [(API, 2)]


def test_infra_commits(plant: Plant) -> None:
    source = plant({"src/lingqu/infra/database.py": "async def f(c):\n    await c.commit()\n"})

    assert at(commits.check(source)) == []


# ── call-docs

CALL = '''\
class SendWelcomeMsg(Call[Done]):
    """Spend a welcome_code.

    Window: 20 s.
    Shape: text.
    Errors: 41051 final.
    Source: https://example.com/92137 (2026-02-12)
    """

    path: ClassVar[str] = "/send"
'''
CALLS = "src/wecom_api/calls/welcome.py"


def test_a_call_that_says_all_four_passes(plant: Plant) -> None:
    assert at(call_docs.check(plant({CALLS: CALL}))) == []


@pytest.mark.parametrize("part", ["Window", "Shape", "Errors", "Source"])
def test_a_call_that_leaves_a_part_out_is_found(plant: Plant, part: str) -> None:
    body = "".join(line for line in CALL.splitlines(keepends=True) if f"{part}:" not in line)

    findings = list(call_docs.check(plant({CALLS: body})))

    assert [finding.message for finding in findings] == [f"SendWelcomeMsg does not say its {part}"]


def test_a_source_without_a_date_is_found(plant: Plant) -> None:
    assert at(call_docs.check(plant({CALLS: CALL.replace(" (2026-02-12)", "")}))) == [(CALLS, 1)]


def test_a_base_without_a_path_is_no_call(plant: Plant) -> None:
    assert at(call_docs.check(plant({CALLS: 'class Paged(Call[T]):\n    """Pages."""\n'}))) == []


# ── job-kinds

JOBS = "src/lingqu/customers/jobs.py"


def test_a_handler_that_says_why_twice_is_harmless_passes(plant: Plant) -> None:
    body = '''\
    async def _read(batch):
        """Read customers.

        Idempotent: the read replaces what an earlier one wrote.
        """

    KINDS = [JobKind(name="customers.read", handler=_read)]
    '''
    assert at(job_kinds.check(plant({JOBS: body}))) == []


def test_a_handler_that_does_not_say_it_is_found(plant: Plant) -> None:
    body = 'async def _read(batch):\n    """Read customers."""\n\nKINDS = [JobKind(name="x", handler=_read)]\n'

    assert at(job_kinds.check(plant({JOBS: body}))) == [(JOBS, 1)]


@pytest.mark.parametrize("handler", ["lambda batch: None", "made_elsewhere"])
def test_a_handler_without_a_docstring_to_read_is_found(plant: Plant, handler: str) -> None:
    assert at(job_kinds.check(plant({JOBS: f'KINDS = [JobKind(name="x", handler={handler})]\n'}))) == [(JOBS, 1)]


# ── sql-time


@pytest.mark.parametrize("call", ["now()", "CURRENT_TIMESTAMP", "random ()", "clock_timestamp()", "gen_random_uuid()"])
def test_sql_that_asks_the_server_for_time_or_chance_is_found(plant: Plant, call: str) -> None:
    body = f'async def f(session):\n    await session.fetch("SELECT {call} FROM customer")\n'

    assert at(sql_time.check(plant({API: body}))) == [(API, 2)]


def test_a_migration_that_calls_now_is_found(plant: Plant) -> None:
    name = "src/lingqu/entrypoints/migrations/versions/0002_more.sql"

    assert at(sql_time.check(plant({name: "-- now() is not called\nSELECT now();\n"}))) == [(name, 2)]


def test_python_that_calls_something_named_now_passes(plant: Plant) -> None:
    assert at(sql_time.check(plant({API: "def f(clock):\n    return clock.now()\n"}))) == []


# ── words


def test_a_chinese_sentence_outside_a_catalogue_is_found(plant: Plant) -> None:
    assert at(words.check(plant({API: 'def f():\n    raise ValueError("名称太长")\n'}))) == [(API, 2)]


def test_a_catalogue_and_a_docstring_may_be_chinese(plant: Plant) -> None:
    source = plant({"src/lingqu/infra/postgres/words.py": 'A = "磁盘已满"\n', API: '"""企业标签"""\n# 标签\n'})

    assert at(words.check(source)) == []


def test_an_excepted_line_says_its_reason(plant: Plant) -> None:
    source = plant(
        {API: 'A = "宽"  # lint: words - a wide character to measure with\nB = "窄"  # lint: words\nC = 1\nD = "窄"\n'}
    )

    findings = list(words.check(source))

    assert [(finding.line, source.excepts(finding, "words")) for finding in findings] == [
        (1, True),
        (2, True),  # the line above speaks for it
        (4, False),
    ]


# ── places


@pytest.fixture
def tracked(plant: Plant, tmp_path: Path) -> Plant:
    """Plant files that git knows of."""

    def write(files: Mapping[str, str]) -> Source:
        source = plant(files)
        for command in (["init", "-q"], ["add", "."]):
            subprocess.run(["git", "-C", str(tmp_path), *command], check=True)
        return source

    return write


HOME = "/" + "home/wang/lingqu"
"""Put together, so that this file does not name such a place."""


def test_a_path_of_one_machine_is_found(tracked: Plant) -> None:
    assert at(places.check(tracked({"docs/a.md": f"see\n`{HOME}/src`\n"}))) == [("docs/a.md", 2)]


def test_a_package_host_in_a_lock_is_found(tracked: Plant) -> None:
    lock = '{\n "resolved": "https://packages.example/a.tgz",\n "funding": {"url": "https://fund.example"}\n}\n'

    assert at(places.check(tracked({"web/package-lock.json": lock}))) == [("web/package-lock.json", 2)]


def test_an_address_outside_a_lock_passes(tracked: Plant) -> None:
    assert at(places.check(tracked({"README.md": "https://example.com/home/page\n"}))) == []


# ── lifted-rows

FIRST = "src/lingqu/entrypoints/migrations/versions/0001_first.sql"
SECOND = "src/lingqu/entrypoints/migrations/versions/0002_second.sql"
TABLE = "CREATE TABLE visit (corp_id integer);\nSELECT lingqu_protect('visit');\n"
LIFT, FORCE = (f"ALTER TABLE visit {one} ROW LEVEL SECURITY;\n" for one in ("NO FORCE", "FORCE"))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE visit SET at = 1;\n",
        "DELETE FROM visit;\n",
        "INSERT INTO other\nSELECT FROM one JOIN visit v ON true;\n",
    ],
)
def test_rows_that_a_migration_cannot_see_are_found(plant: Plant, statement: str) -> None:
    assert at(lifted_rows.check(plant({FIRST: TABLE, SECOND: statement}))) == [(SECOND, 1)]
    assert at(lifted_rows.check(plant({FIRST: TABLE, SECOND: LIFT + statement + FORCE}))) == []
    assert at(lifted_rows.check(plant({FIRST: TABLE, SECOND: LIFT + FORCE + statement}))) == [(SECOND, 3)]


def test_a_table_left_without_row_security_is_found(plant: Plant) -> None:
    assert at(lifted_rows.check(plant({FIRST: TABLE, SECOND: LIFT + "UPDATE visit SET at = 1;"}))) == [(SECOND, 1)]


def test_rows_before_protection_and_bodies_of_functions_pass(plant: Plant) -> None:
    body = "CREATE FUNCTION f() RETURNS void AS $$\nBEGIN\n  UPDATE visit SET at = 1;\nEND $$;\n"

    assert at(lifted_rows.check(plant({FIRST: "INSERT INTO visit VALUES (1);\n" + TABLE + body}))) == []
