"""What the benchmark of journeys stands on: a corp with customers, journeys as if published, and who is on them."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import psycopg
from psycopg.types.json import Jsonb

from lingqu.corps.contracts import ConnectionDraft
from lingqu.deliveries.contracts import Content
from lingqu.entrypoints.bench.connect import connect_corp
from lingqu.entrypoints.migrations.runner import upgrade
from lingqu.infra.clocks import RealClock
from lingqu.infra.postgres import EmbeddedPostgres
from lingqu.infra.settings import Settings
from lingqu.journeys.contracts.definition import (
    AnyStep,
    Awaited,
    Definition,
    ManualEntry,
    Message,
    OnEvent,
    Wait,
    WaitFor,
)
from lingqu.kernel.ids import CorpId
from lingqu.outreach.contracts.variants import Variant
from lingqu.segments.contracts.definition import EventMatch

CORPID = "wwbench0000000006"
NO_SECRET = "never used: WeCom is not called"  # noqa: S105 - as it says
PAID = "order.paid"
STEPS = ("s1", "s2", "s3")
"""Two waits of no time and a message: every third advance has a delivery."""
_DAY = timedelta(days=1)


def _chain() -> Definition:
    content = Variant(key="A", permille=1_000, content=Content("20 % off this weekend", ()))
    steps: dict[str, AnyStep] = {
        "s1": Wait(lasts=timedelta(0), next="s2"),
        "s2": Wait(lasts=timedelta(0), next="s3"),
        # Nothing leaves while it is measured: the mailing is full at midnight.
        "s3": Message(contents=(content,), gathers=_DAY),
    }
    return Definition(entries=(ManualEntry(),), first="s1", steps=steps)


def _listening() -> Definition:
    paid = Awaited(name="paid", on=OnEvent(event=EventMatch(name=PAID)), to="done")
    steps: dict[str, AnyStep] = {
        "waits": WaitFor(awaited=(paid,), timeout=30 * _DAY),
        "done": Wait(lasts=30 * _DAY),
    }
    return Definition(entries=(ManualEntry(),), first="waits", steps=steps)


CHAIN, LISTENING = _chain(), _listening()


@dataclass(slots=True)
class Ground:
    """A corp in an installation's database; written as the superuser, who is measured by nobody."""

    postgres: EmbeddedPostgres
    corp_id: CorpId
    sql: psycopg.Connection

    def populate(self, customers: int) -> None:
        """Make customers 0 to `customers` - 1."""
        self._do(
            """
            INSERT INTO customer (corp_id, customer_id, external_userid, first_seen_at)
            SELECT %(corp_id)s, n, 'wm' || n, %(at)s FROM generate_series(0, %(last)s) n
            """,
            last=customers - 1,
        )

    def publish(self, name: str, definition: Definition) -> int:
        """Make a paused journey of one version; return its number."""
        given = {"name": name, "definition": Jsonb(msgspec.to_builtins(definition))}
        [[number]] = self._do(
            """
            INSERT INTO journey (corp_id, name, state, draft, version, opened_at, created_at, changed_at)
            VALUES (%(corp_id)s, %(name)s, 'paused', %(definition)s, 1, %(at)s, %(at)s, %(at)s) RETURNING journey_id
            """,
            **given,
        )
        self._do(
            """
            INSERT INTO journey_version (corp_id, journey_id, version, definition, published_at)
            VALUES (%(corp_id)s, %(number)s, 1, %(definition)s, %(at)s)
            """,
            number=number,
            **given,
        )
        return number

    def enroll(self, journey_id: int, step: str, customers: int, *, due: datetime) -> None:
        """Put customers at a step, all due at an instant."""
        self._do(
            """
            INSERT INTO enrollment (corp_id, journey_id, version, customer_id, entry_key, state, step, visit,
                                    entered_at, arrived_at, due)
            SELECT %(corp_id)s, %(journey_id)s, 1, n, '', 'running', %(step)s, 1, %(at)s, %(at)s, %(due)s
            FROM generate_series(0, %(last)s) n
            """,
            journey_id=journey_id,
            step=step,
            due=due,
            last=customers - 1,
        )
        for table in ("enrollment", "customer", "journey", "journey_version"):
            self.sql.execute(f"VACUUM ANALYZE {table}".encode())

    def run(self, journey_id: int) -> None:
        """Let a journey run."""
        self._do(
            "UPDATE journey SET state = 'running' WHERE corp_id = %(corp_id)s AND journey_id = %(id)s", id=journey_id
        )

    def waits(self, journey_id: int) -> bool:
        """Tell whether somebody is still due."""
        rows = self._do(
            """
            SELECT 1 FROM enrollment
            WHERE corp_id = %(corp_id)s AND journey_id = %(id)s AND due <= %(at)s LIMIT 1
            """,
            id=journey_id,
        )
        return bool(rows)

    def count(self, journey_id: int) -> tuple[int, int, int]:
        """Return how many ways are over, how many advances were told, and how many deliveries there are."""
        [[ended, advanced, sent]] = self._do(
            """
            SELECT (SELECT count(*) FROM enrollment
                    WHERE corp_id = %(corp_id)s AND journey_id = %(id)s AND state = 'ended' AND visit = 4),
                   (SELECT count(DISTINCT (data ->> 'enrollment_id', data ->> 'visit')) FROM fact
                    WHERE corp_id = %(corp_id)s AND kind = 'journey.advanced'
                      AND (data ->> 'journey_id')::integer = %(id)s),
                   (SELECT count(*) FROM delivery d WHERE corp_id = %(corp_id)s AND EXISTS (
                      SELECT FROM enrollment e WHERE e.corp_id = d.corp_id AND e.enrollment_id = d.enrollment_id
                        AND e.journey_id = %(id)s))
            """,
            id=journey_id,
        )
        return ended, advanced, sent

    def _do(self, sql: str, **given: Any) -> list[Any]:
        cursor = self.sql.execute(sql.encode(), {"corp_id": self.corp_id, "at": RealClock().now(), **given})
        return cursor.fetchall() if cursor.description else []


@contextmanager
def ground(settings: Settings) -> Generator[Ground]:
    """Start a database in the settings' folder, with a corp; stop it afterwards."""
    with EmbeddedPostgres(settings.data_dir) as postgres:
        upgrade(postgres.url("owner"), at=RealClock().now())
        draft = ConnectionDraft(corpid=CORPID, name="bench", agentid=1000002, secret=NO_SECRET)
        corp_id = connect_corp(settings, postgres, draft).corp_id
        with psycopg.connect(postgres.url("superuser"), autocommit=True) as sql:
            yield Ground(postgres, corp_id, sql)


def place_of(folder: Path, name: str) -> Path:
    """Return an empty folder of that name."""
    place = folder / name
    place.mkdir()
    return place
