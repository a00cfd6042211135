"""A plan of faults: what it says is done and recorded, and a slip in it is named with its line and its mend."""

import asyncio
import json
from pathlib import Path

import httpx
import pytest

from wecom_twin.app import TwinApp
from wecom_twin.cli import main
from wecom_twin.clock import Clock
from wecom_twin.server import furnish
from wecom_twin.wire.fault_file import FaultFileError, read_faults
from wecom_twin.wire.faults import Fault
from wecom_twin.world import World

NOON = 1_767_326_400.0
TOKEN = "/cgi-bin/gettoken"

PLAN = """
# two tokens are refused in the second minute, later one connection is lost
[[fault]]
id = "busy"
effect = "errcode"
errcode = -1
path = "/cgi-bin/gettoken"
since = 60
until = 120
times = 2

[[fault]]
effect = "status"
status = 503
path = "/cgi-bin/get*"
since = 3600
nth = 1
"""


def test_times_of_the_twins_clock_count_from_the_loading() -> None:
    assert read_faults(PLAN, now=NOON) == [
        Fault(effect="errcode", id="busy", path=TOKEN, errcode=-1, since=NOON + 60, until=NOON + 120, times=2),
        Fault(effect="status", path="/cgi-bin/get*", status=503, since=NOON + 3_600, nth=1),
    ]


async def test_a_plan_strikes_at_its_time_and_what_it_did_can_be_read_back() -> None:
    world = World(clock=Clock.stepped(NOON))
    furnish(world)
    app = TwinApp(world)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://twin") as http:
        await http.post("/twin/faults/plan", content=PLAN)
        seen: list[object] = []
        for at in (0, 60, 61, 62, 120, 3_600, 3_601):
            world.advance(to=NOON + at)
            answer = await http.get(TOKEN)
            seen.append(answer.json()["errcode"] if answer.status_code == 200 else answer.status_code)
        injected = (await http.get("/twin/injections")).json()["injections"]

    assert seen == [41002, -1, -1, 41002, 41002, 503, 41002]
    assert [(one["at"] - NOON, one["fault_id"], one["effect"], one["path"]) for one in injected] == [
        (60, "busy", "errcode", TOKEN),
        (61, "busy", "errcode", TOKEN),
        (3_600, "fault-2", "status", TOKEN),
    ]


async def test_a_rule_that_goes_by_the_wall_minds_real_seconds_only() -> None:
    real = [500.0]
    world = World(clock=Clock(start=NOON, rate=0.0, monotonic=lambda: real[0]))
    furnish(world)
    app = TwinApp(world)
    (fault,) = read_faults('[[fault]]\neffect = "status"\nsince = 5\nuntil = 6\nclock = "wall"', now=NOON)
    app.faults.add(fault)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://twin") as http:
        statuses: list[int] = []
        for seconds in (500.0, 505.0, 506.0):
            real[0] = seconds
            world.advance(by=86_400)
            statuses.append((await http.get(TOKEN)).status_code)

    assert statuses == [200, 502, 200]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[[fault]]\neffect = "reset"\npth = "x"', "line 3: no key pth; did you mean path?"),
        ('[[fault]]\n\n\neffect = "explode"', "line 4: effect = 'explode': it takes one of latency,"),
        ("[[fault]]\nnth = 1", "line 1: effect is missing: one of latency,"),
        ('[[fault]]\neffect = "reset"\nnth = 0', "line 3: nth = 0: it takes a whole number from 1"),
        ('[[fault]]\neffect = "reset"\n[[fault]]\neffect = "reset"\npermille = 1001', "line 5: permille = 1001"),
        ('[[fault]]\neffect = "reset"\nsince = "soon"', "line 3: since = 'soon': it takes seconds after"),
        (
            '[[fault]]\neffect = "reset"\nsince = 9\nuntil = 9',
            "line 4: until is seconds after the plan is loaded, later",
        ),
        ('[[fault]]\neffect = "status"\nstatus = 200', "line 3: status = 200: it takes an HTTP status"),
        (
            '[[fault]]\neffect = "reset"\npath = "/cgi-bin/getoken"',
            "line 3: the twin has no path /cgi-bin/getoken; did",
        ),
        ('[[fault]]\neffect = "reset"\npath = "/nowhere/*"', "line 3: the twin has no path /nowhere/*; it takes"),
        ('\n[[faults]]\neffect = "reset"', "line 2: no key faults here; each rule begins with [[fault]]"),
        ('fault = "reset"', "fault is a list of tables"),
        ("[[fault]\n", "not TOML: "),
        ("[[fault]]\neffect = \n", "(at line 2, column 10)"),
        ("a = " + "[" * 50_000, "not a plan: nested too deeply"),
    ],
)
def test_a_slip_is_named_with_its_line_and_its_mend(text: str, words: str) -> None:
    with pytest.raises(FaultFileError) as refusal:
        read_faults(text, now=NOON)

    assert words in str(refusal.value)


def test_an_empty_plan_has_no_rules() -> None:
    assert read_faults("# quiet\n", now=NOON) == []


def test_the_command_line_refuses_a_bad_plan_before_it_listens(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "plan.toml"
    file.write_text("[[fault]]\neffects = 1")

    assert main(["--faults", str(file)]) == 2
    assert main(["--faults", str(tmp_path / "missing.toml")]) == 2
    assert "line 2: no key effects; did you mean effect?" in capsys.readouterr().err


def test_the_control_interface_says_what_is_wrong_with_a_plan() -> None:
    async def ask() -> httpx.Response:
        app = TwinApp(World(clock=Clock.stepped(NOON)))
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://twin") as http:
            return await http.post("/twin/faults/plan", content="[[fault]]\neffect = 1")

    answer = asyncio.run(ask())

    assert answer.status_code == 400
    assert json.loads(answer.content)["detail"].startswith("line 2: effect = 1: it takes one of latency,")
