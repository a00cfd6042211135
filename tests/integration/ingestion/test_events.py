"""Told events are stored once before they are acknowledged, and become facts of their customers."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from lingqu.customers.api import identities
from lingqu.customers.api.naming import KnownCustomers
from lingqu.customers.contracts.identities import MEMBER, UNIONID, Shown, Source
from lingqu.infra.clocks import SteppedClock
from lingqu.infra.database import Database
from lingqu.infra.secrets import Keyring
from lingqu.ingestion.api import telling
from lingqu.ingestion.domain.telling import LATEST, sign
from lingqu.ingestion.events import MAX_BODY_BYTES, EventApp, EventDoorway
from lingqu.ingestion.jobs import kinds
from lingqu.kernel.ids import CorpId, CustomerId

pytestmark = pytest.mark.postgres

SEALS = Keyring([bytes(32)])
URL = "/in/events/slug"


@pytest.fixture
async def key(database: Database, corp_id: CorpId) -> bytes:
    async with database.unit(corp_id) as unit:
        return bytes.fromhex(await telling.turn_key(unit, seals=SEALS, noise=b"k" * 32))


@pytest.fixture
async def client(database: Database, corp_id: CorpId) -> AsyncIterator[httpx.AsyncClient]:
    async def find(slug: str) -> EventDoorway | None:
        if slug != "slug":
            return None
        async with database.read(corp_id) as session:
            return EventDoorway(corp_id, tuple(await telling.keys_of(session, seals=SEALS)))

    app: Any = EventApp(database, find)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://lingqu") as opened:
        yield opened


def _event(number: int, at: datetime, **changes: Any) -> dict[str, Any]:
    return {
        "event_id": f"e{number}",
        "name": "page.opened",
        "occurred_at": at.isoformat(),
        "identity": {"unionid": "union-1"},
        "properties": {"page": f"p{number}", "tags": ["羽绒"]},
        **changes,
    }


async def _post(client: httpx.AsyncClient, key: bytes, at: datetime, *events: Any) -> httpx.Response:
    body = json.dumps({"events": events}).encode()
    return await client.post(URL, content=body, headers={"Lingqu-Signature": sign(key, body, at=at)})


async def _meet(database: Database, corp_id: CorpId, kind: str, value: str) -> CustomerId:
    async with database.unit(corp_id) as unit:
        shown = Shown(kind=kind, value=value, source=Source.MEMBERS, seen_at=unit.at)
        return (await identities.meet(unit, [[shown]], seals=SEALS))[0]


async def _tell(database: Database, corp_id: CorpId) -> None:
    async with database.unit(corp_id, cause="job:1") as unit:
        assert not await telling.tell(unit, KnownCustomers(SEALS))


async def _facts(database: Database, corp_id: CorpId) -> list[tuple[int, str, Any]]:
    async with database.read(corp_id) as session:
        rows = await session.fetch(
            "SELECT customer_id, kind, data FROM fact WHERE kind LIKE 'page.%' OR kind LIKE 'own.%' ORDER BY id"
        )
    return [(row["customer_id"], row["kind"], row["data"]) for row in rows]


async def test_an_event_told_twice_is_one_fact(
    database: Database, corp_id: CorpId, client: httpx.AsyncClient, key: bytes, clock: SteppedClock
) -> None:
    who = await _meet(database, corp_id, UNIONID, "union-1")
    events = [_event(1, clock.now()), _event(2, clock.now(), name="own.coupon_claimed")]
    first = await _post(client, key, clock.now(), *events)
    await _tell(database, corp_id)
    again = await _post(client, key, clock.now(), *events, _event(3, clock.now(), name="nonsense"))
    await _tell(database, corp_id)

    assert (first.status_code, first.json()) == (200, {"stored": 2, "repeated": 0, "refused": []})
    assert (again.json()["stored"], again.json()["repeated"]) == (0, 2)
    assert [(one["index"], one["place"]) for one in again.json()["refused"]] == [(2, "name")]
    assert await _facts(database, corp_id) == [
        (who, "page.opened", {"page": "p1", "tags": ["羽绒"]}),
        (who, "own.coupon_claimed", {"page": "p2", "tags": ["羽绒"]}),
    ]


async def test_whoever_is_not_known_yet_is_told_when_they_are(
    database: Database, corp_id: CorpId, client: httpx.AsyncClient, key: bytes, clock: SteppedClock
) -> None:
    happened = clock.now()
    await _post(client, key, clock.now(), _event(1, happened, identity={"member_no": "M7"}))
    await _tell(database, corp_id)
    assert await _facts(database, corp_id) == []
    who = await _meet(database, corp_id, MEMBER, "M7")
    await _tell(database, corp_id)
    assert await _facts(database, corp_id) == []
    clock.advance(timedelta(hours=1))
    await _tell(database, corp_id)
    async with database.read(corp_id) as session:
        row = await session.fetch_one("SELECT occurred_at, recorded_at FROM fact WHERE kind = 'page.opened'")
        kept = await session.fetch_one("SELECT who, properties, told_at FROM told_event")

    assert (await _facts(database, corp_id))[0][0] == who
    assert row is not None
    assert (row["occurred_at"], row["recorded_at"]) == (happened, happened + timedelta(hours=1))
    assert kept == {"who": None, "properties": None, "told_at": clock.now()}


async def test_after_thirty_days_nobody_is_looked_for_and_the_event_is_unmatched(
    database: Database, corp_id: CorpId, client: httpx.AsyncClient, key: bytes, clock: SteppedClock
) -> None:
    await _post(client, key, clock.now(), _event(1, clock.now()))
    clock.advance(LATEST + timedelta(hours=1))
    await _tell(database, corp_id)
    async with database.read(corp_id) as session:
        door = await telling.get_door(session)
    clock.advance(timedelta(days=1))
    async with database.unit(corp_id) as unit:
        await telling.sweep(unit)
    async with database.read(corp_id) as session:
        swept = await telling.get_door(session)

    assert (door.facts, door.waiting, door.unmatched) == (0, 0, 1)
    assert (swept.unmatched, [one.name for one in swept.names]) == (0, ["page.opened"])
    assert (await _post(client, key, clock.now(), _event(1, clock.now() - LATEST))).json()["stored"] == 1


async def test_merged_customers_are_told_as_one(
    database: Database, corp_id: CorpId, client: httpx.AsyncClient, key: bytes, clock: SteppedClock
) -> None:
    who, other = await _meet(database, corp_id, UNIONID, "union-1"), await _meet(database, corp_id, UNIONID, "union-2")
    async with database.unit(corp_id) as unit:
        await unit.execute(
            "UPDATE customer SET merged_into = %s WHERE corp_id = lingqu_corp() AND customer_id = %s", (who, other)
        )
    await _post(client, key, clock.now(), _event(1, clock.now(), identity={"unionid": "union-2"}))
    await _tell(database, corp_id)

    assert [one[0] for one in await _facts(database, corp_id)] == [who]


async def test_the_former_key_is_good_for_a_day(
    database: Database, corp_id: CorpId, client: httpx.AsyncClient, key: bytes, clock: SteppedClock
) -> None:
    async with database.unit(corp_id, actor="account:1") as unit:
        new = bytes.fromhex(await telling.turn_key(unit, seals=SEALS, noise=b"n" * 32))
    statuses = [(await _post(client, one, clock.now(), _event(1, clock.now()))).status_code for one in (key, new)]
    clock.advance(timedelta(hours=24))
    after = [(await _post(client, one, clock.now(), _event(1, clock.now()))).status_code for one in (key, new)]
    async with database.read(corp_id) as session:
        sealed = await session.fetch_value("SELECT key FROM event_key")

    assert (statuses, after) == ([200, 200], [401, 200])
    assert new not in bytes(sealed)


async def test_the_former_key_ends_when_it_is_told_to_and_its_last_use_is_known(
    database: Database, corp_id: CorpId, client: httpx.AsyncClient, key: bytes, clock: SteppedClock
) -> None:
    await _post(client, key, clock.now(), _event(1, clock.now()))
    clock.advance(timedelta(minutes=5))
    async with database.unit(corp_id, actor="account:1") as unit:
        new = bytes.fromhex(await telling.turn_key(unit, seals=SEALS, noise=b"n" * 32, former_for=timedelta(hours=2)))
    made_at = clock.now()
    clock.advance(timedelta(minutes=1))
    for signing in (key, new, key):
        await _post(client, signing, clock.now(), _event(2, clock.now()))
    async with database.read(corp_id) as session:
        before = await telling.get_door(session)
    async with database.unit(corp_id, actor="account:1") as unit:
        ended = [await telling.end_former_key(unit) for _ in range(2)]
    statuses = [(await _post(client, one, clock.now(), _event(1, clock.now()))).status_code for one in (key, new)]
    async with database.read(corp_id) as session:
        after = await telling.get_door(session)
        acts = await session.fetch("SELECT action, actor FROM audit_record ORDER BY id")
        left = await session.fetch_one("SELECT former, former_until FROM event_key")

    assert (before.made_at, before.used_at, before.former_used_at) == (made_at, clock.now(), clock.now())
    assert before.former_until == made_at + timedelta(hours=2)
    assert (ended, statuses, after.former_until) == ([True, False], [401, 200], None)
    assert left == {"former": None, "former_until": None}
    assert [one["action"] for one in acts if one["actor"] == "account:1"] == [
        "ingestion.turn_event_key",
        "ingestion.end_former_event_key",
    ]


async def test_a_key_that_leaked_ends_with_the_next_one(
    database: Database, corp_id: CorpId, client: httpx.AsyncClient, key: bytes, clock: SteppedClock
) -> None:
    async with database.unit(corp_id, actor="account:1") as unit:
        await telling.turn_key(unit, seals=SEALS, noise=b"n" * 32, former_for=timedelta(0))

    assert (await _post(client, key, clock.now(), _event(1, clock.now()))).status_code == 401


async def test_a_former_key_that_has_ended_is_forgotten_by_night(
    database: Database, corp_id: CorpId, key: bytes, clock: SteppedClock
) -> None:
    async with database.unit(corp_id, actor="account:1") as unit:
        await telling.turn_key(unit, seals=SEALS, noise=b"n" * 32)
    clock.advance(timedelta(hours=24))
    async with database.read(corp_id) as session:
        shown = (await telling.get_door(session)).former_until
    async with database.unit(corp_id) as unit:
        await telling.sweep(unit)
        row = await unit.fetch_one("SELECT former FROM event_key")

    assert (shown, row) == (None, {"former": None})


async def test_what_is_refused_stores_nothing(
    database: Database, corp_id: CorpId, client: httpx.AsyncClient, key: bytes, clock: SteppedClock
) -> None:
    event = _event(1, clock.now())
    wrong = await _post(client, bytes(32), clock.now(), event)
    unsigned = await client.post(URL, content=json.dumps({"events": [event]}))
    large = await client.post(URL, content=b" " * (MAX_BODY_BYTES + 1))
    unread = await client.post(URL, content=b"{", headers={"Lingqu-Signature": sign(key, b"{", at=clock.now())})
    nobody = await client.post("/in/events/other", content=b"{}")
    seen = await client.get(URL)

    assert [one.status_code for one in (wrong, unsigned, large, unread, nobody, seen)] == [401, 401, 413, 422, 404, 405]
    assert wrong.json()["error"]["code"] == "ingestion.bad_signature"
    async with database.read(corp_id) as session:
        assert await session.fetch_value("SELECT count(*) FROM told_event") == 0


async def test_without_a_key_there_is_no_door(client: httpx.AsyncClient, clock: SteppedClock) -> None:
    assert (await _post(client, bytes(32), clock.now(), _event(1, clock.now()))).status_code == 404


async def test_another_corps_events_are_not_seen(
    database: Database, other_corp_id: CorpId, client: httpx.AsyncClient, key: bytes, clock: SteppedClock
) -> None:
    await _post(client, key, clock.now(), _event(1, clock.now(), name="own.secret"))
    async with database.read(other_corp_id) as session:
        door = await telling.get_door(session)

    assert (door.waiting, [one.name for one in door.names]) == (0, ["page.opened"])


def test_jobs_have_their_kinds() -> None:
    assert [one.name for one in kinds(KnownCustomers(SEALS))] == ["ingestion.tell_events", "ingestion.sweep_events"]
