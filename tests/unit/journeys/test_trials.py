"""Small people go their way through the journeys of texts, and a failure shows the way as it was gone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from lingqu.journeys.api.texts import say_faults
from lingqu.journeys.api.trying import TriedPerson, try_texts
from lingqu.kernel.text.faults import BadTextError

JOURNEY = """\
journeys:
  - name: 新客
    entry: [{segment: 新客}]
    goals: [{name: 首单, event: order.paid, within: 14d}]
    exits: {on_goal: false, condition_ends: true}
    steps:
      - {name: 问好, message: 您好}
      - name: 上班
        wait_until: {clock: '10:00', days_later: 1, day: workday}
      - {name: 上新, message: 新到的羽绒服}
      - name: 回应
        wait_for:
          awaited:
            - {name: 下单, event: {name: order.paid, where: {property: source, is: mini}}, then: 谢谢}
            - {name: 没收到, not_received: 上新, then: end}
            - {name: 成了老客, in_segment: 老客, then: 谢谢}
          timeout: 3d
          late: 分
      - name: 分
        split:
          branches: [{name: 高, when: {tag: 意向/高}, then: 抽}]
          otherwise: 生日
      - {name: 抽, draw: {shares: [{name: 甲, share: 50%, then: 走}, {name: 乙, share: 50%, then: 生日}]}}
      - {name: 生日, wait_date: {attribute: birthday, clock: '9:00', missing: 走}, then: 走}
      - {name: 谢谢, mark: {give: 意向/高}, then: 分}
      - {name: 走, exit: 走完}
    tests:
      - name: 周五来的
        at: 2026-03-06 18:00
"""


def _try(*lines: str) -> TriedPerson:
    text = JOURNEY + "".join(f"        {line}\n" for line in lines)
    [one] = try_texts({"f.yaml": text}, "en")
    assert (one.file, one.line, one.journey, one.name) == ("f.yaml", 28, "新客", "周五来的")
    return one


ORDER = "person: {events: [{name: order.paid, at: %s, properties: {source: %s}}]}"
LATE = "way: [问好, 上班, 上新, 回应, 分, 生日, 走]"
THANKED = "way: [问好, 上班, 上新, 回应, 谢谢, 分, 抽, 走]"


@pytest.mark.parametrize(
    "lines",
    [
        (LATE, "ends: 走完"),
        ("sent: {问好: 2026-03-06 18:00, 上新: 2026-03-09 10:00}",),
        ("sent: [问好, 上新]",),
        ("not_received: {上新: 4d later}", "way: [问好, 上班, 上新, 回应]", "ends: completed"),
        (ORDER % ("3d later", "mini"), "drawn: {抽: 甲}", THANKED),
        (ORDER % ("3d later", "pos"), LATE),
        (ORDER % ("1d later", "mini"), LATE),
        ("person: {segments: {老客: 1d later}}", "drawn: {抽: 乙}", THANKED.replace("走", "生日, 走")),
        ("person: {segments: {老客: 1d later}}", "leaves: {老客: 2d later}", LATE),
        ("person: {segments: {新客: 1d ago}}", "leaves: {新客: 1d later}", "way: [问好, 上班]", "ends: condition"),
        ("person: {tags: [意向/高]}", "drawn: {抽: 甲}", LATE.replace("生日", "抽")),
        ("person: {attributes: {birthday: 2026-04-01}}", "sent: [问好, 上新]", "ends: 走完"),
    ],
)
def test_somebody_goes_as_the_text_says(lines: tuple[str, ...]) -> None:
    tried = _try(*lines)

    assert tried.passed, tried.because


def test_a_goal_ends_the_way_where_it_may() -> None:
    text = JOURNEY.replace("on_goal: false, ", "") + (
        "        person: {events: [{name: order.paid, at: 1h later}]}\n        way: [问好, 上班]\n        ends: goal\n"
    )

    assert [one.passed for one in try_texts({"f.yaml": text}, "zh")] == [True]


def test_a_failure_shows_the_way_as_it_was_gone() -> None:
    tried = _try("way: [问好, 上新]", "sent: {问好: 2026-03-06 19:00, 走: 2026-03-07}", "ends: waiting")

    assert not tried.passed
    assert tried.because == [
        "✓ 2026-03-06 18:00 问好 → 2026-03-06 18:00 next",
        "✗ 2026-03-06 18:00 上班 → 2026-03-09 10:00 next   [should be 上新]",
        "✗ 2026-03-09 10:00 上新 → 2026-03-09 10:00 next   [should be -]",
        "✗ 2026-03-09 10:00 回应 → 2026-03-12 10:00 late   [should be -]",
        "✗ 2026-03-12 10:00 分 → 2026-03-12 10:00 otherwise   [should be -]",
        "✗ 2026-03-12 10:00 生日 → 2026-03-12 10:00 missing   [should be -]",
        "✗ 2026-03-12 10:00 走   [should be -]",
        "✗ ends: 走完   [should still wait]",
        "✗ 问好 was sent 2026-03-06 18:00, should be 2026-03-06 19:00",
        "✗ 走 was not sent",
        "✗ 上新 2026-03-09 10:00 was sent too",
    ]


def test_a_step_that_was_not_reached_is_told() -> None:
    tried = _try("not_received: {上新: 4d later}", "way: [问好, 上班, 上新, 回应, 分]")

    assert tried.because[-2:] == ["✗ 分 was not reached", "  ends: completed"]


@pytest.mark.parametrize(
    ("lines", "fault", "line"),
    [
        (("person: {}",), "nothing_expected", 28),
        (("way: [问候]",), "no_step", 30),
        (("received: {问候: 1d later}", "ends: waiting"), "no_step", 30),
        (("sent: {问好: 明天}",), "moment", 30),
        (("drawn: 甲", "ends: waiting"), "type", 30),
        (("person: {tags: [意向/高]}", "ends: 走完"), "undrawn", 28),
        (("colour: red", "ends: 走完"), "key", 30),
    ],
)
def test_a_test_that_cannot_be_meant_is_refused(lines: tuple[str, ...], fault: str, line: int) -> None:
    with pytest.raises(BadTextError) as refused:
        _try(*lines)
    found = refused.value.data["found"][0]

    assert (found.fault, found.mark.line) == (fault, line)
    assert all(said.message and said.mend for said in say_faults(refused.value, "zh"))


def test_a_definition_that_cannot_be_published_is_not_tried() -> None:
    with pytest.raises(BadTextError) as refused:
        try_texts({"f.yaml": JOURNEY.replace("timeout: 3d", "timeout: 900d") + "        ends: waiting\n"}, "zh")

    assert [one.fault for one in refused.value.data["found"]] == ["journeys.bad_duration"]


def test_journeys_without_tests_are_read_and_nobody_goes() -> None:
    assert try_texts({"f.yaml": JOURNEY.partition("    tests:")[0]}, "zh") == []


def test_the_page_about_texts_shows_a_journey_and_a_test_that_are_true() -> None:
    page = (Path(__file__).parents[3] / "docs" / "journeys-as-text.md").read_text()
    journey, tests = re.findall(r"^```yaml\n(.*?)^```", page, flags=re.MULTILINE | re.DOTALL)

    [tried] = try_texts({"f.yaml": journey + tests}, "zh")

    assert tried.passed, tried.because
