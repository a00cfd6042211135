from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import httpx
import pytest
from argon2 import PasswordHasher
from litestar import Litestar

from doubles.corps import FixedWatch, ScriptedProbe
from lingqu.directory.api import access
from lingqu.directory.api.passwords import Passwords
from lingqu.entrypoints.http.app import Services, create_api, dependencies_of
from lingqu.entrypoints.http.doctor.evidence import DoctorTools
from lingqu.entrypoints.http.doors import Doors
from lingqu.entrypoints.http.flow.hub import FlowHub
from lingqu.entrypoints.http.sessions import SessionMiddleware
from lingqu.entrypoints.http.static import StaticSite
from lingqu.gateway.clients import Clients
from lingqu.gateway.customers import WecomCustomers
from lingqu.gateway.members import WecomMembers
from lingqu.infra.blobs import MemoryBlobStore
from lingqu.infra.history.reading import HistoryDoor
from lingqu.infra.secrets import Keyring
from lingqu.infra.settings import Settings
from lingqu.kernel.access import Role

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from litestar.di import Provide

    from lingqu.infra.database import Database
    from lingqu.kernel.ids import CorpId

PASSWORD = "correct horse battery"
NOBODY = "http://127.0.0.1:9"
"""An address where nobody listens: no test of the web process speaks to WeCom."""

SEALS = Keyring([bytes(32)])
QUICK = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


async def no_callbacks(scope: Any, receive: Any, send: Any) -> None:
    del scope, receive
    await send({"type": "http.response.start", "status": 418, "headers": []})
    await send({"type": "http.response.body", "body": b"callbacks live here"})


@dataclass
class House:
    """The web process on a real database, with doubles behind the ports."""

    database: Database
    app: Any
    api: Litestar
    client: httpx.AsyncClient
    services: Services
    probe: ScriptedProbe
    watch: FixedWatch = field(default_factory=FixedWatch)

    async def token(self) -> str:
        """The CSRF token of whoever the client is now."""
        return (await self.client.get("/api/session")).json()["csrf_token"]

    async def write(self, method: str, path: str, body: Any = None) -> httpx.Response:
        """A write as the admin makes it."""
        return await self.client.request(method, path, json=body, headers={"X-CSRF-Token": await self.token()})

    async def sign_in(self, name: str) -> None:
        """Become somebody; the old session stays in the database."""
        self.client.cookies.clear()
        answer = await self.write("POST", "/api/session", {"name": name, "password": PASSWORD})
        assert answer.status_code == 200, answer.text

    async def become(self, role: Role, corp_id: CorpId) -> None:
        """Become somebody with a role in a corp."""
        account_id = await access.create_account(self.database, QUICK, name=role, password=PASSWORD)
        async with self.database.unit(corp_id) as unit:
            await access.grant_role(unit, account_id, role)
        await self.sign_in(role)


class Assembly:
    """The API, assembled for the first test and put on other ground for each that follows.

    Assembling takes longer than most tests; no handler keeps anything but what it asks for by name.
    """

    def __init__(self) -> None:
        self._api: Litestar | None = None

    def on(self, services: Services) -> Litestar:
        """Return the API standing on `services` alone."""
        if self._api is None:
            self._api = create_api(services)
            return self._api
        for name, wanted in dependencies_of(services, FlowHub(services.database)).items():
            provide = cast("Provide", self._api.dependencies[name])
            provide.dependency, provide.value = wanted.dependency, wanted.value
        [middleware] = [one for one in self._api.middleware if isinstance(one, SessionMiddleware)]
        middleware.database = services.database
        return self._api


@pytest.fixture(scope="session")
def _assembly() -> Assembly:
    return Assembly()


@pytest.fixture
async def house(database: Database, tmp_path: Path, _assembly: Assembly) -> AsyncIterator[House]:
    probe, watch = ScriptedProbe(), FixedWatch()
    settings = Settings(public_url="https://lingqu.example", data_dir=tmp_path, wecom_base_url=NOBODY)
    clients = Clients(database, SEALS, base_url=NOBODY)
    services = Services(
        settings=settings,
        database=database,
        blobs=MemoryBlobStore(),
        seals=SEALS,
        passwords=QUICK,
        credential_probe=probe,
        callback_watch=watch,
        callbacks=no_callbacks,
        events=no_callbacks,
        pages=no_callbacks,
        doctor_tools=DoctorTools(
            settings=settings, database=database, seals=SEALS, clients=clients, callback_watch=watch, history=None
        ),
        tag_library=WecomCustomers(clients),
        history_door=HistoryDoor(database, None),
        recogniser=WecomMembers(clients, base_url=NOBODY),
    )
    api = _assembly.on(services)
    site = StaticSite(tmp_path / "static")
    app = Doors(callbacks=no_callbacks, events=no_callbacks, pages=no_callbacks, api=api, site=site)
    transport = httpx.ASGITransport(app=app, client=("10.0.0.7", 1234))
    async with httpx.AsyncClient(transport=transport, base_url="https://lingqu.example") as client:
        yield House(database, app, api, client, services, probe, watch)
    await clients.aclose()


@pytest.fixture
async def owner(house: House) -> House:
    """The house with its owner signed in, no corp connected."""
    answer = await house.write("POST", "/api/session/owner", {"name": "老板", "password": PASSWORD})
    assert answer.status_code == 200, answer.text
    return house
