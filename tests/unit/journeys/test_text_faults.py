"""Every fault of a text of journeys is told with line, column and a mend, in both languages."""

from __future__ import annotations

import re
import string
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lingqu.journeys.api.texts import PARTS, WORDS, check_texts, say_faults
from lingqu.journeys.domain.text.reading import MOST_JOURNEYS, read_texts
from lingqu.kernel.languages import Language
from lingqu.kernel.text.book import CorpBook, Noun
from lingqu.kernel.text.fault_words import say_fault
from lingqu.kernel.text.faults import BadTextError, TextFault
from ways.definitions import GROUND

BOOK = CorpBook(
    {
        Noun.TAG: {1: "意向/高", 2: "意向/中", 9: "意向/无"},
        Noun.SEGMENT: {1: "老客", 2: "新客"},
        Noun.PROGRAMME: {1: "新客培育", 9: "去年"},
        Noun.STAGE: {1: "了解", 9: "旧阶段"},
    }
)
SOUND = """\
journeys:
  - name: 甲
    entry:
      - event: link.viewed
      - segment: 老客
    goals: [{name: 首单, event: card.clicked, within: 14d}]
    steps:
      - {name: 问好, message: 您好}
      - {name: 歇, wait: 1d}
      - name: 看了吗
        wait_for: {awaited: [{name: 看了, event: page.opened, then: 走}], timeout: 3d, late: 走}
      - {name: 走, exit: 完了}
"""


def _faults(text: str | bytes) -> Sequence[TextFault]:
    with pytest.raises(BadTextError) as refused:
        check_texts(read_texts({"f.yaml": text}, BOOK, PARTS), GROUND)
    return refused.value.data["found"]


def _step(step: str) -> str:
    """The step stands in line 9, from column 9 on, between 问好 and 看了吗."""
    return SOUND.replace("- {name: 歇, wait: 1d}", f"- {step}")


def _with(line: str) -> str:
    """The line is the thirteenth, and begins in column 5."""
    return f"{SOUND}    {line}\n"


@pytest.mark.parametrize(
    ("text", "fault", "line", "column"),
    [
        ("", "nothing", 1, 1),
        ("[]", "root", 1, 1),
        ("journeys: {}", "type", 1, 11),
        ("segments: []\njourneys: []", "key", 1, 1),
        (SOUND + SOUND.partition("\n")[2], "twice", 13, 11),
        (SOUND.replace("name: 甲", "title: 甲"), "key", 2, 5),
        (SOUND.replace("    steps:", "    stages:"), "missing", 2, 5),
        (SOUND.replace("event: link.viewed", "events: link.viewed"), "entry", 4, 9),
        (SOUND.replace("event: link.viewed", "event: moon.landed"), "definition.unknown", 4, 16),
        (SOUND.replace("segment: 老客", "segment: 老人"), "unknown", 5, 18),
        (SOUND.replace("segment: 老客", "segment: (#7)"), "journeys.unknown", 5, 18),
        (SOUND.replace("segment: 老客", "schedule: {segment: 老客}"), "missing", 5, 19),
        (SOUND.replace("segment: 老客", "schedule: {segment: 老客, first: 明天}"), "hour", 5, 40),
        (SOUND.replace("within: 14d", "within: soon"), "duration", 6, 53),
        (SOUND.replace("within: 14d", "within: 400d"), "journeys.bad_duration", 6, 53),
        (_with("programme: 夏天"), "unknown", 13, 16),
        (_with("programme: 去年"), "journeys.unknown", 13, 16),
        (_with("again: often"), "again", 13, 12),
        (_with("again: per_key"), "journeys.no_key", 4, 9),
        (_with("again: 36h"), "again", 13, 12),
        (_with("exits: {on_goal: maybe}"), "type", 13, 22),
        (_with("exits: [1]"), "type", 13, 12),
        (_step("{name: 歇}"), "one_kind", 9, 9),
        (_step("{name: 歇, wait: 1d, message: 好}"), "one_kind", 9, 9),
        (_step("{wait: 1d}"), "missing", 9, 9),
        (_step("歇一会"), "type", 9, 9),
        (_step("{name: 问好, wait: 1d}"), "step_twice", 9, 9),
        (_step("{name: 歇, wait: 1d, colour: red}"), "key", 9, 29),
        (_step("{name: 歇, wait: 1d, then: 去哪}"), "no_step", 9, 35),
        (_step("{name: 歇, wait: 明天}"), "duration", 9, 25),
        (_step("{name: 歇, wait: 400d}"), "journeys.bad_duration", 9, 25),
        (_step("{name: 歇, wait: 1d, then: 问好}"), "journeys.unreachable", 10, 9),
        (_step("{name: 歇 会, wait: 1d}"), "journeys.bad_step_name", 9, 9),
        (_step("{name: 歇, wait_until: 早上}"), "clock", 9, 31),
        (_step("{name: 歇, wait_until: '25:00'}"), "clock", 9, 31),
        (_step("{name: 歇, wait_until: {clock: '8:00', day: holiday}}"), "choice", 9, 52),
        (_step("{name: 歇, wait_until: {clock: '8:00', weekdays: [monday]}}"), "choice", 9, 58),
        (_step("{name: 歇, wait_until: {clock: '8:00', weekdays: [mon, mon]}}"), "journeys.bad_weekdays", 9, 57),
        (_step("{name: 歇, wait_until: {clock: '8:00', missed: 走}}"), "journeys.idle_missed", 9, 55),
        (_step("{name: 歇, wait_date: {attribute: shoe, clock: '8:00'}}"), "journeys.unknown", 9, 42),
        (_step("{name: 歇, wait_date: {attribute: city, clock: '8:00'}}"), "journeys.no_date", 9, 42),
        (_step("{name: 歇, wait_date: {attribute: birthday}}"), "missing", 9, 30),
        (_step("{name: 歇, wait_for: {awaited: [{name: a}], timeout: 1d}}"), "one_trigger", 9, 40),
        (
            _step("{name: 歇, wait_for: {awaited: [{name: a, received: 走}], timeout: 1d}}"),
            "journeys.no_message",
            9,
            60,
        ),
        (_step("{name: 歇, wait_for: {awaited: [{name: a, received: 去}], timeout: 1d}}"), "no_step", 9, 60),
        (_step("{name: 歇, wait_for: {awaited: [{name: a, in_segment: 老人}], timeout: 1d}}"), "unknown", 9, 62),
        (_step("{name: 歇, wait_for: {awaited: [{name: a, event: page.opened}]}}"), "missing", 9, 29),
        (_step("{name: 歇, split: {branches: [{name: a, when: {tag: 意向/搞}}]}}"), "unknown", 9, 60),
        (_step("{name: 歇, split: {branches: [{name: a, when: {tag: 意向/无}}]}}"), "definition.unknown", 9, 60),
        (_step("{name: 歇, split: {branches: [{name: a, when: 羽绒}]}}"), "condition", 9, 54),
        (
            _step("{name: 歇, split: {branches: [{name: a, when: {list: (#9)}}], otherwise: end}}"),
            "definition.unknown",
            9,
            61,
        ),
        (_step("{name: 歇, split: {branches: []}}"), "journeys.size", 9, 37),
        (_step("{name: 歇, draw: {shares: [{name: a, share: 一半}]}}"), "share", 9, 52),
        (_step("{name: 歇, draw: {shares: [{name: a, share: 50%}]}}"), "journeys.bad_shares", 9, 34),
        (_step("{name: 歇, mark: {give: 意向/搞}}"), "unknown", 9, 32),
        (_step("{name: 歇, mark: {give: [意向/高], take: [意向/高]}}"), "journeys.given_and_taken", 9, 46),
        (_step("{name: 歇, set: {key: city, value: 3}}"), "customers.attribute_value", 9, 43),
        (_step("{name: 歇, set: {key: shoe, value: 3}}"), "journeys.unknown", 9, 30),
        (_step("{name: 歇, stage: 兴趣}"), "unknown", 9, 26),
        (_step("{name: 歇, stage: 旧阶段}"), "journeys.unknown", 9, 26),
        (_step("{name: 歇, goal: 复购}"), "journeys.unknown_goal", 9, 25),
        (_step("{name: 歇, exit: ''}"), "journeys.bad_name", 9, 25),
        (_step("{name: 歇, exit: 好, then: 走}"), "key", 9, 28),
        (_step("{name: 歇, message: {text: '{{name}}'}}"), "outreach.variable", 9, 35),
        (_step("{name: 歇, message: {text: 好, gathers: 2d}}"), "journeys.bad_duration", 9, 47),
        (_step("{name: 歇, message: {attachments: [{picture: a}]}}"), "attachment", 9, 43),
        (_step("{name: 歇, message: {attachments: [{link: {title: 新, url: shop}}]}}"), "content.bad_url", 9, 66),
        (_step("{name: 歇, message: {variants: {A: {share: 40%, text: 好}}}}"), "outreach.bad_variants", 9, 39),
    ],
)
def test_a_fault_is_told_where_it_is(text: str, fault: str, line: int, column: int) -> None:
    found = _faults(text)

    assert (found[0].fault, found[0].mark.line, found[0].mark.column) == (fault, line, column)
    assert all(all(say_fault(one, language, WORDS)) for one in found for language in Language)


def test_all_faults_are_told_at_once() -> None:
    found = _faults(_step("{name: 歇, wait: x, then: 去哪}") + "    again: often\n    colour: red\n")

    assert [one.fault for one in found] == ["duration", "no_step", "again", "key"]
    assert [one.fault for one in _faults(_step("{name: 歇, wait: 400d}") + "    programme: 去年\n")] == [
        "journeys.bad_duration",
        "journeys.unknown",
    ]


def test_a_loop_is_told_with_its_way() -> None:
    looping = "{name: 歇, draw: {shares: [{name: a, share: 50%, then: 问好}, {name: b, share: 50%}]}}"
    with pytest.raises(BadTextError) as refused:
        check_texts(read_texts({"f": _step(looping)}, BOOK, PARTS), GROUND)
    [told] = say_faults(refused.value, "en")

    assert (told.line, told.path) == (9, "journeys[0].steps[1].draw.shares[0].then")
    assert "问好 → 歇 → 问好" in told.message
    assert "wait: 1d" in told.mend


def test_a_name_that_is_nearly_right_is_offered() -> None:
    [one] = _faults(_step("{name: 歇, wait: 1d, then: 看了么}"))

    assert one.data["near"] == ["看了吗"]


def test_more_journeys_than_anybody_means_are_refused() -> None:
    one = "\n  - {name: 甲%, entry: manual, steps: [{name: a, wait: 1d}]}"
    text = "journeys:" + "".join(one.replace("%", str(number)) for number in range(MOST_JOURNEYS + 1))

    assert _faults(text)[0].fault == "many"


@given(st.data())
def test_whatever_is_bent_is_read_or_told(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(SOUND) - 1))
    put = data.draw(st.text(string.printable + "：—“”", max_size=4))
    bent = SOUND[:at] + put + SOUND[at + data.draw(st.integers(0, 3)) :]
    try:
        check_texts(read_texts({"f.yaml": bent}, BOOK, PARTS), GROUND)
    except BadTextError as error:
        told = [said for language in ("zh", "en") for said in say_faults(error, language)]
        assert told
        assert all(one.message and one.mend for one in told)


def test_every_fault_is_said_in_both_languages_with_the_same_places() -> None:
    for words in WORDS.values():
        assert set(re.findall(r"{(\w+)", words.zh + words.zh_mend)) >= set(re.findall(r"{(\w+)", words.en)) - {"near"}
        assert not re.search("[一-鿿]", words.en + words.en_mend)
