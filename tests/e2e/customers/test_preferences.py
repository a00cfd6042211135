"""Customers set their own preferences: from the link through WeCom's silent OAuth to the ledger, against the twin."""

from __future__ import annotations

import random
import re
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from doubles.twin_corp import KEYRING, TwinClock, clients_of, connect_twin, stepped_twin
from lingqu.customers.api import consent
from lingqu.customers.contracts.consent import ConsentChannel, ConsentSource, Purpose, Refusal
from lingqu.customers.routes import consent_page
from lingqu.customers.routes.consent_page import PageCorp, PreferencePages
from lingqu.customers.store import people
from lingqu.gateway.clients import Clients
from lingqu.gateway.viewers import WecomRecognition
from lingqu.infra.database import Database
from lingqu.kernel.ids import CorpId, CustomerId, ExternalUserid
from wecom_twin.server import TwinServer

pytestmark = pytest.mark.postgres

ORIGIN = "https://lingqu.example"
MARKETING, SERVICE = Purpose.MARKETING, Purpose.SERVICE
BROADCAST, MOMENT, GROUPCHAT = ConsentChannel.BROADCAST, ConsentChannel.MOMENT, ConsentChannel.GROUPCHAT
OFF = frozenset({"marketing.broadcast"})
NOTHING = frozenset[str]()


@pytest.fixture
def twin() -> Iterator[TwinServer]:
    with stepped_twin() as server:
        yield server


@pytest.fixture
def clock(twin: TwinServer) -> TwinClock:
    return TwinClock(twin)


@pytest.fixture
async def corp_id(database: Database, twin: TwinServer) -> CorpId:
    return await connect_twin(database, twin)


class Phone:
    """Somebody's WeChat: a browser that the twin takes for them."""

    def __init__(self, browser: httpx.AsyncClient, twin: TwinServer, guest: str) -> None:
        self.browser = browser
        self.twin = twin
        self.guest = guest

    async def follow(self, address: str) -> str:
        """Follow the redirect to WeCom's page; return where WeCom sends the browser back to."""
        answer = await self.browser.get(address)
        assert answer.status_code == 302, answer.text
        there = answer.headers["location"].partition("#")[0]
        assert there.startswith(self.twin.base_url)
        async with httpx.AsyncClient() as wecom:
            return (await wecom.get(f"{there}&twin_guest={self.guest}")).headers["location"]

    async def open(self, address: str) -> httpx.Response:
        """Open a link as WeChat does: through WeCom and back, to the page itself."""
        return await self.browser.get(await self.follow(address), follow_redirects=True)

    async def send(self, page: httpx.Response, switched: frozenset[str] = NOTHING, **more: str) -> httpx.Response:
        """Move some switches of a page and send its form."""
        return await self.browser.post(str(page.url), data={**filled(page, switched), **more}, follow_redirects=True)


def switches(page: httpx.Response) -> dict[str, bool]:
    found = re.findall(r'<input type="checkbox" role="switch" name="([a-z.]+)"( checked)?>', page.text)
    assert len(found) == 6, page.text
    return {name: bool(checked) for name, checked in found}


def filled(page: httpx.Response, switched: frozenset[str] = NOTHING) -> dict[str, str]:
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="(\w+)">', page.text))
    return {**hidden, **{name: "on" for name, on in switches(page).items() if on is not (name in switched)}}


@dataclass
class House:
    """The page on a real database, before a twin."""

    database: Database
    twin: TwinServer
    app: PreferencePages
    corp_id: CorpId

    def address(self, corpid: str | None = None) -> str:
        return f"/c/{corpid or self.twin.world.corp().corpid}/preferences"

    @asynccontextmanager
    async def phone(self, guest: str) -> AsyncGenerator[Phone]:
        transport = httpx.ASGITransport(app=self.app)
        async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as browser:
            yield Phone(browser, self.twin, guest)

    async def befriend(self, name: str, *, known: bool = True) -> tuple[str, CustomerId]:
        corp = self.twin.world.corp()
        whom = self.twin.world.add_customer(corp, name).external_userid
        self.twin.world.relate(corp, "chen_rui", whom)
        if not known:
            return whom, CustomerId(-1)
        async with self.database.unit(self.corp_id) as unit:
            return whom, (await people.insert(unit, {ExternalUserid(whom): unit.at}))[ExternalUserid(whom)]

    async def refusals(self, *who: CustomerId, channel: ConsentChannel = BROADCAST) -> dict[CustomerId, Refusal]:
        async with self.database.read(self.corp_id) as session:
            return await consent.find_refusals(session, who, MARKETING, channel)

    async def ledger(self, who: CustomerId) -> list[tuple[str, str, str]]:
        async with self.database.read(self.corp_id) as session:
            page = await consent.list_ledger(session, who, seals=KEYRING)
        return [(one.purpose, one.channel, one.stance) for one in page.items]


@pytest.fixture
async def house(database: Database, twin: TwinServer, corp_id: CorpId) -> AsyncIterator[House]:
    async with clients_of(database, twin) as clients:
        yield House(database, twin, pages(database, twin, clients, {twin.world.corp().corpid: corp_id}), corp_id)


def pages(database: Database, twin: TwinServer, clients: Clients, corps: dict[str, CorpId]) -> PreferencePages:
    async def find_corp(corpid: str) -> PageCorp | None:
        if corpid not in corps:
            return None
        agentid = twin.world.corp(corpid).app.agentid
        return PageCorp(corp_id=corps[corpid], corpid=corpid, agentid=agentid, name="云栖 & 茶")

    recognition = WecomRecognition(clients, authorize_at=f"{twin.base_url}/connect/oauth2/authorize")
    return PreferencePages(database, find_corp, recognition, KEYRING, public_url=ORIGIN)


async def test_a_customer_withdraws_and_grants_again(house: House, clock: TwinClock) -> None:
    guest, liu = await house.befriend("刘洋")
    async with house.phone(guest) as phone:
        page = await phone.open(house.address())
        assert set(switches(page).values()) == {True}
        assert "云栖 &amp; 茶" in page.text

        clock.advance(timedelta(minutes=1))
        saved = await phone.send(page, OFF)
        assert "已保存，自 2026年3月2日 10:01 起生效。" in saved.text
        assert [name for name, on in switches(saved).items() if not on] == ["marketing.broadcast"]
        [refusal] = (await house.refusals(liu)).values()
        assert (refusal.source, refusal.since) == (ConsentSource.PREFERENCE_PAGE, clock.now())
        assert await house.refusals(liu, channel=MOMENT) == {}

        clock.advance(timedelta(minutes=1))
        again = await phone.send(saved, OFF)
        assert set(switches(again).values()) == {True}
        assert await house.refusals(liu) == {}
    assert await house.ledger(liu) == [
        ("marketing", "broadcast", "granted"),
        ("marketing", "broadcast", "withdrawn"),
    ]


async def test_one_button_ends_all_marketing_whatever_the_channel(house: House) -> None:
    guest, liu = await house.befriend("刘洋")
    async with house.phone(guest) as phone:
        left = await phone.send(await phone.open(house.address()), farewell="marketing")

        assert {name for name, on in switches(left).items() if on} == {
            "service.broadcast",
            "service.moment",
            "service.groupchat",
        }
    assert await house.ledger(liu) == [("marketing", "any", "withdrawn")]
    assert set(await house.refusals(liu, channel=GROUPCHAT)) == {liu}


async def test_a_form_sent_twice_states_once(house: House, clock: TwinClock) -> None:
    guest, liu = await house.befriend("刘洋")
    async with house.phone(guest) as phone:
        page = await phone.open(house.address())
        await phone.send(page, OFF)
        clock.advance(timedelta(seconds=1))
        back = await phone.send(await phone.browser.get(f"{house.address()}/mine"), OFF)
        assert set(switches(back).values()) == {True}

        replayed = await phone.send(page, OFF)

        assert "没有改动" in replayed.text
    assert len(await house.ledger(liu)) == 2
    assert await house.refusals(liu) == {}


async def test_nothing_moved_is_nothing_said(house: House) -> None:
    guest, liu = await house.befriend("刘洋")
    async with house.phone(guest) as phone:
        answer = await phone.send(await phone.open(house.address()))

    assert "没有改动" in answer.text
    assert await house.ledger(liu) == []


async def test_an_address_that_asks_too_often_is_not_asked_about_at_wecom(
    house: House, clock: TwinClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consent_page, "MOST_RECOGNISED", 2)
    guest, _ = await house.befriend("刘洋")
    told = []
    for _ in range(3):
        async with house.phone(guest) as phone:
            told.append((await phone.open(house.address())).status_code)
    clock.advance(timedelta(minutes=16))
    async with house.phone(guest) as phone:
        told.append((await phone.open(house.address())).status_code)

    assert told == [200, 200, 429, 200]


async def test_the_page_speaks_english_to_an_english_browser(house: House) -> None:
    guest, _ = await house.befriend("Ann")
    async with house.phone(guest) as phone:
        phone.browser.headers["Accept-Language"] = "en-US,en;q=0.9"
        page = await phone.open(house.address())

    assert "<h1>Message preferences</h1>" in page.text
    assert re.search(r"[\u4e00-\u9fff]", page.text.replace("云栖 &amp; 茶", "").partition("</style>")[2]) is None


# ───────────────────────── who it is for ─────────────────────────


@pytest.mark.parametrize("unknown_to", ["wecom", "us"])
async def test_whom_wecom_or_we_do_not_know_is_told_so_kindly(house: House, unknown_to: str) -> None:
    guest = "wmSOMEBODYELSE" if unknown_to == "wecom" else (await house.befriend("新朋友", known=False))[0]
    async with house.phone(guest) as phone:
        page = await phone.open(house.address())
        sent = await phone.browser.post(f"{house.address()}/mine", data={"form": "x", "proof": "y"})

    assert page.status_code == 200
    assert "还没有认出您" in page.text
    assert sent.status_code == 400


async def test_the_link_and_the_page_name_no_customer(house: House) -> None:
    guest, liu = await house.befriend("刘洋")
    async with house.phone(guest) as phone:
        page = await phone.open(house.address())

    assert str(page.url) == f"{ORIGIN}{house.address()}/mine"
    assert guest not in page.text
    assert f'"{liu}"' not in page.text
    assert page.headers["cache-control"] == "no-store"


async def test_nobody_sends_the_form_of_another(house: House) -> None:
    (guest, liu), (other, wang) = await house.befriend("刘洋"), await house.befriend("王芳")
    async with house.phone(guest) as hers, house.phone(other) as his:
        mine, theirs = await hers.open(house.address()), await his.open(house.address())

        stolen = await his.browser.post(str(theirs.url), data=filled(mine, OFF))
        bare = await his.browser.post(str(theirs.url), data={"marketing.moment": "on"})

    assert (stolen.status_code, bare.status_code) == (403, 403)
    assert await house.ledger(liu) == await house.ledger(wang) == []


async def test_another_account_on_the_same_phone_is_another_customer(house: House) -> None:
    (guest, liu), (other, wang) = await house.befriend("刘洋"), await house.befriend("王芳")
    async with house.phone(guest) as phone:
        await phone.send(await phone.open(house.address()), OFF)
        phone.guest = other
        page = await phone.open(house.address())
        assert set(switches(page).values()) == {True}
        await phone.send(page, frozenset({"marketing.moment"}))

    assert await house.ledger(liu) == [("marketing", "broadcast", "withdrawn")]
    assert await house.ledger(wang) == [("marketing", "moment", "withdrawn")]


async def test_a_visit_to_one_corp_is_none_to_another(database: Database, twin: TwinServer, corp_id: CorpId) -> None:
    world = twin.world
    first = world.corp().corpid
    second = world.add_corp().corpid
    world.add_app(world.corp(second))
    other_id = await connect_twin(database, twin, second)
    async with clients_of(database, twin) as clients:
        app = pages(database, twin, clients, {first: corp_id, second: other_id})
        house = House(database, twin, app, corp_id)
        corp = world.corp(first)
        guest = world.add_customer(corp, "刘洋").external_userid
        world.relate(corp, "chen_rui", guest)
        for each in (corp_id, other_id):
            async with database.unit(each) as unit:
                await people.insert(unit, {ExternalUserid(guest): unit.at})
        async with house.phone(guest) as phone:
            page = await phone.open(house.address(first))
            held = dict(phone.browser.cookies)
            phone.browser.cookies.clear()
            for name, value in held.items():
                phone.browser.cookies.set(name, value)

            looked = await phone.browser.get(f"{house.address(second)}/mine")
            sent = await phone.browser.post(f"{house.address(second)}/mine", data=filled(page, OFF))

    assert (looked.status_code, looked.headers["location"]) == (303, house.address(second))
    assert sent.status_code == 400
    async with database.read(other_id) as session:
        assert (await consent.list_ledger(session, CustomerId(0), seals=KEYRING)).items == []


# ───────────────────────── what strangers try ─────────────────────────


async def test_a_code_is_spent_once_and_only_by_the_browser_that_asked(house: House) -> None:
    guest, _ = await house.befriend("刘洋")
    async with house.phone(guest) as phone, house.phone(guest) as thief:
        back = await phone.follow(house.address())

        stolen = await thief.browser.get(back)
        assert stolen.status_code == 400
        assert (await phone.browser.get(back)).status_code == 303
        again = await phone.browser.get(back)

    assert again.status_code == 400
    assert "页面已过期" in again.text


async def test_a_spent_code_with_a_fresh_state_is_refused(house: House) -> None:
    guest, _ = await house.befriend("刘洋")
    async with house.phone(guest) as phone:
        code = parse_qs(urlsplit(await phone.follow(house.address())).query)["code"][0]
        spent = await phone.browser.get(await phone.follow(house.address()))
        assert spent.status_code == 303
        state = parse_qs(urlsplit(await phone.follow(house.address())).query)["state"][0]
        assert (await phone.browser.get(f"{house.address()}?code={code}&state={state}")).status_code == 303
        state = parse_qs(urlsplit(await phone.follow(house.address())).query)["state"][0]

        answer = await phone.browser.get(f"{house.address()}?code={code}&state={state}")

    assert answer.status_code == 400


async def test_a_visit_ends_after_a_quarter_of_an_hour(house: House, clock: TwinClock) -> None:
    guest, liu = await house.befriend("刘洋")
    async with house.phone(guest) as phone:
        page = await phone.open(house.address())
        clock.advance(timedelta(minutes=15))

        late = await phone.browser.post(str(page.url), data=filled(page, OFF))
        looked = await phone.browser.get(str(page.url))

    assert (late.status_code, looked.status_code) == (400, 303)
    assert await house.ledger(liu) == []


async def test_a_body_of_five_megabytes_is_not_taken(house: House) -> None:
    guest, _ = await house.befriend("刘洋")
    async with house.phone(guest) as phone:
        page = await phone.open(house.address())
        headers = {"content-type": "application/x-www-form-urlencoded"}

        answer = await phone.browser.post(str(page.url), content=b"form=" + b"x" * 5_000_000, headers=headers)

    assert answer.status_code == 413


async def test_garbage_is_answered_and_changes_nothing(house: House) -> None:
    guest, liu = await house.befriend("刘洋")
    chance = random.Random(5)
    statuses: set[int] = set()
    async with house.phone(guest) as phone, house.phone(guest) as stranger:
        page = await phone.open(house.address())
        for _ in range(150):
            noise = bytes(chance.randrange(256) for _ in range(chance.randrange(60)))
            path = chance.choice([house.address(), f"{house.address()}/mine", "/c/", f"/c/{noise.hex()}/preferences"])
            cookie = chance.choice([noise.hex(), f"lingqu_visit={noise.hex()}", "=;;=", "lingqu_asking=" + "A" * 9000])
            whose, headers = chance.choice([(phone, {}), (stranger, {"cookie": cookie})])
            if chance.random() < 0.5:
                query = {"code": noise.decode("latin-1"), "state": chance.choice(["", "é\x00", noise.hex()])}
                answer = await whose.browser.get(path, params=query, headers=headers)
            else:
                fields = {**filled(page), chance.choice(["form", "proof"]): noise.hex()}
                form = "&".join(f"{name}={value}" for name, value in fields.items()).encode()
                body = chance.choice([noise, b"&" * 500, b"a=1&" * 200, form])
                answer = await whose.browser.post(path, content=body, headers=headers)
            statuses.add(answer.status_code)
    assert statuses == {200, 303, 400, 403, 404, 405, 422}
    assert await house.ledger(liu) == []


@pytest.mark.parametrize("method", ["PUT", "DELETE", "HEAD", "OPTIONS"])
async def test_other_methods_are_not_known(house: House, method: str) -> None:
    async with house.phone("wmX") as phone:
        assert (await phone.browser.request(method, f"{house.address()}/mine")).status_code == 405


async def test_while_wecom_is_away_the_page_says_so(house: House, twin: TwinServer) -> None:
    guest, _ = await house.befriend("刘洋")
    async with house.phone(guest) as phone:
        back = await phone.follow(house.address())
        twin.stop()

        answer = await phone.browser.get(back)

    assert answer.status_code == 503
    assert "暂时打不开" in answer.text
