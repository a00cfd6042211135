"""A broadcast written as text and read again is the same broadcast, whatever things are called; and the same text."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from lingqu.deliveries.contracts import Attachment, Content, Image, Link, Miniprogram
from lingqu.groupchats.contracts.audiences import GroupAudience
from lingqu.kernel.ids import DepartmentId, GroupchatId, GroupchatTagId, StaffId, TagId
from lingqu.kernel.text.book import CorpBook, Noun
from lingqu.outreach.contracts.broadcasts import (
    BroadcastAudience,
    BroadcastDraft,
    SegmentAudience,
    TagAudience,
    TagMatch,
)
from lingqu.outreach.contracts.programmes import ProgrammeId
from lingqu.outreach.contracts.variants import Variant
from lingqu.outreach.domain.text.reading import read_texts, with_pictures
from lingqu.outreach.domain.text.writing import Written, write_broadcasts
from lingqu.outreach.domain.variants import KEYS

ODD = (
    "会员日",
    "a/b",
    "007",
    "1.50",
    "yes",
    "null",
    "一店 (#2)",
    " 前后 ",
    "#井",
    "a: b",
    "- x",
    "all",
    "同名",
    "同名",
    "",
)
NAMES = st.one_of(st.sampled_from(ODD), st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8))
NUMBERS = st.integers(1, 5)
TEXTS = st.text(alphabet="ab \n\t:-#'\"|>{}&*!%，好👍\u2028", max_size=20)
WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=10)
NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)

ATTACHMENTS: st.SearchStrategy[Attachment] = st.one_of(
    st.builds(Image, blob_key=WORDS),
    st.builds(Link, title=WORDS, url=WORDS, desc=st.none() | TEXTS, pic_url=st.none() | WORDS),
    st.builds(Miniprogram, title=WORDS, appid=WORDS, page=WORDS, blob_key=WORDS),
)
CONTENTS = st.builds(Content, TEXTS, st.lists(ATTACHMENTS, max_size=3).map(tuple)).filter(
    lambda one: bool(one.text or one.attachments)
)


def _several(kind: type[int] | object) -> st.SearchStrategy[tuple[int, ...]]:
    return st.lists(NUMBERS, max_size=3, unique=True).map(lambda some: tuple(map(kind, some)))  # type: ignore[arg-type]


AUDIENCES: st.SearchStrategy[BroadcastAudience] = st.one_of(
    st.builds(TagAudience, tag_ids=_several(TagId).filter(bool), match=st.sampled_from(TagMatch)),
    st.builds(SegmentAudience, segment_id=NUMBERS),
    st.builds(
        GroupAudience,
        groupchat_ids=_several(GroupchatId),
        tag_ids=_several(GroupchatTagId),
        owner_ids=_several(StaffId),
        department_ids=_several(DepartmentId),
        least_people=st.none() | NUMBERS,
        most_people=st.none() | NUMBERS,
    ),
)


@st.composite
def variants(draw: st.DrawFn) -> tuple[Variant, ...]:
    contents = draw(st.lists(CONTENTS, min_size=1, max_size=4))
    permille = [draw(st.integers(1, 1_000)) for _ in contents[1:]]
    shares = [1_000, *permille]
    return tuple(
        Variant(key=key, permille=share, content=content)
        for key, share, content in zip(KEYS, shares, contents, strict=False)
    )


WRITTEN = st.builds(
    Written,
    draft=st.builds(
        BroadcastDraft,
        name=WORDS.map(str.strip).filter(bool),
        audience=AUDIENCES,
        variants=variants(),
        programme_id=st.none() | NUMBERS.map(ProgrammeId),
    ),
    at=st.none() | st.integers(0, 10_000_000).map(lambda seconds: NOON + timedelta(seconds=seconds)),
)
NOUNS = (Noun.TAG, Noun.SEGMENT, Noun.CHAT, Noun.CHAT_TAG, Noun.STAFF, Noun.DEPARTMENT, Noun.PROGRAMME)


@st.composite
def books(draw: st.DrawFn) -> CorpBook:
    return CorpBook({noun: {number: draw(NAMES) for number in (1, 2, 3)} for noun in NOUNS})  # 4 and 5 are gone


@given(WRITTEN, books())
def test_a_broadcast_survives_the_text(written: Written, book: CorpBook) -> None:
    text = write_broadcasts([written], book)
    [read] = read_texts({"": text}, book)

    assert Written(draft=read.draft, at=read.at) == written
    assert write_broadcasts([Written(draft=read.draft, at=read.at)], book) == text


def test_a_text_reads_well() -> None:
    link = Link(title="新品", url="https://shop.example/new", desc=None, pic_url=None)
    draft = BroadcastDraft(
        name="冬季上新",
        audience=TagAudience(tag_ids=(TagId(1), TagId(2)), match=TagMatch.ALL),
        variants=(
            Variant(key="A", permille=500, content=Content("早上好\n到新货了", (Image("coat.jpg"), link))),
            Variant(key="B", permille=500, content=Content("早", ())),
        ),
        programme_id=ProgrammeId(1),
    )
    book = CorpBook({Noun.TAG: {1: "意向/高", 2: "意向/中"}, Noun.PROGRAMME: {1: "冬季复购"}})

    assert write_broadcasts([Written(draft=draft, at=NOON)], book) == (
        "broadcasts:\n"
        "  - name: 冬季上新\n"
        "    programme: 冬季复购\n"
        "    to:\n"
        "      tags: [意向/高, 意向/中]\n"
        "      match: all\n"
        "    variants:\n"
        "      A:\n"
        "        share: 50%\n"
        "        text: |-\n"
        "          早上好\n"
        "          到新货了\n"
        "        attachments:\n"
        "          - {image: coat.jpg}\n"
        "          - link: {title: 新品, url: 'https://shop.example/new'}\n"
        "      B: {share: 50%, text: 早}\n"
        "    at: 2026-03-02 12:00\n"
    )


def test_pictures_get_their_keys_wherever_they_stand() -> None:
    contents = [
        Content("", (Image("coat.jpg"), Miniprogram("买", "wx1", "index", "cover.png"))),
        Content("", (Image("kept.jpg"),)),
    ]
    both = tuple(Variant(key=key, permille=500, content=one) for key, one in zip("AB", contents, strict=True))
    draft = BroadcastDraft(name="a", audience=SegmentAudience(segment_id=1), variants=both)

    keyed = with_pictures(draft, {"coat.jpg": "1.jpg", "cover.png": "2.png"})

    assert [one.content.attachments for one in keyed.variants] == [
        (Image("1.jpg"), Miniprogram("买", "wx1", "index", "2.png")),
        (Image("kept.jpg"),),
    ]
