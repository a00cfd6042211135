"""`lingqu journeys` shows what changes, sends people on their ways, tells faults, and leaves with what happened."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from lingqu.entrypoints import journey_texts
from lingqu.entrypoints.cli import main
from lingqu.journeys.contracts.enrollments import JourneyId
from lingqu.journeys.contracts.journeys import JourneyState
from lingqu.journeys.contracts.texts import TextChange, TextStanding

NEW = TextChange(name="七天", journey_id=None, state=None, standing=TextStanding.NEW, lines=["+name: 七天"])
SAME = TextChange(name="两周", journey_id=JourneyId(1), state=JourneyState.RUNNING, standing=TextStanding.SAME)
FIXED = TextChange(name="旧的", journey_id=JourneyId(2), state=JourneyState.ARCHIVED, standing=TextStanding.FIXED)
TEXT = """\
journeys:
  - name: 七天
    entry: manual
    steps:
      - {name: 问好, message: 您好}
      - {name: 歇, wait: 3d}
    tests:
      - name: 谁都走完
        at: 2026-03-02 10:00
        ends: completed
"""


def _run(*words: str) -> int:
    with pytest.raises(SystemExit) as left:
        main(["journeys", *words])
    return int(str(left.value.code))


def _against(monkeypatch: pytest.MonkeyPatch, changes: list[TextChange]) -> None:
    def with_corp(corpid: str | None, work: Any) -> list[TextChange]:
        del corpid, work
        return changes

    monkeypatch.setattr(journey_texts, "with_corp", with_corp)


def test_what_changes_is_shown(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    _against(monkeypatch, [NEW, SAME, FIXED])

    assert _run("diff", "a.yaml") == 3
    assert capsys.readouterr().out == "+ 七天\n    +name: 七天\n= 两周   (running)\n! 旧的   (archived)\n"


@pytest.mark.parametrize(
    ("changes", "action", "code"), [([SAME, FIXED], "diff", 0), ([NEW], "apply", 0), ([SAME], "apply", 0)]
)
def test_it_leaves_with_what_happened(
    monkeypatch: pytest.MonkeyPatch, changes: list[TextChange], action: str, code: int
) -> None:
    _against(monkeypatch, changes)

    assert _run(action, "a.yaml") == code


def test_one_json_object(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    _against(monkeypatch, [NEW])
    _run("diff", "--json", "a.yaml")

    assert json.loads(capsys.readouterr().out)["journeys"] == [
        {"name": "七天", "journey_id": None, "state": None, "standing": "new", "lines": ["+name: 七天"]}
    ]


def test_people_go_as_the_file_says(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "a.yaml"
    file.write_text(TEXT)

    assert _run("test", str(file)) == 0
    assert capsys.readouterr().out == "1 of 1 people go as the files say\n"


def test_who_goes_elsewhere_is_shown_with_the_way(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "a.yaml"
    file.write_text(TEXT.replace("ends: completed", "ends: goal"))

    assert _run("test", "--lang", "en", str(file)) == 3
    assert capsys.readouterr().out == (
        f"{file}:8: 七天 / 谁都走完\n"
        "      2026-03-02 10:00 问好 → 2026-03-02 10:00 next\n"
        "      2026-03-02 10:00 歇 → 2026-03-05 10:00 next\n"
        "    ✗ ends: completed   [should end: goal]\n"
        "0 of 1 people go as the files say\n"
    )


def test_faults_are_told_as_compilers_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "a.yaml"
    file.write_text(TEXT.replace("wait: 3d", "wait: 3d, then: 去哪"))

    assert _run("test", "--lang", "en", str(file)) == 1
    assert capsys.readouterr().err == (
        f"{file}:6:35: there is no step '去哪' (journeys[0].steps[1].then)\n"
        "    → write the name of a step, or end for the end of the way\n"
    )
