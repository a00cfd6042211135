"""Segments are saved checked and versioned; nobody overwrites what they have not seen."""

from __future__ import annotations

import pytest

from audiences.loading import load_world
from lingqu.infra.database import Database
from lingqu.kernel.ids import CorpId
from lingqu.segments.api import saving
from lingqu.segments.contracts.segments import Segment
from lingqu.segments.domain.reading import convert
from lingqu.segments.errors import (
    BadDefinitionError,
    BadSegmentNameError,
    SegmentChangedError,
    SegmentInUseError,
    SegmentNameTakenError,
    SegmentNotFoundError,
)
from lingqu.segments.store.leaves import list_kept

TAGGED = {"kind": "tag", "tags": [1]}
YOUNG = {"kind": "attribute", "key": "birthday", "op": "gt", "value": "2000-01-31"}


@pytest.fixture(autouse=True)
async def world(database: Database, corp_id: CorpId) -> None:
    async with database.unit(corp_id) as unit:
        await load_world(unit)


async def _create(database: Database, corp_id: CorpId, name: str, document: object) -> Segment:
    async with database.unit(corp_id, actor="account:7") as unit:
        return await saving.create(unit, name=name, definition=convert(document))


async def _kept(database: Database, corp_id: CorpId) -> int:
    async with database.read(corp_id) as session:
        return len(await list_kept(session))


async def test_segments_share_their_leaves(database: Database, corp_id: CorpId) -> None:
    one = await _create(database, corp_id, " 有标签 ", TAGGED)
    await _create(database, corp_id, "没有标签", {"kind": "not", "of": TAGGED})
    await _create(
        database, corp_id, "年轻有标签", {"kind": "all", "of": [TAGGED, YOUNG, {"kind": "bucket", "salt": "s"}]}
    )

    assert (one.name, one.version, one.size, one.is_building) == ("有标签", 1, None, True)
    assert await _kept(database, corp_id) == 2


async def test_a_version_is_written_once_and_only_for_a_change(database: Database, corp_id: CorpId) -> None:
    made = await _create(database, corp_id, "a", YOUNG)
    async with database.unit(corp_id, actor="account:8") as unit:
        same = await saving.revise(unit, made.segment_id, version=1, definition=convert(YOUNG), name="b")
        changed = await saving.revise(unit, made.segment_id, version=1, definition=convert(TAGGED))
    with pytest.raises(SegmentChangedError) as refused:
        async with database.unit(corp_id) as unit:
            await saving.revise(unit, made.segment_id, version=1, definition=convert(YOUNG))
    async with database.read(corp_id) as session:
        versions = await saving.list_versions(session, made.segment_id)

    assert (same.name, same.version, changed.version) == ("b", 1, 2)
    assert refused.value.data["version"] == 2
    assert [(one.version, one.actor) for one in versions] == [(2, "account:8"), (1, "account:7")]


async def test_names_are_given_once(database: Database, corp_id: CorpId, other_corp_id: CorpId) -> None:
    made = await _create(database, corp_id, "a", TAGGED)
    for name, error in (("a", SegmentNameTakenError), ("  ", BadSegmentNameError), ("长" * 61, BadSegmentNameError)):
        with pytest.raises(error):
            await _create(database, corp_id, name, TAGGED)
    async with database.unit(corp_id) as unit:
        await saving.archive(unit, made.segment_id)

    assert (await _create(database, corp_id, "a", TAGGED)).segment_id != made.segment_id
    async with database.read(other_corp_id) as session:
        assert await saving.list_segments(session) == []


async def test_a_segment_reads_others_but_never_itself(database: Database, corp_id: CorpId) -> None:
    child = await _create(database, corp_id, "child", TAGGED)
    parent = await _create(database, corp_id, "parent", {"kind": "segment", "segment_id": child.segment_id})

    back = convert({"kind": "not", "of": {"kind": "segment", "segment_id": parent.segment_id}})

    with pytest.raises(BadDefinitionError) as cycle:
        async with database.unit(corp_id) as unit:
            await saving.revise(unit, child.segment_id, version=1, definition=back)
    with pytest.raises(SegmentInUseError) as used:
        async with database.unit(corp_id) as unit:
            await saving.archive(unit, child.segment_id)
    assert cycle.value.place == "$.of.segment_id"
    assert used.value.data["readers"] == [parent.segment_id]


async def test_what_is_refused_leaves_nothing_behind(database: Database, corp_id: CorpId) -> None:
    with pytest.raises(BadDefinitionError) as refused:
        await _create(database, corp_id, "a", {"kind": "all", "of": [TAGGED, {"kind": "tag", "tags": [99]}]})
    with pytest.raises(SegmentNotFoundError):
        async with database.unit(corp_id) as unit:
            await saving.archive(unit, 99)

    assert refused.value.place == "$.of[1].tags"
    assert await _kept(database, corp_id) == 0
