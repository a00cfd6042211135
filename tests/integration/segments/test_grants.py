"""Grants from end to end: entered → mark → fact → segment of the mark; nothing twice, nothing of other people's."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest

from audiences.granting import GivingCorp
from lingqu.infra.clocks import SteppedClock
from lingqu.infra.database import Database, Session
from lingqu.kernel.ids import CorpId, CustomerId, TagId
from lingqu.segments.api import grants, passes, saving
from lingqu.segments.contracts.grants import GrantPreview, GrantState, GrantTarget
from lingqu.segments.errors import BadGrantError, GrantCycleError, GrantNotFoundError, GrantOnError, GrantTakenError

SHANGHAI = {"kind": "attribute", "key": "city", "op": "eq", "value": "上海"}
HANGZHOU = {"kind": "attribute", "key": "city", "op": "eq", "value": "杭州"}
TAG, OTHER, THIRD = 1, 2, 3
TAGGED = {"kind": "tag", "tags": [TAG]}
OTHERWISE = {"kind": "tag", "tags": [OTHER]}
TOLD = ("tag.granted", "tag.withdrawn")


@pytest.fixture
async def corp(database: Database, corp_id: CorpId, clock: SteppedClock) -> GivingCorp:
    made = GivingCorp(database, corp_id, clock)
    await made.begin(5)
    return made


async def test_members_there_are_and_members_to_come_are_marked_once(corp: GivingCorp) -> None:
    segment = await corp.segment("上海客户", SHANGHAI)
    grant = await corp.grant(segment, TAG)
    await corp.set_city("上海", 0, 1)
    await corp.settle()
    assert await corp.marks() == []

    await corp.switch_on(grant)
    await corp.settle()
    await corp.set_city("上海", 2)
    await corp.settle()

    source = grant.source
    assert await corp.marks() == [(0, 1, "granted", source), (1, 1, "granted", source), (2, 1, "granted", source)]
    assert {pair.customer_id for pair in corp.at_wecom()} == {0, 1, 2}
    assert len(corp.wecom.marked) == 3
    [row] = await corp.fetch("SELECT DISTINCT cause FROM relation_tag")
    assert row["cause"] == f"segment:{segment}@1"
    assert [(kind, data["chain"]) for kind, _, data in await corp.facts(*TOLD)] == [
        ("tag.granted", [grant.grant_id])
    ] * 3
    assert (await corp.given(grant), (await corp.see(grant)).progress) == (3, None)


async def test_who_leaves_loses_what_the_grant_gave_and_never_what_a_person_gave(corp: GivingCorp) -> None:
    segment = await corp.segment("上海客户", SHANGHAI)
    grant = await corp.grant(segment, TAG, withdraw=True)
    await corp.set_city("上海", 0, 1)
    await corp.mark_by_hand(1, TAG)
    await corp.switch_on(grant)
    await corp.settle()
    assert await corp.given(grant) == 2

    await corp.set_city("杭州", 0, 1)
    await corp.settle()

    assert await corp.marks() == [(1, 1, "granted", "account:1")]
    assert {pair.customer_id for pair in corp.at_wecom()} == {1}
    assert await corp.given(grant) == 0


async def test_what_a_person_took_is_not_given_back(corp: GivingCorp) -> None:
    grant = await corp.grant(await corp.segment("上海客户", SHANGHAI), TAG)
    await corp.set_city("上海", 0)
    await corp.switch_on(grant)
    await corp.settle()

    await corp.mark_by_hand(0, TAG, grant=False)
    await corp.settle()
    await corp.follow(0, 2)
    await corp.settle()

    assert (await corp.marks(), await corp.given(grant)) == ([], 0)


async def test_a_tag_that_two_segments_give_stays_while_one_of_them_does(corp: GivingCorp) -> None:
    first = await corp.grant(await corp.segment("上海客户", SHANGHAI), TAG, withdraw=True)
    second = await corp.grant(await corp.segment("有别的标签", OTHERWISE), TAG, withdraw=True)
    await corp.set_city("上海", 0)
    await corp.mark_by_hand(0, OTHER)
    await corp.switch_on(first)
    await corp.settle()
    await corp.switch_on(second)
    await corp.settle()

    await corp.set_city("杭州", 0)
    await corp.settle()
    assert await corp.marks() == [(0, 1, "granted", second.source)]

    await corp.mark_by_hand(0, OTHER, grant=False)
    await corp.settle()
    assert await corp.marks() == []


async def test_the_next_owner_is_marked_when_the_first_is_gone(corp: GivingCorp) -> None:
    grant = await corp.grant(await corp.segment("上海客户", SHANGHAI), TAG)
    await corp.set_city("上海", 0)
    await corp.switch_on(grant)
    await corp.settle()
    await corp.follow(0, 3)
    await corp.settle()
    assert [pair.staff_id for pair in corp.at_wecom()] == [1]

    await corp.leave(0, 1)
    await corp.settle()

    assert [pair.staff_id for pair in corp.at_wecom()] == [3]
    assert await corp.given(grant) == 1


async def test_who_has_nobody_is_marked_when_somebody_follows(corp: GivingCorp) -> None:
    grant = await corp.grant(await corp.segment("上海客户", SHANGHAI), TAG)
    await corp.set_city("上海", 0)
    await corp.leave(0, 1)
    await corp.switch_on(grant)
    await corp.settle()
    assert corp.at_wecom() == set()

    await corp.follow(0, 2)
    await corp.settle()

    assert [pair.staff_id for pair in corp.at_wecom()] == [2]


async def test_switching_off_leaves_what_was_given_or_takes_it_back(corp: GivingCorp) -> None:
    grant = await corp.grant(await corp.segment("上海客户", SHANGHAI), TAG)
    await corp.set_city("上海", 0, 1)
    await corp.mark_by_hand(1, TAG)
    await corp.switch_on(grant)
    await corp.settle()

    await corp.switch_off(grant)
    await corp.set_city("上海", 2)
    await corp.settle()
    assert [(who, source) for who, _, _, source in await corp.marks()] == [(0, grant.source), (1, "account:1")]

    await corp.switch_off(grant, take_back=True)
    await corp.settle()
    assert [(who, source) for who, _, _, source in await corp.marks()] == [(1, "account:1")]
    assert {pair.customer_id for pair in corp.at_wecom()} == {1}
    assert ((await corp.see(grant)).state, await corp.given(grant)) == (GrantState.OFF, 0)


async def test_an_edit_gives_to_nobody_until_it_is_switched_on_again(corp: GivingCorp) -> None:
    segment = await corp.segment("城市", SHANGHAI)
    grant = await corp.grant(segment, TAG, withdraw=True)
    await corp.set_city("上海", 0)
    await corp.set_city("杭州", 1)
    await corp.switch_on(grant)
    await corp.settle()

    await corp.redefine(segment, HANGZHOU)
    await corp.settle()
    assert [who for who, *_ in await corp.marks()] == [0]

    await corp.switch_on(grant)
    await corp.settle()
    assert [who for who, *_ in await corp.marks()] == [1]


async def test_a_stage_is_moved_forward_only_and_stays(corp: GivingCorp) -> None:
    buy = await corp.grant(await corp.segment("上海客户", SHANGHAI), stage=4)
    trust = await corp.grant(await corp.segment("有标签", TAGGED), stage=2)
    await corp.set_city("上海", 0)
    await corp.mark_by_hand(0, TAG)
    await corp.mark_by_hand(1, TAG)
    await corp.switch_on(buy)
    await corp.settle()
    await corp.switch_on(trust)
    await corp.settle()
    await corp.set_city("杭州", 0)
    await corp.settle()

    moves = [(who, data["from"], data["to"], data["source"]) for _, who, data in await corp.facts("stage.changed")]
    assert moves == [(0, None, 4, buy.source), (1, None, 2, trust.source)]


async def test_who_is_merged_away_loses_nothing_that_the_person_keeps(corp: GivingCorp) -> None:
    grant = await corp.grant(await corp.segment("上海客户", SHANGHAI), TAG, withdraw=True)
    await corp.set_city("上海", 1)
    await corp.switch_on(grant)
    await corp.settle()

    await corp.merge(1, 0)
    await corp.settle()
    assert {pair.customer_id for pair in corp.at_wecom()} == {1}
    assert await corp.given(grant) == 1

    await corp.set_city("杭州", 0)
    await corp.settle()
    assert corp.at_wecom() == set()


async def test_after_an_unmerge_each_has_what_its_own_membership_gives(corp: GivingCorp) -> None:
    grant = await corp.grant(await corp.segment("上海客户", SHANGHAI), TAG, withdraw=True)
    await corp.merge(1, 0)
    await corp.set_city("上海", 0)
    await corp.leave(0, 1)
    await corp.switch_on(grant)
    await corp.settle()
    assert {pair.customer_id for pair in corp.at_wecom()} == {1}
    await corp.follow(0, 2)
    await corp.settle()

    await corp.unmerge(1)
    await corp.settle()

    assert {pair.customer_id for pair in corp.at_wecom()} == {0}


async def test_after_an_unmerge_who_stays_a_member_stands_at_the_stage(corp: GivingCorp) -> None:
    grant = await corp.grant(await corp.segment("上海客户", SHANGHAI), stage=2)
    await corp.switch_on(grant)
    await corp.set_city("上海", 1)
    await corp.settle()
    await corp.merge(1, 0)
    await corp.settle()
    await corp.set_city("上海", 0)
    await corp.settle()

    await corp.unmerge(1)
    await corp.settle()

    assert [one["customer_id"] for one in await corp.fetch("SELECT * FROM customer_stage ORDER BY customer_id")] == [
        0,
        1,
    ]


async def test_who_was_merged_away_while_it_was_off_takes_nothing_from_a_member(corp: GivingCorp) -> None:
    grant = await corp.grant(await corp.segment("上海客户", SHANGHAI), TAG, withdraw=True)
    await corp.set_city("上海", 0, 1)
    await corp.switch_on(grant)
    await corp.settle()
    await corp.switch_off(grant)
    await corp.merge(1, 0)
    await corp.settle()

    await corp.switch_on(grant)
    await corp.settle()

    assert {pair.customer_id for pair in corp.at_wecom()} == {0, 1}


async def test_who_was_parted_while_it_was_off_and_is_no_member_loses_it(corp: GivingCorp) -> None:
    grant = await corp.grant(await corp.segment("上海客户", SHANGHAI), TAG, withdraw=True)
    await corp.merge(1, 0)
    await corp.set_city("上海", 0)
    await corp.leave(0, 1)
    await corp.switch_on(grant)
    await corp.settle()
    assert {pair.customer_id for pair in corp.at_wecom()} == {1}
    await corp.switch_off(grant)
    await corp.unmerge(1)
    await corp.settle()

    await corp.switch_on(grant)
    await corp.settle()

    assert corp.at_wecom() == set()


async def test_who_is_one_with_another_member_at_once_takes_nothing_from_them(corp: GivingCorp) -> None:
    grant = await corp.grant(await corp.segment("上海客户", SHANGHAI), TAG, withdraw=True)
    await corp.set_city("上海", 0, 1)
    await corp.switch_on(grant)
    await corp.merge(2, 0)
    await corp.settle()

    await corp.unmerge(2)
    await corp.merge(2, 1)
    await corp.settle()

    assert {pair.customer_id for pair in corp.at_wecom()} == {0, 1}


async def test_a_refusal_of_wecom_is_not_answered_for_ever(corp: GivingCorp) -> None:
    """The segment of those without the tag would give it again after each refusal."""
    segment = await corp.segment("上海客户", SHANGHAI)
    grant = await corp.grant(segment, TAG)
    await corp.switch_on(grant)
    await corp.redefine(segment, {"kind": "all", "of": [SHANGHAI, {"kind": "not", "of": TAGGED}]})
    await corp.settle()
    corp.wecom.follows.clear()

    await corp.set_city("上海", 1)
    await corp.settle()

    assert [(kind, data["source"]) for kind, _, data in await corp.facts(*TOLD)] == [
        ("tag.granted", grant.source),
        ("tag.withdrawn", "refused"),
    ]
    assert (await corp.see(grant)).cuts.count == 1


# ───────────────────────── loops ─────────────────────────


async def _loop(corp: GivingCorp, *tags: int) -> list[int]:
    """Let each tag's segment give the next tag, and edit the first one so that the last tag puts people out of it."""
    first = await corp.segment("第一个", SHANGHAI)
    made = [await corp.grant(first, tags[0], withdraw=True)]
    for tag, following in pairwise(tags):
        segment = await corp.segment(f"有标签 {tag}", {"kind": "tag", "tags": [tag]})
        made.append(await corp.grant(segment, following, withdraw=True))
    for one in made:
        await corp.switch_on(one)
    await corp.settle()
    await corp.redefine(
        first, {"kind": "all", "of": [SHANGHAI, {"kind": "not", "of": {"kind": "tag", "tags": [tags[-1]]}}]}
    )
    await corp.settle()
    await corp.set_city("上海", 0)
    await corp.settle()
    return [(await corp.see(one)).cuts.count for one in made]


@pytest.mark.parametrize("tags", [(TAG, OTHER), (TAG, OTHER, THIRD)])
async def test_a_loop_is_cut_where_it_closes(corp: GivingCorp, tags: tuple[int, ...]) -> None:
    cuts = await _loop(corp, *tags)

    assert cuts == [1, *[0] * (len(tags) - 1)]
    assert [await corp.marks(tag) for tag in tags] == [
        [(0, 1, "granted", f"grant:{number}")] for number in range(1, len(tags) + 1)
    ]
    chains = [data["chain"] for _, _, data in await corp.facts("tag.granted")]
    assert chains == [list(range(1, number + 1)) for number in range(1, len(tags) + 1)]
    [left] = [data for _, _, data in await corp.facts("segment.left")]
    assert left["chain"] == list(range(1, len(tags) + 1))


async def test_a_grant_that_answers_itself_is_refused_with_the_way_around(corp: GivingCorp) -> None:
    first = await corp.segment("没有第二个标签", {"kind": "not", "of": OTHERWISE})
    second = await corp.segment("有第一个标签", TAGGED)
    await corp.grant(second, OTHER)

    with pytest.raises(GrantCycleError) as refusal:
        await corp.grant(first, TAG)

    assert [(one["kind"], one["name"]) for one in refusal.value.data["path"]] == [
        ("segment", "没有第二个标签"),
        ("tag", "t1"),
        ("segment", "有第一个标签"),
        ("tag", "t2"),
        ("segment", "没有第二个标签"),
    ]


async def test_a_way_that_was_closed_by_an_edit_is_refused_when_switching_on(corp: GivingCorp) -> None:
    segment = await corp.segment("上海客户", SHANGHAI)
    grant = await corp.grant(segment, TAG)
    await corp.redefine(segment, {"kind": "not", "of": TAGGED})

    with pytest.raises(GrantCycleError):
        await corp.switch_on(grant)


# ───────────────────────── what is shown and refused ─────────────────────────


async def test_a_preview_counts_now_and_by_day(corp: GivingCorp) -> None:
    segment = await corp.segment("上海客户", SHANGHAI)
    await corp.read()
    await corp.set_city("上海", 0, 1, 2)
    await corp.read()
    corp.clock.advance(timedelta(days=1))
    await corp.set_city("杭州", 2)
    await corp.set_city("上海", 3)
    await corp.leave(3, 1)
    await corp.mark_by_hand(1, TAG)
    await corp.read()

    async def preview(target: GrantTarget) -> GrantPreview:
        async with corp.database.read(corp.corp_id) as session:
            return await grants.preview(session, segment, target)

    seen = await preview(GrantTarget(tag_id=TagId(TAG), withdraw_on_left=True))
    async with corp.database.unit(corp.corp_id) as unit:
        await unit.execute("UPDATE customer SET live_relations = 0 WHERE customer_id = 3")
    after = await preview(GrantTarget(tag_id=TagId(TAG)))

    assert (seen.members, seen.having, seen.giving, seen.unreachable, seen.taking) == (3, 1, 2, 0, 0)
    assert (after.giving, after.unreachable) == (1, 1)
    assert [(one.entered, one.left) for one in seen.days[-2:]] == [(3, 0), (1, 1)]
    assert (len(seen.days), sum(one.entered for one in seen.days)) == (30, 4)


async def test_a_preview_of_what_is_on_counts_what_would_be_taken(corp: GivingCorp) -> None:
    segment = await corp.segment("城市", SHANGHAI)
    grant = await corp.grant(segment, TAG, withdraw=True)
    await corp.set_city("上海", 0)
    await corp.switch_on(grant)
    await corp.settle()
    await corp.redefine(segment, HANGZHOU)
    await corp.settle()

    async with corp.database.read(corp.corp_id) as session:
        seen = await grants.preview(session, segment, grant.target)

    assert (seen.members, seen.giving, seen.taking) == (0, 0, 1)


@pytest.mark.parametrize(
    ("target", "place"),
    [
        (GrantTarget(), "body.tag_id"),
        (GrantTarget(tag_id=TagId(99)), "body.tag_id"),
        (GrantTarget(stage_id=99), "body.stage_id"),  # pyright: ignore[reportArgumentType]
        (GrantTarget(stage_id=1, withdraw_on_left=True), "body.withdraw_on_left"),  # pyright: ignore[reportArgumentType]
    ],
)
async def test_what_cannot_be_given_is_refused(corp: GivingCorp, target: GrantTarget, place: str) -> None:
    segment = await corp.segment("上海客户", SHANGHAI)

    with pytest.raises(BadGrantError) as refusal:
        async with corp.database.unit(corp.corp_id) as unit:
            await grants.create(unit, segment, target)

    assert refusal.value.place == place


async def test_a_grant_is_drafted_once_and_taken_away_when_it_is_off(corp: GivingCorp) -> None:
    segment = await corp.segment("上海客户", SHANGHAI)
    grant = await corp.grant(segment, TAG)
    with pytest.raises(GrantTakenError):
        await corp.grant(segment, TAG, withdraw=True)
    await corp.switch_on(grant)

    async def remove() -> None:
        async with corp.database.unit(corp.corp_id, actor="account:1") as unit:
            await grants.remove(unit, segment, grant.grant_id)

    with pytest.raises(GrantOnError):
        await remove()
    with pytest.raises(GrantOnError):
        async with corp.database.unit(corp.corp_id) as unit:
            await saving.archive(unit, segment)
    await corp.switch_off(grant)
    await remove()

    with pytest.raises(GrantNotFoundError):
        await corp.see(grant)
    audited = await corp.fetch("SELECT action FROM audit_record WHERE action LIKE 'segments.grant%%' ORDER BY id")
    assert [row["action"].removeprefix("segments.grant_") for row in audited] == [
        "created",
        "switched_on",
        "switched_off",
        "removed",
    ]


# ───────────────────────── many, and cut short ─────────────────────────


async def test_marks_go_to_wecom_within_the_budget(database: Database, corp_id: CorpId, clock: SteppedClock) -> None:
    corp = GivingCorp(database, corp_id, clock, per_minute=24)
    await corp.begin(5)
    grant = await corp.grant(await corp.segment("上海客户", SHANGHAI), TAG)
    await corp.set_city("上海", *range(5))
    await corp.read()
    await corp.switch_on(grant)

    marked: list[int] = []
    for _ in range(4):
        await corp.steps.run_due()
        await corp.steps.run_due()
        marked.append(len(corp.wecom.marked))
        corp.clock.advance(timedelta(seconds=5))

    assert marked == [2, 4, 5, 5]


async def test_a_walk_that_ends_between_portions_goes_on_where_it_was(
    corp: GivingCorp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passes, "PORTION", 2)
    grant = await corp.grant(await corp.segment("上海客户", SHANGHAI), TAG)
    await corp.set_city("上海", *range(5))
    await corp.read()
    await corp.switch_on(grant)
    async with corp.database.unit(corp.corp_id) as unit:
        assert await passes.walk(unit, grant.grant_id) is passes.Left.MORE

    async def walk_and_die() -> None:
        async with corp.database.unit(corp.corp_id) as unit:
            await passes.walk(unit, grant.grant_id)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await walk_and_die()
    seen = (await corp.see(grant)).progress
    assert seen is not None
    assert (seen.done, seen.total) == (2, 5)

    await corp.settle()

    assert [who for _, who, _ in await corp.facts("tag.granted")] == [CustomerId(one) for one in range(5)]


async def test_a_batch_that_is_read_again_gives_nothing_twice(corp: GivingCorp) -> None:
    grant = await corp.grant(await corp.segment("上海客户", SHANGHAI), TAG)
    await corp.switch_on(grant)
    await corp.set_city("上海", 0, 1)
    await corp.settle()
    told = await corp.facts(*TOLD)

    async with corp.database.unit(corp.corp_id) as unit:
        await unit.execute("DELETE FROM fact_cursor WHERE reader = 'segments:grants'")
    await corp.settle()

    assert await corp.facts(*TOLD) == told
    assert len(corp.wecom.marked) == 2


async def test_ten_thousand_members_are_given_in_portions_of_few_statements(
    database: Database, corp_id: CorpId, clock: SteppedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    corp = GivingCorp(database, corp_id, clock)
    await corp.begin(10_000)
    grant = await corp.grant(await corp.segment("所有人", {"kind": "bucket", "salt": "s"}), TAG)
    await corp.read()
    await corp.switch_on(grant)

    asked = 0
    fetch = Session.fetch

    async def counting(self: Session, *args: Any, **options: Any) -> list[Any]:
        nonlocal asked
        asked += 1
        return await fetch(self, *args, **options)

    monkeypatch.setattr(Session, "fetch", counting)
    await corp.steps.run_due(only="segments.grant")
    monkeypatch.undo()

    assert asked <= 11 * 20  # ten portions and the end
    [row] = await corp.fetch("SELECT count(*) AS marks, count(DISTINCT customer_id) AS people FROM relation_tag")
    assert (row["marks"], row["people"], await corp.given(grant)) == (10_000, 10_000, 10_000)
    assert (await corp.see(grant)).progress is None
