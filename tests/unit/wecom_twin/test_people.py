"""People who act by themselves, made certain or impossible by their numbers."""

from dataclasses import replace

import pytest

from wecom_twin.clock import Clock
from wecom_twin.people.crowd import People
from wecom_twin.people.models import Arrivals, Behaviour, CustomerHabits, StaffHabits
from wecom_twin.state.contacts import Bond
from wecom_twin.state.sends import GroupSend, MemberTask, Outcome
from wecom_twin.state.ways import ContactWay
from wecom_twin.world import World

NOON = 1_767_326_400.0
HOUR = 3_600.0
NOBODY = Behaviour(
    arrivals=Arrivals(per_second=0, acquainted_permille=0),
    customers=CustomerHabits(reads_permille=0, leaves_permille=0, returns_permille=0),
    staff=StaffHabits(
        accepts_permille=0, remarks_permille=0, tags_permille=0, deletes_permille=0, never_confirms_permille=1000
    ),
)


def world_with_way(*, skip_verify: bool = True) -> World:
    world = World(clock=Clock.stepped(NOON), seed=3)
    corp = world.add_corp()
    world.add_app(corp)
    world.add_member(corp, "chen_rui", "陈睿")
    for state in ("a", "b", "c"):
        way = ContactWay(state * 32, 2, 2, NOON, 1_000_002, state=state, skip_verify=skip_verify, user=["chen_rui"])
        corp.ways[way.config_id] = way
    return world


def people(world: World, behaviour: Behaviour) -> People:
    found = People(world, world.corp(), behaviour, seed=9)
    found.start()
    return found


def test_scans_arrive_at_the_stated_rate_and_by_weight() -> None:
    world = world_with_way()
    arrivals = Arrivals(per_second=2.0, weights={"a": 3.0, "c" * 32: 0.0}, acquainted_permille=0)
    people(world, replace(NOBODY, arrivals=arrivals))
    world.advance(by=HOUR)

    counts = {state: sum(one.state == state for one in world.ledger.scans) for state in "abc"}
    assert 6_900 < sum(counts.values()) < 7_500  # 7,200 expected, deviation 85
    assert 2.8 < counts["a"] / counts["b"] < 3.2
    assert counts["c"] == 0


def test_the_same_seed_repeats_a_run_exactly() -> None:
    def run() -> list[object]:
        world = world_with_way()
        people(world, Behaviour(arrivals=Arrivals(per_second=0.05)))
        world.advance(by=6 * HOUR)
        return [*world.ledger.scans, *world.ledger.receipts]

    assert run() == run()


def test_acquaintances_find_nothing_new() -> None:
    world = world_with_way()
    world.scan("a" * 32)
    people(world, replace(NOBODY, arrivals=Arrivals(per_second=1.0, acquainted_permille=1000)))
    world.advance(by=60)

    assert {one.outcome for one in world.ledger.scans[1:]} == {"already_friend"}


def test_who_is_sure_to_leave_leaves_and_who_is_sure_to_return_returns() -> None:
    world = world_with_way()
    habits = CustomerHabits(
        reads_permille=0,
        leaves_permille=1000,
        leaves_after_seconds=60,
        returns_permille=1000,
        returns_after_seconds=60,
    )
    people(world, replace(NOBODY, customers=habits))
    (scan,) = world.scan("a" * 32)
    world.advance(by=HOUR)

    assert len(world.ledger.scans) > 3
    assert {one.external_userid for one in world.ledger.scans} == {scan.external_userid}


def test_staff_accept_note_tag_and_delete_when_they_are_sure_to() -> None:
    world = world_with_way(skip_verify=False)
    world.add_tag(world.corp(), "等级", "金卡")
    staff = StaffHabits(accepts_permille=1000, remarks_permille=1000, tags_permille=1000, deletes_permille=1000)
    people(world, replace(NOBODY, staff=staff))
    (scan,) = world.scan("a" * 32)
    world.advance(by=HOUR)
    relation = world.relation("chen_rui", scan.external_userid)
    noted = (relation.bond, relation.remark != "", [tag.name for tag in relation.tags])
    world.advance(by=1_000 * HOUR)

    assert noted == (Bond.FULL, True, ["金卡"])
    assert relation.bond is Bond.LEFT_BY_MEMBER


@pytest.mark.parametrize(("never", "confirmed"), [(0, True), (1000, False)])
def test_a_task_is_confirmed_after_dispatch_unless_its_member_never_does(never: int, *, confirmed: bool) -> None:
    world = world_with_way()
    (scan,) = world.scan("a" * 32)
    people(world, replace(NOBODY, staff=replace(NOBODY.staff, never_confirms_permille=never)))
    task = MemberTask("chen_rui", {scan.external_userid: Outcome(scan.external_userid)})
    send = GroupSend("msg1", "single", 0, NOON, NOON + 2, "会员日", (), "d", tasks={"chen_rui": task})
    world.corp().sends["msg1"] = send
    for watcher in world.watchers:
        watcher.tasked(world.corp(), send)
    world.advance(by=10 * HOUR)

    assert (task.send_time is not None) == confirmed
    assert len(world.ledger.received(scan.external_userid)) == int(confirmed)


def test_who_reads_and_answers_answers_what_reached_them() -> None:
    world = world_with_way()
    (scan,) = world.scan("a" * 32)
    habits = CustomerHabits(reads_permille=1000, answers_permille=1000, leaves_permille=0)
    people(world, replace(NOBODY, customers=habits))
    world.member_sends("chen_rui", [scan.external_userid], "在吗")
    world.advance(by=HOUR)

    assert [one.kind for one in world.ledger.received(scan.external_userid)] == ["group_send", "reply"]


def test_stopped_people_do_nothing_of_what_they_intended() -> None:
    world = world_with_way()
    crowd = people(world, Behaviour(arrivals=Arrivals(per_second=1.0)))
    world.advance(by=60)
    crowd.stop()
    before = (len(world.ledger.scans), len(world.ledger.receipts))
    world.advance(by=100 * HOUR)

    assert (len(world.ledger.scans), len(world.ledger.receipts)) == before


def test_a_new_rate_takes_effect_at_once() -> None:
    world = world_with_way()
    crowd = people(world, replace(NOBODY, arrivals=Arrivals(per_second=0.000_001)))
    crowd.change(replace(NOBODY, arrivals=Arrivals(per_second=5.0)))
    world.advance(by=60)

    assert 230 < crowd.scans < 370
