"""A text brings its own people along; they are put to the reference, and a failure explains itself."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lingqu.entrypoints.cli import main
from lingqu.kernel.text.faults import BadTextError
from lingqu.segments.api.trying import try_texts

TEXT = """
segments:
  - name: 冬天的羽绒客
    who:
      all:
        - order: {categories: [羽绒], window: 2024-12-01..2025-02-28}
        - not:
            order: {categories: [羽绒], window: 2025-11-01..2026-02-28}
        - event:
            name: page.opened
            where: [{property: tags, contains: 羽绒}]
            window: 30d
            count: {at_least: 2}
        - relation: {departments: [12 店]}
    tests:
      - name: 去年买过，最近看过两次
        at: 2026-02-15 12:00
        in: true
        person:
          orders: [{paid: 2025-01-15, amount: ¥899, categories: [羽绒]}]
          events:
            - {name: page.opened, at: 3d ago, properties: {tags: [羽绒, 新品]}}
            - {name: page.opened, at: 30d ago, properties: {tags: [羽绒]}}
            - {name: page.opened, at: 2026-02-14 20:00, properties: {tags: [羽绒]}}
          relations: [{staff: zhangsan, departments: [12 店, 华东]}]
      - name: 只看过一次
        at: 2026-02-15 12:00
        in: {once}
        person:
          orders: [{paid: 2025-01-15, categories: [羽绒]}]
          events: [{name: page.opened, at: 3d ago, properties: {tags: [羽绒]}}]
          relations: [{staff: zhangsan, departments: [12 店]}]
  - name: 其中的会员
    who:
      all:
        - segment: 冬天的羽绒客
        - attribute: {key: level, in: [金, 银]}
        - attribute: {key: birthday, anniversary_within_next: 7d}
        - tag: {match: none, groups: [投诉]}
    tests:
      - at: 2026-02-15
        in: false
        person: {attributes: {level: 金, birthday: 1990-02-18}}
      - at: 2026-02-15
        in: true
        person: {segments: [冬天的羽绒客], attributes: {level: 金, birthday: 1990-02-18}, tags: [意向/高]}
      - at: 2026-02-15
        in: false
        person: {segments: [冬天的羽绒客], attributes: {level: 金, birthday: 1990-02-18}, tags: [投诉/物流]}
"""


def test_people_are_where_the_text_says() -> None:
    tried = try_texts({"winter.yaml": TEXT.replace("{once}", "false")}, "zh")

    assert [(one.segment, one.holds, one.passed) for one in tried] == [
        ("冬天的羽绒客", True, True),
        ("冬天的羽绒客", False, True),
        ("其中的会员", False, True),
        ("其中的会员", True, True),
        ("其中的会员", False, True),
    ]


def test_a_failure_explains_itself() -> None:
    wrong = [one for one in try_texts({"winter.yaml": TEXT.replace("{once}", "true")}, "zh") if not one.passed]

    assert [(one.file, one.line, one.name) for one in wrong] == [("winter.yaml", 26, "只看过一次")]
    assert [line.partition("   [")[0] for line in wrong[0].because] == [
        "✗ 以下全部满足",
        "  ✓ 2024-12-01 至 2025-02-28 买过「羽绒」",
        "  ✓ 以下不满足",
        "    ✗ 2025-11-01 至 2026-02-28 买过「羽绒」",
        "  ✗ 最近 30 天内页面标签含「羽绒」的「打开页面」的次数至少为 2",
        "  ✓ 由「12 店」的成员服务",
    ]
    assert "1 次，最近一次 2026-02-12 12:00" in wrong[0].because[4]


@pytest.mark.parametrize(
    ("person", "line", "fault"),
    [
        ("{age: 3}", 6, "key"),
        ("{events: [{name: page.opened}]}", 6, "missing"),
        ("{events: [{name: page.opened, at: soon}]}", 6, "moment"),
        ("{orders: [{paid: 2025-01-01, amount: 3}]}", 6, "money"),
        ("[]", 6, "type"),
    ],
)
def test_faults_of_people_have_their_place_too(person: str, line: int, fault: str) -> None:
    text = "segments:\n- name: 甲\n  who: {tag: a/b}\n  tests:\n  - {at: 2026-01-01, in: true,\n     person: PERSON}\n"
    with pytest.raises(BadTextError) as refused:
        try_texts({"f": text.replace("PERSON", person)}, "en")
    first = refused.value.data["found"][0]

    assert (first.fault, first.mark.line) == (fault, line)


def _run(*words: str) -> int:
    with pytest.raises(SystemExit) as left:
        main(["segments", *words])
    assert isinstance(left.value.code, int)
    return left.value.code


def test_the_command_needs_no_database(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fine, wrong, bad = (tmp_path / name for name in ("fine.yaml", "wrong.yaml", "bad.yaml"))
    fine.write_text(TEXT.replace("{once}", "false"), encoding="utf-8")
    wrong.write_text(TEXT.replace("{once}", "true"), encoding="utf-8")
    bad.write_text("segments:\n- name: 甲\n  who: {tags: a/b}\n", encoding="utf-8")

    assert _run("test", str(fine)) == 0
    assert "5 of 5" in capsys.readouterr().out
    assert _run("test", str(wrong), "--json") == 3
    assert [one["passed"] for one in json.loads(capsys.readouterr().out)["tests"]] == [True, False, True, True, True]
    assert _run("test", str(bad)) == 1
    assert f"{bad}:3:9: 没有“tags”这种条件，是不是 tag？" in capsys.readouterr().err
    assert _run("test", str(tmp_path / "none.yaml")) == 1
