from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lingqu.acquisition.contracts import ChannelStatus, ContactWay
from lingqu.acquisition.domain.carriage import (
    Add,
    Delete,
    Nothing,
    Update,
    is_due_to_expire,
    next_step,
    state_of,
    status_when_carried,
    status_when_revised,
)
from lingqu.kernel.ids import DepartmentId, StaffId, Userid
from unit.acquisition.specimens import CHANNEL, NOON

USERIDS = {StaffId(1): Userid("chen_rui"), StaffId(2): Userid("li_na"), StaffId(3): Userid("night_desk")}
WAY = ContactWay(
    state="lq10",
    remark="门店海报",
    skip_verify=True,
    user=(Userid("chen_rui"), Userid("li_na")),
    party=(DepartmentId(7),),
)
FALLBACK = replace(WAY, user=(Userid("night_desk"),), party=())
FRESH = replace(CHANNEL, status=ChannelStatus.PREPARING, config_id=None, qr_url=None, asked_at=None)


@given(st.integers(0, 2**31 - 1))
def test_a_state_fits_wecoms_30_characters_and_reads_back(channel_id: int) -> None:
    state = state_of(channel_id)

    assert len(state) <= 30
    assert int(state.removeprefix("lq"), 36) == channel_id


def test_a_new_channel_is_asked_for() -> None:
    assert next_step(FRESH, USERIDS) == Add(WAY, again=False)


def test_a_channel_asked_for_before_is_looked_for_first() -> None:
    assert next_step(replace(FRESH, asked_at=NOON), USERIDS) == Add(WAY, again=True)


def test_a_carried_channel_is_brought_up_to_date() -> None:
    assert next_step(CHANNEL, USERIDS) == Update("c0ffee", WAY)


def test_a_member_who_left_drops_out() -> None:
    step = next_step(CHANNEL, {StaffId(2): Userid("li_na")})

    assert step == Update("c0ffee", replace(WAY, user=(Userid("li_na"),)))


@pytest.mark.parametrize("status", [ChannelStatus.EXPIRED, ChannelStatus.ARCHIVED])
def test_a_retired_channel_is_answered_by_its_fall_back_staff(status: ChannelStatus) -> None:
    retired = replace(CHANNEL, status=status, fallback_staff_ids=(StaffId(3),))

    assert next_step(retired, USERIDS) == Update("c0ffee", FALLBACK)


def test_an_archived_channel_without_fall_back_staff_is_deleted() -> None:
    assert next_step(replace(CHANNEL, status=ChannelStatus.ARCHIVED), USERIDS) == Delete("c0ffee")


def test_an_archived_channel_that_was_never_carried_needs_nothing() -> None:
    assert next_step(replace(FRESH, status=ChannelStatus.ARCHIVED), USERIDS) == Nothing()


def test_a_channel_whose_members_all_left_is_not_asked_for() -> None:
    assert next_step(replace(FRESH, department_ids=()), {}) == Nothing()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (ChannelStatus.PREPARING, ChannelStatus.LIVE),
        (ChannelStatus.FAILED, ChannelStatus.LIVE),
        (ChannelStatus.LIVE, ChannelStatus.LIVE),
        (ChannelStatus.EXPIRED, ChannelStatus.EXPIRED),
        (ChannelStatus.ARCHIVED, ChannelStatus.ARCHIVED),
    ],
)
def test_being_carried_makes_a_channel_live_unless_it_is_retired(before: ChannelStatus, after: ChannelStatus) -> None:
    assert status_when_carried(replace(CHANNEL, status=before)) is after


def test_an_expired_channel_given_more_time_lives_again() -> None:
    expired = replace(CHANNEL, status=ChannelStatus.EXPIRED, expires_at=NOON)

    status = status_when_revised(expired, expires_at=NOON + timedelta(days=1), at=NOON + timedelta(hours=1))

    assert status is ChannelStatus.LIVE


def test_a_channel_not_carried_yet_goes_on_being_prepared() -> None:
    assert status_when_revised(FRESH, expires_at=None, at=NOON) is ChannelStatus.PREPARING


@pytest.mark.parametrize(
    ("status", "due"),
    [
        (ChannelStatus.LIVE, True),
        (ChannelStatus.PREPARING, True),
        (ChannelStatus.FAILED, True),
        (ChannelStatus.EXPIRED, False),
        (ChannelStatus.ARCHIVED, False),
    ],
)
def test_a_channel_expires_once(status: ChannelStatus, due: bool) -> None:  # noqa: FBT001 - a column
    channel = replace(CHANNEL, status=status, expires_at=NOON)

    assert is_due_to_expire(channel, at=NOON) is due
    assert not is_due_to_expire(channel, at=NOON - timedelta(seconds=1))
