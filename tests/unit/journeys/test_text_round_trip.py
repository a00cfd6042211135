"""A journey written as text and read again is the same journey, whatever things are called; and the same text."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from audiences.world import CHAT_TAGS, CHATS, DEPARTMENTS, LISTS, SEGMENTS, STAFF, TAGS
from lingqu.journeys.api.checking import checked
from lingqu.journeys.api.texts import PARTS, check_texts
from lingqu.journeys.contracts.definition import Definition
from lingqu.journeys.domain.reading import convert
from lingqu.journeys.domain.text.reading import read_texts
from lingqu.journeys.domain.text.writing import write_journeys
from lingqu.kernel.text.book import CorpBook, Noun
from ways.definitions import GROUND, PROGRAMMES, STAGES, journeys

ODD = ("a/b", "007", "yes", "null", "一店 (#2)", " 前后 ", "#井", "a: b", "- x", "同名", "同名", "manual", "end", "")
NUMBERS = {
    Noun.TAG: TAGS,
    Noun.TAG_GROUP: set(TAGS.values()),
    Noun.STAFF: STAFF,
    Noun.DEPARTMENT: DEPARTMENTS,
    Noun.CHANNEL: (1,),  # 2 has no name any more
    Noun.CHAT: CHATS,
    Noun.CHAT_TAG: CHAT_TAGS,
    Noun.SEGMENT: SEGMENTS,
    Noun.LIST: LISTS,
    Noun.PROGRAMME: PROGRAMMES,
    Noun.STAGE: STAGES,
}


@st.composite
def books(draw: st.DrawFn) -> CorpBook:
    names = st.one_of(st.sampled_from(ODD), st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8))
    return CorpBook({noun: {one: draw(names) for one in sorted(numbers)} for noun, numbers in NUMBERS.items()})


def _read(text: str, book: CorpBook) -> Definition:
    [one] = check_texts(read_texts({"": text}, book, PARTS), GROUND)
    assert one.name == "被测"
    return one.definition


@settings(max_examples=60)
@given(journeys(), books())
def test_a_journey_survives_the_text(definition: Definition, book: CorpBook) -> None:
    sound = checked(definition, GROUND)
    text = write_journeys([("被测", sound)], book, PARTS)
    again = _read(text, book)

    assert again == sound
    assert write_journeys([("被测", again)], book, PARTS) == text


BOOK = CorpBook(
    {
        Noun.TAG: {1: "意向/高", 2: "意向/中"},
        Noun.SEGMENT: {1: "老客", 2: "新客"},
        Noun.PROGRAMME: {1: "新客培育"},
        Noun.STAGE: {1: "了解"},
    }
)
TEXT = """\
journeys:
  - name: 被测
    programme: 新客培育
    entry:
      - {event: card.clicked}
      - schedule: {segment: 老客, first: '2026-03-02 10:00', repeat: weekly}
    again: 30d
    goals:
      - {name: 首单, event: link.viewed, within: 14d}
    exits: {on_goal: false}
    steps:
      - name: 问好
        message: {text: 您好, gathers: 1h}
      - name: 早上
        wait_until:
          clock: '10:00'
          days_later: 1
          day: workday
          weekdays: [mon, fri]
      - name: 看了吗
        wait_for:
          awaited:
            - {name: 看了, event: page.opened, then: 分}
            - {name: 没收到, not_received: 问好, then: end}
          timeout: 3d
          late: 抽
      - name: 分
        split:
          branches:
            - name: 高
              when:
                tag: [意向/高]
              then: 抽
          otherwise: end
      - name: 抽
        draw:
          shares:
            - {name: 甲, share: 50%, then: 标}
            - {name: 乙, share: 50%, then: 段}
      - name: 标
        mark:
          give: [意向/高]
          take: [意向/中]
      - {name: 段, stage: 了解}
      - {name: 走, exit: 完了}
"""


def test_a_text_reads_well() -> None:
    assert write_journeys([("被测", _read(TEXT, BOOK))], BOOK, PARTS) == TEXT


def test_what_says_nothing_leads_on() -> None:
    text = """\
journeys:
  - name: 被测
    entry: manual
    steps:
      - {name: a, wait: 1d}
      - name: b
        split: {branches: [{name: 高, when: {tag: 意向/高}}], otherwise: d}
      - {name: c, message: 您好, then: end}
      - {name: d, wait_until: '8:00'}
"""
    wait = {"kind": "wait", "lasts": "P1D", "next": "b"}
    branch = {"name": "高", "when": {"kind": "tag", "tags": [1]}, "to": "c"}
    content = {"text": "您好", "attachments": []}

    assert _read(text, BOOK) == convert(
        {
            "entries": [{"kind": "manual"}],
            "first": "a",
            "steps": {
                "a": wait,
                "b": {"kind": "split", "branches": [branch], "otherwise": "d"},
                "c": {"kind": "message", "contents": [{"key": "A", "permille": 1000, "content": content}]},
                "d": {"kind": "wait_until", "clock": "08:00:00"},
            },
        }
    )


def test_the_order_of_a_texts_steps_means_nothing_but_where_it_leads() -> None:
    one = "{name: a, wait: 1d, then: b}\n      - {name: b, wait: 2d, then: end}"
    text = f"journeys:\n  - name: 被测\n    entry: manual\n    steps:\n      - {one}\n"
    turned = text.replace("{name: b, wait: 2d, then: end}", "{name: c, wait: 3d}").replace("then: b", "then: c")

    assert write_journeys([("被测", _read(turned, BOOK))], BOOK, PARTS).count("then") == 0
    assert _read(text, BOOK) == _read(write_journeys([("被测", _read(text, BOOK))], BOOK, PARTS), BOOK)
