"""How callbacks travel: verification, retries, time limit, copies, disorder, delay, forgeries."""

from dataclasses import replace

import pytest

from e2e.twin.client import Caller
from e2e.twin.receiver import KEY, TOKEN, Receiver, element
from wecom_twin.callbacks.outbox import CallbackRefusedError, DeliveryMode
from wecom_twin.crypto import CallbackKeyError
from wecom_twin.ledger import CallbackSummary
from wecom_twin.server import TwinServer

QUIET = CallbackSummary(sent=1, accepted=1, given_up=0, pending=0, attempts=1, forgeries=0, forgeries_accepted=0)


def raise_one(twin: TwinServer) -> None:
    """Make one event happen: a tag appears in the console."""
    twin.world.console_adds_tag("组", f"标签{len(twin.ledger.callback_records)}")
    twin.settle()


def test_a_url_that_does_not_answer_with_the_plaintext_is_not_saved(twin: TwinServer) -> None:
    with (
        Receiver(twin.world.corp().corpid, echo=False) as receiver,
        pytest.raises(CallbackRefusedError, match="instead of 200 and the plaintext"),
    ):
        twin.configure_callback(url=receiver.url, token=TOKEN, encoding_aes_key=KEY)

    assert twin.world.app().callback is None


def test_a_url_that_nobody_serves_is_not_saved(twin: TwinServer) -> None:
    with pytest.raises(CallbackRefusedError, match="cannot be reached"):
        twin.configure_callback(url="http://127.0.0.1:1/", token=TOKEN, encoding_aes_key=KEY)


def test_a_key_of_another_length_is_not_saved(twin: TwinServer) -> None:
    with pytest.raises(CallbackKeyError):
        twin.configure_callback(url="http://127.0.0.1:1/", token=TOKEN, encoding_aes_key=KEY[:-1])


def test_generated_keys_open_what_is_sealed_with_them(twin: TwinServer) -> None:
    token, key = twin.world.generate_callback_keys()

    with Receiver(twin.world.corp().corpid, token=token, key=key) as receiver:
        twin.configure_callback(url=receiver.url, token=token, encoding_aes_key=key)
        raise_one(twin)

    assert (len(token), len(key), len(receiver.deliveries)) == (24, 43, 1)


def test_an_accepted_callback_is_sent_once(twin: TwinServer, receiver: Receiver) -> None:
    raise_one(twin)
    twin.advance(by=60)

    assert receiver.attempts == 1
    assert twin.ledger.callbacks() == QUIET


def test_a_refused_callback_is_sent_again_after_1_3_and_9_seconds_and_then_given_up(
    twin: TwinServer, receiver: Receiver
) -> None:
    receiver.moods = [500, 502, 403, 404]
    raise_one(twin)
    twin.advance(by=60)

    (record,) = twin.ledger.callback_records
    began = record.created_at
    assert [(one.at - began, one.outcome) for one in record.attempts] == [
        (0.0, "500"),
        (1.0, "502"),
        (4.0, "403"),
        (13.0, "404"),
    ]
    assert record.given_up
    assert twin.ledger.callbacks() == replace(QUIET, accepted=0, given_up=1, attempts=4)


def test_a_retry_carries_the_same_message_in_a_fresh_envelope(twin: TwinServer, receiver: Receiver) -> None:
    receiver.moods = [500]
    twin.world.deliver(DeliveryMode(copies=2))
    raise_one(twin)
    twin.advance(by=1)

    assert {one.xml for one in receiver.deliveries} == {twin.ledger.callback_records[0].message}
    assert len({one.nonce for one in receiver.deliveries}) == len(receiver.deliveries) == 2
    assert len({one.envelope for one in receiver.deliveries}) == 2
    assert {one.timestamp for one in receiver.deliveries} == {"1767326400", "1767326401"}


def test_a_slow_receiver_is_given_up_after_its_time_and_tried_again(twin: TwinServer, receiver: Receiver) -> None:
    twin.world.limit(callback_timeout_seconds=0.3)
    receiver.moods = [1.0]
    raise_one(twin)
    twin.advance(by=1)

    (record,) = twin.ledger.callback_records
    assert [one.outcome for one in record.attempts] == ["timeout", "200"]
    assert record.first_accepted_at == record.created_at + 1


def test_a_status_other_than_200_is_final_when_so_switched(twin: TwinServer, receiver: Receiver) -> None:
    twin.world.turn(retry_on_status=False)
    receiver.moods = [500]
    raise_one(twin)
    twin.advance(by=60)

    assert twin.ledger.callbacks() == replace(QUIET, accepted=0, given_up=1)


def test_a_receiver_that_comes_back_gets_what_it_missed(twin: TwinServer) -> None:
    with Receiver(twin.world.corp().corpid) as first:
        twin.configure_callback(url=first.url, token=TOKEN, encoding_aes_key=KEY)
    raise_one(twin)
    with Receiver(twin.world.corp().corpid) as second:
        twin.configure_callback(url=second.url, token=TOKEN, encoding_aes_key=KEY)
        twin.advance(by=1)

    (record,) = twin.ledger.callback_records
    assert "ConnectionRefusedError" in record.attempts[0].outcome
    assert (len(second.deliveries), record.given_up) == (1, False)


def test_copies_arrive_together_and_count_as_one_callback(twin: TwinServer, receiver: Receiver) -> None:
    twin.world.deliver(DeliveryMode(copies=4))
    raise_one(twin)

    assert len(receiver.deliveries) == 4
    assert twin.ledger.callbacks() == replace(QUIET, attempts=4)


def test_a_copy_that_is_accepted_makes_the_callback_accepted(twin: TwinServer, receiver: Receiver) -> None:
    twin.world.turn(retry_seconds=())
    twin.world.deliver(DeliveryMode(copies=2))
    receiver.moods = [500]
    raise_one(twin)

    assert twin.ledger.callbacks() == replace(QUIET, attempts=2)


def test_shuffled_callbacks_leave_in_another_order_and_none_is_lost(twin: TwinServer, receiver: Receiver) -> None:
    twin.world.deliver(DeliveryMode(shuffle=8))
    for number in range(8):
        twin.world.console_adds_tag("组", f"标签{number}")
    twin.settle()

    raised = [one.message for one in twin.ledger.callback_records]
    received = [one.xml for one in receiver.arrived]
    assert sorted(received) == sorted(raised)
    assert received != raised


def test_held_callbacks_leave_after_a_second_at_most(twin: TwinServer, receiver: Receiver) -> None:
    twin.world.deliver(DeliveryMode(shuffle=8))
    raise_one(twin)
    before = len(receiver.deliveries)
    twin.advance(by=1)

    assert (before, len(receiver.deliveries)) == (0, 1)


def test_delayed_callbacks_keep_the_time_of_their_event(twin: TwinServer, receiver: Receiver) -> None:
    twin.world.deliver(DeliveryMode(delay_seconds=25))
    raise_one(twin)
    twin.advance(by=25)

    (delivery,) = receiver.deliveries
    assert (element(delivery.xml, "CreateTime"), delivery.timestamp) == ("1767326400", "1767326425")


def test_forgeries_come_beside_the_true_callback_and_their_refusal_is_on_record(
    twin: TwinServer, receiver: Receiver
) -> None:
    twin.world.deliver(DeliveryMode(forgeries=("signature", "receiveid")))
    raise_one(twin)

    assert receiver.refused == 2
    assert len(receiver.deliveries) == 1
    assert [(one.kind, one.outcome) for one in twin.ledger.forgeries] == [
        ("signature", "403"),
        ("receiveid", "403"),
    ]
    assert twin.ledger.callbacks() == replace(QUIET, forgeries=2)


@pytest.mark.usefixtures("receiver")
def test_a_receiver_that_accepts_a_forgery_is_found_out(twin: TwinServer) -> None:
    twin.world.deliver(DeliveryMode(forgeries=("oversized",)))
    raise_one(twin)

    assert twin.ledger.callbacks() == replace(QUIET, forgeries=1, forgeries_accepted=1)


def test_many_callbacks_share_a_few_connections(twin: TwinServer, caller: Caller, receiver: Receiver) -> None:
    twin.world.scan(caller.add_contact_way("chen_rui"), n=300)
    twin.settle()

    assert len({element(one.xml, "ExternalUserID") for one in receiver.deliveries}) == 300
    assert receiver.connections <= 64


@pytest.mark.parametrize("setting", ["id", "empty", "absent"])
def test_the_envelopes_agentid_is_a_switch(twin: TwinServer, receiver: Receiver, setting: str) -> None:
    twin.world.turn(envelope_agentid=setting)
    raise_one(twin)

    envelope = receiver.deliveries[0].envelope.decode()
    expected = {"id": "1000002", "empty": "", "absent": None}[setting]
    assert element(envelope, "AgentID") == expected


def test_members_coming_and_going_are_told_to_the_app_and_to_contacts_sync(
    twin: TwinServer, receiver: Receiver
) -> None:
    corp = twin.world.corp()
    sync = twin.world.add_app(corp, "通讯录同步", kind="contacts_sync")
    sync.callback = corp.app.callback
    twin.world.member_joins("zhao_yun", "赵云", departments=(2,))
    twin.world.member_moves("zhao_yun", status=2)
    twin.world.member_moves("zhao_yun", departments=(1,))
    twin.world.member_leaves("chen_rui")
    twin.settle()

    told = {(element(one.xml, "Event"), element(one.xml, "ChangeType")) for one in receiver.deliveries}
    assert told == {
        ("subscribe", None),
        ("unsubscribe", None),
        ("change_contact", "create_user"),
        ("change_contact", "update_user"),
        ("change_contact", "delete_user"),
    }
    assert [one.userid for one in twin.ledger.callback_records if one.event == "unsubscribe"] == [
        "zhao_yun",
        "chen_rui",
    ]


def test_an_app_hears_nothing_of_members_outside_its_range(
    twin: TwinServer, caller: Caller, receiver: Receiver
) -> None:
    config_id = caller.add_contact_way("chen_rui")
    twin.world.change_range(caller.corp, caller.app, departments=[], userids=["li_na"])
    twin.settle()
    before = len(receiver.deliveries)
    twin.world.scan(config_id)
    twin.settle()

    assert (before, len(receiver.deliveries)) == (2, 2)  # two members left the range


def test_names_with_markup_and_cdata_ends_arrive_whole(twin: TwinServer, caller: Caller, receiver: Receiver) -> None:
    twin.world.scan(caller.add_contact_way("chen_rui", state="]]>&<b>🦌"))
    twin.settle()

    assert "<State><![CDATA[]]]]><![CDATA[>&<b>🦌]]></State>" in receiver.deliveries[0].xml
