from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from unit.wecom_api.scripted_wecom import CLOSE, ScriptedWecom
from wecom_api.calls.customers import BatchGetByUser, GetCustomer, GetFollowUserList, ListCustomers
from wecom_api.calls.groupsend import AddMsgTemplate, GetGroupmsgTask
from wecom_api.calls.message_contents import Text
from wecom_api.calls.messages import SendMessage
from wecom_api.calls.template_card import TemplateCard
from wecom_api.calls.welcome import SendWelcomeMsg
from wecom_api.client import Client
from wecom_api.errors import (
    AnswerLost,
    Misconfigured,
    NotSent,
    QuotaExhausted,
    Refused,
    RetryLater,
    Stale,
    TokenExpired,
    UnknownErrcode,
)

if TYPE_CHECKING:
    from unit.wecom_api.stepped_clock import SteppedClock
    from wecom_api.quota import MemoryQuota

TOKEN_PATH = "/cgi-bin/gettoken"
GREETING = SendWelcomeMsg(welcome_code="W1", text="您好")
TEMPLATE = AddMsgTemplate(sender="chen_rui", text="周末会员日")
FOLLOW = GetFollowUserList()


@pytest.fixture(autouse=True)
def tokens_are_served(wecom: ScriptedWecom) -> None:
    wecom.will_answer(TOKEN_PATH, *({"access_token": f"T{number}", "expires_in": 7200} for number in range(1, 9)))


async def test_call_is_answered_with_its_own_typed_result(client: Client, wecom: ScriptedWecom) -> None:
    wecom.will_answer(FOLLOW.path, {"errcode": 0, "errmsg": "ok", "follow_user": ["chen_rui", "li_na"]})

    result = await client(FOLLOW)

    assert result.follow_user == ("chen_rui", "li_na")
    assert [request.token for request in wecom.sent(FOLLOW.path)] == ["T1"]


async def test_token_is_fetched_once_for_many_calls(client: Client, wecom: ScriptedWecom) -> None:
    await asyncio.gather(*(client(FOLLOW) for _ in range(30)))

    assert len(wecom.sent(TOKEN_PATH)) == 1
    assert wecom.sent(TOKEN_PATH)[0].query == {"corpid": "wwcorp", "corpsecret": "s3cret"}


@pytest.mark.parametrize("errcode", [40001, 40014, 42001])
async def test_dead_token_is_renewed_once_and_the_call_repeated_once(
    client: Client, wecom: ScriptedWecom, errcode: int
) -> None:
    wecom.will_answer(TEMPLATE.path, {"errcode": errcode}, {"errcode": 0, "msgid": "msg1"})

    result = await client(TEMPLATE)

    assert result.msgid == "msg1"
    assert [request.token for request in wecom.sent(TEMPLATE.path)] == ["T1", "T2"]


async def test_token_that_dies_twice_is_reported_not_looped(client: Client, wecom: ScriptedWecom) -> None:
    wecom.will_answer(FOLLOW.path, *[{"errcode": 42001}] * 5)

    with pytest.raises(TokenExpired):
        await client(FOLLOW)

    assert [request.token for request in wecom.sent(FOLLOW.path)] == ["T1", "T2"]


@pytest.mark.parametrize(
    ("errcode", "error"),
    [
        (41051, Refused),
        (41050, Refused),
        (60020, Misconfigured),
        (84061, Stale),
        (99999999, UnknownErrcode),
    ],
)
async def test_final_answers_are_raised_at_once_with_everything_wecom_said(
    client: Client, wecom: ScriptedWecom, errcode: int, error: type[Exception]
) -> None:
    errmsg = "no, hint: [1735689600_7_ab12], from ip: 203.0.113.7"
    wecom.will_answer(GREETING.path, {"errcode": errcode, "errmsg": errmsg})

    with pytest.raises(error) as raised:
        await client(GREETING)

    failure = raised.value
    assert (failure.call, failure.errcode, failure.errmsg) == (GREETING, errcode, errmsg)
    assert failure.hint == "1735689600_7_ab12"
    assert len(wecom.sent(GREETING.path)) == 1


async def test_busy_answer_is_repeated_at_most_three_times_in_all_with_growing_pauses(
    client: Client, wecom: ScriptedWecom, clock: SteppedClock
) -> None:
    wecom.will_answer(TEMPLATE.path, *[{"errcode": -1, "errmsg": "system busy"}] * 5)

    with pytest.raises(RetryLater) as raised:
        await client(TEMPLATE)

    assert raised.value.after == timedelta(seconds=1)
    assert len(wecom.sent(TEMPLATE.path)) == 3
    first, second = clock.slept
    assert timedelta(seconds=0.5) <= first <= timedelta(seconds=1.5)
    assert timedelta(seconds=1) <= second <= timedelta(seconds=3)


async def test_busy_answer_that_passes_is_not_heard_of(client: Client, wecom: ScriptedWecom) -> None:
    wecom.will_answer(GREETING.path, {"errcode": 41096}, {"errcode": 45033}, {"errcode": 0})

    await client(GREETING)

    assert len(wecom.sent(GREETING.path)) == 3


async def test_dispatching_is_left_to_the_caller_to_wait_for(client: Client, wecom: ScriptedWecom) -> None:
    poll = GetGroupmsgTask(msgid="msg1")
    wecom.will_answer(poll.path, {"errcode": 41063})

    with pytest.raises(RetryLater) as raised:
        await client(poll)

    assert raised.value.after == timedelta(seconds=10)
    assert len(wecom.sent(poll.path)) == 1


@pytest.mark.parametrize("loss", [CLOSE, 502, b"", b"<html>", b'{"errcode":', b"[]"])
async def test_lost_answer_of_a_call_that_is_not_idempotent_is_never_repeated(
    client: Client, wecom: ScriptedWecom, loss: object
) -> None:
    wecom.will_answer(TEMPLATE.path, loss)

    with pytest.raises(AnswerLost) as raised:
        await client(TEMPLATE)

    assert raised.value.call is TEMPLATE
    assert raised.value.http_status == (502 if loss == 502 else None)
    assert len(wecom.sent(TEMPLATE.path)) == 1


@pytest.mark.parametrize("loss", [CLOSE, 502, b"<html>"])
async def test_lost_answer_of_an_idempotent_call_is_repeated(
    client: Client, wecom: ScriptedWecom, loss: object
) -> None:
    wecom.will_answer(GREETING.path, loss)

    await client(GREETING)

    assert len(wecom.sent(GREETING.path)) == 2


async def test_refusal_after_a_lost_answer_says_so(client: Client, wecom: ScriptedWecom) -> None:
    wecom.will_answer(GREETING.path, CLOSE, {"errcode": 41051})

    with pytest.raises(Refused) as raised:
        await client(GREETING)

    assert raised.value.after_lost_answer


async def test_unknown_effect_is_not_hidden_by_a_later_failure_without_effect(
    client: Client, wecom: ScriptedWecom
) -> None:
    wecom.will_answer(GREETING.path, CLOSE, {"errcode": 60020})

    with pytest.raises(AnswerLost):
        await client(GREETING)


async def test_message_is_repeatable_only_with_task_id_or_duplicate_check() -> None:
    card = TemplateCard(
        card={
            "card_type": "button_interaction",
            "main_title": {"title": "客户流失预警"},
            "button_list": [{"text": "已处理", "key": "done"}],
            "task_id": "churn-1",
        }
    )

    assert not SendMessage(agentid=1, touser=["a"], message=Text(content="x")).may_repeat()
    assert SendMessage(agentid=1, touser=["a"], message=Text(content="x"), enable_duplicate_check=True).may_repeat()
    assert SendMessage(agentid=1, touser=["a"], message=card).may_repeat()


async def test_refused_connection_is_not_sent_and_may_always_be_repeated(
    client: Client, wecom: ScriptedWecom, clock: SteppedClock
) -> None:
    await client(FOLLOW)
    dead = Client(
        corpid="wwcorp",
        tokens=client._tokens,
        wire=type(client._wire)(client._wire._http, clock=clock, base_url="http://127.0.0.1:9"),
        quota=client._quota,
        in_flight=client._in_flight,
        clock=clock,
        chance=client._chance,
    )

    with pytest.raises(NotSent):
        await dead(TEMPLATE)

    assert len(clock.slept) == 2
    assert wecom.sent(TEMPLATE.path) == []


async def test_lost_gettoken_means_the_call_was_never_sent(client: Client, wecom: ScriptedWecom) -> None:
    wecom.script[TOKEN_PATH].clear()
    wecom.will_answer(TOKEN_PATH, CLOSE, CLOSE, CLOSE)

    with pytest.raises(NotSent):
        await client(TEMPLATE)

    assert wecom.sent(TEMPLATE.path) == []


async def test_45009_closes_this_api_for_a_minute_then_for_an_hour(
    client: Client, wecom: ScriptedWecom, clock: SteppedClock
) -> None:
    wecom.will_answer(FOLLOW.path, {"errcode": 45009}, {"errcode": 45009})
    start = clock.now()

    with pytest.raises(QuotaExhausted) as first:
        await client(FOLLOW)
    assert first.value.until == start + timedelta(minutes=1)

    with pytest.raises(QuotaExhausted) as shut:
        await client(FOLLOW, deadline=start + timedelta(seconds=20))
    assert shut.value.until == start + timedelta(minutes=1)
    assert shut.value.errcode is None

    clock.advance(timedelta(minutes=1))
    with pytest.raises(QuotaExhausted) as second:
        await client(FOLLOW)
    assert second.value.until == start + timedelta(minutes=61)
    assert len(wecom.sent(FOLLOW.path)) == 2

    await client(GREETING)
    assert len(wecom.sent(GREETING.path)) == 1


async def test_greeting_never_waits_past_its_deadline(
    client: Client, wecom: ScriptedWecom, clock: SteppedClock, quota: MemoryQuota
) -> None:
    await quota.close(corpid="wwcorp", api=GREETING.path, until=clock.now() + timedelta(seconds=21))

    with pytest.raises(QuotaExhausted) as raised:
        await client(GREETING, deadline=clock.now() + timedelta(seconds=20))

    assert raised.value.until == clock.now() + timedelta(seconds=21)
    assert clock.slept == []
    assert wecom.requests == []


async def test_greeting_waits_for_a_quota_that_opens_in_time(
    client: Client, clock: SteppedClock, quota: MemoryQuota
) -> None:
    await quota.close(corpid="wwcorp", api=GREETING.path, until=clock.now() + timedelta(seconds=19))

    await client(GREETING, deadline=clock.now() + timedelta(seconds=20))

    assert clock.slept == [timedelta(seconds=19)]


async def test_deadline_ends_repetition(client: Client, wecom: ScriptedWecom, clock: SteppedClock) -> None:
    wecom.will_answer(GREETING.path, *[{"errcode": -1}] * 3)

    with pytest.raises(RetryLater):
        await client(GREETING, deadline=clock.now() + timedelta(milliseconds=100))

    assert len(wecom.sent(GREETING.path)) == 1


async def test_passed_deadline_sends_nothing(client: Client, wecom: ScriptedWecom, clock: SteppedClock) -> None:
    with pytest.raises(NotSent):
        await client(GREETING, deadline=clock.now())

    assert wecom.requests == []


async def test_no_more_than_eight_calls_of_one_api_are_in_flight(client: Client, wecom: ScriptedWecom) -> None:
    eight = asyncio.Barrier(8)

    async def meet(_request: object) -> None:
        await eight.wait()

    await client(FOLLOW)
    wecom.before_answer = meet

    async with asyncio.timeout(30):
        await asyncio.gather(*(client(FOLLOW) for _ in range(24)))

    assert wecom.most_at_once == 8


async def test_member_without_customers_has_an_empty_list(client: Client, wecom: ScriptedWecom) -> None:
    call = ListCustomers(userid="chen_rui")
    wecom.will_answer(call.path, {"errcode": 84061, "errmsg": "not external contact", "external_userid": []})

    assert (await client(call)).external_userid == ()


async def test_pages_follow_the_cursor_through_empty_pages_to_the_end(client: Client, wecom: ScriptedWecom) -> None:
    call = BatchGetByUser(userid_list=["chen_rui"])
    pair = {"external_contact": {"external_userid": "wm1"}, "follow_info": {"userid": "chen_rui"}}
    wecom.will_answer(
        call.path,
        {"external_contact_list": [pair], "next_cursor": "c1"},
        {"external_contact_list": [], "next_cursor": "c2"},
        {"external_contact_list": [pair], "next_cursor": ""},
    )

    counts = [len(page.external_contact_list) async for page in client.pages(call)]

    assert counts == [1, 0, 1]
    assert [request.json.get("cursor") for request in wecom.sent(call.path)] == [None, "c1", "c2"]


async def test_cursor_that_does_not_advance_is_an_error_not_a_loop(client: Client, wecom: ScriptedWecom) -> None:
    call = GetCustomer(external_userid="wm1")
    page = {"external_contact": {"external_userid": "wm1"}, "next_cursor": "c1"}
    wecom.will_answer(call.path, page, page, page)

    with pytest.raises(AnswerLost):
        [page async for page in client.pages(call)]

    assert len(wecom.sent(call.path)) == 2


async def test_standalone_client_opens_calls_and_closes(wecom: ScriptedWecom) -> None:
    async with Client.open(corpid="wwcorp", secret="s3cret", base_url=wecom.base_url + "/") as client:
        await client(FOLLOW)

    assert [request.path for request in wecom.requests] == [TOKEN_PATH, FOLLOW.path]
