from collections.abc import Iterator

import pytest

from e2e.twin.client import Caller
from e2e.twin.receiver import KEY, TOKEN, Receiver, told_by
from wecom_twin.clock import Clock
from wecom_twin.server import TwinServer, furnish
from wecom_twin.world import World

NOON = 1_767_326_400.0
"""2026-01-02 12:00 in Beijing."""


@pytest.fixture
def twin() -> Iterator[TwinServer]:
    """A furnished twin whose clock stands at noon until it is advanced."""
    world = World(clock=Clock.stepped(NOON), seed=7)
    furnish(world)
    with TwinServer(world) as server:
        yield server


@pytest.fixture
def caller(twin: TwinServer) -> Iterator[Caller]:
    one = Caller(twin)
    yield one
    one.close()


@pytest.fixture
def receiver(twin: TwinServer) -> Iterator[Receiver]:
    """A receiver whose URL the twin has verified and saved."""
    with Receiver(twin.world.corp().corpid) as one:
        twin.configure_callback(url=one.url, token=TOKEN, encoding_aes_key=KEY)
        one.raised = told_by(twin.ledger)
        yield one
