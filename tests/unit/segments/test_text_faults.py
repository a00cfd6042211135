"""Every fault of a text is told with line, column, path and a mend, in both languages; nothing bad gets through."""

from __future__ import annotations

import re
import string
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audiences.world import VOCABULARY
from lingqu.kernel.languages import Language
from lingqu.kernel.text.book import CorpBook, Noun
from lingqu.kernel.text.fault_words import say_fault
from lingqu.kernel.text.faults import BadTextError, TextFault
from lingqu.kernel.text.tree import DEEPEST, MOST_BYTES, parse
from lingqu.segments.domain.text.fault_words import FAULTS
from lingqu.segments.domain.text.files import Ground, check, read_texts

BOOK = CorpBook(
    {
        Noun.TAG: {1: "兴趣/跑步", 2: "兴趣/露营", 3: "意向/高"},
        Noun.DEPARTMENT: {11: "门店", 12: "门店"},
        Noun.SEGMENT: {1: "老客", 2: "新客"},
    }
)
GROUND = Ground(book=BOOK, living={"老客": 1, "新客": 2}, reads={1: frozenset({2}), 2: frozenset()})


def _faults(text: str | bytes) -> Sequence[TextFault]:
    with pytest.raises(BadTextError) as refused:
        check(read_texts({"f.yaml": text}, GROUND), VOCABULARY)
    return refused.value.data["found"]


def _who(condition: str) -> str:
    """The condition begins in line 3, column 10."""
    return f"segments:\n- name: 甲\n  who:   {condition}\n"


@pytest.mark.parametrize(
    ("text", "fault", "line", "column"),
    [
        ("", "nothing", 1, 1),
        ("# only words\n", "nothing", 1, 1),
        ("[]", "root", 1, 1),
        ("segments: {}", "type", 1, 11),
        ("people: []\nsegments: []", "key", 1, 1),
        ("segments:\n- who: {tag: 意向/高}", "missing", 2, 3),
        ("segments:\n- name: 甲", "missing", 2, 3),
        ("segments: [\n", "yaml", 2, 1),
        ("segments:\n\t- name", "yaml", 2, 1),
        ("segments: []\n---\nsegments: []", "documents", 2, 1),
        ("segments: []\n\x07", "unprintable", 2, 1),
        (b"segments: []\n# \xff", "encoding", 2, 3),
        ("segments:\n- name: 甲\n  name: 乙\n  who: {tag: 意向/高}", "duplicate", 3, 3),
        ("segments:\n- &a {name: 甲, who: {tag: 意向/高}}\n- *a", "anchor", 2, 3),
        ("segments: !!python/object:os.system []", "yaml_tag", 1, 11),
        ("? [a]\n: 1", "odd_key", 1, 3),
        (_who("{tag: 意向/高}") + "- name: 甲\n  who: {tag: 意向/高}", "twice", 4, 9),
        (_who("{tag: 意向/搞}"), "unknown", 3, 16),
        (_who("{tag: [意向/高, 露营]}"), "unknown", 3, 23),
        (_who("{tag: 意向/中 (#3)}"), "another_name", 3, 16),
        (_who("{tag: (#99)}"), "definition.unknown", 3, 16),
        (_who("{relation: {departments: 门店}}"), "ambiguous", 3, 35),
        (_who("{segment: 甲}"), "circle", 3, 20),
        (_who("[]"), "condition", 3, 10),
        (_who("羽绒"), "condition", 3, 10),
        (_who("{tag: 意向/高, order: {}}"), "one_condition", 3, 10),
        (_who("{tags: 意向/高}"), "kind", 3, 11),
        (_who("{all: {tag: 意向/高}}"), "type", 3, 16),
        (_who("{all: []}"), "definition.empty", 3, 16),
        (_who("{tag: {tags: 意向/高, colour: red}}"), "key", 3, 29),
        (_who("{tag: {match: some, tags: 意向/高}}"), "choice", 3, 24),
        (_who("{tag: {one_relation: yes, tags: 意向/高}}"), "type", 3, 31),
        (_who("{attribute: {is: 上海}}"), "missing", 3, 22),
        (_who("{attribute: {key: city}}"), "comparison", 3, 22),
        (_who("{attribute: {key: city, is: 上海, in: [上海]}}"), "comparison", 3, 22),
        (_who("{attribute: {key: city, exists: false}}"), "true_alone", 3, 42),
        (_who("{attribute: {key: shoe, is: 上海}}"), "definition.unknown", 3, 28),
        (_who("{attribute: {key: city, below: 上海}}"), "definition.op", 3, 34),
        (_who("{attribute: {key: city, is: 1}}"), "definition.value", 3, 38),
        (_who("{attribute: {key: city, in: [上海, 1]}}"), "definition.value", 3, 43),
        (_who("{attribute: {key: vip, is: yes}}"), "definition.value", 3, 37),
        (_who("{attribute: {key: birthday, within_next: 36h}}"), "days", 3, 51),
        (_who("{attribute: {key: score, between: [3, 1]}}"), "definition.range", 3, 44),
        (_who("{event: {window: 30d}}"), "missing", 3, 18),
        (_who("{event: moon.landed}"), "definition.unknown", 3, 18),
        (_who("{event: {name: page.opened, window: 30}}"), "window", 3, 46),
        (_who("{event: {name: page.opened, window: 2026-03-01..2026-02-01}}"), "definition.range", 3, 46),
        (_who("{event: {name: page.opened, window: 4000d}}"), "definition.duration", 3, 46),
        (_who("{event: {name: page.opened, count: 2}}"), "type", 3, 45),
        (_who("{event: {name: page.opened, count: {at_least: 0}}}"), "definition.always", 3, 56),
        (_who("{event: {name: page.opened, count: {at_least: -1}}}"), "count", 3, 56),
        (_who("{event: {name: page.opened, where: [{property: 1a, is: 1}]}}"), "definition.property", 3, 57),
        (_who("{sequence: {steps: [page.opened], within: 7d}}"), "definition.size", 3, 29),
        (_who("{order: {measure: sum}}"), "comparison", 3, 18),
        (_who("{order: {measure: sum, at_least: 199}}"), "money", 3, 43),
        (_who("{order: {measure: days_since_last, at_least: 60}}"), "fine", 0, 0),
        (_who("{order: {at_least: 1.5}}"), "definition.value", 3, 29),
        (_who("{bucket: {salt: a, first: 0, last: 1000}}"), "permille", 3, 45),
        (_who("{segment: {name: 老客, held_for: soon}}"), "duration", 3, 41),
    ],
)
def test_the_place_of_a_fault(text: str | bytes, fault: str, line: int, column: int) -> None:
    if fault == "fine":
        assert len(check(read_texts({"f.yaml": text}, GROUND), VOCABULARY)) == 1
        return
    first = _faults(text)[0]

    assert (first.fault, first.mark.file, first.mark.line, first.mark.column) == (fault, "f.yaml", line, column)


def test_all_faults_of_a_text_are_told_at_once() -> None:
    found = _faults(_who("{all: [{tag: 意向/搞}, {order: {sum: 1}}, {event: {name: page.opened, window: x}}]}"))

    assert [one.fault for one in found] == ["unknown", "key", "window"]
    assert found[0].data["near"] == ["意向/高"]
    assert found[0].mark.path == "segments[0].who.all[0].tag"


@pytest.mark.parametrize(
    ("condition", "mend"),
    [
        (
            "{order: {sum: 1}}",
            "可用：measure、window、categories、sources、shops、is、is_not、below、at_most、above、at_least",
        ),
        ("{event: {name: page.opened, count: {contains: 1}}}", "可用：is、is_not、below、at_most、above、at_least"),
        (
            "{event: {name: page.opened, where: {property: page, this_month: true}}}",
            "可用：property、is、is_not、below、at_most、above、at_least、between、in、contains、starts、exists",
        ),
    ],
)
def test_only_what_fits_there_is_offered(condition: str, mend: str) -> None:
    assert say_fault(_faults(_who(condition))[0], Language.ZH, FAULTS)[1] == mend


def test_segments_that_read_each_other_through_a_third_are_refused_with_the_way_round() -> None:
    text = "segments:\n- name: 甲\n  who: {segment: 老客}\n- name: 新客\n  who: {not: {segment: 甲}}\n"
    [fault] = _faults(text)

    assert (fault.fault, fault.data["way"]) == ("circle", ["甲", "老客", "新客", "甲"])
    assert "甲 → 老客 → 新客 → 甲" in say_fault(fault, Language.ZH, FAULTS)[0]


def test_segments_come_after_those_that_they_read() -> None:
    texts = {
        "a": "segments:\n- {name: 丙, who: {segment: 乙}}\n- {name: 乙, who: {segment: 甲}}\n",
        "b": "segments:\n- {name: 甲, who: {tag: 意向/高}}\n",
    }

    assert [one.name for one in read_texts(texts, GROUND)] == ["甲", "乙", "丙"]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("a: " * 30, "yaml"),
        ("[" * 500_000, "deep"),
        ("{a: " * 100_000, "deep"),
        ("- " * 500_000, "deep"),
        ("[" + "1," * 400_000 + "]", "places"),
        ("x" * (MOST_BYTES + 1), "bytes"),
        ("a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]", "anchor"),
        ("'" * 999_999, "yaml"),
        ("#" * 1_000_000, "nothing"),
    ],
)
@pytest.mark.timeout(60)
def test_bombs_are_refused_before_they_grow(text: str, fault: str) -> None:
    assert _faults(text)[0].fault == fault


def test_ten_megabytes_are_refused_unread() -> None:
    assert _faults(b"\xff" * 10_000_000)[0].fault == "bytes"


def test_a_tree_is_as_deep_as_it_may_be() -> None:
    deepest = "[" * (DEEPEST) + "]" * DEEPEST
    assert parse(deepest).kind == "list"
    assert _faults(f"[{deepest}]")[0].fault == "deep"


def _refused(text: str | bytes) -> Sequence[TextFault]:
    """The faults of a text, none where it can be read."""
    try:
        check(read_texts({"f": text}, GROUND), VOCABULARY)
    except BadTextError as error:
        return error.data["found"]
    return ()


@settings(max_examples=80, deadline=None)
@given(st.one_of(st.text(max_size=80), st.text("{}[]:,-? &*!|>'\"%@`#\n\tabc1.~", max_size=60), st.binary(max_size=60)))
def test_whatever_is_written_is_refused_with_its_place(text: str | bytes) -> None:
    found = _refused(text)

    assert found
    assert all(one.mark.line >= 1 and one.mark.column >= 1 for one in found)
    assert all(say_fault(one, language, FAULTS)[0] for one in found for language in Language)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_text_with_one_character_changed_is_read_or_refused(data: st.DataObject) -> None:
    text = _who("{all: [{tag: [意向/高]}, {order: {measure: sum, at_least: ¥199, window: 30d}}]}")
    at = data.draw(st.integers(0, len(text) - 1))
    changed = text[:at] + data.draw(st.sampled_from([*string.printable, "。", ""])) + text[at + 1 :]

    assert all(all(say_fault(one, Language.EN, FAULTS)) for one in _refused(changed))


def test_every_fault_is_said_in_both_languages_with_the_same_places() -> None:
    for words in FAULTS.values():
        assert set(re.findall(r"{(\w+)", words.zh + words.zh_mend)) >= set(re.findall(r"{(\w+)", words.en)) - {"near"}
        assert re.search("[一-鿿]", words.zh + words.zh_mend)
        assert not re.search("[一-鿿]", words.en + words.en_mend)
