"""Callbacks bent in every place: nothing breaks, nothing hangs, and each valid one is stored once.

`make fuzz` sends 200,000; a usual run sends fewer.
"""

from __future__ import annotations

import asyncio
import os
import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Literal
from urllib.parse import urlencode

import pytest

from doubles.callbacks import CORPID, added, crypto, event_xml, request
from lingqu.infra.clocks import SteppedClock
from lingqu.infra.database import Database
from lingqu.infra.logs import configure_logs
from lingqu.ingestion.accept import MAX_BODY_BYTES, CallbackApp, Doorway
from lingqu.kernel.ids import CorpId

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.timeout(1200)]

SENT = int(os.environ.get("FUZZ_CALLBACKS", "10000"))
AT_ONCE = 64
HANGS_AFTER_SECONDS = 10
OTHERS = crypto(corpid="ww0000000000000002")

Fate = Literal["stored", "refused", "either"]
"""Either: the change may have hit something that does not matter, and then the message is stored."""


@dataclass(frozen=True)
class Sent:
    """One request, and what must become of it."""

    query: bytes
    body: bytes
    message: bytes
    fate: Fate


class Bender:
    """Makes callbacks and bends them; one seed, one sequence."""

    def __init__(self, seed: int, at: datetime) -> None:
        self._chance = random.Random(seed)
        self._at = at
        self._number = 0
        self._earlier: list[Sent] = []

    def sequence(self, count: int) -> Iterator[Sent]:
        bends: list[Callable[[], Sent]] = [
            self.straight,
            self.straight,
            self.repeated,
            self.flipped_body,
            self.cut_body,
            self.grown_body,
            self.noise,
            self.oversized,
            self.with_dtd,
            self.json_envelope,
            self.wrong_signature,
            self.bent_query,
            self.stale,
            self.meant_for_others,
            self.bent_ciphertext,
            self.inner_noise,
            self.inner_flips,
            self.inner_nest,
            self.inner_entities,
            self.inner_numbers,
        ]
        for _ in range(count):
            yield self._chance.choice(bends)()

    # --- what must be stored ---

    def straight(self) -> Sent:
        sent = self._sealed(self._message())
        self._earlier.append(sent)
        return sent

    def repeated(self) -> Sent:
        return self._chance.choice(self._earlier) if self._earlier else self.straight()

    def json_envelope(self) -> Sent:
        sent = self._sealed(self._message())
        encrypted = sent.body.partition(b"<Encrypt><![CDATA[")[2].partition(b"]]>")[0]
        return Sent(sent.query, b'{"encrypt": "%s", "more": [1, {}]}' % encrypted, sent.message, "stored")

    def inner_noise(self) -> Sent:
        return self._sealed(self._chance.randbytes(self._chance.randint(0, 400)))

    def inner_flips(self) -> Sent:
        return self._sealed(self._flipped(self._message()))

    def inner_nest(self) -> Sent:
        depth = self._chance.choice([3, 17, 5_000])
        return self._sealed(b"<xml>" + b"<a>" * depth + b"%d" % self._next() + b"</a>" * depth + b"</xml>")

    def inner_entities(self) -> Sent:
        bomb = b'<!DOCTYPE x [<!ENTITY a "%d"><!ENTITY b "&a;&a;&a;&a;">]><xml><Event>&b;</Event></xml>' % self._next()
        return self._sealed(bomb)

    def inner_numbers(self) -> Sent:
        odd = self._chance.choice(["", "-1", "1e9", "9" * 19, "9" * 400, "٣", " 7 "])
        message = event_xml("change_external_contact", f"odd_{self._next()}", self._at, {"UserID": "a", "Id": odd})
        return self._sealed(message.replace(str(int(self._at.timestamp())).encode(), odd.encode()))

    # --- what must be refused, or may be ---

    def flipped_body(self) -> Sent:
        sent = self._sealed(self._message())
        return Sent(sent.query, self._flipped(sent.body), sent.message, "either")

    def cut_body(self) -> Sent:
        sent = self._sealed(self._message())
        return Sent(sent.query, sent.body[: self._chance.randrange(len(sent.body))], sent.message, "refused")

    def grown_body(self) -> Sent:
        sent = self._sealed(self._message())
        place = self._chance.randrange(len(sent.body))
        more = self._chance.choice([b" ", b"\n", b"\0", b"<a>1</a>", b"<a/>", b"&amp;", b"]]>", b"<!--x-->"])
        return Sent(sent.query, sent.body[:place] + more + sent.body[place:], sent.message, "either")

    def noise(self) -> Sent:
        sent = self._sealed(self._message())
        return Sent(sent.query, self._chance.randbytes(self._chance.randint(0, 2_000)), sent.message, "refused")

    def oversized(self) -> Sent:
        sent = self._sealed(self._message())
        return Sent(sent.query, sent.body + b" " * MAX_BODY_BYTES, sent.message, "refused")

    def with_dtd(self) -> Sent:
        sent = self._sealed(self._message())
        return Sent(sent.query, b"<!DOCTYPE xml SYSTEM 'file:///etc/passwd'>" + sent.body, sent.message, "refused")

    def wrong_signature(self) -> Sent:
        sent = self._sealed(self._message())
        return Sent(sent.query.replace(b"msg_signature=", b"msg_signature=0"), sent.body, sent.message, "refused")

    def bent_query(self) -> Sent:
        sent = self._sealed(self._message())
        query = self._chance.choice(
            [b"", sent.query + b"&nonce=1", sent.query.partition(b"&")[2], b"&" * 300, b"%ff=%fe&" + sent.query[9:]]
        )
        return Sent(query, sent.body, sent.message, "refused")

    def stale(self) -> Sent:
        away = timedelta(minutes=self._chance.choice([-600, -11, 11, 600_000]))
        sent = self._sealed(self._message(), at=self._at + away)
        return Sent(sent.query, sent.body, sent.message, "refused")

    def meant_for_others(self) -> Sent:
        message = self._message()
        query, body = request(message, self._at, keys=OTHERS)
        return Sent(urlencode(query).encode(), body, message, "refused")

    def bent_ciphertext(self) -> Sent:
        """Signed as it is, so that only decryption can tell."""
        keys = crypto()
        encrypted = self._chance.choice(
            [
                keys.encrypt(self._message())[: self._chance.randint(0, 60)],
                b"=" * self._chance.randint(1, 80),
                self._chance.randbytes(64).hex().encode(),
                keys.encrypt(b"")[:-4] + b"AAA=",
            ]
        )
        timestamp = str(int(self._at.timestamp()))
        signature = keys.sign(timestamp=timestamp, nonce="1", encrypted=encrypted)
        query = urlencode({"msg_signature": signature, "timestamp": timestamp, "nonce": "1"}).encode()
        body = b"<xml><Encrypt><![CDATA[%s]]></Encrypt></xml>" % encrypted
        return Sent(query, body, b"", "refused")

    def _message(self) -> bytes:
        return added(self._at, f"wm{self._next()}", WelcomeCode="CODE" if self._chance.random() < 0.5 else "")

    def _next(self) -> int:
        self._number += 1
        return self._number

    def _sealed(self, message: bytes, at: datetime | None = None) -> Sent:
        query, body = request(message, at or self._at, nonce=str(self._chance.randrange(10**9)))
        return Sent(urlencode(query).encode(), body, message, "stored")

    def _flipped(self, text: bytes) -> bytes:
        bent = bytearray(text)
        for _ in range(self._chance.randint(1, 4)):
            bent[self._chance.randrange(len(bent))] ^= 1 << self._chance.randrange(8)
        return bytes(bent)


@pytest.fixture
def quiet() -> None:
    """Each refusal is logged; not here."""
    configure_logs("error")


@pytest.mark.usefixtures("quiet")
async def test_no_bent_callback_breaks_anything_and_each_valid_one_is_stored_once(
    database: Database, corp_id: CorpId, clock: SteppedClock
) -> None:
    async def find(_slug: str) -> Doorway:
        return Doorway(corp_id, crypto())

    app = CallbackApp(database, find, clock=clock)
    waiting = Bender(2026, clock.now()).sequence(SENT)
    fates: Counter[tuple[Fate, int]] = Counter()
    acknowledged: set[bytes] = set()

    async def send_until_none_is_left() -> None:
        for sent in waiting:
            async with asyncio.timeout(HANGS_AFTER_SECONDS):
                status = await post(app, sent)
            fates[sent.fate, status] += 1
            if status == 200:
                acknowledged.add(sha256(sent.message).digest())

    await asyncio.gather(*(send_until_none_is_left() for _ in range(AT_ONCE)))

    assert sum(fates.values()) == SENT
    assert {status for fate, status in fates if fate == "stored"} == {200}
    assert {status for fate, status in fates if fate == "refused"} <= {400, 413}
    assert {status for fate, status in fates if fate == "either"} <= {200, 400}
    async with database.read(corp_id) as session:
        rows = await session.fetch("SELECT sha256(payload) AS digest, count(*) AS copies FROM inbox GROUP BY 1")
    assert {row["copies"] for row in rows} == {1}
    assert {bytes(row["digest"]) for row in rows} == acknowledged


async def post(app: CallbackApp, sent: Sent) -> int:
    """Send one request in pieces, as a network does; return the status."""
    pieces = [sent.body[:70_000], *(sent.body[n : n + 70_000] for n in range(70_000, len(sent.body), 70_000))]
    arriving = [
        {"type": "http.request", "body": piece, "more_body": number < len(pieces)}
        for number, piece in enumerate(pieces, start=1)
    ]
    answers: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return arriving.pop(0)

    async def send(message: dict[str, Any]) -> None:
        answers.append(message)

    scope = {"type": "http", "method": "POST", "path": f"/callbacks/{CORPID}", "query_string": sent.query}
    await app(scope, receive, send)
    return answers[0]["status"]
