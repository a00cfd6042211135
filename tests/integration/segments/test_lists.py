"""Files of identities become lists, and segments follow them."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import pytest

from doubles.jobs import Steps, elsewhere
from doubles.tables import text
from integration.commerce.conftest import ACTOR, Shop
from lingqu.commerce.api import people as handing
from lingqu.commerce.api.matching import KnownBuyers
from lingqu.commerce.contracts.imports import ImportId, ImportKind
from lingqu.commerce.jobs import kinds as commerce_kinds
from lingqu.customers.api import identities
from lingqu.customers.contracts.identities import DEFAULT_MOST, MEMBER, PHONE, UNIONID, Observation, Shown, Source
from lingqu.customers.contracts.jobs import JOB_JOIN, JOB_PROJECT_TAGS
from lingqu.infra.clocks import SteppedClock
from lingqu.infra.database import Database, UnitOfWork
from lingqu.infra.history.reading import HistoryDoor
from lingqu.infra.secrets import Keyring
from lingqu.infra.work import Batch, JobKind
from lingqu.kernel.ids import CorpId, CustomerId, IdentityId, MergeId
from lingqu.kernel.jobs import NewJob
from lingqu.segments.api import filling, lists, saving
from lingqu.segments.api.filling import Filler
from lingqu.segments.api.following import Following
from lingqu.segments.contracts.lists import JOB_MATCH_ALL, CustomerList
from lingqu.segments.domain.reading import convert
from lingqu.segments.errors import (
    BadDefinitionError,
    ListBusyError,
    ListInUseError,
    ListNameTakenError,
    ListNotFoundError,
)
from lingqu.segments.jobs import kinds as segment_kinds
from lingqu.segments.store import sets

HEADER = ["手机号", "会员号", "unionid", "外部联系人id", "客户编号"]
LIU, CHEN, WANG, ZHAO = ("13912340001", "13912340002", "13912340003", "13912340004")


async def _join(batch: Batch) -> None:
    async with batch.unit() as unit:
        await identities.join(unit, [IdentityId(int(job.key)) for job in batch.jobs], most=DEFAULT_MOST)


class House(Shop):
    """A corp whose operator uploads lists."""

    @property
    def steps(self) -> Steps:
        buyers = KnownBuyers(self.keyring)
        kinds = [*commerce_kinds(self.blobs, self.keyring, buyers), *segment_kinds(self.keyring, buyers)]
        joining = JobKind(name=JOB_JOIN, handler=_join)
        return Steps(self.database, self.clock, [*kinds, joining, *elsewhere(JOB_PROJECT_TAGS)])

    async def people(self, *external_userids: str) -> list[CustomerId]:
        """Customers of the universe."""
        found = await self.customers(*external_userids)
        async with self.database.unit(self.corp_id) as unit:
            await unit.execute("UPDATE customer SET last_added_at = first_seen_at WHERE corp_id = lingqu_corp()")
        return [found[one] for one in external_userids]

    async def show(self, customer_id: int, kind: str, value: str) -> None:
        """Learn an identity of a customer, and join whom it joins."""
        shown = Shown(kind=kind, value=value, source=Source.MEMBERS, seen_at=self.clock.now())
        async with self.database.unit(self.corp_id) as unit:
            told = [Observation(customer_id=CustomerId(customer_id), shown=shown)]
            await identities.record(unit, told, seals=self.keyring)
        await self.run()

    async def checked(self, rows: Sequence[Sequence[object]]) -> ImportId:
        """A file of people, uploaded and checked."""
        import_id = await self.upload(text([HEADER, *rows]), ImportKind.PEOPLE, "年会来宾.csv")
        await self.check(import_id)
        return import_id

    async def listed(self, *rows: Sequence[object], name: str = "年会来宾") -> CustomerList:
        """A list of these rows."""
        import_id = await self.checked(rows)
        async with self.database.unit(self.corp_id, actor=ACTOR) as unit:
            made = await lists.create(unit, name=name, import_id=import_id)
        await self.run()
        return await self.look(made.list_id)

    async def replaced(self, list_id: int, *rows: Sequence[object]) -> CustomerList:
        """The list with these rows instead."""
        import_id = await self.checked(rows)
        async with self.database.unit(self.corp_id, actor=ACTOR) as unit:
            await lists.replace(unit, list_id, import_id=import_id)
        await self.run()
        return await self.look(list_id)

    async def look(self, list_id: int) -> CustomerList:
        async with self.database.read(self.corp_id) as session:
            return await lists.get(session, list_id)

    async def on(self, list_id: int, key: str = "list") -> set[int]:
        """Who is in a set."""
        async with self.database.read(self.corp_id) as session:
            numbers = await sets.find(session, [f"{key}:{list_id}"])
            found = await sets.load(session, dict.fromkeys(numbers.values()))
        return {one for each in found.values() for one in each.bits}

    async def segment(self, list_id: int) -> int:
        """A segment of those on a list."""
        async with self.database.unit(self.corp_id, actor=ACTOR) as unit:
            made = await saving.create(unit, name="来宾", definition=convert({"kind": "list", "list_id": list_id}))
        await self.follow()
        return made.segment_id

    async def follow(self) -> None:
        """Let the reader of facts do all there is."""
        reader = Following(HistoryDoor(self.database, None), of_past=False)
        while await reader.step(self.database, self.corp_id):
            pass

    async def moves(self) -> list[tuple[str, int | None, Any]]:
        facts = await self.facts("segment.entered", "segment.left")
        return [(kind.removeprefix("segment."), who, data["because"]) for kind, who, data in facts]


@pytest.fixture
def house(database: Database, corp_id: CorpId, clock: SteppedClock) -> House:
    return House(database, corp_id, clock, Keyring([bytes(range(32))]))


async def test_rows_name_customers_by_whatever_identity_they_have(house: House) -> None:
    liu, chen, wang, zhao, sun = await house.people("wm1", "wm2", "wm3", "wm4", "wm5")
    await house.show(liu, PHONE, f"+86{LIU}")
    await house.show(chen, MEMBER, "V2")
    await house.show(wang, UNIONID, "u3")
    for one in (liu, sun):
        await house.befriend(one, "luo_min", phone=f"+86{ZHAO}")

    made = await house.listed(
        [LIU, "", "", "", ""],
        ["", "V2", "", "", ""],
        ["", "", "u3", "", ""],
        ["", "", "", "wm4", ""],
        ["", "", "", "", f"#{liu}"],
        ["13912349999", "", "", "", ""],
        [ZHAO, "", "", "", ""],
        [LIU, "", "", "", ""],
        ["12", "", "", "", ""],
        ["", "", "", "", "九"],
        ["", "-", "", "", ""],
    )
    report = await house.rows("SELECT number, problems FROM import_row WHERE corp_id = lingqu_corp() ORDER BY number")

    assert await house.on(made.list_id) == {liu, chen, wang, zhao}
    file = made.newest
    assert (made.name, made.version, made.size, made.filling_import_id) == ("年会来宾", 1, 4, None)
    assert (file.rows_read, file.refused, file.duplicates) == (11, 4, 1)
    assert (file.entries, file.matched, file.ambiguous) == (7, 5, 1)
    assert [(one["number"], one["problems"][0]["trouble"]) for one in report] == [
        (9, "duplicate"),
        (10, "bad_phone"),
        (11, "bad_customer_no"),
        (12, "no_identity"),
    ]


async def test_what_named_them_rests_sealed(house: House) -> None:
    await house.listed([LIU, "", "", "", ""])

    [entry] = await house.rows("SELECT * FROM customer_list_entry WHERE corp_id = lingqu_corp()")

    assert LIU.encode() not in bytes(entry["identities"])
    assert (entry["customer_id"], entry["ambiguous"]) == (None, False)


async def test_another_file_replaces_the_list_and_segments_hear_of_it(house: House) -> None:
    liu, chen, wang = await house.people("wm1", "wm2", "wm3")
    made = await house.listed(["", "", "", "wm1", ""], ["", "", "", "wm2", ""])
    segment_id = await house.segment(made.list_id)
    before = await house.on(segment_id, "segment")

    replaced = await house.replaced(made.list_id, ["", "", "", "wm2", ""], ["", "", "", "wm3", ""])

    assert (before, await house.on(segment_id, "segment")) == ({liu, chen}, {chen, wang})
    assert await house.moves() == [("entered", wang, "data"), ("left", liu, "data")]
    assert (replaced.version, replaced.newest.version, replaced.size) == (2, 2, 2)
    assert await house.rows("SELECT 1 FROM customer_list_entry WHERE corp_id = lingqu_corp() AND version = 1") == []


async def test_an_identity_that_is_learnt_later_counts_when_it_is_looked_for_again(house: House) -> None:
    [liu] = await house.people("wm1")
    made = await house.listed([LIU, "", "", "", ""])
    segment_id = await house.segment(made.list_id)
    await house.show(liu, PHONE, f"+86{LIU}")
    before = await house.on(made.list_id)
    async with house.database.unit(house.corp_id) as unit:
        unit.enqueue(NewJob(kind=JOB_MATCH_ALL, key="periodic"))

    await house.run()

    assert (before, await house.on(segment_id, "segment")) == (set(), {liu})
    assert await house.moves() == [("entered", liu, "data")]
    assert (await house.look(made.list_id)).newest.matched == 1


async def test_who_is_merged_away_is_on_the_list_as_the_person_and_comes_back_when_parted(house: House) -> None:
    liu, other = await house.people("wm1", "wm2")
    await house.show(other, MEMBER, "V2")
    made = await house.listed(["", "V2", "", "", ""])
    segment_id = await house.segment(made.list_id)
    await house.show(liu, UNIONID, "u1")
    await house.show(other, UNIONID, "u1")
    await house.follow()
    merged = await house.on(segment_id, "segment")
    [merge] = await house.rows("SELECT merge_id FROM customer_merge WHERE corp_id = lingqu_corp()")
    async with house.database.unit(house.corp_id, actor=ACTOR) as unit:
        await identities.unmerge(unit, other, MergeId(merge["merge_id"]), most=DEFAULT_MOST)
    await house.follow()
    await house.run()

    assert merged == {liu}
    assert await house.on(made.list_id) == {other}
    assert await house.on(segment_id, "segment") == {other}


async def test_who_was_matched_while_merged_goes_with_the_identity_when_parted(house: House) -> None:
    liu, other = await house.people("wm1", "wm2")
    await house.show(other, MEMBER, "V2")
    await house.show(liu, UNIONID, "u1")
    await house.show(other, UNIONID, "u1")
    made = await house.listed(["", "V2", "", "", ""])
    segment_id = await house.segment(made.list_id)
    merged = await house.on(segment_id, "segment")
    [merge] = await house.rows("SELECT merge_id FROM customer_merge WHERE corp_id = lingqu_corp()")
    async with house.database.unit(house.corp_id, actor=ACTOR) as unit:
        await identities.unmerge(unit, other, MergeId(merge["merge_id"]), most=DEFAULT_MOST)
    await house.follow()
    await house.run()

    assert (merged, await house.on(segment_id, "segment")) == ({liu}, {other})


class _KilledError(Exception):
    """A worker ended here."""


async def test_a_killed_worker_loses_and_doubles_nobody(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handing, "BATCH_ROWS", 2)
    monkeypatch.setattr(filling, "BATCH_ROWS", 2)
    people = await house.people(*(f"wm{one}" for one in range(7)))
    import_id = await house.checked([["", "", "", f"wm{one}", ""] for one in range(7)])
    async with house.database.unit(house.corp_id, actor=ACTOR) as unit:
        made = await lists.create(unit, name="来宾", import_id=import_id)
    filler = Filler(house.keyring, KnownBuyers(house.keyring))

    for lives in range(9):
        left = lives

        @asynccontextmanager
        async def unit_of_a_mortal() -> AsyncGenerator[UnitOfWork]:
            nonlocal left
            async with house.database.unit(house.corp_id) as unit:
                yield unit
                left -= 1
                if left < 0:
                    raise _KilledError

        try:
            await filler.fill(unit_of_a_mortal, made.list_id)
        except _KilledError:
            continue
    await house.run()
    found = await house.look(made.list_id)

    assert await house.on(made.list_id) == set(people)
    assert (found.newest.entries, found.newest.matched, found.size) == (7, 7, 7)
    assert (await house.get(import_id)).state == "published"


async def test_a_list_that_is_named_stays(house: House) -> None:
    [liu] = await house.people("wm1")
    made = await house.listed(["", "", "", "wm1", ""])
    await house.segment(made.list_id)

    async with house.database.unit(house.corp_id, actor=ACTOR) as unit:
        with pytest.raises(ListInUseError):
            await lists.archive(unit, made.list_id)

    assert await house.on(made.list_id) == {liu}


async def test_a_list_that_is_put_away_leaves_nobody_behind(house: House) -> None:
    await house.people("wm1")
    made = await house.listed(["", "", "", "wm1", ""])
    async with house.database.unit(house.corp_id, actor=ACTOR) as unit:
        await lists.archive(unit, made.list_id)
    await house.run()

    async with house.database.read(house.corp_id) as session:
        with pytest.raises(ListNotFoundError):
            await lists.get(session, made.list_id)
        vocabulary = await saving.read_vocabulary(session)
    assert vocabulary.lists == frozenset()
    assert await house.rows("SELECT 1 FROM customer_list_entry WHERE corp_id = lingqu_corp()") == []
    assert await house.rows("SELECT 1 FROM bitmap_set WHERE corp_id = lingqu_corp() AND key LIKE 'list:%'") == []
    assert (await house.listed(["", "", "", "wm1", ""])).name == made.name


async def test_an_erased_customer_is_on_no_list_and_in_no_segment_of_one(house: House) -> None:
    liu, chen = await house.people("wm1", "wm2")
    made = await house.listed(["", "", "", "wm1", ""], ["", "", "", "wm2", ""])
    segment_id = await house.segment(made.list_id)

    async with house.database.unit(house.corp_id, actor=ACTOR) as unit:
        await lists.forget(unit, [liu])

    assert (await house.on(made.list_id), await house.on(segment_id, "segment")) == ({chen}, {chen})
    left = await house.rows("SELECT customer_id FROM customer_list_entry WHERE corp_id = lingqu_corp()")
    assert [one["customer_id"] for one in left] == [chen]


async def test_a_name_is_taken_once_and_a_list_takes_one_file_at_a_time(house: House) -> None:
    first, second = await house.checked([["", "", "", "wm1", ""]]), await house.checked([["", "", "", "wm1", ""]])
    async with house.database.unit(house.corp_id, actor=ACTOR) as unit:
        made = await lists.create(unit, name=" 来宾 ", import_id=first)

    for refusal, act in (
        (ListNameTakenError, lambda unit: lists.create(unit, name="来宾", import_id=second)),
        (ListBusyError, lambda unit: lists.replace(unit, made.list_id, import_id=second)),
    ):
        with pytest.raises(refusal):
            async with house.database.unit(house.corp_id, actor=ACTOR) as unit:
                await act(unit)

    assert (await house.get(second)).state == "checked"


async def test_a_list_is_not_named_before_its_people_are_there(house: House) -> None:
    import_id = await house.checked([["", "", "", "wm1", ""]])
    async with house.database.unit(house.corp_id, actor=ACTOR) as unit:
        made = await lists.create(unit, name="来宾", import_id=import_id)
        definition = convert({"kind": "not", "of": {"kind": "list", "list_id": made.list_id}})
        with pytest.raises(BadDefinitionError) as refused:
            await saving.create(unit, name="没来的", definition=definition)

    assert refused.value.place == "$.of.list_id"
