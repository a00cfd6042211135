"""Every fault of a text of broadcasts is told with line, column and a mend, in both languages."""

from __future__ import annotations

import string
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lingqu.kernel.languages import Language
from lingqu.kernel.text.book import CorpBook, Noun
from lingqu.kernel.text.fault_words import say_fault
from lingqu.kernel.text.faults import BadTextError, TextFault
from lingqu.outreach.domain.text.fault_words import FAULTS
from lingqu.outreach.domain.text.reading import read_texts

BOOK = CorpBook(
    {
        Noun.TAG: {1: "意向/高", 2: "意向/中"},
        Noun.SEGMENT: {1: "老客"},
        Noun.PROGRAMME: {1: "冬季复购", 2: "同名", 3: "同名"},
        Noun.STAFF: {1: "zhangsan"},
    }
)
SOUND = """\
broadcasts:
  - name: 甲
    to: {tags: 意向/高}
    text: 您好
"""


def _faults(text: str | bytes) -> Sequence[TextFault]:
    with pytest.raises(BadTextError) as refused:
        read_texts({"f.yaml": text}, BOOK)
    return refused.value.data["found"]


def _to(audience: str) -> str:
    """The audience begins in line 3, column 9."""
    return SOUND.replace("{tags: 意向/高}", audience)


def _with(line: str) -> str:
    """The line is the fifth, and begins in column 5."""
    return f"{SOUND}    {line}\n"


@pytest.mark.parametrize(
    ("text", "fault", "line", "column"),
    [
        ("", "nothing", 1, 1),
        ("[]", "root", 1, 1),
        ("broadcasts: {}", "type", 1, 13),
        ("segments: []\nbroadcasts: []", "key", 1, 1),
        ("broadcasts:\n- to: {tags: 意向/高}\n  text: 您好", "missing", 2, 3),
        ("broadcasts:\n- name: 甲\n  text: 您好", "missing", 2, 3),
        ("broadcasts:\n- name: 甲\n  to: {tags: 意向/高}", "missing", 2, 3),
        (_to("{tags: 意向/搞}"), "unknown", 3, 16),
        (_to("{segment: 新客}"), "unknown", 3, 19),
        (_to("{tags: 意向/高, segment: 老客}"), "one_audience", 3, 9),
        (_to("{}"), "one_audience", 3, 9),
        (_to("老客"), "type", 3, 9),
        (_to("{segment: 老客, match: all}"), "key", 3, 23),
        (_to("{tags: 意向/高, match: some}"), "choice", 3, 29),
        (_to("{groups: {owners: lisi}}"), "unknown", 3, 27),
        (_to("{groups: {people: {at_least: 几个}}}"), "type", 3, 38),
        (_with("programme: 同名"), "ambiguous", 5, 16),
        (_with("programme: 夏天"), "unknown", 5, 16),
        (_with("at: 明天"), "hour", 5, 9),
        (_with("at: 2026-02-30 10:00"), "hour", 5, 9),
        (_with("attachments: [{picture: a.jpg}]"), "attachment", 5, 19),
        (_with("attachments: [{link: {title: 新品}}]"), "missing", 5, 26),
        (_with("attachments: [{link: 新品}]"), "type", 5, 26),
        (_with("colour: red"), "key", 5, 5),
        (_with("variants: {A: {share: 100%, text: 您好}}"), "beside_variants", 4, 5),
        (SOUND.replace("text: 您好", "variants: {A: {share: 一半, text: 您好}}"), "share", 4, 27),
        (SOUND.replace("text: 您好", "variants: {A: {text: 您好}}"), "missing", 4, 19),
        (SOUND.replace("text: 您好", "variants: [您好]"), "type", 4, 15),
        (SOUND + SOUND.partition("\n")[2], "twice", 5, 11),
    ],
)
def test_a_fault_is_told_where_it_is(text: str, fault: str, line: int, column: int) -> None:
    first = _faults(text)[0]

    assert (first.fault, first.mark.line, first.mark.column) == (fault, line, column)
    assert all(all(say_fault(first, language, FAULTS)) for language in Language)


def test_all_faults_are_told_at_once() -> None:
    found = _faults(_to("{tags: [意向/搞, 意向/低]}") + "    at: 明天\n    colour: red\n")

    assert [one.fault for one in found] == ["unknown", "unknown", "hour", "key"]


def test_one_name_may_stand_in_two_programmes() -> None:
    other = SOUND.partition("\n")[2] + "    programme: 冬季复购\n"

    assert [one.draft.name for one in read_texts({"f.yaml": SOUND + other}, BOOK)] == ["甲", "甲"]


def _refused(text: str) -> Sequence[TextFault]:
    try:
        read_texts({"f.yaml": text}, BOOK)
    except BadTextError as error:
        return error.data["found"]
    return []


@given(st.data())
def test_whatever_is_bent_is_read_or_told(data: st.DataObject) -> None:
    whole = (
        _with("attachments: [{image: a.jpg}, {link: {title: 新, url: 'https://a.b'}}]") + "    at: 2026-03-02 10:00\n"
    )
    at = data.draw(st.integers(0, len(whole) - 1))
    put = data.draw(st.text(string.printable + "：—“”", max_size=4))
    bent = whole[:at] + put + whole[at + data.draw(st.integers(0, 3)) :]

    assert all(all(say_fault(one, Language.EN, FAULTS)) for one in _refused(bent))


def test_every_fault_is_said_whole_in_both_languages() -> None:
    for words in FAULTS.values():
        fields = [{name for _, name, _, _ in string.Formatter().parse(one) if name} for one in words]
        assert fields[0] == fields[2]
        assert all(words)
