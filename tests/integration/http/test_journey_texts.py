"""Journeys as text over HTTP: read, written, compared, applied and tried; definitions are checked while written."""

from __future__ import annotations

import pytest

from integration.http.conftest import House
from lingqu.journeys.domain.reading import convert, convert_table
from lingqu.kernel.access import Role
from lingqu.kernel.ids import CorpId

TEXT = """\
journeys:
  - name: 七天
    entry: [manual]
    steps:
      - {name: 歇, wait: 3d}
"""
DEFINITION = {
    "entries": [{"kind": "manual"}],
    "first": "歇",
    "steps": {"歇": {"kind": "wait", "lasts": "P3D"}},
}


@pytest.fixture(autouse=True)
async def operator(house: House, corp_id: CorpId) -> None:
    await house.become(Role.OPERATOR, corp_id)


async def test_a_text_becomes_a_draft_and_is_written_again(house: House) -> None:
    compared = (await house.write("POST", "/api/journeys/text/diff", {"texts": {"a": TEXT}})).json()
    applied = (await house.write("POST", "/api/journeys/text/apply", {"texts": {"a": TEXT}})).json()
    again = (await house.write("POST", "/api/journeys/text/diff", {"texts": {"a": TEXT}})).json()

    assert [one["standing"] for one in (*compared["journeys"], *applied["journeys"], *again["journeys"])] == [
        "new",
        "new",
        "same",
    ]
    number = again["journeys"][0]["journey_id"]
    assert (await house.client.get(f"/api/journeys/{number}/text")).json() == {"text": TEXT}


async def test_faults_are_told_with_their_lines_and_change_nothing(house: House) -> None:
    texts = {"a": TEXT.replace("3d", "900d")}
    told = [
        (await house.write("POST", f"/api/journeys/text/{act}", {"texts": texts})).json()["faults"]
        for act in ("diff", "apply", "test")
    ]
    read = (await house.write("POST", "/api/journeys/text", {"text": texts["a"]})).json()

    assert [(one["line"], one["column"]) for faults in [*told, read["faults"]] for one in faults] == [(5, 25)] * 4
    assert (read["name"], read["definition"]) == (None, None)
    after = (await house.write("POST", "/api/journeys/text/diff", {"texts": {"a": TEXT}})).json()
    assert [one["standing"] for one in after["journeys"]] == ["new"]


async def test_a_text_and_a_definition_are_each_other(house: House) -> None:
    read = (await house.write("POST", "/api/journeys/text", {"text": TEXT})).json()
    written = await house.write("POST", "/api/journeys/text/write", {"name": "七天", "definition": DEFINITION})

    assert (read["name"], read["faults"]) == ("七天", [])
    assert convert(read["definition"]) == convert(DEFINITION)
    assert written.json() == {"text": TEXT}


async def test_people_of_a_text_are_sent_on_their_ways(house: House) -> None:
    text = TEXT + "    tests: [{at: 2026-03-02 10:00, way: [歇], ends: waiting}]\n"
    told = (await house.write("POST", "/api/journeys/text/test", {"texts": {"a": text}})).json()

    [one] = told["tests"]
    assert (one["passed"], one["because"][-1]) == (False, "✗ 结束：completed   [应该还在等]")


CONTENT = {"key": "A", "permille": 1000, "content": {"text": "您好", "attachments": []}}
TABLE = {
    "layers": [{"name": "高", "when": {"kind": "bucket", "salt": "s", "first": 0, "last": 9}}],
    "phases": [{"name": "破冰", "rows": [{"day": 1, "clock": "10:00:00", "told": [[CONTENT]], "others": []}]}],
    "ends": "走完",
}


async def test_a_table_becomes_steps_and_is_read_back(house: House) -> None:
    asked = {"definition": DEFINITION, "table": TABLE}
    written = (await house.write("POST", "/api/journeys/table/write", asked)).json()
    read = await house.write("POST", "/api/journeys/table", {"definition": written["definition"]})
    none = await house.write("POST", "/api/journeys/table", {"definition": DEFINITION})

    assert written["problems"] == []
    assert convert_table(read.json()["table"]) == convert_table(TABLE)
    assert none.json() == {"table": None}


async def test_what_is_wrong_with_a_tables_steps_is_placed_in_the_table(house: House) -> None:
    silent = {"key": "A", "permille": 1000, "content": {"text": "", "attachments": []}}
    phases = [{"name": "破冰", "rows": [{"day": 1, "clock": "10:00:00", "told": [[silent]], "others": [silent]}]}]
    layers = [{"name": "late", "when": {"kind": "bucket", "salt": ""}}]
    asked = {"definition": DEFINITION, "table": {"phases": phases, "layers": layers, "ends": ""}}
    told = (await house.write("POST", "/api/journeys/table/write", asked)).json()

    assert [(one["place"], one["code"]) for one in told["problems"]] == [
        ("$.layers[0].name", "journeys.doubled_name"),
        ("$.ends", "journeys.bad_name"),
        ("$.phases[0].rows[0].told[0][0].content.text", "content.empty"),
        ("$.phases[0].rows[0].others[0].content.text", "content.empty"),
        ("$.layers[0].when.salt", "segments.bad_definition"),
    ]


async def test_a_definition_is_checked_while_it_is_written(house: House) -> None:
    steps = {"歇": {"kind": "wait", "lasts": "P3D", "next": "去哪"}}
    faulty = await house.write("POST", "/api/journeys/check", {"definition": {**DEFINITION, "steps": steps}})
    sound = await house.write("POST", "/api/journeys/check", {"definition": DEFINITION})
    none = await house.write("POST", "/api/journeys/check", {"definition": {"steps": 1}})

    [problem] = faulty.json()["problems"]
    assert (problem["place"], problem["code"]) == ("$.steps.歇.next", "journeys.unknown_step")
    assert sound.json() == {"problems": []}
    assert (none.status_code, none.json()["code"]) == (422, "journeys.bad_definition")
