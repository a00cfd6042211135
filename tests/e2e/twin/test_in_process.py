"""The twin without a socket: one process, one loop, a stepped clock, as a rehearsal uses it."""

from collections.abc import AsyncIterator

import httpx
import pytest
from wechatpy.enterprise.crypto import WeChatCrypto

from e2e.twin.receiver import KEY, TOKEN, element
from wecom_twin.app import TwinApp
from wecom_twin.callbacks.courier import Answer
from wecom_twin.callbacks.outbox import make_config
from wecom_twin.clock import Clock
from wecom_twin.server import furnish
from wecom_twin.wire.faults import Fault
from wecom_twin.world import World

NOON = 1_767_326_400.0


class Platform:
    """Greets whoever it hears of, in process: the carrier of callbacks and the caller of the API at once."""

    def __init__(self, world: World, http: httpx.AsyncClient) -> None:
        self.corp = world.corp()
        self.crypto = WeChatCrypto(TOKEN, KEY, self.corp.corpid)
        self.http = http
        self.token = ""

    async def connect(self) -> None:
        params = {"corpid": self.corp.corpid, "corpsecret": self.corp.app.secret}
        self.token = (await self.http.get("/cgi-bin/gettoken", params=params)).json()["access_token"]

    async def call(self, path: str, **body: object) -> dict[str, object]:
        answer = await self.http.post(f"/cgi-bin/{path}", params={"access_token": self.token}, json=body)
        return answer.json()

    async def get(self, url: str, *, timeout_seconds: float) -> Answer:
        raise NotImplementedError

    async def post(self, url: str, body: bytes, *, timeout_seconds: float) -> Answer:
        query = httpx.URL(url).params
        xml = self.crypto.decrypt_message(body, query["msg_signature"], query["timestamp"], query["nonce"])
        await self.call(
            "externalcontact/send_welcome_msg",
            welcome_code=element(xml if isinstance(xml, str) else xml.decode(), "WelcomeCode"),
            text={"content": "欢迎"},
        )
        return Answer(200, b"")

    async def close(self) -> None:
        pass


async def test_a_day_of_scans_is_greeted_in_stepped_time() -> None:
    world = World(clock=Clock.stepped(NOON), seed=1)
    furnish(world)
    app = TwinApp(world)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://twin") as http:
        platform = Platform(world, http)
        world.outbox.carrier = platform
        world.app().callback = make_config(
            corpid=platform.corp.corpid, url="http://platform/callback", token=TOKEN, encoding_aes_key=KEY
        )
        await app.start()
        await platform.connect()
        made = await platform.call("externalcontact/add_contact_way", type=1, scene=2, user=["chen_rui"])
        for hour in range(2):
            world.clock.after(hour * 3600 + 60, lambda: world.scan(str(made["config_id"]), n=5))
        await world.advance_async(by=7_000)
        await app.stop()

    assert world.ledger.welcomes(now=world.now()).on_time == 10
    assert {one.at - NOON for one in world.ledger.receipts} == {60.0, 3660.0}


async def test_a_dropped_connection_is_an_error_of_the_connection() -> None:
    world = World(clock=Clock.stepped(NOON))
    furnish(world)
    app = TwinApp(world)
    app.faults.add(Fault(effect="answer_lost"))

    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://twin") as http:
        with pytest.raises(ConnectionResetError):
            await http.get("/cgi-bin/gettoken")


async def test_the_control_interface_answers_on_loopback_only() -> None:
    world = World(clock=Clock.stepped(NOON))
    transport = httpx.ASGITransport(TwinApp(world), client=("203.0.113.9", 1))

    async with httpx.AsyncClient(transport=transport, base_url="http://twin") as http:
        answer = await http.get("/twin/corps")

    assert answer.status_code == 403


async def test_other_paths_are_not_found_and_giant_bodies_refused() -> None:
    world = World(clock=Clock.stepped(NOON))

    async with httpx.AsyncClient(transport=httpx.ASGITransport(TwinApp(world)), base_url="http://twin") as http:
        nowhere = await http.get("/")
        giant = await http.post("/cgi-bin/media/upload", content=_pieces())
        too_much = await http.post("/twin/corps", content=_pieces())

    assert (nowhere.status_code, giant.status_code, too_much.status_code) == (404, 200, 413)
    assert giant.json()["errcode"] == 41001


async def _pieces() -> AsyncIterator[bytes]:
    for _ in range(34):
        yield bytes(1 << 20)
