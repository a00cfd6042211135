"""`lingqu bench identity`: customers united by identities, millions at once and one by one.

Offline: so many claims in memory, of people with one to four customers and three identities each, beside two hundred
identities that hundreds share. Who made the claims knows who is one person, and looks at the answer: nobody may be
joined to a stranger, and the shared identities are quarantined, those and no others.

Online: in the embedded server with fsync on, beside so many stored claims, a customer proves the phone of another:
recorded in one unit, joined in the next, until the second commit. The job that stands between them is not waited for.
"""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import psycopg

from lingqu.customers.api import identities
from lingqu.customers.contracts.identities import DEFAULT_MOST, PHONE, Observation, Shown, Source
from lingqu.customers.domain.union import Ids, unite_all
from lingqu.entrypoints.migrations.runner import upgrade
from lingqu.infra.clocks import RealClock
from lingqu.infra.database import Database, DatabaseUrls, UnitOfWork
from lingqu.infra.postgres import EmbeddedPostgres
from lingqu.infra.secrets import Keyring
from lingqu.kernel.ids import CorpId, CustomerId, IdentityId

CLAIMS_A_PERSON = 4
IDENTITIES_A_PERSON = 3
SHARED = 200
SHARED_BY = 500
CLAIMS_A_CUSTOMER = 2
STORED_AT_ONCE = 50_000
MERGES = 200
CORP = CorpId(1)


def run(*, edges: int, online_edges: int) -> int:
    """Measure and print."""
    result = {**_offline(edges), **_online(online_edges), "cpus": os.cpu_count()}
    print(json.dumps(result))
    return 0


# ───────────────────────── all at once ─────────────────────────


def _offline(edges: int) -> dict[str, Any]:
    began = time.perf_counter()
    few = np.zeros(2, np.int32)
    unite_all(few, few, limits=np.ones(1, np.int32), people=1)
    compiled_s = time.perf_counter() - began
    _say(f"making {edges} claims")
    person_of, seen_by, shown = _claims(edges)
    limits = np.full(int(shown.max()) + 1, DEFAULT_MOST, np.int32)
    _say("uniting them")
    began = time.perf_counter()
    united = unite_all(shown, seen_by, limits=limits, people=person_of.size)
    took = time.perf_counter() - began
    if not np.array_equal(person_of[united.canonical], person_of):
        raise SystemExit("strangers were joined: this benchmark means nothing")
    if united.quarantined.size != SHARED or united.quarantined[0] != limits.size - SHARED:
        raise SystemExit(f"{united.quarantined.size} of {SHARED} shared identities are in quarantine")
    if not np.array_equal(person_of[united.merged], person_of[united.into]):
        raise SystemExit("a reason joins strangers: this benchmark means nothing")
    return {
        "offline_s": round(took, 2),
        "edges": edges,
        "customers": person_of.size,
        "merged": united.merged.size,
        "quarantined": united.quarantined.size,
        "compile_s": round(compiled_s, 1),
    }


def _claims(edges: int) -> tuple[Ids, Ids, Ids]:
    """Return the person of every customer, and of every claim the customer and the identity."""
    chance = np.random.default_rng(1)
    people = max(edges // CLAIMS_A_PERSON, 1)
    customers_of = chance.choice(np.array([1, 2, 3, 4], np.int32), people, p=(0.5, 0.3, 0.15, 0.05))
    first = np.concatenate((np.zeros(1, np.int64), np.cumsum(customers_of)))
    numbers = chance.permutation(first[-1]).astype(np.int32)
    person_of = np.empty(numbers.size, np.int32)
    person_of[numbers] = np.repeat(np.arange(people, dtype=np.int32), customers_of)
    own = edges - SHARED * SHARED_BY
    person = chance.integers(0, people, own)
    seen_by = numbers[first[person] + chance.integers(0, customers_of[person])]
    shown = person * IDENTITIES_A_PERSON + chance.choice(3, own, p=(0.5, 0.3, 0.2))
    shared = people * IDENTITIES_A_PERSON + np.repeat(np.arange(SHARED), SHARED_BY)
    seen_by = np.concatenate((seen_by, chance.integers(0, numbers.size, shared.size, dtype=np.int32)))
    order = chance.permutation(edges)
    return person_of, seen_by[order].astype(np.int32), np.concatenate((shown, shared))[order].astype(np.int32)


# ───────────────────────── one by one ─────────────────────────


def _online(edges: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="lingqu-bench-") as folder:
        Path(folder).chmod(0o755)  # as root, the server's user must be able to enter
        with EmbeddedPostgres(Path(folder)) as server:
            upgrade(server.url("owner"), at=RealClock().now())
            took = asyncio.run(_merge_one_by_one(server, edges))
    took.sort()
    return {
        "online_merge_ms": round(statistics.median(took), 1),
        "online_merge_p95_ms": round(took[len(took) * 95 // 100], 1),
        "online_edges": edges,
    }


async def _merge_one_by_one(server: EmbeddedPostgres, edges: int) -> list[float]:
    urls = DatabaseUrls(owner=server.url("owner"), app=server.url("app"), dispatcher=server.url("dispatcher"))
    async with Database(urls, RealClock(), size=2) as database:
        _say(f"storing {edges} claims")
        for start in range(0, edges // CLAIMS_A_CUSTOMER, STORED_AT_ONCE):
            async with database.unit(CORP) as unit:
                await _store(unit, start, min(STORED_AT_ONCE, edges // CLAIMS_A_CUSTOMER - start))
        async with await psycopg.AsyncConnection.connect(urls.owner, autocommit=True) as owner:
            await owner.execute("ANALYZE")
        _say(f"{MERGES} merges, one after the other")
        return [await _merge(database, number) for number in range(MERGES)]


async def _store(unit: UnitOfWork, start: int, count: int) -> None:
    """Write customers with a relation, a unionid and a member number each."""
    what = {"from": start, "to": start + count - 1, "at": datetime(2026, 1, 1, tzinfo=UTC)}
    await unit.execute(
        """
        INSERT INTO customer (corp_id, customer_id, external_userid, first_seen_at, last_added_at, live_relations)
        SELECT lingqu_corp(), n, 'wm' || n, %(at)s, %(at)s, 1
        FROM generate_series(%(from)s::integer, %(to)s::integer) AS n
        """,
        what,
    )
    await unit.execute(
        """
        INSERT INTO follow_relation (corp_id, customer_id, staff_id, added_at)
        SELECT lingqu_corp(), n, mod(n, 300), %(at)s FROM generate_series(%(from)s::integer, %(to)s::integer) AS n
        """,
        what,
    )
    await unit.execute(
        """
        WITH shown AS (
          INSERT INTO identity (corp_id, kind, value, customer_id)
          SELECT lingqu_corp(), kind, kind || n, n
          FROM generate_series(%(from)s::integer, %(to)s::integer) AS n, (VALUES ('unionid'), ('member')) AS k(kind)
          RETURNING identity_id, customer_id
        )
        INSERT INTO identity_claim (corp_id, identity_id, customer_id, source, first_seen_at, seen_at)
        SELECT lingqu_corp(), identity_id, customer_id, 'import', %(at)s, %(at)s FROM shown
        """,
        what,
    )


async def _merge(database: Database, number: int) -> float:
    """Let the second customer prove the phone of the first; return the milliseconds until they are one."""
    seals = Keyring([bytes(32)])
    first, second = CustomerId(2 * number), CustomerId(2 * number + 1)

    def shown(customer_id: CustomerId) -> Observation:
        phone = Shown(kind=PHONE, value=f"139{number:08}", source=Source.ORDER, seen_at=RealClock().now())
        return Observation(customer_id=customer_id, shown=phone)

    async with database.unit(CORP) as unit:
        await identities.record(unit, [shown(first)], seals=seals)
    async with database.read(CORP) as session:
        identity_id: IdentityId = await session.fetch_value(
            "SELECT max(identity_id) FROM identity WHERE corp_id = lingqu_corp()"
        )
    began = time.perf_counter()
    async with database.unit(CORP) as unit:
        await identities.record(unit, [shown(second)], seals=seals)
    async with database.unit(CORP) as unit:
        await identities.join(unit, [identity_id], most=DEFAULT_MOST)
    took = (time.perf_counter() - began) * 1000
    async with database.read(CORP) as session:
        merged = await session.fetch_value(
            "SELECT merged_into FROM customer WHERE corp_id = lingqu_corp() AND customer_id = %s", (second,)
        )
    if merged != first:
        raise SystemExit("no merge happened: this benchmark means nothing")
    return took


def _say(what: str) -> None:
    print(f"bench identity: {what}", file=sys.stderr, flush=True)
