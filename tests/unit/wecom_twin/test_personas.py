"""The field's people: kinds that keep to themselves, hours that are kept, and runs that repeat exactly."""

import os
import subprocess
import sys
from collections import Counter
from dataclasses import replace

import pytest

from wecom_twin.brand.seeding import seed_brand
from wecom_twin.clock import Clock
from wecom_twin.people.cast import Cast
from wecom_twin.people.crowd import People
from wecom_twin.people.models import Arrivals, Behaviour, CustomerHabits, StaffHabits
from wecom_twin.people.personas import CUSTOMERS, FIELD, STAFF
from wecom_twin.people.rhythm import next_hour, within_hours
from wecom_twin.state.contacts import Bond, Customer
from wecom_twin.state.sends import GroupSend, MemberTask, Outcome
from wecom_twin.state.ways import ContactWay
from wecom_twin.world import World

NOON = 1_767_326_400.0
HOUR = 3_600.0
DAY = 86_400.0
STILL = Behaviour(
    arrivals=Arrivals(per_second=0),
    customers=CustomerHabits(reads_permille=0, leaves_permille=0),
    staff=StaffHabits(remarks_permille=0, tags_permille=0, deletes_permille=0, never_confirms_permille=0),
)

RUN = """
from unit.wecom_twin.test_personas import lively_week
print(lively_week(4).ledger.digest())
"""


def small_brand(seed: int = 4) -> World:
    world = World(clock=Clock.stepped(NOON), seed=seed)
    corp = seed_brand(world, seed=seed, shops=4, staff=20, customers=400)
    guides = [one.userid for one in corp.directory.members.values() if one.follow_user]
    corp.ways["w" * 32] = ContactWay("w" * 32, 2, 2, NOON, corp.app.agentid, skip_verify=False, user=guides)
    return world


def group_send(world: World, msgid: str) -> GroupSend:
    """Ask every guide to send to all friends, as add_msg_template does."""
    corp, now = world.corp(), world.now()
    tasks = {
        one.userid: MemberTask(one.userid, {name: Outcome(name) for name in one.relations})
        for one in corp.directory.members.values()
        if one.relations
    }
    send = GroupSend(msgid, "single", 0, now, now + 2, "会员日", (), msgid, call_id=1, tasks=tasks)
    corp.sends[msgid] = send
    for watcher in world.watchers:
        watcher.tasked(corp, send)
    return send


def lively_week(seed: int) -> World:
    world = small_brand(seed)
    people = People(world, world.corp(), replace(FIELD, arrivals=Arrivals(per_second=0.001)), seed=seed)
    people.start()
    for day in range(7):
        group_send(world, f"send{day}")
        world.advance(by=DAY)
    people.stop()
    return world


def test_a_run_repeats_to_the_last_entry_whatever_the_process_hashes_by() -> None:
    digests = [
        subprocess.run(
            [sys.executable, "-c", RUN],
            env={**os.environ, "PYTHONHASHSEED": hashing, "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for hashing in ("1", "2")
    ]

    assert digests[0] == digests[1]
    assert len(digests[0].strip()) == 64
    assert lively_week(5).ledger.digest() != lively_week(6).ledger.digest()


def test_a_lively_week_has_something_of_everything() -> None:
    world = lively_week(4)
    ledger = world.ledger

    own = [one for one in ledger.receipts if one.kind == "group_send" and not one.by_platform]
    assert {one.kind for one in ledger.receipts} == {"group_send", "reply", "moment", "chat"}
    assert own
    assert {one.outcome for one in ledger.scans} >= {"requested"}
    assert {bool(one.after) for one in ledger.purchases} == {True, False}
    assert all(one.amount_fen > 0 for one in ledger.purchases)


def test_every_person_keeps_a_part_and_the_parts_have_their_shares() -> None:
    cast = Cast(FIELD, seed=3)
    names = [f"wm{number}" for number in range(20_000)]
    kinds = {id(one.habits): key for key, one in CUSTOMERS.items()}
    found = Counter(kinds[id(cast.customer(Customer(name, ""), at=NOON))] for name in names)
    staff = {id(one.habits): key for key, one in STAFF.items()}
    guides = Counter(staff[id(cast.staff(name))] for name in names)

    assert {key: round(count / 20_000, 2) for key, count in found.items()} == pytest.approx(
        {"loyal": 0.15, "bargain": 0.30, "ordinary": 0.35, "dormant": 0.20}, abs=0.015
    )
    assert {key: round(count / 20_000, 2) for key, count in guides.items()} == pytest.approx(
        {"diligent": 0.3, "busy": 0.5, "absent": 0.2}, abs=0.015
    )
    assert cast.staff("a") is cast.staff("a")


def test_whoever_was_added_lately_is_new_until_a_month_has_gone() -> None:
    world = small_brand()
    customer = world.add_customer(world.corp(), "新客")
    world.relate(world.corp(), next(iter(world.corp().directory.members)), customer.external_userid)
    cast = Cast(FIELD, seed=3)

    assert cast.customer(customer, at=NOON + 29 * DAY) is CUSTOMERS["new"].habits
    assert cast.customer(customer, at=NOON + 31 * DAY) is not CUSTOMERS["new"].habits


def test_tasks_are_confirmed_in_bursts_when_the_shop_opens() -> None:
    world = small_brand()
    staff = replace(STILL.staff, looks_at_hours=(10.0,), confirms_after_seconds=60)
    People(world, world.corp(), replace(STILL, staff=staff)).start()
    send = group_send(world, "m")
    world.advance(by=3 * DAY)
    hours = {((one.send_time or 0) + 8 * 3_600) % DAY // 3_600 for one in send.tasks.values()}

    assert hours == {10}
    assert all(21 * HOUR < (one.send_time or 0) - NOON < 23 * HOUR for one in send.tasks.values())


def test_who_passes_a_task_over_confirms_late_and_who_always_does_never() -> None:
    times: dict[int, list[int]] = {}
    for passes_over in (0, 600, 1000):
        world = small_brand()
        staff = replace(STILL.staff, looks_at_hours=(10.0,), confirms_after_seconds=0, passes_over_permille=passes_over)
        People(world, world.corp(), replace(STILL, staff=staff)).start()
        send = group_send(world, "m")
        world.advance(by=40 * DAY)
        times[passes_over] = [one.send_time for one in send.tasks.values() if one.send_time is not None]

    assert len(set(times[0])) == 1
    assert len(set(times[600])) > 2
    assert times[1000] == []


def test_patience_ends_with_one_message_too_many_in_a_week() -> None:
    world = small_brand()
    habits = replace(STILL.customers, patience_per_week=2, annoyed_permille=1000, returns_permille=0)
    People(world, world.corp(), replace(STILL, customers=habits, staff=replace(STILL.staff, sends_per_day=0))).start()
    left: list[int] = []
    for number in range(3):
        group_send(world, f"m{number}")
        world.advance(by=DAY)
        relations = [one.relations[0] for one in world.corp().customers.values() if len(one.relations) == 1]
        left.append(sum(one.bond is Bond.FULL for one in relations))

    assert left[0] == left[1] > 300
    assert left[2] == 0


def test_the_silent_read_nothing_more() -> None:
    world = small_brand()
    habits = replace(STILL.customers, reads_permille=1000, answers_permille=1000, silences_permille=1000)
    People(world, world.corp(), replace(STILL, customers=habits)).start()
    replies: list[int] = []
    for number in range(2):
        group_send(world, f"m{number}")
        world.advance(by=2 * DAY)
        replies.append(sum(one.kind == "reply" for one in world.ledger.receipts))

    assert replies[0] > 300
    assert replies[1] == replies[0]


def test_who_is_moved_to_buy_is_on_the_ledger_with_what_moved_them() -> None:
    world = small_brand()
    habits = replace(STILL.customers, reads_permille=1000, answers_permille=0, buys_permille=1000)
    People(world, world.corp(), replace(STILL, customers=habits)).start()
    group_send(world, "m")
    world.advance(by=30 * DAY)

    assert {one.after for one in world.ledger.purchases} == {"m"}
    assert len(world.ledger.purchases) == len(world.ledger.receipts)


def test_members_who_write_unasked_do_so_in_working_hours_and_within_the_caps() -> None:
    world = small_brand()
    staff = replace(STILL.staff, sends_per_day=2.0, sends_to=3, works_hours=(10.0, 20.0))
    People(world, world.corp(), replace(STILL, staff=staff)).start()
    world.advance(by=10 * DAY)
    sends = [one for one in world.corp().sends.values() if one.create_type == 1]

    assert 300 < len(sends) < 520  # 400 expected of 20 guides, and six in headquarters have no customers
    assert all(10 <= (one.created_at + 8 * 3_600) % DAY / 3_600 < 20 for one in sends)
    assert sum(len(times) for times in world.corp().received_sends.values()) == len(world.ledger.receipts)


@pytest.mark.parametrize(("hour", "expected"), [(9.0, 10.0), (10.0, 14.0), (20.0, 34.0), (23.5, 34.0)])
def test_the_next_hour_is_of_the_beijing_day(hour: float, expected: float) -> None:
    midnight = NOON - 12 * HOUR

    assert next_hour(midnight + hour * HOUR, (14.0, 10.0)) == midnight + expected * HOUR
    assert within_hours(midnight + 12 * HOUR, (9.0, 22.0)) == midnight + 12 * HOUR
    assert within_hours(midnight + 22 * HOUR, (9.0, 22.0)) == midnight + 33 * HOUR
