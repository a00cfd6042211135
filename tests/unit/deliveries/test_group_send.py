from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lingqu.deliveries.contracts import (
    ChatType,
    Content,
    DeliveryState,
    Image,
    Link,
    ListedGroupSend,
    Miniprogram,
    Reason,
    SendResult,
)
from lingqu.deliveries.domain.group_send import (
    LAST_RESULTS_WITHIN,
    Closing,
    Finding,
    Match,
    Settlement,
    View,
    after_call,
    chunks,
    find_call,
    fingerprint,
    next_poll,
    parts,
    refusal,
    settle_recipient,
    shape_of,
    shape_of_listed,
)
from lingqu.deliveries.domain.states import GroupSendState
from lingqu.kernel.ids import ChatId, ExternalUserid, Userid

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
CHEN = Userid("chen_rui")
ANNA = ExternalUserid("wm1")
CONTENT = Content(
    "周末会员日",
    (Image("a.png"), Link("会员中心", "https://a/", "点此", None), Miniprogram("券", "wx1", "p.html", "b.png")),
)
LISTED = ListedGroupSend(
    msgid="msg1",
    created_at=NOON,
    text="周末会员日",
    attachments=(
        {"msgtype": "image", "image": {"media_id": "M1"}},
        {"msgtype": "link", "link": {"title": "会员中心", "url": "https://a/", "picurl": "", "desc": "点此"}},
        {"msgtype": "miniprogram", "miniprogram": {"title": "券", "appid": "wx1", "page": "p.html"}},
    ),
)
VIEW = View(
    chat_type=ChatType.SINGLE,
    at=NOON,
    closes_at=NOON + timedelta(days=3),
    closing=None,
    stopped_at=None,
    sent_at=None,
    results={},
)


def test_what_we_ask_is_recognised_in_what_wecom_lists() -> None:
    assert shape_of_listed(LISTED) == shape_of(CONTENT)


@pytest.mark.parametrize("image", [{"media_id": "M2"}, {"pic_url": "https://wework.example/x"}, {}])
def test_a_picture_is_recognised_by_whatever_handle_it_comes_back(image: dict[str, str]) -> None:
    listed = replace(LISTED, attachments=({"msgtype": "image", "image": image}, *LISTED.attachments[1:]))

    assert shape_of_listed(listed) == shape_of(CONTENT)


@pytest.mark.parametrize(
    "other",
    [
        replace(LISTED, text="周末会员日!"),
        replace(LISTED, attachments=LISTED.attachments[:2]),
        replace(LISTED, attachments=tuple(reversed(LISTED.attachments))),
        replace(LISTED, attachments=({"msgtype": "file", "file": {"media_id": "M1"}}, *LISTED.attachments[1:])),
    ],
)
def test_another_content_is_not_taken_for_ours(other: ListedGroupSend) -> None:
    assert shape_of_listed(other) != shape_of(CONTENT)


def test_a_fingerprint_knows_sender_and_content_and_no_case_of_userids() -> None:
    assert fingerprint(ChatType.SINGLE, CHEN, CONTENT) == fingerprint(ChatType.SINGLE, Userid("Chen_Rui"), CONTENT)
    assert fingerprint(ChatType.SINGLE, CHEN, CONTENT) != fingerprint(ChatType.SINGLE, Userid("li_na"), CONTENT)
    assert fingerprint(ChatType.SINGLE, CHEN, CONTENT) != fingerprint(ChatType.SINGLE, CHEN, Content("周末会员日", ()))
    assert fingerprint(ChatType.SINGLE, CHEN, CONTENT) != fingerprint(ChatType.GROUP, CHEN, CONTENT)


@pytest.mark.parametrize(
    ("senders_of", "finding"),
    [
        ({}, Finding(Match.NOT_MADE, ())),
        ({"m1": {"li_na"}}, Finding(Match.NOT_MADE, ())),
        ({"m1": {"chen_rui", "li_na"}}, Finding(Match.NOT_MADE, ())),
        ({"m1": {"Chen_Rui"}, "m2": {"li_na"}}, Finding(Match.MADE, ("m1",))),
        ({"m2": {"chen_rui"}, "m1": {"chen_rui"}}, Finding(Match.AMBIGUOUS, ("m1", "m2"))),
    ],
)
def test_a_lost_call_is_the_one_new_task_of_its_sender(senders_of: dict[str, set[Userid]], finding: Finding) -> None:
    assert find_call(CHEN, senders_of) == finding


@pytest.mark.parametrize(
    ("status", "end"),
    [
        (0, None),
        (1, Settlement(DeliveryState.DELIVERED)),
        (2, Settlement(DeliveryState.FAILED, Reason.NOT_FRIEND)),
        (3, Settlement(DeliveryState.FAILED, Reason.OVER_CAP)),
        (9, None),
    ],
)
def test_a_result_settles_by_its_status(status: int, end: Settlement | None) -> None:
    result = SendResult(recipient=ANNA, status=status, sent_at=None)

    assert settle_recipient(ANNA, replace(VIEW, sent_at=NOON, results={ANNA: result})) == end


def test_a_recipient_whom_a_sent_task_does_not_list_fails_once_results_had_time() -> None:
    sent = replace(VIEW, sent_at=NOON)

    assert settle_recipient(ANNA, replace(sent, at=NOON + LAST_RESULTS_WITHIN - timedelta(seconds=1))) is None
    assert settle_recipient(ANNA, replace(sent, at=NOON + LAST_RESULTS_WITHIN)) == Settlement(
        DeliveryState.FAILED, Reason.UNSENDABLE
    )


def test_a_group_that_is_not_among_those_reached_fails_and_nobody_can_tell_why() -> None:
    sent = replace(VIEW, chat_type=ChatType.GROUP, sent_at=NOON, at=NOON + LAST_RESULTS_WITHIN)

    assert settle_recipient(ChatId("wr1"), sent) == Settlement(DeliveryState.FAILED, Reason.NOT_REACHED)


@pytest.mark.parametrize(
    ("closing", "end"),
    [
        (Closing.EXPIRED, Settlement(DeliveryState.EXPIRED, Reason.NOT_CONFIRMED)),
        (Closing.CANCELLED, Settlement(DeliveryState.CANCELLED, Reason.WITHDRAWN)),
    ],
)
def test_what_a_stopped_task_never_reached_ends_by_why_it_was_stopped(closing: Closing, end: Settlement) -> None:
    assert settle_recipient(ANNA, replace(VIEW, closing=closing)) is None
    assert settle_recipient(ANNA, replace(VIEW, closing=closing, stopped_at=NOON)) == end


def test_a_stopped_task_that_was_sent_in_time_waits_for_its_results() -> None:
    pending = {ANNA: SendResult(recipient=ANNA, status=0, sent_at=None)}
    view = replace(VIEW, closing=Closing.EXPIRED, stopped_at=NOON, sent_at=NOON, results=pending)

    assert settle_recipient(ANNA, view) is None
    assert settle_recipient(ANNA, replace(view, at=NOON + LAST_RESULTS_WITHIN)) == Settlement(
        DeliveryState.EXPIRED, Reason.NOT_CONFIRMED
    )


@pytest.mark.parametrize(
    ("call", "end"),
    [
        (GroupSendState.HANDED_OVER, Settlement(DeliveryState.HANDED_OVER)),
        (GroupSendState.REFUSED, Settlement(DeliveryState.FAILED, Reason.SENDER_REFUSED)),
        (GroupSendState.UNKNOWN, Settlement(DeliveryState.UNKNOWN, Reason.LOST_ANSWER)),
        (GroupSendState.CANCELLED, Settlement(DeliveryState.EXPIRED, Reason.NOT_CONFIRMED)),
    ],
)
def test_a_claimed_recipient_follows_its_call(call: GroupSendState, end: Settlement) -> None:
    assert after_call(call, reason=Reason.SENDER_REFUSED, closing=Closing.EXPIRED, unsendable=False) == end


def test_an_unsendable_recipient_fails_while_its_call_is_handed_over() -> None:
    assert after_call(GroupSendState.HANDED_OVER, reason=None, closing=None, unsendable=True) == Settlement(
        DeliveryState.FAILED, Reason.UNSENDABLE
    )


@pytest.mark.parametrize("call", [GroupSendState.READY, GroupSendState.CALLING])
def test_an_open_call_keeps_its_recipients(call: GroupSendState) -> None:
    with pytest.raises(ValueError, match="keeps its recipients"):
        after_call(call, reason=None, closing=None, unsendable=False)


@pytest.mark.parametrize(
    ("age", "pause"),
    [
        (timedelta(0), timedelta(seconds=5)),
        (timedelta(minutes=5), timedelta(seconds=30)),
        (timedelta(hours=5), timedelta(minutes=10)),
    ],
)
def test_polls_grow_with_age_from_5_seconds_to_10_minutes(age: timedelta, pause: timedelta) -> None:
    assert next_poll(handed_over_at=NOON, at=NOON + age, closes_at=NOON + timedelta(days=3)) == NOON + age + pause


@given(age_seconds=st.floats(0, 86_400 * 4), open_seconds=st.floats(1, 86_400 * 3))
def test_no_poll_skips_the_closing(age_seconds: float, open_seconds: float) -> None:
    at, closes_at = NOON + timedelta(seconds=age_seconds), NOON + timedelta(seconds=open_seconds)

    due = next_poll(handed_over_at=NOON, at=at, closes_at=closes_at)

    assert due > at
    assert not at < closes_at < due


@pytest.mark.parametrize(
    ("errcode", "reason"),
    [
        (41048, Reason.UNSENDABLE),
        (84074, Reason.SENDER_REFUSED),
        (60011, Reason.SENDER_REFUSED),
        (40007, Reason.MEDIA_REFUSED),
        (41065, Reason.MEDIA_REFUSED),
        (40096, Reason.REFUSED),
        (None, Reason.REFUSED),
    ],
)
def test_a_refused_call_has_a_reason(errcode: int | None, reason: Reason) -> None:
    assert refusal(errcode) == reason


@pytest.mark.parametrize(("recipients", "calls"), [(1, 1), (10_000, 1), (10_001, 2), (20_000, 2)])
def test_a_call_carries_ten_thousand_customers(recipients: int, calls: int) -> None:
    assert parts(ChatType.SINGLE, recipients) == calls


@pytest.mark.parametrize(("groups", "calls"), [(1, 1), (2_000, 1), (2_001, 2)])
def test_a_call_carries_two_thousand_groups(groups: int, calls: int) -> None:
    assert parts(ChatType.GROUP, groups) == calls


def test_chunks_lose_nothing() -> None:
    assert chunks([1, 2, 3, 4, 5], 2) == [[1, 2], [3, 4], [5]]
    assert chunks([], 2) == []
