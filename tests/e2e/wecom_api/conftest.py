"""The client and the twin on one stepped clock: two readings of WeCom's pages, held against each other."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from doubles.twin_corp import stepped_twin
from e2e.twin.receiver import KEY, TOKEN, Receiver, told_by
from e2e.wecom_api.clients import client_of
from wecom_api.client import Client
from wecom_twin.server import TwinServer


@pytest.fixture
def twin() -> Iterator[TwinServer]:
    with stepped_twin() as server:
        yield server


@pytest.fixture
async def client(twin: TwinServer) -> AsyncIterator[Client]:
    """The twin's app, calling."""
    async with client_of(twin, twin.world.app().secret) as one:
        yield one


@pytest.fixture
def receiver(twin: TwinServer) -> Iterator[Receiver]:
    """A receiver whose URL the twin has verified and saved."""
    with Receiver(twin.world.corp().corpid) as one:
        twin.configure_callback(url=one.url, token=TOKEN, encoding_aes_key=KEY)
        one.raised = told_by(twin.ledger)
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
