"""The judge: planted doubles, losses and late greetings are found, innocent runs are not accused."""

from dataclasses import replace

import pytest

from wecom_twin.ledger import (
    Attempt,
    CallbackRecord,
    CallbackSummary,
    Ledger,
    Receipt,
    WelcomeRecord,
    WelcomeSummary,
)

SEND = Receipt(
    at=10.0,
    corpid="ww1",
    kind="group_send",
    userid="chen_rui",
    external_userid="wm1",
    key="msg1",
    occasion="digest1",
    digest="digest1",
    text="会员日",
    call_id=1,
    by_platform=True,
)
GREETING = replace(SEND, kind="welcome", key="code1", occasion="add:1")
RIGHT = WelcomeRecord("add:1", "ww1", "chen_rui", "wm1", issued_at=0.0, due_at=20.0)
CALLBACK = CallbackRecord(1, "ww1", 1000002, "e", "c", "chen_rui", "wm1", created_at=0.0, message="<xml/>")


def ledger(*receipts: Receipt) -> Ledger:
    found = Ledger()
    for one in receipts:
        found.receive(one)
    return found


@pytest.mark.parametrize(
    "second",
    [
        replace(SEND, key="msg2"),
        replace(SEND, key="msg2", userid="li_na"),
        replace(SEND, at=10_000_000.0),
    ],
    ids=["another msgid", "another sender", "much later"],
)
def test_the_same_content_to_the_same_customer_is_a_double(second: Receipt) -> None:
    (double,) = ledger(SEND, second).doubles()

    assert (double.external_userid, double.receipts) == ("wm1", (SEND, second))


@pytest.mark.parametrize(
    "second",
    [
        replace(SEND, external_userid="wm2"),
        replace(SEND, occasion="digest2"),
        replace(SEND, corpid="ww2"),
        replace(SEND, by_platform=False),
        replace(SEND, kind="app_message"),
    ],
    ids=["another customer", "other content", "another corp", "a member's own", "to a member"],
)
def test_what_is_not_the_same_message_from_the_platform_is_no_double(second: Receipt) -> None:
    assert ledger(SEND, second).doubles() == []


def test_a_second_welcome_for_one_adding_is_a_double_and_for_a_later_adding_is_not() -> None:
    later = replace(GREETING, key="code2", occasion="add:2")

    assert ledger(GREETING, later).doubles() == []
    assert len(ledger(GREETING, replace(GREETING, key="code1b")).doubles()) == 1


def test_doubles_are_counted_per_corp() -> None:
    found = ledger(SEND, SEND)

    assert (len(found.doubles(corpid="ww1")), len(found.doubles(corpid="ww2"))) == (1, 0)


@pytest.mark.parametrize(
    ("record", "now", "expected"),
    [
        (RIGHT, 20.0, WelcomeSummary(1, 0, 0, 0, 0, 1)),
        (RIGHT, 20.1, WelcomeSummary(1, 1, 0, 0, 1, 0)),
        (replace(RIGHT, sent_at=3.0, first_attempt_at=3.0), 5.0, WelcomeSummary(1, 1, 1, 0, 0, 0)),
        (replace(RIGHT, first_attempt_at=21.0), 30.0, WelcomeSummary(1, 1, 0, 1, 0, 0)),
    ],
    ids=["pending", "missing", "on time", "late"],
)
def test_a_greeting_is_pending_missing_on_time_or_late(
    record: WelcomeRecord, now: float, expected: WelcomeSummary
) -> None:
    found = Ledger()
    found.welcome_records[record.id] = record

    assert found.welcomes(now=now) == expected
    assert found.welcomes(now=now, corpid="ww2") == WelcomeSummary(0, 0, 0, 0, 0, 0)


def test_a_lost_callback_is_counted_as_given_up() -> None:
    found = Ledger()
    tries = [Attempt(0.0, "500", 0.1), Attempt(1.0, "timeout", 5.0)]
    found.callback_records = [
        replace(CALLBACK, attempts=tries, given_up=True),
        replace(CALLBACK, id=2, attempts=[Attempt(0.0, "200", 0.1)], first_accepted_at=0.1),
        replace(CALLBACK, id=3),
    ]

    assert found.callbacks() == CallbackSummary(
        sent=3, accepted=1, given_up=1, pending=1, attempts=3, forgeries=0, forgeries_accepted=0
    )


def test_receipts_are_found_by_every_filter() -> None:
    reply = replace(SEND, kind="reply", by_platform=False, at=30.0, userid="li_na")
    found = ledger(SEND, GREETING, reply)

    assert list(found.iter_receipts(kinds=["welcome"])) == [GREETING]
    assert list(found.iter_receipts(userid="li_na", external_userid="wm1")) == [reply]
    assert list(found.iter_receipts(since=11.0)) == [reply]
    assert list(found.iter_receipts(corpid="ww2")) == []
    assert found.received("wm1") == [SEND, GREETING, reply]
    assert found.received("wm2") == []
