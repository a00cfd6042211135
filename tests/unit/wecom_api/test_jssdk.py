from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from unit.wecom_api.conftest import CREDENTIAL
from unit.wecom_api.scripted_wecom import CLOSE
from unit.wecom_api.stepped_clock import NOON
from wecom_api.errors import AnswerLost, Misconfigured, RetryLater
from wecom_api.jssdk import JsTickets, TicketKind, signature, ticket_key
from wecom_api.tokens import Block, Credential

if TYPE_CHECKING:
    from unit.wecom_api.scripted_wecom import ScriptedWecom
    from unit.wecom_api.stepped_clock import SteppedClock
    from wecom_api.client import Client
    from wecom_api.tokens import MemoryTokenStore

GETTOKEN = "/cgi-bin/gettoken"
CORP = "/cgi-bin/get_jsapi_ticket"
AGENT = "/cgi-bin/ticket/get"
ADDRESS = "https://scrm.example.com/sidebar/customer?corp=1&v=2"


def answer(value: str) -> dict[str, object]:
    return {"errcode": 0, "errmsg": "ok", "ticket": value, "expires_in": 7200}


@pytest.fixture
def tickets(client: Client, store: MemoryTokenStore, clock: SteppedClock, wecom: ScriptedWecom) -> JsTickets:
    wecom.will_answer(GETTOKEN, {"access_token": "T1", "expires_in": 7200 * 100})
    return JsTickets(CREDENTIAL, client=client, store=store, clock=clock)


@pytest.mark.parametrize("fragment", ["", "#/orders?x=1", "#"])
def test_signature_agrees_with_the_reference_and_leaves_out_the_fragment(fragment: str) -> None:
    signed = signature(
        ticket="SIMTICKETsimticket0123456789-abcDEF_",
        noncestr="n0nceStrSim",
        timestamp=1735689600,
        url=ADDRESS + fragment,
    )

    assert signed == "4fbb9f3c01f688cb6061cdecdb5d27f94eff1cae"


async def test_each_kind_has_a_ticket_of_its_own(tickets: JsTickets, wecom: ScriptedWecom) -> None:
    wecom.will_answer(CORP, answer("C1"))
    wecom.will_answer(AGENT, answer("A1"))

    assert (await tickets.get(TicketKind.CORP), await tickets.get(TicketKind.AGENT)) == ("C1", "A1")
    assert wecom.sent(AGENT)[0].query == {"type": "agent_config", "access_token": "T1"}


async def test_waiters_share_one_fetch(tickets: JsTickets, wecom: ScriptedWecom) -> None:
    wecom.will_answer(CORP, answer("C1"))

    assert set(await asyncio.gather(*(tickets.get(TicketKind.CORP) for _ in range(50)))) == {"C1"}
    assert len(wecom.sent(CORP)) == 1


async def test_ticket_serves_until_five_minutes_before_its_end(
    tickets: JsTickets, wecom: ScriptedWecom, clock: SteppedClock
) -> None:
    wecom.will_answer(CORP, answer("C1"), answer("C2"))

    assert await tickets.get(TicketKind.CORP) == "C1"
    clock.advance(timedelta(seconds=6899))
    assert await tickets.get(TicketKind.CORP) == "C1"
    clock.advance(timedelta(seconds=1))
    assert await tickets.get(TicketKind.CORP) == "C2"


async def test_processes_share_tickets_and_renewals_through_the_store(
    tickets: JsTickets, client: Client, store: MemoryTokenStore, clock: SteppedClock, wecom: ScriptedWecom
) -> None:
    wecom.will_answer(CORP, answer("C1"), answer("C2"))
    other = JsTickets(CREDENTIAL, client=client, store=store, clock=clock)

    assert (await tickets.get(TicketKind.CORP), await other.get(TicketKind.CORP)) == ("C1", "C1")
    assert (await tickets.renew(TicketKind.CORP, "C1"), await other.renew(TicketKind.CORP, "C1")) == ("C2", "C2")
    assert len(wecom.sent(CORP)) == 2


@pytest.mark.parametrize("trouble", [{"errcode": 41063}, 503, {"errcode": 45009}])
async def test_refresh_that_fails_for_now_leaves_the_living_ticket_in_use(
    tickets: JsTickets, wecom: ScriptedWecom, clock: SteppedClock, trouble: object
) -> None:
    wecom.will_answer(CORP, answer("C1"), trouble, trouble, trouble)
    await tickets.get(TicketKind.CORP)
    clock.advance(timedelta(seconds=7000))

    assert await tickets.get(TicketKind.CORP) == "C1"


@pytest.mark.parametrize(("trouble", "error"), [({"errcode": -1}, RetryLater), (CLOSE, AnswerLost)])
async def test_failure_is_told_when_there_is_no_living_ticket(
    tickets: JsTickets, wecom: ScriptedWecom, trouble: object, error: type[Exception]
) -> None:
    wecom.will_answer(CORP, trouble, trouble, trouble)

    with pytest.raises(error):
        await tickets.get(TicketKind.CORP)


async def test_blocked_key_asks_wecom_for_nothing(
    tickets: JsTickets, wecom: ScriptedWecom, store: MemoryTokenStore
) -> None:
    await store.block(ticket_key(CREDENTIAL, TicketKind.CORP), Block(errcode=42012, errmsg="no", since=NOON))

    with pytest.raises(Misconfigured) as raised:
        await tickets.get(TicketKind.CORP)

    assert raised.value.errcode == 42012
    assert wecom.requests == []


def test_tickets_rest_apart_from_the_token_and_follow_its_secret() -> None:
    keys = {
        CREDENTIAL.key,
        *(ticket_key(CREDENTIAL, kind) for kind in TicketKind),
        *(ticket_key(Credential(corpid=CREDENTIAL.corpid, secret="other"), kind) for kind in TicketKind),
    }

    assert len(keys) == 5
    assert {len(key.secret_fingerprint) for key in keys} == {32}
