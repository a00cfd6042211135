"""A definition written as text and read again is the same definition, whatever things are called."""

from __future__ import annotations

import os
from collections.abc import Iterable

import msgspec
from hypothesis import example, given, settings
from hypothesis import strategies as st

from audiences.definitions import definitions
from audiences.world import CHAT_TAGS, CHATS, DEPARTMENTS, LISTS, SEGMENTS, STAFF, TAGS, VOCABULARY
from lingqu.kernel.text.book import CorpBook, Noun
from lingqu.segments.contracts.definition import All, Definition, OrderLeaf, OrderMeasure, TagLeaf
from lingqu.segments.domain.checking import checked
from lingqu.segments.domain.reading import convert
from lingqu.segments.domain.text.files import Ground, check, read_texts
from lingqu.segments.domain.text.writing import write_segments

ODD = (
    "羽绒",
    "a/b",
    "007",
    "2024",
    "1.50",
    "yes",
    "null",
    "一店 (#2)",
    " 前后 ",
    "#井",
    "a: b",
    "- x",
    "'",
    '"',
    "*",
    "",
)
ODD += (
    "换\n行",
    "👨‍👩‍👧",
    "{a}",
    "&a",
    "!b",
    "同名",
    "同名",
    "2024-01-01",
    "12:30",
    "1e5",
    "1.0e5",
    "~",
    "\\",
    "é\u0301",
    "%",
)

MONTH = {"kind": "last", "duration": "P30D"}
WINTER = {"kind": "days", "first": "2025-11-01", "last": "2026-02-28"}


@st.composite
def books(draw: st.DrawFn) -> CorpBook:
    names = st.one_of(st.sampled_from(ODD), st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8))
    numbers: dict[Noun, Iterable[int]] = {
        Noun.TAG: TAGS,
        Noun.TAG_GROUP: set(TAGS.values()),
        Noun.STAFF: STAFF,
        Noun.DEPARTMENT: DEPARTMENTS,
        Noun.CHANNEL: (1,),  # 2 has no name any more
        Noun.CHAT: CHATS,
        Noun.CHAT_TAG: CHAT_TAGS,
        Noun.SEGMENT: SEGMENTS,
        Noun.LIST: LISTS,
    }
    return CorpBook({noun: {one: draw(names) for one in sorted(of)} for noun, of in numbers.items()})


def _read_again(definition: Definition, book: CorpBook) -> Definition:
    text = write_segments([("被测", definition)], book)
    living = {name: number for number, name in book.names.get(Noun.SEGMENT, {}).items()}
    [one] = check(read_texts({"": text}, Ground(book=book, living=living)), VOCABULARY)
    return one.definition


@settings(max_examples=int(os.environ.get("AGREEMENT_EXAMPLES", "60")), deadline=None)
@given(definitions(), books())
@example(OrderLeaf(measure=OrderMeasure.SUM, value=19_999), CorpBook({}))
@example(OrderLeaf(measure=OrderMeasure.DAYS_SINCE_LAST, value=1 / 3), CorpBook({}))
def test_a_definition_survives_the_text(definition: Definition, book: CorpBook) -> None:
    assert _read_again(definition, book) == checked(definition, VOCABULARY)


def test_what_the_editor_sends_is_what_the_text_says() -> None:
    document = {
        "kind": "all",
        "of": [
            {"kind": "tag", "match": "none", "tags": [1, 3], "scope": {"departments": [11]}, "sources": ["wecom"]},
            {"kind": "order", "measure": "sum", "value": 19900, "window": MONTH},
            {"kind": "event", "event": {"name": "page.opened", "where": [{"key": "page", "op": "in", "value": ["a"]}]}},
            {"kind": "not", "of": {"kind": "segment", "segment_id": 2, "held_for": "P7D"}},
        ],
    }
    again = _read_again(convert(document), CorpBook({Noun.SEGMENT: {1: "甲", 2: "乙"}, Noun.TAG: {1: "兴趣/跑步"}}))

    assert msgspec.to_builtins(again) == msgspec.to_builtins(convert(document))


def test_a_text_reads_well() -> None:
    definition = All(
        of=(
            TagLeaf(tags=(1, 2)),
            convert({"kind": "not", "of": {"kind": "order", "window": WINTER}}),
            convert({"kind": "event", "event": {"name": "page.opened"}, "window": MONTH, "count": {"n": 2}}),
        )
    )
    book = CorpBook({Noun.TAG: {1: "意向/高", 2: "意向/中"}})

    assert write_segments([("看过羽绒", definition)], book) == (
        "segments:\n"
        "  - name: 看过羽绒\n"
        "    who:\n"
        "      all:\n"
        "        - tag: [意向/高, 意向/中]\n"
        "        - not:\n"
        "            order: {at_least: 1, window: 2025-11-01..2026-02-28}\n"
        "        - event:\n"
        "            name: page.opened\n"
        "            window: 30d\n"
        "            count: {at_least: 2}\n"
    )
