"""People under moments and in groups, made certain or impossible by their numbers."""

from dataclasses import replace

import pytest

from wecom_twin.clock import Clock
from wecom_twin.people.crowd import People
from wecom_twin.people.models import Arrivals, Behaviour, CustomerHabits, StaffHabits
from wecom_twin.state.groups import BY_SCAN
from wecom_twin.state.moments import BY_CORP, PUBLISHED, UNPUBLISHED, Moment, MomentTask
from wecom_twin.state.ways import JoinWay
from wecom_twin.world import World

NOON = 1_767_326_400.0
HOUR = 3_600.0
DAY = 86_400.0
QUIET = Behaviour(
    arrivals=Arrivals(per_second=0),
    customers=CustomerHabits(reads_permille=0, leaves_permille=0, likes_permille=0, comments_permille=0),
    staff=StaffHabits(remarks_permille=0, tags_permille=0, deletes_permille=0, never_confirms_permille=0),
)
ALL_NIGHT = (0.0, 24.0)


def small_world() -> tuple[World, list[str]]:
    """chen_rui with three customers."""
    world = World(clock=Clock.stepped(NOON), seed=3)
    corp = world.add_corp()
    world.add_app(corp)
    world.add_member(corp, "chen_rui", "陈睿")
    names = [world.add_customer(corp, name).external_userid for name in ("刘颖", "吴芳", "郑爽")]
    for one in names:
        world.relate(corp, "chen_rui", one)
    return world, names


def live(world: World, *, customers: CustomerHabits = QUIET.customers, staff: StaffHabits = QUIET.staff) -> People:
    people = People(world, world.corp(), replace(QUIET, customers=customers, staff=staff), seed=9)
    people.start()
    return people


def ask_for_moment(world: World, audience: list[str]) -> tuple[Moment, MomentTask]:
    """Ask chen_rui to publish, as add_moment_task does."""
    task = MomentTask("chen_rui", tuple(audience))
    moment = Moment("mom1", BY_CORP, NOON, NOON + 60, {}, "新品", "d", tasks={"chen_rui": task})
    world.corp().moments["mom1"] = moment
    for watcher in world.watchers:
        watcher.moment_tasked(world.corp(), moment)
    return moment, task


@pytest.mark.parametrize(("never", "status"), [(0, PUBLISHED), (1000, UNPUBLISHED)])
def test_a_moment_is_published_after_dispatch_unless_its_member_never_does(never: int, status: int) -> None:
    world, names = small_world()
    live(world, staff=replace(QUIET.staff, never_confirms_permille=never))
    _, task = ask_for_moment(world, names)
    world.advance(by=59)
    early = task.status
    world.advance(by=10 * HOUR)

    assert (early, task.status) == (UNPUBLISHED, status)
    assert task.reached == (names if status == PUBLISHED else [])


def test_who_likes_and_comments_does_so_once_each_after_the_moment_stood_there() -> None:
    world, names = small_world()
    live(world, customers=replace(QUIET.customers, likes_permille=1000, comments_permille=1000))
    _, task = ask_for_moment(world, names[:2])
    world.advance(by=10 * DAY)

    assert sorted(one.external_userid for one in task.likes) == sorted(names[:2])
    assert sorted(one.external_userid for one in task.comments) == sorted(names[:2])
    assert all(one.at > NOON + 60 for one in (*task.likes, *task.comments))


def test_nobody_reacts_to_what_is_gone_or_after_they_were_stopped() -> None:
    def reactions(*, deleted: bool, stopped: bool) -> int:
        world, names = small_world()
        people = live(world, customers=replace(QUIET.customers, likes_permille=1000))
        moment = world.publish_moment("chen_rui", "早安", external_userids=names)
        moment.deleted = deleted
        if stopped:
            people.stop()
        world.advance(by=10 * DAY)
        return len(moment.tasks["chen_rui"].likes)

    assert reactions(deleted=False, stopped=False) == 3
    assert reactions(deleted=True, stopped=False) == 0
    assert reactions(deleted=False, stopped=True) == 0


def test_members_publish_moments_of_their_own_to_all_their_customers() -> None:
    world, names = small_world()
    live(world, staff=replace(QUIET.staff, moments_per_day=1.0, own_texts=("早安",)))
    world.advance(by=3 * DAY)

    published = list(world.corp().moments.values())
    assert published
    assert {(one.creator, one.text, one.tasks["chen_rui"].audience) for one in published} == {
        ("chen_rui", "早安", tuple(names))
    }


def test_customers_join_by_the_code_that_leads_there_talk_and_leave() -> None:
    world, names = small_world()
    group = world.add_group(world.corp(), "chen_rui", "茶友群")
    world.corp().join_ways["j"] = JoinWay("j", 1_000_002, chat_ids=[group.chat_id], state="海报")
    lively = live(world, customers=replace(QUIET.customers, joins_per_month=300.0, group_words_per_month=300.0))
    world.advance(by=5 * DAY)
    lively.stop()
    inside = [one for one in group.face.participants.values() if one.id != "chen_rui"]
    spoke = {one.external_userid for one in world.ledger.receipts if one.kind == "chat"}
    live(world, customers=replace(QUIET.customers, quits_groups_per_month=300.0))
    world.advance(by=5 * DAY)

    assert sorted(one.id for one in inside) == sorted(names)
    assert {(one.state, one.join_scene) for one in inside} == {("海报", BY_SCAN)}
    assert spoke == set(names)
    assert list(group.face.participants) == ["chen_rui"]


def test_only_the_owner_talks_for_the_corp_and_only_while_they_work() -> None:
    def talkers(hours: tuple[float, float]) -> set[str]:
        world, names = small_world()
        world.add_member(world.corp(), "li_na", "李娜")
        world.add_group(world.corp(), "chen_rui", "茶友群", userids=["li_na"], external_userids=names)
        live(world, staff=replace(QUIET.staff, group_words_per_day=20.0, works_hours=hours))
        world.advance(by=6 * HOUR)
        return {one.userid for one in world.ledger.receipts if one.kind == "chat"}

    assert talkers(ALL_NIGHT) == {"chen_rui"}
    assert talkers((3.0, 4.0)) == set()


def test_nothing_happens_in_a_dissolved_group() -> None:
    world, names = small_world()
    group = world.add_group(world.corp(), "chen_rui", "茶友群", external_userids=names[:2])
    world.dismiss_group(group.chat_id)
    live(
        world,
        customers=replace(
            QUIET.customers, joins_per_month=300.0, group_words_per_month=300.0, quits_groups_per_month=300.0
        ),
        staff=replace(QUIET.staff, group_words_per_day=20.0),
    )
    world.advance(by=5 * DAY)

    assert list(group.face.participants) == ["chen_rui", *names[:2]]
    assert world.ledger.receipts == []
