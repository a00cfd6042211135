from __future__ import annotations

import random
import ssl
from typing import TYPE_CHECKING

import httpx
import pytest

from unit.wecom_api.scripted_wecom import ScriptedWecom, scripted_wecom
from unit.wecom_api.stepped_clock import SteppedClock
from wecom_api.client import Client
from wecom_api.quota import InFlight, MemoryQuota
from wecom_api.tokens import AppTokens, Credential, MemoryTokenStore
from wecom_api.wire import Wire

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

CREDENTIAL = Credential(corpid="wwcorp", secret="s3cret")


# Loopback speaks plain HTTP; loading the machine's certificate authorities for every test costs seconds.
NO_AUTHORITIES = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


@pytest.fixture
def clock() -> SteppedClock:
    return SteppedClock()


@pytest.fixture
async def wecom() -> AsyncGenerator[ScriptedWecom]:
    async with scripted_wecom() as server:
        yield server


@pytest.fixture
async def wire(wecom: ScriptedWecom, clock: SteppedClock) -> AsyncGenerator[Wire]:
    async with httpx.AsyncClient(verify=NO_AUTHORITIES) as http:
        yield Wire(http, clock=clock, base_url=wecom.base_url)


@pytest.fixture
def store() -> MemoryTokenStore:
    return MemoryTokenStore()


@pytest.fixture
def tokens(wire: Wire, store: MemoryTokenStore, clock: SteppedClock) -> AppTokens:
    return AppTokens(CREDENTIAL, wire=wire, store=store, clock=clock)


@pytest.fixture
def quota() -> MemoryQuota:
    return MemoryQuota()


@pytest.fixture
def client(wire: Wire, tokens: AppTokens, quota: MemoryQuota, clock: SteppedClock) -> Client:
    return Client(
        corpid=CREDENTIAL.corpid,
        tokens=tokens,
        wire=wire,
        quota=quota,
        in_flight=InFlight(),
        clock=clock,
        chance=random.Random(7),
    )
