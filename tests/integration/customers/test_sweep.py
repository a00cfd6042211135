"""A sweep that dies anywhere, that has few calls a night, and that callbacks overtake."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from itertools import count

import pytest

from doubles.groupchats import member
from doubles.sweeps import MortalDatabase, Scene, connect_scene
from lingqu.corps.api import start_sync
from lingqu.corps.contracts import Drift, DriftKind
from lingqu.infra.clocks import SteppedClock
from lingqu.infra.database import DatabaseUrls
from lingqu.kernel.ids import ChatId

pytestmark = [pytest.mark.postgres, pytest.mark.slow]

LONG_AGO = datetime.fromisoformat("2026-01-05T03:00:00Z")
_corpids = count(1)


@pytest.fixture
async def mortal(database_urls: DatabaseUrls, clock: SteppedClock) -> AsyncIterator[MortalDatabase]:
    async with MortalDatabase(database_urls, clock) as opened:
        yield opened


async def _brand(mortal: MortalDatabase, clock: SteppedClock) -> Scene:
    """Three members with eight customers, synced once; then something of every kind drifts."""
    scene = await connect_scene(mortal, clock, f"wwbrand{next(_corpids)}")
    scene.wecom.page_size = 3
    scene.directory.department(1, "总部", parent=None)
    scene.directory.department(2, "徐汇店")
    for userid, name, department in (("chen_rui", "陈睿", 1), ("li_na", "李娜", 2), ("wu_gone", "吴走", 2)):
        scene.directory.member(userid, name, department)
    tags = scene.wecom.tag_group("等级", "金卡", "银卡")
    for number in range(6):
        scene.wecom.follow("chen_rui", f"wm_{number}", LONG_AGO, wecom_tag_ids=frozenset({tags["金卡"]}))
    for number in range(2):
        scene.wecom.follow("li_na", f"wm_{number}", LONG_AGO)
    scene.groupchats.group("wr_1", "chen_rui", LONG_AGO, "wm_0", "wm_1", name="茶友群")
    scene.groupchats.group("wr_2", "li_na", LONG_AGO, "wm_2")
    await scene.sync()
    scene.groupchats.leave("wr_1", "wm_0")
    scene.groupchats.enter("wr_1", member(LONG_AGO + timedelta(days=1), external_userid="wm_only_here"))
    del scene.groupchats.groups[ChatId("wr_2")]
    scene.directory.leave("wu_gone")
    scene.directory.member("li_na", "李娜娜", 1, follow_user=False)  # is a follow user still
    scene.directory.department(2, "静安店")
    scene.wecom.add_tag("等级", "黑金卡")
    scene.wecom.person("wm_1", "刘颖")
    scene.wecom.note("chen_rui", "wm_0", remark="新备注", wecom_tag_ids=frozenset({tags["银卡"]}))
    scene.wecom.staff_deletes("chen_rui", "wm_4")
    scene.wecom.staff_deletes("li_na", "wm_1")
    scene.wecom.follow("li_na", "wm_9", LONG_AGO + timedelta(days=9))
    return scene


FOUND = {
    DriftKind.DEPARTMENTS: 1,
    DriftKind.STAFF: 3,  # one moved and has another name, one has no customer contact any more and left
    DriftKind.TAGS: 1,
    DriftKind.PEOPLE: 2,  # one has another name, one was not known
    DriftKind.RELATIONS: 3,
    DriftKind.REMARKS: 1,
    DriftKind.MARKS: 2,
    DriftKind.GROUPCHATS: 1,  # one is not there any more
    DriftKind.GROUPCHAT_MEMBERS: 4,  # one came, one left, and two were in the one that ended
}


async def _learnt(scene: Scene) -> Counter[str]:
    rows = await scene.rows("SELECT kind FROM fact WHERE data->>'learnt' = 'sweep'")
    return Counter(row["kind"] for row in rows)


async def test_a_sweep_that_dies_between_any_two_units_repairs_each_drift_once_and_counts_it_once(
    mortal: MortalDatabase, clock: SteppedClock
) -> None:
    whole = await _brand(mortal, clock)
    pages = whole.wecom.pages
    report = await whole.sync()
    pages = whole.wecom.pages - pages
    learnt = await _learnt(whole)
    found = {kind: one.found for kind, one in report.drift.items() if one.found}
    assert found == {kind: one.repaired for kind, one in report.drift.items() if one.found} == FOUND
    died, died_at = 0, 0

    while True:
        died_at += 1
        scene = await _brand(mortal, clock)
        pages_before = scene.wecom.pages
        again = await scene.sync(dies_at=died_at)
        if not scene.deaths:
            break
        died += 1

        assert (died_at, again.drift) == (died_at, report.drift)
        assert (died_at, await _learnt(scene)) == (died_at, learnt)
        # What was read and not stored is read again, and nothing else: here the pages read ahead.
        assert 0 <= scene.wecom.pages - pages_before - pages <= 3, died_at
        assert again.calls - report.calls <= 4, died_at

    assert died > 20


async def test_a_sweep_stops_when_its_calls_are_spent_and_goes_on_the_next_night(
    mortal: MortalDatabase, clock: SteppedClock
) -> None:
    whole = await _brand(mortal, clock)
    unbound = await whole.sync()
    scene = await _brand(mortal, clock)
    scene.budget(4)
    began = clock.now()

    report = await scene.sync()

    assert report.drift == unbound.drift
    assert report.calls == unbound.calls
    assert report.nights == -(-report.calls // 4)
    assert clock.now() - began > timedelta(days=report.nights - 2)
    assert (report.paused_until, unbound.nights) == (None, 1)


async def test_while_a_sweep_waits_its_report_says_until_when(mortal: MortalDatabase, clock: SteppedClock) -> None:
    scene = await _brand(mortal, clock)
    scene.budget(2)
    clock.advance(timedelta(hours=2))
    async with mortal.unit(scene.corp_id) as unit:
        await start_sync(unit)

    await scene.steps.run_due()

    report = await scene.report()
    assert (report.calls, report.finished_at) == (2, None)
    assert report.paused_until is not None
    assert report.paused_until.isoformat() == "2026-03-02T19:17:00+00:00"
    assert report.paused_until == await scene.steps.next_due()


async def test_a_relation_that_shifting_pages_hid_is_not_ended(mortal: MortalDatabase, clock: SteppedClock) -> None:
    scene = await _brand(mortal, clock)
    read, shifted = scene.wecom.read_page, False

    async def shifting(*args: object) -> object:
        nonlocal shifted
        page = await read(*args)  # pyright: ignore[reportArgumentType] - passed on as they came
        if not shifted:
            shifted = True
            scene.wecom.staff_deletes("chen_rui", "wm_0")
        return page

    scene.wecom.read_page = shifting  # pyright: ignore[reportAttributeAccessIssue] - a page, then somebody is deleted
    await scene.sync()

    live = await scene.rows(
        "SELECT c.external_userid FROM follow_relation f JOIN customer c USING (corp_id, customer_id)"
        " JOIN staff s USING (corp_id, staff_id) WHERE s.userid = 'chen_rui' AND f.deleted_at IS NULL ORDER BY 1"
    )
    assert [row["external_userid"] for row in live] == ["wm_0", "wm_1", "wm_2", "wm_3", "wm_5"]


async def test_a_sweep_in_order_compares_every_row_and_finds_none(mortal: MortalDatabase, clock: SteppedClock) -> None:
    scene = await _brand(mortal, clock)
    await scene.sync()

    report = await scene.sync()

    assert {kind: (one.found, one.repaired) for kind, one in report.drift.items() if one.found} == {}
    assert report.drift[DriftKind.RELATIONS] == Drift(7, 0, 0)
