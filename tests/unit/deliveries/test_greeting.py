from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lingqu.deliveries.contracts import Content, DeliveryState, GreetingPlan, Message, Reason
from lingqu.deliveries.domain.greeting import (
    LOST_ANSWER_PAUSE,
    SHORTEST_PAUSE,
    Again,
    Settled,
    judge_greeting,
    open_greeting,
)
from lingqu.deliveries.domain.keys import welcome_key
from lingqu.deliveries.domain.states import is_final
from lingqu.kernel.ids import CustomerId, StaffId
from lingqu.kernel.outside import AnswerLostError, MisconfiguredError, OutsideError, RefusedError, TryLaterError

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
DEADLINE = NOON + timedelta(seconds=20)
API = "send_welcome_msg"
PLAN = GreetingPlan(
    customer_id=CustomerId(1),
    staff_id=StaffId(1),
    channel_id=None,
    welcome_code="CODE",
    event_at=NOON,
    choice=Message(content=Content("你好", ())),
)
LOST = AnswerLostError("", api=API)


def refused(errcode: int) -> RefusedError:
    return RefusedError("", api=API, errcode=errcode)


def later(seconds: float, errcode: int | None = None) -> TryLaterError:
    return TryLaterError("", api=API, after=timedelta(seconds=seconds), errcode=errcode)


def judge(error: OutsideError | None, *, maybe_sent: bool = False, at: datetime = NOON) -> Settled | Again:
    return judge_greeting(error, maybe_sent=maybe_sent, at=at, deadline=DEADLINE)


@pytest.mark.parametrize(
    ("seconds", "opened"),
    [
        (0, Settled(DeliveryState.CLAIMED)),
        (19.999, Settled(DeliveryState.CLAIMED)),
        (20, Settled(DeliveryState.EXPIRED, Reason.TOO_LATE)),
    ],
)
def test_a_greeting_is_claimed_exactly_within_20_seconds_of_its_event(seconds: float, opened: Settled) -> None:
    assert open_greeting(PLAN, at=NOON + timedelta(seconds=seconds)) == opened


def test_a_greeting_without_words_is_skipped_with_its_reason() -> None:
    silent = replace(PLAN, choice=Reason.NO_WELCOME)

    assert open_greeting(silent, at=NOON) == Settled(DeliveryState.SKIPPED, Reason.NO_WELCOME)


@pytest.mark.parametrize("maybe_sent", [False, True])
def test_an_accepted_greeting_is_delivered(*, maybe_sent: bool) -> None:
    assert judge(None, maybe_sent=maybe_sent) == Settled(DeliveryState.DELIVERED)


@pytest.mark.parametrize("maybe_sent", [False, True])
def test_41051_is_settled_by_whom_unknown(*, maybe_sent: bool) -> None:
    assert judge(refused(41051), maybe_sent=maybe_sent) == Settled(DeliveryState.FAILED, Reason.ALREADY_GREETED)


@pytest.mark.parametrize(
    ("maybe_sent", "at", "end"),
    [
        (False, NOON, Settled(DeliveryState.EXPIRED, Reason.CODE_SPENT)),
        (False, DEADLINE, Settled(DeliveryState.EXPIRED, Reason.TOO_LATE)),
        (True, NOON, Settled(DeliveryState.UNKNOWN, Reason.LOST_ANSWER)),
    ],
)
def test_41050_is_spent_or_late_and_on_a_repeat_unknown(*, maybe_sent: bool, at: datetime, end: Settled) -> None:
    assert judge(refused(41050), maybe_sent=maybe_sent, at=at) == end


@pytest.mark.parametrize(
    ("error", "pause"),
    [
        (LOST, LOST_ANSWER_PAUSE),
        (refused(41096), SHORTEST_PAUSE),
        (later(0.01), SHORTEST_PAUSE),
        (later(2), timedelta(seconds=2)),
    ],
)
def test_what_may_still_pass_is_tried_again(error: OutsideError, pause: timedelta) -> None:
    assert judge(error) == Again(pause)


def test_a_pause_past_the_deadline_gives_up_at_once() -> None:
    assert judge(later(20)) == Settled(DeliveryState.EXPIRED, Reason.TOO_LATE)
    assert judge(later(20), maybe_sent=True) == Settled(DeliveryState.UNKNOWN, Reason.LOST_ANSWER)
    assert judge(LOST, at=DEADLINE) == Settled(DeliveryState.UNKNOWN, Reason.LOST_ANSWER)


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (refused(41053), Reason.ARCHIVE_NOT_AGREED),
        (refused(40007), Reason.MEDIA_REFUSED),
        (refused(41064), Reason.MEDIA_REFUSED),
        (refused(40058), Reason.REFUSED),
        (MisconfiguredError("", api=API, errcode=60020), Reason.MISCONFIGURED),
    ],
)
def test_a_refusal_fails_with_its_reason_unless_an_earlier_try_may_have_passed(
    error: OutsideError, reason: Reason
) -> None:
    assert judge(error) == Settled(DeliveryState.FAILED, reason)
    assert judge(error, maybe_sent=True) == Settled(DeliveryState.UNKNOWN, Reason.LOST_ANSWER)


ERRORS = st.one_of(
    st.none(),
    st.just(LOST),
    st.sampled_from([40007, 40058, 41050, 41051, 41053, 41064, 41096, 99999]).map(refused),
    st.floats(0, 100).map(later),
    st.just(MisconfiguredError("", api=API, errcode=48002)),
)


@given(errors=st.lists(ERRORS, min_size=1), repeat=st.booleans(), latency=st.floats(0, 5))
def test_every_sequence_of_answers_ends_in_a_final_state_and_never_denies_what_may_have_been_sent(
    errors: list[OutsideError | None], *, repeat: bool, latency: float
) -> None:
    at, maybe_sent, end = NOON, repeat, None
    for error in [*errors, *[LOST] * 300]:
        at += timedelta(seconds=latency)
        verdict = judge_greeting(error, maybe_sent=maybe_sent, at=at, deadline=DEADLINE)
        if isinstance(verdict, Settled):
            end = verdict
            break
        assert at + verdict.after < DEADLINE
        maybe_sent = maybe_sent or error is LOST
        at += verdict.after

    assert end is not None
    assert is_final(end.state)
    lost = maybe_sent or error is LOST
    if end.state is not DeliveryState.DELIVERED and end.reason is not Reason.ALREADY_GREETED:
        assert (end.reason is Reason.LOST_ANSWER) == lost


def test_a_key_tells_codes_apart_and_does_not_show_them() -> None:
    assert welcome_key("CODE") == "welcome:07a9d7b4a9a23915a61bc89b"
    assert welcome_key("CODE") != welcome_key("code")
