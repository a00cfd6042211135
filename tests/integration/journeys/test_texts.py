"""Definitions and texts held against what a corp really has."""

from __future__ import annotations

import pytest

from audiences.loading import load_world
from lingqu.customers.api.stages import write_stages
from lingqu.customers.contracts.stages import NamedStage
from lingqu.infra.database import Database
from lingqu.journeys.api import texts
from lingqu.journeys.api.checking import check
from lingqu.journeys.domain.reading import convert
from lingqu.journeys.errors import BadDefinitionError
from lingqu.kernel.ids import CorpId
from lingqu.kernel.text.faults import BadTextError
from lingqu.outreach.api import programmes
from lingqu.outreach.contracts.programmes import ProgrammeDraft, ProgrammeState
from lingqu.outreach.contracts.rules import Category

TEXT = """\
journeys:
  - name: 新客七天
    programme: 培育
    entry:
      - {event: order.paid}
    steps:
      - name: 问好
        message: {text: 您好}
      - name: 标
        mark:
          give: [g100/t1]
      - {name: 买过, stage: 老友}
"""
PROGRAMME = ProgrammeDraft(
    name="培育",
    category=Category.MARKETING,
    owner="王敏",
    hypothesis="",
    target="",
    budget=None,
    priority=50,
    value_fen=0,
    holdout_permille=0,
    overnight=False,
)


@pytest.fixture(autouse=True)
async def world(database: Database, corp_id: CorpId) -> None:
    async with database.unit(corp_id) as unit:
        await load_world(unit)
        await write_stages(unit, [NamedStage(stage_id=None, name="老友")])


async def _programme(database: Database, corp_id: CorpId, *, ended: bool = False) -> int:
    async with database.unit(corp_id) as unit:
        programme_id = await programmes.create_programme(unit, PROGRAMME, created_by=None)
        if ended:
            await programmes.move_programme(unit, programme_id, ProgrammeState.ENDED)
    return programme_id


async def test_a_text_is_read_with_the_corps_names_and_written_again(database: Database, corp_id: CorpId) -> None:
    programme_id = await _programme(database, corp_id)

    async with database.read(corp_id) as session:
        name, definition = await texts.read_one(session, TEXT)
        written = await texts.write_text(session, [(name, definition)])

    assert definition.programme_id == programme_id
    assert written == TEXT


async def test_a_programme_that_is_over_is_refused_at_its_line(database: Database, corp_id: CorpId) -> None:
    await _programme(database, corp_id, ended=True)

    async with database.read(corp_id) as session:
        with pytest.raises(BadTextError) as refused:
            await texts.read_one(session, TEXT)
    [told] = texts.say_faults(refused.value, "en")

    assert (told.line, told.column, told.path) == (3, 16, "journeys[0].programme")


async def test_two_journeys_are_not_one(database: Database, corp_id: CorpId) -> None:
    await _programme(database, corp_id)
    second = TEXT.partition("\n")[2].replace("新客七天", "老客七天")

    async with database.read(corp_id) as session:
        with pytest.raises(BadTextError) as refused:
            await texts.read_one(session, TEXT + second)

    assert [one.fault for one in refused.value.data["found"]] == ["one_journey"]


async def test_a_definition_is_held_against_the_corp(database: Database, corp_id: CorpId) -> None:
    steps = {"a": {"kind": "stage", "stage_id": 99, "next": "b"}, "b": {"kind": "mark", "give": [1, 99]}}
    entry = {"kind": "event", "event": {"name": "moon.landed"}}
    document = {"entries": [entry], "programme_id": 99, "first": "a", "steps": steps}

    async with database.read(corp_id) as session:
        with pytest.raises(BadDefinitionError) as refused:
            await check(session, convert(document))

    assert [one["place"] for one in refused.value.data["problems"]] == [
        "$.programme_id",
        "$.steps.a.stage_id",
        "$.steps.b.give",
        "$.entries[0].event.name",
    ]
