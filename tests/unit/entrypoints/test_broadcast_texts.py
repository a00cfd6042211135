"""`lingqu broadcasts` shows what changes, tells faults as compilers do, and leaves with what happened."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from lingqu.entrypoints import broadcast_texts
from lingqu.entrypoints.cli import main
from lingqu.kernel.ids import BroadcastId
from lingqu.kernel.text.faults import BadTextError, Mark, TextFault
from lingqu.outreach.contracts.broadcasts import BroadcastState
from lingqu.outreach.contracts.texts import Standing, TextChange

NEW = TextChange(
    name="冬季上新",
    programme="冬季复购",
    broadcast_id=None,
    state=None,
    standing=Standing.NEW,
    lines=["+name: 冬季上新"],
    leaves_at=datetime(2026, 12, 1, 2, tzinfo=UTC),
    awaits_approval=True,
)
SAME = TextChange(
    name="会员日", programme=None, broadcast_id=BroadcastId(1), state=BroadcastState.DRAFT, standing=Standing.SAME
)
FIXED = TextChange(
    name="双十一", programme=None, broadcast_id=BroadcastId(2), state=BroadcastState.DONE, standing=Standing.FIXED
)


def _run(monkeypatch: pytest.MonkeyPatch, outcome: list[TextChange] | BadTextError, *words: str) -> int:
    def with_corp(corpid: str | None, work: Any) -> list[TextChange]:
        del corpid, work
        if isinstance(outcome, BadTextError):
            raise outcome
        return outcome

    monkeypatch.setattr(broadcast_texts, "with_corp", with_corp)
    with pytest.raises(SystemExit) as left:
        main(["broadcasts", *words])
    return int(str(left.value.code))


def test_what_changes_is_shown_with_its_hour(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code = _run(monkeypatch, [NEW, SAME, FIXED], "diff", "a.yaml")

    assert code == 3
    assert capsys.readouterr().out == (
        "+ 冬季上新 · 冬季复购   (leaves 2026-12-01 10:00, once a second person approves)\n"
        "    +name: 冬季上新\n"
        "= 会员日\n"
        "! 双十一   (is done, nothing changes it)\n"
    )


@pytest.mark.parametrize(
    ("changes", "action", "code"),
    [([SAME, FIXED], "diff", 0), ([NEW], "apply", 0), ([SAME], "apply", 0)],
)
def test_it_leaves_with_what_happened(
    monkeypatch: pytest.MonkeyPatch, changes: list[TextChange], action: str, code: int
) -> None:
    assert _run(monkeypatch, changes, action, "a.yaml") == code


def test_one_json_object(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    _run(monkeypatch, [NEW], "diff", "--json", "a.yaml")

    [told] = json.loads(capsys.readouterr().out)["broadcasts"]
    assert (told["standing"], told["leaves_at"], told["awaits_approval"]) == ("new", "2026-12-01 02:00:00+00:00", True)


def test_a_fault_is_told_as_compilers_do(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    mark = Mark(file="a.yaml", line=4, column=11, path="broadcasts[0].text")
    fault = TextFault(mark=mark, fault="outreach.variable", data={"variable": "{{ name }}"})

    code = _run(monkeypatch, BadTextError("line 4", found=[fault]), "apply", "--lang", "en", "a.yaml")

    assert code == 1
    assert capsys.readouterr().err == (
        "a.yaml:4:11: a broadcast is the same for all recipients: {{ name }} would reach them as it stands"
        " (broadcasts[0].text)\n"
        "    → take it away and say what is true for all\n"
    )


async def test_pictures_lie_beside_the_text_that_names_them(tmp_path: Path) -> None:
    (tmp_path / "pictures").mkdir()
    (tmp_path / "pictures/coat.jpg").write_bytes(b"coat")
    text = str(tmp_path / "winter.yaml")

    assert await broadcast_texts.FilesBeside().read(text, "pictures/coat.jpg") == b"coat"
    assert await broadcast_texts.FilesBeside().read(text, "pictures") is None
    assert await broadcast_texts.FilesBeside().read(text, "gone.jpg") is None
