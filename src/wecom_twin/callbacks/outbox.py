"""Sends callbacks: each app's own copy, encrypted afresh for each attempt, retried, and recorded."""

from __future__ import annotations

import asyncio
import re
from collections import Counter, deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol
from urllib.parse import urlencode, urlsplit

from wecom_twin.callbacks.courier import Carrier, Courier, DeliveryError
from wecom_twin.callbacks.messages import Message, envelope
from wecom_twin.crypto import NOISE_BYTES, CallbackCipher, SealBrokenError, Sealed
from wecom_twin.ledger import Attempt, CallbackRecord, ForgeryRecord
from wecom_twin.state.corp import CallbackConfig

if TYPE_CHECKING:
    import random
    from threading import RLock

    from wecom_twin.chance import Ids
    from wecom_twin.clock import Clock
    from wecom_twin.ledger import Ledger
    from wecom_twin.rules import Limits, Switches
    from wecom_twin.state.corp import App, Corp

Forgery = Literal["signature", "receiveid", "oversized"]

_OK = 200
_OVERSIZED_BYTES = 5 * 1024 * 1024
_CONCURRENCY = 64


class CallbackRefusedError(Exception):
    """The URL did not answer the verification, so the console would not save it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryMode:
    """How callbacks misbehave until told otherwise."""

    copies: int = 1
    """Every callback arrives so many times together."""
    delay_seconds: float = 0.0
    """Twin seconds between an event and its first delivery."""
    shuffle: int = 1
    """Callbacks are held until so many wait, and leave in random order; a second at most."""
    forgeries: tuple[Forgery, ...] = ()
    """Before each callback goes a forged one that the receiver must refuse."""


@dataclass(slots=True)
class _Copy:
    """One of the copies of a callback on its way."""

    record: CallbackRecord
    corp: Corp
    app: App
    attempts: int = 0


@dataclass(frozen=True, slots=True)
class _Fake:
    """A forged callback on its way."""

    record: ForgeryRecord
    corp: Corp
    app: App
    message: str


class TakeReply(Protocol):
    """Whoever lets a passive reply have its effect."""

    def __call__(self, corp: Corp, app: App, record: CallbackRecord, reply: str, /) -> None:
        """Take the reply to a callback."""


def _leave_it(*_: object) -> None:
    """A reply without effect."""


class Outbox:
    """Carries callbacks on the event loop of the server; raised from any thread under the world's lock."""

    def __init__(
        self,
        *,
        clock: Clock,
        ledger: Ledger,
        lock: RLock,
        ids: Ids,
        chance: random.Random,
        limits: Limits,
        switches: Switches,
    ) -> None:
        self.mode = DeliveryMode()
        self.switches = switches
        self.limits = limits
        self._clock = clock
        self._ledger = ledger
        self._lock = lock
        self._ids = ids
        self._chance = chance
        self.carrier: Carrier = Courier()
        """How requests travel; a rehearsal that runs in one process puts its own here."""
        self.on_reply: TakeReply = _leave_it
        """What an app's passive reply, in plain, does; called under the lock."""
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ready: deque[_Copy | _Fake] = deque()
        self._held: list[_Copy] = []
        self._open: Counter[int] = Counter()
        self._tasks: set[asyncio.Task[None]] = set()

    # --- raising ------------------------------------------------------------------------------

    def raise_to(self, corp: Corp, app: App, message: Message) -> None:
        """Send a message to one app, if it has a callback URL."""
        if app.callback is None:
            return
        at = self._clock.now()
        record = CallbackRecord(
            id=len(self._ledger.callback_records) + 1,
            corpid=corp.corpid,
            agentid=app.agentid,
            event=message.event,
            change_type=message.change_type,
            userid=message.userid,
            external_userid=message.external_userid,
            created_at=at,
            message=message.xml(corpid=corp.corpid, at=at),
        )
        self._ledger.callback_records.append(record)
        copies = [_Copy(record, corp, app) for _ in range(self.mode.copies)]
        self._open[record.id] = len(copies)
        for kind in self.mode.forgeries:
            self._forge(kind, copies[0])
        if self.mode.delay_seconds:
            self._clock.after(self.mode.delay_seconds, lambda: self._hand_over(copies))
        else:
            self._hand_over(copies)

    def _hand_over(self, copies: list[_Copy]) -> None:
        if self.mode.shuffle <= 1 and not self._held:
            self._ready.extend(copies)
            self._wake()
            return
        if not self._held:
            self._clock.after(1.0, self._release)
        self._held.extend(copies)
        if len(self._held) >= self.mode.shuffle:
            self._release()

    def _release(self) -> None:
        self._chance.shuffle(self._held)
        self._ready.extend(self._held)
        self._held.clear()
        self._wake()

    def _forge(self, kind: Forgery, copy: _Copy) -> None:
        fake = ForgeryRecord(self._clock.now(), copy.corp.corpid, copy.app.agentid, kind)
        self._ledger.forgeries.append(fake)
        self._ready.append(_Fake(fake, copy.corp, copy.app, copy.record.message))

    # --- carrying -----------------------------------------------------------------------------

    def bind(self, loop: asyncio.AbstractEventLoop) -> None:
        """Carry from now on, on this loop."""
        self._loop = loop
        self._wake()

    async def close(self) -> None:
        """Stop carrying; what is on its way is given up silently."""
        self._loop = None
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.carrier.close()

    async def idle(self) -> None:
        """Wait until nothing is on its way; retries that wait for their time do not count."""
        while self._tasks or self._ready:
            if self._tasks:
                await asyncio.wait(self._tasks)
            else:
                await asyncio.sleep(0)

    def _wake(self) -> None:
        if self._loop is not None and self._ready:
            self._loop.call_soon_threadsafe(self._pump)

    def _pump(self) -> None:
        with self._lock:
            while self._ready and len(self._tasks) < _CONCURRENCY:
                item = self._ready.popleft()
                work = self._send_fake(item) if isinstance(item, _Fake) else self._send(item)
                task = asyncio.get_running_loop().create_task(work)
                self._tasks.add(task)
                task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._pump()
        if not task.cancelled() and (error := task.exception()) is not None:
            raise error

    async def _send(self, copy: _Copy) -> None:
        config = copy.app.callback
        if config is None:
            self._settle(copy, accepted=False)
            return
        began = self._clock.monotonic()
        at = self._clock.now()
        sealed = self._seal(config.cipher, copy.record.message)
        body = envelope(corpid=copy.corp.corpid, agentid=self._agentid(copy.app), encrypt=sealed.encrypt)
        outcome, answer = await self._post(config.url, sealed, body)
        attempt = Attempt(at, outcome, self._clock.monotonic() - began, read_reply(config.cipher, answer))
        with self._lock:
            copy.record.attempts.append(attempt)
            if attempt.reply and outcome == str(_OK):
                self.on_reply(copy.corp, copy.app, copy.record, attempt.reply)
            self._judge(copy, outcome)

    def _judge(self, copy: _Copy, outcome: str) -> None:
        accepted = outcome == str(_OK)
        again = not outcome.isdigit() or self.switches.retry_on_status
        if not accepted and again and copy.attempts < len(self.switches.retry_seconds):
            wait = self.switches.retry_seconds[copy.attempts]
            copy.attempts += 1
            self._clock.after(wait, lambda: self._resend(copy))
        else:
            self._settle(copy, accepted=accepted)

    def _resend(self, copy: _Copy) -> None:
        self._ready.append(copy)
        self._wake()

    def _settle(self, copy: _Copy, *, accepted: bool) -> None:
        record = copy.record
        if accepted and record.first_accepted_at is None:
            record.first_accepted_at = self._clock.now()
        self._open[record.id] -= 1
        if not self._open[record.id]:
            del self._open[record.id]
            record.given_up = record.first_accepted_at is None

    async def _send_fake(self, fake: _Fake) -> None:
        config = fake.app.callback
        if config is None:
            return
        cipher, message = config.cipher, fake.message
        if fake.record.kind == "receiveid":
            cipher = CallbackCipher(
                token=config.token, encoding_aes_key=config.encoding_aes_key, receive_id="ww0000000000000000"
            )
        elif fake.record.kind == "oversized":
            message += " " * _OVERSIZED_BYTES
        sealed = self._seal(cipher, message)
        if fake.record.kind == "signature":
            sealed = sealed._replace(msg_signature=sealed.msg_signature[::-1])
        body = envelope(corpid=fake.corp.corpid, agentid=self._agentid(fake.app), encrypt=sealed.encrypt)
        fake.record.outcome, _ = await self._post(config.url, sealed, body)

    def _seal(self, cipher: CallbackCipher, message: str) -> Sealed:
        with self._lock:
            timestamp = str(int(self._clock.now()))
            nonce = self._ids.digits("nonce", 10)
            noise = self._chance.randbytes(NOISE_BYTES)
        return cipher.seal(message, timestamp=timestamp, nonce=nonce, noise=noise)

    def _agentid(self, app: App) -> str | None:
        if app.kind != "app":
            return None
        if self.switches.envelope_agentid == "absent":
            return None
        return str(app.agentid) if self.switches.envelope_agentid == "id" else ""

    async def _post(self, url: str, sealed: Sealed, body: bytes) -> tuple[str, bytes]:
        """What became of a delivery in a word, and the body of the answer."""
        try:
            answer = await self.carrier.post(
                _signed(url, sealed), body, timeout_seconds=self.limits.callback_timeout_seconds
            )
        except TimeoutError:
            return "timeout", b""
        except DeliveryError as error:
            return str(error), b""
        return str(answer.status), answer.body

    # --- verification -------------------------------------------------------------------------

    async def verify(self, config: CallbackConfig) -> None:
        """Ask a URL to prove itself, as the console does before it saves.

        Raises:
            CallbackRefusedError: no answer within a second, or another than the exact plaintext.
        """
        with self._lock:
            echo = self._ids.digits("echostr", 19)
        sealed = self._seal(config.cipher, echo)
        query = f"{_signed(config.url, sealed)}&{urlencode({'echostr': sealed.encrypt})}"
        limit = self.limits.callback_check_seconds
        try:
            answer = await self.carrier.get(query, timeout_seconds=limit)
        except TimeoutError:
            raise CallbackRefusedError(f"{config.url} did not answer within {limit:g} s") from None
        except DeliveryError as error:
            raise CallbackRefusedError(f"{config.url} cannot be reached: {error}") from error
        if (answer.status, answer.body) != (_OK, echo.encode()):
            raise CallbackRefusedError(
                f"{config.url} answered {answer.status} {answer.body[:64]!r} instead of 200 and the plaintext"
            )


def make_config(*, corpid: str, url: str, token: str, encoding_aes_key: str) -> CallbackConfig:
    """A callback configuration of a corp.

    Raises:
        CallbackKeyError: token or key have not the right shape.
    """
    cipher = CallbackCipher(token=token, encoding_aes_key=encoding_aes_key, receive_id=corpid)
    return CallbackConfig(url, token, encoding_aes_key, cipher)


def read_reply(cipher: CallbackCipher, body: bytes) -> str:
    """An encrypted passive reply in plain; nothing for the bodies that only acknowledge."""
    if body in (b"", b"success"):
        return ""
    found = {name: _element(body, name) for name in ("Encrypt", "MsgSignature", "TimeStamp", "Nonce")}
    try:
        return cipher.unseal(Sealed(*found.values()))
    except SealBrokenError:
        return "undecryptable"


def _element(body: bytes, name: str) -> str:
    found = re.search(rf"<{name}>(?:<!\[CDATA\[)?([^\]<]*)", body.decode(errors="replace"))
    return found[1] if found else ""


def _signed(url: str, sealed: Sealed) -> str:
    query = urlencode({"msg_signature": sealed.msg_signature, "timestamp": sealed.timestamp, "nonce": sealed.nonce})
    return f"{url}{'&' if urlsplit(url).query else '?'}{query}"
