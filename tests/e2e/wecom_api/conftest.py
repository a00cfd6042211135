"""The client and the twin on one stepped clock: two readings of WeCom's pages, held against each other."""

from __future__ import annotations

import random
import ssl
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest

from doubles.twin_corp import TwinClock, stepped_twin
from e2e.twin.receiver import KEY, TOKEN, Receiver
from wecom_api.client import Client
from wecom_api.quota import InFlight, MemoryQuota
from wecom_api.tokens import AppTokens, Credential, MemoryTokenStore
from wecom_api.wire import Wire
from wecom_twin.server import TwinServer

# Loopback speaks plain HTTP; loading the machine's certificate authorities for every test costs seconds.
NO_AUTHORITIES = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


@pytest.fixture
def twin() -> Iterator[TwinServer]:
    with stepped_twin() as server:
        yield server


@pytest.fixture
async def client(twin: TwinServer) -> AsyncIterator[Client]:
    """The twin's app, calling."""
    clock = TwinClock(twin)
    corpid = twin.world.corp().corpid
    async with httpx.AsyncClient(verify=NO_AUTHORITIES) as http:
        wire = Wire(http, clock=clock, base_url=twin.base_url)
        credential = Credential(corpid=corpid, secret=twin.world.app().secret)
        yield Client(
            corpid=corpid,
            tokens=AppTokens(credential, wire=wire, store=MemoryTokenStore(), clock=clock),
            wire=wire,
            quota=MemoryQuota(),
            in_flight=InFlight(),
            clock=clock,
            chance=random.Random(7),
        )


@pytest.fixture
def receiver(twin: TwinServer) -> Iterator[Receiver]:
    """A receiver whose URL the twin has verified and saved."""
    with Receiver(twin.world.corp().corpid) as one:
        twin.configure_callback(url=one.url, token=TOKEN, encoding_aes_key=KEY)
        yield one


@pytest.fixture
def friends(twin: TwinServer) -> list[str]:
    """Three customers of chen_rui, of whom the first is li_na's too."""
    corp = twin.world.corp()
    found = [twin.world.add_customer(corp, f"顾客{n}🍵").external_userid for n in range(3)]
    for one in found:
        twin.world.relate(corp, "chen_rui", one)
    twin.world.relate(corp, "li_na", found[0])
    return found
