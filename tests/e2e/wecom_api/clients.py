"""Clients of the twin's apps."""

from __future__ import annotations

import random
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx

from doubles.twin_corp import TwinClock
from wecom_api.client import Client
from wecom_api.quota import InFlight, MemoryQuota
from wecom_api.tokens import AppTokens, Credential, MemoryTokenStore
from wecom_api.wire import Wire
from wecom_twin.server import TwinServer

# Loopback speaks plain HTTP; loading the machine's certificate authorities for every test costs seconds.
NO_AUTHORITIES = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


@asynccontextmanager
async def client_of(twin: TwinServer, secret: str) -> AsyncIterator[Client]:
    """A client with one of the secrets of the twin's corp, on the twin's clock."""
    clock = TwinClock(twin)
    corpid = twin.world.corp().corpid
    async with httpx.AsyncClient(verify=NO_AUTHORITIES) as http:
        wire = Wire(http, clock=clock, base_url=twin.base_url)
        yield Client(
            corpid=corpid,
            tokens=AppTokens(
                Credential(corpid=corpid, secret=secret), wire=wire, store=MemoryTokenStore(), clock=clock
            ),
            wire=wire,
            quota=MemoryQuota(),
            in_flight=InFlight(),
            clock=clock,
            chance=random.Random(7),
        )
