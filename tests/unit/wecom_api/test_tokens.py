from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from unit.wecom_api.conftest import CREDENTIAL
from unit.wecom_api.scripted_wecom import CLOSE, ScriptedWecom
from wecom_api.errors import AnswerLost, Misconfigured, QuotaExhausted, RetryLater
from wecom_api.tokens import AppTokens, Block, Credential, MemoryTokenStore, Token

if TYPE_CHECKING:
    from unit.wecom_api.stepped_clock import SteppedClock
    from wecom_api.wire import Wire

GETTOKEN = "/cgi-bin/gettoken"


def answer(value: str, expires_in: int = 7200) -> dict[str, object]:
    return {"errcode": 0, "errmsg": "ok", "access_token": value, "expires_in": expires_in}


async def test_token_serves_until_five_minutes_before_its_end(
    tokens: AppTokens, wecom: ScriptedWecom, clock: SteppedClock
) -> None:
    wecom.will_answer(GETTOKEN, answer("T1"), answer("T2"))

    assert await tokens.get() == "T1"
    clock.advance(timedelta(seconds=6899))
    assert await tokens.get() == "T1"
    clock.advance(timedelta(seconds=1))
    assert await tokens.get() == "T2"


async def test_expires_in_is_believed_even_as_text(
    tokens: AppTokens, wecom: ScriptedWecom, clock: SteppedClock
) -> None:
    wecom.will_answer(GETTOKEN, answer("T1") | {"expires_in": "100"}, answer("T2"))

    await tokens.get()
    clock.advance(timedelta(seconds=90))

    assert await tokens.get() == "T2"


async def test_waiters_share_one_fetch(tokens: AppTokens, wecom: ScriptedWecom) -> None:
    wecom.will_answer(GETTOKEN, answer("T1"))

    assert set(await asyncio.gather(*(tokens.get() for _ in range(50)))) == {"T1"}
    assert len(wecom.requests) == 1


async def test_callers_go_on_with_the_living_token_while_one_refreshes(
    tokens: AppTokens, wecom: ScriptedWecom, clock: SteppedClock
) -> None:
    wecom.will_answer(GETTOKEN, answer("T1"), answer("T2"))
    await tokens.get()
    clock.advance(timedelta(seconds=6900))
    arrived, release = asyncio.Event(), asyncio.Event()

    async def hold(_request: object) -> None:
        arrived.set()
        await release.wait()

    wecom.before_answer = hold
    refresher = asyncio.create_task(tokens.get())
    await arrived.wait()

    assert await tokens.get() == "T1"
    release.set()
    assert await refresher == "T2"


async def test_callers_with_the_same_dead_token_share_one_renewal(tokens: AppTokens, wecom: ScriptedWecom) -> None:
    wecom.will_answer(GETTOKEN, answer("T1"), answer("T2"), answer("T3"))
    dead = await tokens.get()

    assert set(await asyncio.gather(*(tokens.renew(dead) for _ in range(20)))) == {"T2"}
    assert len(wecom.requests) == 2


async def test_processes_share_tokens_and_renewals_through_the_store(
    wire: Wire, store: MemoryTokenStore, clock: SteppedClock, wecom: ScriptedWecom
) -> None:
    wecom.will_answer(GETTOKEN, answer("T1"), answer("T2"))
    one, two = (AppTokens(CREDENTIAL, wire=wire, store=store, clock=clock) for _ in range(2))

    assert (await one.get(), await two.get()) == ("T1", "T1")
    assert (await one.renew("T1"), await two.renew("T1")) == ("T2", "T2")
    assert len(wecom.requests) == 2


@pytest.mark.parametrize("trouble", [{"errcode": -1}, CLOSE, 503, {"errcode": 45009}])
async def test_refresh_that_fails_for_now_leaves_the_living_token_in_use(
    tokens: AppTokens, wecom: ScriptedWecom, clock: SteppedClock, trouble: object
) -> None:
    wecom.will_answer(GETTOKEN, answer("T1"), trouble)
    await tokens.get()
    clock.advance(timedelta(seconds=7000))

    assert await tokens.get() == "T1"


@pytest.mark.parametrize(
    ("trouble", "error"),
    [({"errcode": -1}, RetryLater), (CLOSE, AnswerLost), ({"errcode": 45009}, QuotaExhausted)],
)
async def test_fetch_that_fails_without_a_living_token_is_raised(
    tokens: AppTokens, wecom: ScriptedWecom, trouble: object, error: type[Exception]
) -> None:
    wecom.will_answer(GETTOKEN, trouble)

    with pytest.raises(error):
        await tokens.get()


@pytest.mark.parametrize("errcode", [40001, 40013, 40091])
async def test_refused_credential_is_never_asked_for_again_by_anybody(
    wire: Wire, store: MemoryTokenStore, clock: SteppedClock, wecom: ScriptedWecom, errcode: int
) -> None:
    wecom.will_answer(GETTOKEN, {"errcode": errcode, "errmsg": "no"}, answer("T1"))
    one, two = (AppTokens(CREDENTIAL, wire=wire, store=store, clock=clock) for _ in range(2))

    for tokens in (one, two, one):
        with pytest.raises(Misconfigured) as raised:
            await tokens.get()
        assert raised.value.errcode == errcode

    assert len(wecom.requests) == 1
    assert await store.get(CREDENTIAL.key) == Block(errcode=errcode, errmsg="no", since=clock.now())


async def test_mended_credential_works_after_unblocking_or_with_its_new_secret(
    wire: Wire, store: MemoryTokenStore, clock: SteppedClock, wecom: ScriptedWecom
) -> None:
    wecom.will_answer(GETTOKEN, {"errcode": 40001}, answer("T1"), answer("T2"))
    tokens = AppTokens(CREDENTIAL, wire=wire, store=store, clock=clock)
    with pytest.raises(Misconfigured):
        await tokens.get()
    renewed = AppTokens(Credential(corpid="wwcorp", secret="new"), wire=wire, store=store, clock=clock)

    assert await renewed.get() == "T1"
    await store.unblock(CREDENTIAL.key)
    assert await tokens.get() == "T2"


async def test_dissolved_corp_is_an_operators_matter_but_no_block(
    tokens: AppTokens, store: MemoryTokenStore, wecom: ScriptedWecom
) -> None:
    wecom.will_answer(GETTOKEN, {"errcode": 301007})

    with pytest.raises(Misconfigured):
        await tokens.get()

    assert await store.get(CREDENTIAL.key) is None


async def test_same_token_answered_early_does_not_make_every_call_refresh(
    tokens: AppTokens, wecom: ScriptedWecom, clock: SteppedClock
) -> None:
    wecom.will_answer(GETTOKEN, answer("T1"), answer("T1", 300), answer("T2"))
    await tokens.get()
    clock.advance(timedelta(seconds=6900))

    for _ in range(10):
        assert await tokens.get() == "T1"
        clock.advance(timedelta(seconds=1))

    assert len(wecom.requests) == 2


def test_secret_never_shows_and_its_fingerprint_tells_secrets_apart(clock: SteppedClock) -> None:
    credential = Credential(corpid="wwcorp", secret="s3cret")
    token = Token.fetched("T-s3cret", at=clock.now(), expires_in=timedelta(hours=2))

    assert "s3cret" not in f"{credential} {credential.key} {token}"
    assert credential.key != Credential(corpid="wwcorp", secret="other").key
    assert credential.key != Credential(corpid="wwother", secret="s3cret").key
