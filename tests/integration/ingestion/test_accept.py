"""Accepting callbacks: WeCom hears success only after commit, and one event is stored once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta
from typing import Any

import httpx
import psycopg
import pytest
import structlog

from doubles.callbacks import CORPID, added, crypto, event_xml, request
from lingqu.infra.clocks import SteppedClock
from lingqu.infra.database import Database
from lingqu.infra.postgres import EmbeddedPostgres
from lingqu.ingestion.accept import MAX_BODY_BYTES, CallbackApp, Doorway
from lingqu.kernel.ids import CorpId

pytestmark = pytest.mark.postgres

URL = "/callbacks/slug"

Alter = Callable[[dict[str, str], bytes], tuple[dict[str, str], bytes]]
"""Spoils a request: query and body in, query and body out."""


@asynccontextmanager
async def serving(database: Database, doors: dict[str, Doorway]) -> AsyncIterator[httpx.AsyncClient]:
    async def find(slug: str) -> Doorway | None:
        return doors.get(slug)

    app = CallbackApp(database, find, clock=database.clock)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://lingqu") as client:
        yield client


@pytest.fixture
async def client(database: Database, corp_id: CorpId) -> AsyncIterator[httpx.AsyncClient]:
    async with serving(database, {"slug": Doorway(corp_id, crypto())}) as opened:
        yield opened


async def post(client: httpx.AsyncClient, message: bytes, clock: SteppedClock, **options: Any) -> httpx.Response:
    query, body = request(message, clock.now(), **options)
    return await client.post(URL, params=query, content=body)


async def stored(database: Database, corp_id: CorpId) -> list[tuple[str, str, bytes]]:
    async with database.read(corp_id) as session:
        rows = await session.fetch("SELECT event, change_type, payload FROM inbox ORDER BY id")
    return [(row["event"], row["change_type"], bytes(row["payload"])) for row in rows]


@contextmanager
def shut(postgres: EmbeddedPostgres, database_name: str) -> Iterator[None]:
    """End all connections to the database and let none in."""
    with psycopg.connect(postgres.url("superuser", database="postgres"), autocommit=True) as superuser:
        superuser.execute(f"ALTER DATABASE {database_name} ALLOW_CONNECTIONS false")
        superuser.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (database_name,))
        try:
            yield
        finally:
            superuser.execute(f"ALTER DATABASE {database_name} ALLOW_CONNECTIONS true")


async def test_the_url_check_answers_the_plaintext(client: httpx.AsyncClient, clock: SteppedClock) -> None:
    encrypted = crypto().encrypt(b"6172839405172839405")
    timestamp = str(int(clock.now().timestamp()))
    query = {
        "msg_signature": crypto().sign(timestamp=timestamp, nonce="1", encrypted=encrypted),
        "timestamp": timestamp,
        "nonce": "1",
        "echostr": encrypted.decode(),
    }

    answer = await client.get(URL, params=query)

    assert (answer.status_code, answer.content) == (200, b"6172839405172839405")


async def test_a_callback_is_on_disk_when_success_is_answered(
    client: httpx.AsyncClient, database: Database, corp_id: CorpId, clock: SteppedClock
) -> None:
    message = added(clock.now(), "wm1", State="ch_1024", WelcomeCode="CODE")

    answer = await post(client, message, clock)

    assert (answer.status_code, answer.content) == (200, b"")
    assert await stored(database, corp_id) == [("change_external_contact", "add_external_contact", message)]


async def test_one_event_delivered_four_times_together_is_stored_and_queued_once(
    client: httpx.AsyncClient, database: Database, corp_id: CorpId, clock: SteppedClock
) -> None:
    message = added(clock.now(), "wm1", WelcomeCode="CODE")

    answers = await asyncio.gather(*(post(client, message, clock, nonce=str(nonce)) for nonce in range(4)))

    async with database.read(corp_id) as session:
        counts = [
            await session.fetch_value(f"SELECT count(*) FROM {table}")
            for table in ("inbox", "inbox_queue", "greeting_queue")
        ]
    assert [answer.status_code for answer in answers] == [200] * 4
    assert counts == [1, 1, 1]


async def test_a_retry_in_a_later_group_is_not_stored_again(
    client: httpx.AsyncClient, database: Database, corp_id: CorpId, clock: SteppedClock
) -> None:
    message = added(clock.now(), "wm1")

    await post(client, message, clock)
    clock.advance(timedelta(seconds=6))
    await post(client, message, clock)

    assert len(await stored(database, corp_id)) == 1


async def test_two_customers_added_in_one_second_are_two_events(
    client: httpx.AsyncClient, database: Database, corp_id: CorpId, clock: SteppedClock
) -> None:
    await post(client, added(clock.now(), "wm1"), clock)
    await post(client, added(clock.now(), "wm2"), clock)

    assert len(await stored(database, corp_id)) == 2


async def test_an_event_nobody_knows_is_kept_and_acknowledged(
    client: httpx.AsyncClient, database: Database, corp_id: CorpId, clock: SteppedClock
) -> None:
    message = event_xml("invented_next_year", "", clock.now(), {"Anything": "😀"})

    answer = await post(client, message, clock)

    assert answer.status_code == 200
    assert await stored(database, corp_id) == [("invented_next_year", "", message)]


@pytest.mark.parametrize("create_time", ["0", "-1", "9223372036854775807", "4102444800", "soon"])
async def test_an_unbelievable_create_time_is_kept_and_harms_nobody_in_its_group(
    client: httpx.AsyncClient, database: Database, corp_id: CorpId, clock: SteppedClock, create_time: str
) -> None:
    now = str(int(clock.now().timestamp()))
    odd = added(clock.now(), "wm1").replace(now.encode(), create_time.encode())
    assert create_time.encode() in odd

    answers = await asyncio.gather(post(client, odd, clock), post(client, added(clock.now(), "wm2"), clock))

    assert [answer.status_code for answer in answers] == [200, 200]
    assert len(await stored(database, corp_id)) == 2


async def test_a_plaintext_that_is_not_xml_is_kept_and_acknowledged(
    client: httpx.AsyncClient, database: Database, corp_id: CorpId, clock: SteppedClock
) -> None:
    answer = await post(client, b"not xml at all", clock)

    assert answer.status_code == 200
    assert await stored(database, corp_id) == [("", "", b"not xml at all")]


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        (lambda query, body: ({**query, "msg_signature": "0" * 40}, body), 400, "wecom.callback.signature_mismatch"),
        (lambda query, body: (query, body[:-60]), 400, "wecom.callback.malformed_envelope"),
        (
            lambda query, body: (query, b"<!DOCTYPE x [<!ENTITY a 'b'>]>" + body),
            400,
            "wecom.callback.forbidden_xml",
        ),
        (lambda query, body: (query, body + b" " * MAX_BODY_BYTES), 413, "wecom.callback.oversized_body"),
        (lambda query, body: ({}, body), 400, "wecom.callback.malformed_envelope"),
    ],
    ids=["signature", "truncated", "dtd", "oversized", "no query"],
)
async def test_bad_input_gets_its_name_and_leaves_no_trace(
    client: httpx.AsyncClient,
    database: Database,
    corp_id: CorpId,
    clock: SteppedClock,
    change: Alter,
    status: int,
    code: str,
) -> None:
    query, body = change(*request(added(clock.now(), "wm1"), clock.now()))

    answer = await client.post(URL, params=query, content=body)

    assert (answer.status_code, answer.text) == (status, code)
    assert await stored(database, corp_id) == []


async def test_a_callback_of_another_corp_is_refused(
    client: httpx.AsyncClient, database: Database, corp_id: CorpId, clock: SteppedClock
) -> None:
    answer = await post(client, added(clock.now(), "wm1"), clock, keys=crypto(corpid="wwother"))

    assert (answer.status_code, answer.text) == (400, "wecom.callback.receive_id_mismatch")
    assert await stored(database, corp_id) == []


async def test_a_stale_callback_is_refused(client: httpx.AsyncClient, clock: SteppedClock) -> None:
    query, body = request(added(clock.now(), "wm1"), clock.now())
    clock.advance(timedelta(minutes=11))

    answer = await client.post(URL, params=query, content=body)

    assert (answer.status_code, answer.text) == (400, "wecom.callback.stale_timestamp")


async def test_an_unknown_address_is_not_found(client: httpx.AsyncClient) -> None:
    assert (await client.post("/callbacks/guess")).status_code == 404


async def test_two_corps_are_stored_apart(
    database: Database, corp_id: CorpId, other_corp_id: CorpId, clock: SteppedClock
) -> None:
    doors = {"slug": Doorway(corp_id, crypto()), "other": Doorway(other_corp_id, crypto(corpid="ww0000000000000002"))}
    async with serving(database, doors) as client:
        query, body = request(added(clock.now(), "wm9"), clock.now(), keys=crypto(corpid="ww0000000000000002"))
        await client.post("/callbacks/other", params=query, content=body)
        await post(client, added(clock.now(), "wm1"), clock)

    ours, theirs = await stored(database, corp_id), await stored(database, other_corp_id)
    assert (len(ours), len(theirs)) == (1, 1)
    assert ours[0][2] != theirs[0][2]
    assert CORPID.encode() in ours[0][2]


async def test_without_a_database_nothing_is_acknowledged(
    client: httpx.AsyncClient, postgres: EmbeddedPostgres, database_name: str, clock: SteppedClock, database: Database
) -> None:
    await post(client, added(clock.now(), "wm0"), clock)
    with shut(postgres, database_name):
        broken = await post(client, added(clock.now(), "wm1"), clock)

    assert broken.status_code == 503


async def test_where_not_even_the_address_can_be_looked_up_wecom_is_asked_to_send_again(
    database: Database, clock: SteppedClock
) -> None:
    async def find(_slug: str) -> Doorway | None:
        raise psycopg.OperationalError

    app = CallbackApp(database, find, clock=clock)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://lingqu") as client:
        with structlog.testing.capture_logs() as told:
            broken = await post(client, added(clock.now(), "wm1"), clock)

    assert (broken.status_code, broken.text) == (503, "not stored, send again")
    assert [(one["log_level"], one.get("exc_info")) for one in told] == [("warning", None)]


async def test_a_database_away_for_a_second_costs_no_callback(
    client: httpx.AsyncClient,
    postgres: EmbeddedPostgres,
    database_name: str,
    clock: SteppedClock,
    database: Database,
    corp_id: CorpId,
) -> None:
    await post(client, added(clock.now(), "wm0"), clock)
    with shut(postgres, database_name):
        waiting = [asyncio.create_task(post(client, added(clock.now(), f"wm{n}"), clock)) for n in range(1, 4)]
        await asyncio.sleep(1)
        assert not any(task.done() for task in waiting)

    answers = await asyncio.gather(*waiting)

    assert [answer.status_code for answer in answers] == [200] * 3
    assert len(await stored(database, corp_id)) == 4
