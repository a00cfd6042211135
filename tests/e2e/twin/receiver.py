"""A receiver of callbacks that shares no code with the twin: wechatpy decrypts, uvicorn serves."""

import asyncio
import re
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import parse_qs

import uvicorn
from wechatpy.enterprise.crypto import WeChatCrypto

TOKEN = "ReceiverToken2026"
KEY = "kT3vZ9pQ1xW7sB5nL2cD8fG4hJ6mR0yUaEoIiXtVwqA"


def element(xml: str, name: str) -> str | None:
    """The text of one element, or None."""
    found = re.search(rf"<{name}>(?:<!\[CDATA\[(.*?)\]\]>|(.*?))</{name}>", xml, re.DOTALL)
    return None if found is None else (found.group(1) or found.group(2) or "")


def told_by(ledger: Any) -> Callable[[], list[str]]:
    """What a twin's ledger says was told, whenever it is asked, as `Receiver.raised` takes it."""
    return lambda: [record.message for record in ledger.callback_records]


@dataclass
class Delivery:
    xml: str
    timestamp: str
    nonce: str
    envelope: bytes


@dataclass
class Receiver:
    """Accepts what decrypts with 200, refuses the rest with 403; `moods` are answered first."""

    corpid: str
    moods: list[int | float | str] = field(default_factory=list)
    """For the next deliveries: an int is a status, a float a wait in seconds, a str a body."""
    arrived: list[Delivery] = field(default_factory=list)
    raised: Callable[[], list[str]] = list
    """What was told, in its order; callbacks travel side by side, so they may arrive in another."""
    attempts: int = 0
    refused: int = 0
    on_message: Any = None
    echo: bool = True
    token: str = TOKEN
    key: str = KEY
    ports: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.crypto = WeChatCrypto(self.token, self.key, self.corpid)
        self.listener = socket.socket()
        self.listener.bind(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}/callback"
        config = uvicorn.Config(
            self, http="httptools", loop="asyncio", ws="none", lifespan="off", access_log=False, log_level="error"
        )
        self.server = uvicorn.Server(config)
        self.thread = threading.Thread(target=self.server.run, kwargs={"sockets": [self.listener]}, daemon=True)

    def __enter__(self) -> Self:
        self.thread.start()
        while not self.server.started:
            time.sleep(0.005)
        return self

    def __exit__(self, *_: object) -> None:
        self.server.should_exit = True
        self.thread.join(10)

    @property
    def deliveries(self) -> list[Delivery]:
        """What arrived, in the order in which it was told."""
        places: dict[str, list[int]] = {}
        for place, xml in enumerate(self.raised()):
            places.setdefault(xml, []).append(place)
        last = [len(self.arrived)]
        found = [(of.pop(0) if len(of := places.get(one.xml, last)) > 1 else of[0], one) for one in self.arrived]
        return [one for _, one in sorted(found, key=lambda pair: pair[0])]

    @property
    def connections(self) -> int:
        return len(self.ports)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.ports.add(scope["client"][1])
        body = b""
        more = True
        while more:
            message = await receive()
            body += message.get("body", b"")
            more = message.get("more_body", False)
        query = {name: values[0] for name, values in parse_qs(scope["query_string"].decode()).items()}
        status, answer = await self.answer(scope["method"], query, body)
        await send(
            {
                "type": "http.response.start",
                "status": status,
                "headers": [(b"content-length", str(len(answer)).encode())],
            }
        )
        await send({"type": "http.response.body", "body": answer})

    async def answer(self, method: str, query: dict[str, str], body: bytes) -> tuple[int, bytes]:
        signed = (query["msg_signature"], query["timestamp"], query["nonce"])
        if method == "GET":
            if not self.echo:
                return 200, b"not the plaintext"
            return 200, self.crypto.check_signature(*signed, query["echostr"]).encode()
        self.attempts += 1
        mood = self.moods.pop(0) if self.moods else 200
        if isinstance(mood, float):
            await asyncio.sleep(mood)
        try:
            xml = self.crypto.decrypt_message(body, *signed)
        except Exception:  # noqa: BLE001 - whatever wechatpy raises, the message is not for us
            self.refused += 1
            return 403, b""
        xml = xml.decode() if isinstance(xml, bytes) else xml
        if isinstance(mood, int) and mood != 200:
            return mood, b""
        self.arrived.append(Delivery(xml, query["timestamp"], query["nonce"], body))
        if self.on_message is not None:
            self.on_message(xml)
        return 200, mood.encode() if isinstance(mood, str) else b""
