from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from doubles.acquisition import CodeBook, ContactWayDesk, answer_lost
from integration.acquisition.conftest import Shop
from lingqu.acquisition import jobs
from lingqu.acquisition.api import channels
from lingqu.acquisition.contracts import JOB_CARRY, JOB_EXPIRE, Channel, ChannelDraft, ChannelStatus
from lingqu.acquisition.errors import ChannelArchivedError, ChannelNotFoundError, NotCarriedError, UnknownTagError
from lingqu.gateway.codes import read_picture
from lingqu.infra import jobs as job_log
from lingqu.infra.work import Batch
from lingqu.kernel.ids import ChannelId, TagId
from lingqu.kernel.outside import MisconfiguredError, RefusedError, TryLaterError

if TYPE_CHECKING:
    from datetime import datetime

    from lingqu.infra.clocks import SteppedClock
    from lingqu.infra.database import Database


class Operator:
    """Somebody at the admin, and a worker that does what falls due."""

    def __init__(self, database: Database, shop: Shop, desk: ContactWayDesk) -> None:
        self.database = database
        self.shop = shop
        self.desk = desk
        self.codes = CodeBook()
        self.kinds = {kind.name: kind for kind in jobs.kinds(desk, self.codes)}

    async def create(self, draft: ChannelDraft | None = None) -> Channel:
        async with self.database.unit(self.shop.corp_id, actor="account:1") as unit:
            return await channels.create_channel(unit, draft or self.shop.draft)

    async def revise(self, channel: Channel, draft: ChannelDraft) -> Channel:
        async with self.database.unit(self.shop.corp_id, actor="account:1") as unit:
            return await channels.revise_channel(unit, channel.channel_id, draft)

    async def archive(self, channel: Channel) -> Channel:
        async with self.database.unit(self.shop.corp_id, actor="account:1") as unit:
            return await channels.archive_channel(unit, channel.channel_id)

    async def get(self, channel: Channel) -> Channel:
        async with self.database.read(self.shop.corp_id) as session:
            return await channels.get_channel(session, channel.channel_id)

    async def work(self) -> None:
        """Do every job of acquisition that is due, once."""
        async with self.database.unit(self.shop.corp_id) as unit:
            rows = await unit.fetch(
                """
                SELECT j.job_id FROM job j JOIN job_queue q ON q.corp_id = j.corp_id AND q.id = j.job_id
                WHERE j.corp_id = lingqu_corp() AND q.due <= %s AND j.kind = ANY(%s)
                """,
                (unit.at, list(self.kinds)),
            )
            due = await job_log.load(unit.connection, [row["job_id"] for row in rows])
        for name, kind in self.kinds.items():
            same = [job for job in due if job.kind == name]
            if same:
                await kind.handler(Batch(self.database, self.shop.corp_id, same))

    async def waiting(self) -> list[tuple[str, datetime]]:
        async with self.database.read(self.shop.corp_id) as session:
            rows = await session.fetch(
                """
                SELECT j.kind, q.due FROM job j JOIN job_queue q ON q.corp_id = j.corp_id AND q.id = j.job_id
                WHERE j.corp_id = lingqu_corp() AND j.kind LIKE 'acquisition.%' ORDER BY q.due
                """
            )
        return [(row["kind"], row["due"]) for row in rows]


@pytest.fixture
def operator(database: Database, shop: Shop, clock: SteppedClock) -> Operator:
    return Operator(database, shop, ContactWayDesk(clock))


async def test_a_new_channel_is_carried_and_goes_live(operator: Operator) -> None:
    made = await operator.create()
    await operator.work()
    live = await operator.get(made)

    assert (made.status, live.status) == (ChannelStatus.PREPARING, ChannelStatus.LIVE)
    assert (live.config_id, live.qr_url) == ("config1", "https://wework.example/qr/config1")
    way = operator.desk.ways["config1"]
    assert (way.state, way.remark, way.user) == (live.state, "门店海报", ("chen_rui", "li_na"))


async def test_the_code_can_be_printed_once_it_is_carried(operator: Operator, database: Database) -> None:
    made = await operator.create()
    async with database.read(operator.shop.corp_id) as session:
        with pytest.raises(NotCarriedError):
            await channels.draw_code(session, made.channel_id, pixels=None)
    await operator.work()

    await operator.work()

    async with database.read(operator.shop.corp_id) as session:
        svg = await channels.draw_code(session, made.channel_id, pixels=None)
        png = await channels.draw_code(session, made.channel_id, pixels=600)

    assert svg.startswith(b"<svg")
    assert png.startswith(b"\x89PNG")


async def test_a_code_is_drawn_from_what_wecoms_picture_says(operator: Operator, database: Database) -> None:
    picture = "https://wework.example/qr/config1"
    operator.codes.links[picture] = "https://work.weixin.qq.com/u/vc1?v=4.1"
    made = await operator.create()
    for _ in range(2):
        await operator.work()

    async with database.read(operator.shop.corp_id) as session:
        png = await channels.draw_code(session, made.channel_id, pixels=300)
        svg = await channels.draw_code(session, made.channel_id, pixels=None)

    assert operator.codes.asked == [picture]
    assert read_picture(png) == "https://work.weixin.qq.com/u/vc1?v=4.1"
    assert svg.startswith(b"<svg")


async def test_a_picture_that_says_nothing_is_led_to(operator: Operator, database: Database) -> None:
    made = await operator.create()
    for _ in range(2):
        await operator.work()

    async with database.read(operator.shop.corp_id) as session:
        png = await channels.draw_code(session, made.channel_id, pixels=300)

    assert read_picture(png) == "https://wework.example/qr/config1"


async def test_a_change_of_members_reaches_the_printed_code(operator: Operator) -> None:
    channel = await operator.create()
    await operator.work()

    await operator.revise(channel, replace(operator.shop.draft, staff_ids=(operator.shop.night,)))
    await operator.work()

    assert operator.desk.ways["config1"].user == ("night_desk",)
    assert operator.desk.calls == ["add", "update"]


async def test_a_lost_answer_does_not_make_a_second_code(operator: Operator, clock: SteppedClock) -> None:
    operator.desk.after.append(answer_lost)
    channel = await operator.create()

    await operator.work()
    between = await operator.get(channel)
    clock.advance(timedelta(seconds=10))
    await operator.work()

    assert (between.status, between.config_id) == (ChannelStatus.PREPARING, None)
    assert (await operator.get(channel)).config_id == "config1"
    assert len(operator.desk.ways) == 1


async def test_a_worker_killed_before_it_wrote_the_answer_does_not_make_a_second_code(
    operator: Operator, clock: SteppedClock
) -> None:
    class Killed(BaseException):
        """A kill: nothing catches it."""

    def kill() -> Killed:
        return Killed()

    operator.desk.after.append(kill)  # pyright: ignore[reportArgumentType] - a kill is no outside error
    channel = await operator.create()
    with pytest.raises(Killed):
        await operator.work()
    clock.advance(timedelta(minutes=1))

    await operator.work()

    assert (await operator.get(channel)).config_id == "config1"
    assert len(operator.desk.ways) == 1


async def test_what_was_lost_before_it_was_made_is_made_later(operator: Operator, clock: SteppedClock) -> None:
    operator.desk.before.append(answer_lost)
    channel = await operator.create()

    await operator.work()
    clock.advance(timedelta(seconds=10))
    await operator.work()

    assert operator.desk.calls == ["add", "find", "add"]
    assert (await operator.get(channel)).status is ChannelStatus.LIVE


async def test_a_busy_wecom_is_asked_again_when_it_said(operator: Operator, clock: SteppedClock) -> None:
    operator.desk.before.append(lambda: TryLaterError("busy", api="add_contact_way", after=timedelta(minutes=1)))
    channel = await operator.create()
    await operator.work()

    assert await operator.waiting() == [(JOB_CARRY, clock.now() + timedelta(minutes=1))]
    clock.advance(timedelta(minutes=1))
    await operator.work()
    assert (await operator.get(channel)).status is ChannelStatus.LIVE


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (RefusedError("not activated", api="add_contact_way", errcode=41054), "errcode_41054"),
        (MisconfiguredError("ip", api="add_contact_way", errcode=60020), "errcode_60020"),
    ],
)
async def test_a_refusal_is_shown_and_a_revision_tries_again(
    operator: Operator, error: RefusedError | MisconfiguredError, reason: str
) -> None:
    operator.desk.before.append(lambda: error)
    channel = await operator.create()
    await operator.work()
    failed = await operator.get(channel)

    await operator.revise(channel, operator.shop.draft)
    await operator.work()

    assert (failed.status, failed.status_reason) == (ChannelStatus.FAILED, reason)
    mended = await operator.get(channel)
    assert (mended.status, mended.status_reason) == (ChannelStatus.LIVE, None)


async def test_a_code_deleted_behind_our_back_is_made_anew(operator: Operator) -> None:
    channel = await operator.create()
    await operator.work()
    operator.desk.ways.clear()

    await operator.revise(channel, operator.shop.draft)
    await operator.work()
    await operator.work()

    mended = await operator.get(channel)
    assert (mended.status, mended.config_id) == (ChannelStatus.LIVE, "config2")


async def test_at_its_expiry_the_fall_back_staff_answer(operator: Operator, clock: SteppedClock) -> None:
    draft = replace(
        operator.shop.draft,
        expires_at=clock.now() + timedelta(days=7),
        fallback_staff_ids=(operator.shop.night,),
    )
    channel = await operator.create(draft)
    await operator.work()
    assert (JOB_EXPIRE, clock.now() + timedelta(days=7)) in await operator.waiting()

    clock.advance(timedelta(days=7))
    await operator.work()
    await operator.work()

    assert (await operator.get(channel)).status is ChannelStatus.EXPIRED
    assert operator.desk.ways["config1"].user == ("night_desk",)


async def test_an_expiry_put_off_does_not_strike_at_the_old_instant(operator: Operator, clock: SteppedClock) -> None:
    draft = replace(
        operator.shop.draft, expires_at=clock.now() + timedelta(days=7), fallback_staff_ids=(operator.shop.night,)
    )
    channel = await operator.create(draft)
    await operator.work()

    await operator.revise(channel, replace(draft, expires_at=clock.now() + timedelta(days=30)))
    clock.advance(timedelta(days=7))
    await operator.work()
    still = await operator.get(channel)
    clock.advance(timedelta(days=23))
    await operator.work()

    assert still.status is ChannelStatus.LIVE
    assert (await operator.get(channel)).status is ChannelStatus.EXPIRED


async def test_an_expired_channel_given_more_time_is_answered_by_its_staff_again(
    operator: Operator, clock: SteppedClock
) -> None:
    draft = replace(
        operator.shop.draft, expires_at=clock.now() + timedelta(days=7), fallback_staff_ids=(operator.shop.night,)
    )
    channel = await operator.create(draft)
    clock.advance(timedelta(days=7))
    for _ in range(3):
        await operator.work()

    await operator.revise(channel, replace(draft, expires_at=clock.now() + timedelta(days=7)))
    await operator.work()

    assert (await operator.get(channel)).status is ChannelStatus.LIVE
    assert operator.desk.ways["config1"].user == ("chen_rui", "li_na")


async def test_an_archived_code_in_print_is_answered_by_the_fall_back_staff(operator: Operator) -> None:
    channel = await operator.create(replace(operator.shop.draft, fallback_staff_ids=(operator.shop.night,)))
    await operator.work()

    await operator.archive(channel)
    await operator.work()

    archived = await operator.get(channel)
    assert (archived.status, archived.config_id) == (ChannelStatus.ARCHIVED, "config1")
    assert operator.desk.ways["config1"].user == ("night_desk",)


async def test_an_archived_code_without_fall_back_staff_dies(operator: Operator) -> None:
    channel = await operator.create()
    await operator.work()

    await operator.archive(channel)
    await operator.work()

    archived = await operator.get(channel)
    assert (archived.status, archived.config_id, archived.qr_url) == (ChannelStatus.ARCHIVED, None, None)
    assert operator.desk.ways == {}


async def test_an_archived_channel_is_not_revised(operator: Operator) -> None:
    channel = await operator.create()
    await operator.archive(channel)

    with pytest.raises(ChannelArchivedError):
        await operator.revise(channel, operator.shop.draft)
    with pytest.raises(ChannelArchivedError):
        await operator.archive(channel)


async def test_a_draft_is_checked_against_the_directory_and_the_tags(operator: Operator) -> None:
    with pytest.raises(UnknownTagError):
        await operator.create(replace(operator.shop.draft, tag_ids=(TagId(99),)))

    assert await operator.waiting() == []


async def test_states_resolve_to_channels(operator: Operator, database: Database) -> None:
    channel = await operator.create()

    async with database.read(operator.shop.corp_id) as session:
        assert await channels.resolve_channels(session, [channel.state, "strange"]) == {
            channel.state: channel.channel_id
        }


async def test_channels_are_listed_page_by_page_archived_ones_apart(operator: Operator, database: Database) -> None:
    made = [await operator.create(replace(operator.shop.draft, name=f"渠道{number}")) for number in range(3)]
    await operator.archive(made[0])

    async with database.read(operator.shop.corp_id) as session:
        first = await channels.list_channels(session, limit=1)
        second = await channels.list_channels(session, limit=1, cursor=first.next_cursor)
        retired = await channels.list_channels(session, archived=True)

    assert [one.name for one in (*first.items, *second.items)] == ["渠道2", "渠道1"]
    assert second.next_cursor is None
    assert [one.name for one in retired.items] == ["渠道0"]


async def test_another_corp_does_not_see_a_channel(operator: Operator, database: Database, other_corp_id: int) -> None:
    channel = await operator.create()

    async with database.read(other_corp_id) as session:  # pyright: ignore[reportArgumentType] - a fixture's number
        with pytest.raises(ChannelNotFoundError):
            await channels.get_channel(session, ChannelId(channel.channel_id))
