"""Texts beside a corp: compared with counts, applied all or none, and the same again afterwards."""

from __future__ import annotations

from datetime import datetime

import pytest

from audiences.loading import load_people, load_world
from audiences.world import DAY, NOON
from lingqu.infra.database import Database
from lingqu.infra.history.reading import HistoryDoor
from lingqu.kernel.ids import CorpId, CustomerId, StaffId, TagId
from lingqu.kernel.text.faults import BadTextError
from lingqu.segments.api import saving, texts
from lingqu.segments.contracts.person import Mark, Person, PersonRelation
from lingqu.segments.contracts.segments import Segment
from lingqu.segments.contracts.texts import Reach, Standing, TextChange
from lingqu.segments.domain.reading import convert, segments_read
from lingqu.segments.leaves import Shelf

TAGGED = "segments:\n- name: 跑步\n  who:\n    tag: g100/t1\n"
TWO = """
segments:
  - name: 都不是
    who:
      not:
        segment: 标签客
  - name: 标签客
    who:
      any:
        - tag: [g100/t1, g200/t3]
        - relation: {staff: [u3], departments: [d20]}
"""


def _person(number: int, *tags: int) -> Person:
    marks = tuple(Mark(tag_id=TagId(tag), group_id=100, granted_at=NOON - DAY, source="wecom") for tag in tags)
    relation = PersonRelation(staff_id=StaffId(1), added_at=NOON - DAY, marks=marks)
    return Person(customer_id=CustomerId(number), relations=(relation,))


@pytest.fixture(autouse=True)
async def crowd(database: Database, corp_id: CorpId) -> None:
    async with database.unit(corp_id) as unit:
        await load_world(unit)
        await load_people(unit, [_person(0, 1), _person(1, 1, 3), _person(2, 3), _person(3)])


async def _compare(database: Database, corp_id: CorpId, text: str, *, at: datetime = NOON) -> list[TextChange]:
    async with database.read(corp_id) as session:
        return await texts.compare(session, HistoryDoor(database, None), Shelf(), {"f.yaml": text}, at=at)


async def _apply(database: Database, corp_id: CorpId, text: str) -> list[TextChange]:
    async with database.unit(corp_id, actor="terminal") as unit:
        return await texts.apply(unit, {"f.yaml": text})


async def _living(database: Database, corp_id: CorpId) -> dict[str, Segment]:
    async with database.read(corp_id) as session:
        return {one.name: one for one in await saving.list_segments(session)}


async def test_new_segments_are_counted_as_they_read_each_other_and_saved_in_order(
    database: Database, corp_id: CorpId
) -> None:
    changes = await _compare(database, corp_id, TWO)
    assert await _living(database, corp_id) == {}
    applied = await _apply(database, corp_id, TWO)
    living = await _living(database, corp_id)

    assert [(one.name, one.standing, one.reach) for one in changes] == [
        ("标签客", Standing.NEW, Reach(size=3, entered=3, left=0)),
        ("都不是", Standing.NEW, Reach(size=1, entered=1, left=0)),
    ]
    assert [one.name for one in applied] == ["标签客", "都不是"]
    assert segments_read(living["都不是"].definition) == {living["标签客"].segment_id}
    assert [one.standing for one in await _compare(database, corp_id, TWO)] == [Standing.SAME, Standing.SAME]


async def test_a_change_shows_its_lines_and_who_comes_and_goes(database: Database, corp_id: CorpId) -> None:
    await _apply(database, corp_id, TAGGED)
    [change] = await _compare(database, corp_id, TAGGED.replace("g100/t1", "g200/t3"))
    [_] = await _apply(database, corp_id, TAGGED.replace("g100/t1", "g200/t3"))

    assert (change.standing, change.reach) == (Standing.CHANGED, Reach(size=2, entered=1, left=1))
    assert list(change.lines) == ["-tag: [g100/t1]", "+tag: [g200/t3]"]
    assert (await _living(database, corp_id))["跑步"].version == 2


async def test_what_is_the_same_is_not_written_again(database: Database, corp_id: CorpId) -> None:
    document = {
        "kind": "event",
        "event": {"name": "order.paid"},
        "window": {"kind": "between", "since": "2026-01-01T00:00:00+08:00"},
    }
    async with database.unit(corp_id) as unit:
        made = await saving.create(unit, name="下过单", definition=convert(document))
    async with database.read(corp_id) as session:
        text = await texts.write_text(session, [(made.name, made.definition)])
    [applied] = await _apply(database, corp_id, text)

    assert "2026-01-01 00:00.." in text
    assert applied.standing is Standing.SAME
    assert (await _living(database, corp_id))["下过单"].version == 1


async def test_all_or_none(database: Database, corp_id: CorpId) -> None:
    with pytest.raises(BadTextError):
        await _apply(database, corp_id, TWO + "  - name: 错\n    who: {tag: g100/t9}\n")

    assert await _living(database, corp_id) == {}


async def test_a_circle_through_the_corp_is_refused_unless_the_text_opens_it(
    database: Database, corp_id: CorpId
) -> None:
    await _apply(database, corp_id, TWO)
    turned = "segments:\n- name: 标签客\n  who: {segment: 都不是}\n"
    with pytest.raises(BadTextError) as refused:
        await _apply(database, corp_id, turned)
    opened = await _apply(database, corp_id, turned + "- name: 都不是\n  who: {tag: g100/t1}\n")

    assert [one.fault for one in refused.value.data["found"]] == ["circle"]
    assert [one.name for one in opened] == ["都不是", "标签客"]


async def test_history_that_is_down_leaves_the_count_open(database: Database, corp_id: CorpId) -> None:
    both = "segments:\n- name: 甲\n  who: {order: {}}\n- name: 乙\n  who: {segment: 甲}\n"
    found = await _compare(database, corp_id, both)

    assert [(one.reach, one.uncounted) for one in found] == [(None, "history"), (None, "read")]


async def test_the_editor_reads_one_segment_and_may_rename_it(database: Database, corp_id: CorpId) -> None:
    await _apply(database, corp_id, TAGGED)
    itself = (await _living(database, corp_id))["跑步"].segment_id
    async with database.read(corp_id) as session:
        name, definition = await texts.read_one(session, TAGGED.replace("跑步", "慢跑"), itself=itself)
        with pytest.raises(BadTextError) as several:
            await texts.read_one(session, TWO)
        with pytest.raises(BadTextError) as circle:
            await texts.read_one(session, "segments:\n- name: 慢跑\n  who: {segment: 跑步}", itself=itself)

    assert (name, definition) == ("慢跑", convert({"kind": "tag", "tags": [1]}))
    assert [one.fault for one in several.value.data["found"]] == ["one_segment"]
    assert [one.fault for one in circle.value.data["found"]] == ["circle"]
