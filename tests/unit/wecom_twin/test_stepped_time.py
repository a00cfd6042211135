"""What only the clock moves: each thing stands while a stepped clock stands, and passes with it to the second."""

from typing import Any

import httpx

from unit.wecom_twin.test_personas import NOON, STILL, group_send, small_brand
from wecom_twin.acts.caps import is_capped
from wecom_twin.app import TwinApp
from wecom_twin.callbacks.courier import Answer
from wecom_twin.callbacks.outbox import make_config
from wecom_twin.clock import Clock
from wecom_twin.people.crowd import People
from wecom_twin.server import furnish
from wecom_twin.world import World

DAY = 86_400.0


class Deaf:
    """A receiver that is down: it counts the deliveries and takes none."""

    def __init__(self) -> None:
        self.tries = 0

    async def get(self, url: str, *, timeout_seconds: float) -> Answer:
        raise NotImplementedError(url, timeout_seconds)

    async def post(self, url: str, body: bytes, *, timeout_seconds: float) -> Answer:
        del url, body, timeout_seconds
        self.tries += 1
        return Answer(503, b"")

    async def close(self) -> None:
        pass


class Platform:
    """A twin without a socket whose app has a callback URL, and a caller with a token."""

    def __init__(self) -> None:
        self.world = World(clock=Clock.stepped(NOON), seed=5)
        furnish(self.world)
        self.corp = self.world.corp()
        self.app = TwinApp(self.world)
        self.deaf = self.world.outbox.carrier = Deaf()
        self.corp.app.callback = make_config(
            corpid=self.corp.corpid, url="http://platform/", token="t", encoding_aes_key="k" * 43
        )
        self.http = httpx.AsyncClient(transport=httpx.ASGITransport(self.app), base_url="http://twin/cgi-bin")
        self.token = ""

    async def fetch_token(self) -> str:
        credential = {"corpid": self.corp.corpid, "corpsecret": self.corp.app.secret}
        self.token = (await self.http.get("/gettoken", params=credential)).json()["access_token"]
        return self.token

    async def ask(self, path: str, **body: Any) -> int:
        answer = await self.http.post(f"/{path}", params={"access_token": self.token}, json=body)
        return answer.json()["errcode"]


async def test_a_token_lives_until_its_second_and_is_the_same_until_then() -> None:
    platform = Platform()
    first = await platform.fetch_token()
    seen: list[object] = []
    for at in (0, 7_199, 7_200):
        platform.world.advance(to=NOON + at)
        seen.append(await platform.ask("externalcontact/get_follow_user_list"))
    renewed = await platform.fetch_token()

    assert seen == [0, 0, 42001]
    assert renewed != first


async def test_media_die_after_three_days() -> None:
    platform = Platform()
    await platform.fetch_token()
    picture = {"media": ("a.png", b"\x89PNG\r\n\x1a\n" + bytes(64), "image/png")}
    query = {"access_token": platform.token, "type": "image"}
    media_id = (await platform.http.post("/media/upload", params=query, files=picture)).json()["media_id"]
    kinds: list[str] = []
    for at in (3 * DAY - 1, 3 * DAY):
        platform.world.advance(to=NOON + at)
        await platform.fetch_token()
        query = {"access_token": platform.token, "media_id": media_id}
        kinds.append((await platform.http.get("/media/get", params=query)).headers["content-type"].split(";")[0])

    assert kinds == ["image/png", "application/json"]


async def test_a_welcome_code_dies_after_twenty_seconds() -> None:
    codes: list[int] = []
    for seconds in (19.0, 20.5):
        platform = Platform()
        await platform.fetch_token()
        customer = platform.world.add_customer(platform.corp, "小鹿")
        platform.world.add_contact("chen_rui", customer.external_userid)
        platform.world.advance(by=seconds)
        (code,) = platform.corp.welcome_codes
        codes.append(
            await platform.ask("externalcontact/send_welcome_msg", welcome_code=code, text={"content": "您好"})
        )

    assert codes == [0, 41050]


async def test_retries_of_a_callback_wait_for_the_twins_clock() -> None:
    platform = Platform()
    await platform.app.start()
    customer = platform.world.add_customer(platform.corp, "小鹿")
    platform.world.add_contact("chen_rui", customer.external_userid)
    tries: list[int] = []
    for seconds in (0.0, 0.9, 0.1, 3.0, 8.9, 0.1, 1_000.0):
        await platform.world.advance_async(by=seconds)
        await platform.world.outbox.idle()
        tries.append(platform.deaf.tries)
    await platform.app.stop()

    assert tries == [1, 1, 2, 3, 3, 4, 4]


def test_a_cap_opens_with_the_next_beijing_day() -> None:
    world = small_brand()
    corp = world.corp()
    corp.cap = "daily_1"
    corp.received_sends["wm1"] = [NOON]
    capped: list[bool] = []
    for at in (0.0, DAY / 2 - 1, DAY / 2):
        world.advance(to=NOON + at)
        capped.append(is_capped(world, corp, "wm1"))

    assert capped == [True, True, False]


def test_people_do_nothing_while_the_clock_stands() -> None:
    world = small_brand()
    People(world, world.corp(), STILL).start()
    send = group_send(world, "m")
    before = len(world.ledger.receipts)
    world.advance(by=0)
    standing = (len(world.ledger.receipts), sum(one.send_time is not None for one in send.tasks.values()))
    world.advance(by=30 * DAY)

    assert (before, standing) == (0, (0, 0))
    assert all(one.send_time is not None for one in send.tasks.values())
