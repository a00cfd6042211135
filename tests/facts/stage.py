"""A small furnished world in process, for one fact: no HTTP, a clock that stands still, verbs to set the scene."""

from __future__ import annotations

import asyncio
from dataclasses import fields
from typing import Any

import msgspec

from facts.fact import Ask, Asked, Reply
from wecom_twin.callbacks.courier import Answer, DeliveryError
from wecom_twin.callbacks.outbox import make_config
from wecom_twin.clock import Clock
from wecom_twin.endpoints.access import GETTOKEN
from wecom_twin.endpoints.routes import ROUTES
from wecom_twin.ledger import CallbackRecord, Receipt
from wecom_twin.rules import Limits, Switches
from wecom_twin.state.corp import App
from wecom_twin.wire.gate import Gate, Request
from wecom_twin.world import World

NOON = 1_767_326_400.0
"""Friday 2026-01-02, 12:00 in Beijing."""
MINUTE, HOUR, DAY = 60.0, 3_600.0, 86_400.0
MP4 = b"\0\0\0\x18ftypmp42"
AMR = b"#!AMR\n" + bytes(13)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(24)
_KEY = "kT3vZ9pQ1xW7sB5nL2cD8fG4hJ6mR0yUaEoIiXtVwqA"
_LIMITS = frozenset(one.name for one in fields(Limits))
_SWITCHES = frozenset(one.name for one in fields(Switches))


class Receiver:
    """Takes callbacks in process, and answers them as it is told."""

    def __init__(self) -> None:
        self.answers: list[Answer | Exception] = []
        """What the next deliveries get; then 200 without a body."""
        self.bodies: list[bytes] = []
        self.timeouts: list[float] = []

    async def get(self, url: str, *, timeout_seconds: float) -> Answer:
        return self._answer(b"", timeout_seconds)

    async def post(self, url: str, body: bytes, *, timeout_seconds: float) -> Answer:
        return self._answer(body, timeout_seconds)

    def _answer(self, body: bytes, timeout_seconds: float) -> Answer:
        self.bodies.append(body)
        self.timeouts.append(timeout_seconds)
        answer = self.answers.pop(0) if self.answers else Answer(200, b"")
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def close(self) -> None:
        """Nothing is open."""


class Shelf:
    """A file at an address, in process; how it is served can be spoilt."""

    def __init__(self) -> None:
        self.content = b""
        self.spoilt: dict[int, Answer | Exception] = {}
        """In place of the part that begins there."""
        self.asked: list[tuple[str, int, int]] = []

    async def get_range(self, url: str, first: int, last: int, *, timeout_seconds: float) -> Answer:
        self.asked.append((url, first, last))
        answer = self.spoilt.get(first) or self.part(first, last)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def part(self, first: int, last: int) -> Answer:
        part = self.content[first : last + 1]
        return Answer(206, part, f"bytes {first}-{first + len(part) - 1}/{len(self.content)}")

    async def close(self) -> None:
        """Nothing is open."""


class Stage:
    """One corp. Its app sees department 2: chen_rui and li_na, who have customers, and zhao_min, who may not.

    wu_gang has customers too, in department 3, which the app does not see. `other` is a second app
    with the same rights, `sync` the contacts-sync secret. Nobody is anybody's friend yet.
    """

    def __init__(self) -> None:
        self.it: Any = None
        """What `given` returned."""
        self.world = World(clock=Clock.stepped(NOON), seed=6)
        self.corp = self.world.add_corp(corpid="ww00000000000000f6")
        self.world.add_department(self.corp, "门店")
        self.world.add_department(self.corp, "总部")
        self.app = self._app("客户运营")
        self.other = self._app("第二应用")
        self.sync = self.world.add_app(self.corp, "通讯录同步", kind="contacts_sync", secret="sync-secret")
        for userid, department, follows in (
            ("chen_rui", 2, True),
            ("li_na", 2, True),
            ("zhao_min", 2, False),
            ("wu_gang", 3, True),
        ):
            self.world.add_member(self.corp, userid, userid, departments=(department,), follow_user=follows)
        self.gate = Gate(self.world)
        self.receiver = Receiver()
        self.world.outbox.carrier = self.receiver
        self.shelf = self.world.downloads.fetcher = Shelf()
        self._tokens: dict[int, str] = {}

    def _app(self, name: str) -> App:
        app = self.world.add_app(self.corp, name, secret=f"secret of {name}", departments=(2,))
        app.callback = make_config(corpid=self.corp.corpid, url="http://127.0.0.1:1/", token="t", encoding_aes_key=_KEY)
        return app

    # --- asking ---------------------------------------------------------------------------------

    def ask(self, path: str, asked: Asked | None = None, *, app: App | None = None, **parameters: Any) -> Reply:
        """Call a path below /cgi-bin/ through the gate; keywords stand for a dict."""
        full = f"/cgi-bin/{path}"
        route = ROUTES.get(full)
        get = full == GETTOKEN or (route is not None and route.method == "GET")
        if not isinstance(asked, Ask):
            given = {**(asked or {}), **parameters}
            asked = Ask(query={name: str(value) for name, value in given.items()}) if get else Ask(body=given)
        query = dict(asked.query)
        token = self.token(app) if asked.token is None and full != GETTOKEN else asked.token
        if token:
            query["access_token"] = token
        body = asked.body if isinstance(asked.body, bytes) else msgspec.json.encode(asked.body or {})
        return _read(
            self.gate.serve(
                Request(
                    method=asked.method or ("GET" if get else "POST"),
                    path=full,
                    query=query,
                    body=body,
                    content_type=asked.content_type,
                    byte_range=asked.byte_range,
                    ip=asked.ip,
                    at_once=asked.at_once,
                )
            )
        )

    def need(self, path: str, asked: Asked | None = None, *, app: App | None = None, **parameters: Any) -> Reply:
        """Call what must succeed, to set a scene."""
        reply = self.ask(path, asked, app=app, **parameters)
        assert reply["errcode"] == 0, f"the scene cannot be set: {path} answered {reply}"
        return reply

    def code(self, path: str, asked: Asked | None = None, *, app: App | None = None, **parameters: Any) -> int:
        """Call, and say the errcode alone."""
        return self.ask(path, asked, app=app, **parameters)["errcode"]

    def token(self, app: App | None = None) -> str:
        """The token of an app, fetched once."""
        app = app or self.app
        if app.agentid not in self._tokens:
            reply = self.ask("gettoken", corpid=self.corp.corpid, corpsecret=app.secret)
            self._tokens[app.agentid] = str(reply.get("access_token", ""))
        return self._tokens[app.agentid]

    # --- time and rules -------------------------------------------------------------------------

    @property
    def now(self) -> float:
        """The world's instant, unix seconds."""
        return self.world.now()

    def wait(self, seconds: float) -> None:
        """Let time pass; an app's token is fetched anew when it has died."""
        self.world.advance(by=seconds)

    def fresh_tokens(self) -> None:
        """Forget the tokens, so that the next call fetches one."""
        self._tokens.clear()

    def set(self, **rules: Any) -> None:
        """Turn switches and change limits, by the names of their fields."""
        for name, value in rules.items():
            assert name in _LIMITS | _SWITCHES, f"no switch and no limit {name}"
            self.world.limit(**{name: value}) if name in _LIMITS else self.world.turn(**{name: value})

    # --- people ---------------------------------------------------------------------------------

    def customer(self, name: str = "刘颖") -> str:
        """A person whom nobody knows yet."""
        return self.world.add_customer(self.corp, name).external_userid

    def friend(self, userid: str = "chen_rui", external_userid: str | None = None, *, state: str | None = None) -> str:
        """A customer of a member, of long standing."""
        external_userid = external_userid or self.customer()
        self.world.relate(self.corp, userid, external_userid, state=state)
        return external_userid

    def way(self, *userids: str, **fields_: Any) -> str:
        """A contact way of the app's: its config_id."""
        users = list(userids or ("chen_rui",))
        kind = 1 if len(users) == 1 else 2
        return self.need("externalcontact/add_contact_way", {"type": kind, "scene": 2, "user": users, **fields_})[
            "config_id"
        ]

    def arrive(self, **fields_: Any) -> str:
        """A stranger scans a new contact way of chen_rui: their external_userid."""
        (record,) = self.world.scan(self.way(**fields_))
        return record.external_userid

    def welcome_code(self, app: App | None = None) -> str:
        """The newest welcome code that an app was given."""
        agentid = (app or self.app).agentid
        return [one.code for one in self.corp.welcome_codes.values() if one.agentid == agentid][-1]

    def tag(self, name: str = "意向", group_name: str = "阶段", *, app: App | None = None) -> str:
        """A corp tag that an app made: its id."""
        reply = self.need("externalcontact/add_corp_tag", app=app, group_name=group_name, tag=[{"name": name}])
        return reply["tag_group"]["tag"][0]["id"]

    def media(self, kind: str = "image", content: bytes | None = None) -> str:
        """A temporary file: its media_id."""
        content = content or {"video": MP4, "voice": AMR}.get(kind, PNG)
        return self.need("media/upload", upload(content, type=kind))["media_id"]

    def send(self, *external_userids: str, **fields_: Any) -> str:
        """A group send, ready to be confirmed: its msgid."""
        asked = {"external_userid": list(external_userids), "text": {"content": "周末会员日"}, **fields_}
        msgid = self.need("externalcontact/add_msg_template", asked)["msgid"]
        self.wait(self.world.switches.dispatch_seconds)
        return msgid

    # --- evidence -------------------------------------------------------------------------------

    def received(self, external_userid: str) -> list[Receipt]:
        """What a customer received or said."""
        return self.world.ledger.received(external_userid)

    def callbacks(self, change_type: str | None = None, *, app: App | None = None) -> list[CallbackRecord]:
        """Callbacks raised, to one app (the first unless named), oldest first."""
        agentid = (app or self.app).agentid
        raised = (one for one in self.world.ledger.callback_records if one.agentid == agentid)
        return [one for one in raised if change_type in (None, one.change_type)]

    def deliver(self, seconds: float = 0.0) -> None:
        """Fetch what is to be fetched, and carry what was raised to the receiver, for so many twin seconds."""

        async def carry() -> None:
            loop = asyncio.get_running_loop()
            carriers = (self.world.downloads, self.world.outbox)
            for one in carriers:
                one.bind(loop)
            await asyncio.sleep(0)
            await self.world.idle()
            await self.world.advance_async(by=seconds)
            for one in carriers:
                await one.close()

        asyncio.run(carry())


LOST = DeliveryError("reset")
"""As an answer of the receiver: the connection broke."""


def upload(content: bytes, *, filename: str = "a.png", part: str = "media", **query: str) -> Ask:
    """A multipart upload."""
    head = f'--edge\r\nContent-Disposition: form-data; name="{part}"; filename="{filename}"\r\n'
    body = head.encode() + b"Content-Type: application/octet-stream\r\n\r\n" + content + b"\r\n--edge--\r\n"
    return Ask(body=body, query=query, content_type="multipart/form-data; boundary=edge")


def _read(reply: Any) -> Reply:
    headers = dict(reply.headers)
    if headers[b"content-type"].startswith(b"application/json"):
        return msgspec.json.decode(reply.body)
    return {"errcode": 0, "status": reply.status, "headers": headers, "content": reply.body}
