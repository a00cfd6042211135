"""`lingqu bench segments`: a corp is made and loaded, ours is asked, then plain SQL on the same data; all compared."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import psycopg
from rich.console import Console

from lingqu.corps.contracts import ConnectionDraft
from lingqu.entrypoints.bench.connect import connect_corp
from lingqu.entrypoints.bench.segments.compare import Compared, Engines, compare
from lingqu.entrypoints.bench.segments.corp import Corp, changed, make_changes, make_corp
from lingqu.entrypoints.bench.segments.loading import Loader, apply_tags, event_rows
from lingqu.entrypoints.bench.segments.ours import TOUCHED, Order
from lingqu.entrypoints.bench.segments.people import check_plain
from lingqu.entrypoints.bench.segments.plain import Plain, digest
from lingqu.entrypoints.bench.segments.questions import saved_segments, tags_named
from lingqu.entrypoints.bench.segments.shapes import Truth
from lingqu.entrypoints.bench.segments.sides import Figures
from lingqu.entrypoints.bench.segments.timing import rss_mb
from lingqu.entrypoints.migrations.runner import upgrade
from lingqu.infra.clocks import RealClock
from lingqu.infra.database import Database, DatabaseUrls
from lingqu.infra.history.embedded import EmbeddedHistory
from lingqu.infra.history.server import HistoryServer
from lingqu.infra.logs import configure_logs
from lingqu.infra.postgres import EmbeddedPostgres
from lingqu.infra.settings import Settings, load_settings
from lingqu.kernel.ids import CorpId

SEED = 1
TOUCHED_CUSTOMERS = 10_000
CORPID = "wwbench0000000003"
NO_SECRET = "never used: WeCom is not called"  # noqa: S105 - as it says


@dataclass(slots=True)
class Stage:
    """The servers of one run, and the corp on them."""

    settings: Settings
    postgres: EmbeddedPostgres
    server: HistoryServer
    corp: Corp
    corp_id: CorpId
    console: Console

    def say(self, what: str) -> None:
        """Tell what is being done."""
        self.console.print(f"bench segments: {what}", highlight=False, soft_wrap=True)

    def order(self) -> Order:
        """Tell our process where the corp lies."""
        return Order(
            folder=str(self.settings.data_dir),
            app_url=self.postgres.url("app"),
            dispatcher_url=self.postgres.url("dispatcher"),
            corp_id=self.corp_id,
            seed=SEED,
        )


def run(*, customers: int) -> int:
    """Measure and print."""
    console = Console(stderr=True)
    with tempfile.TemporaryDirectory(prefix="lingqu-bench-") as folder:
        Path(folder).chmod(0o755)  # as root, the server's user must be able to enter
        settings = load_settings({**os.environ, "LINGQU_DATA_DIR": folder, "LINGQU_LOG_LEVEL": "error"})
        configure_logs(settings.log_level)
        with console.status(f"a corp of {customers:,} customers is drawn"):
            corp = make_corp(customers, seed=SEED)
        with console.status("a small corp is held to the reference, customer by customer"):
            checked = check_plain(seed=SEED)
        console.print(f"bench segments: {checked:,} plain answers are as the reference says", highlight=False)
        postgres = EmbeddedPostgres(settings.data_dir)
        postgres.start()
        try:
            with HistoryServer(settings.data_dir) as server:
                upgrade(postgres.url("owner"), at=RealClock().now())
                draft = ConnectionDraft(corpid=CORPID, name="bench", agentid=1000002, secret=NO_SECRET)
                corp_id = connect_corp(settings, postgres, draft).corp_id
                print(json.dumps(_measure(Stage(settings, postgres, server, corp, corp_id, console))))
        finally:
            postgres.stop()
    return 0


def _measure(stage: Stage) -> dict[str, object]:
    corp = stage.corp
    asyncio.run(_load(stage))
    with _ours(stage.order()) as ours:
        stage.say("ours: q1 to q4, first and warm")
        asked = ours("ask")
        stage.say(f"ours: warm {asked['warm']}, first {asked['first']}, columns {asked['columns_s']} s")
        stage.say("ours: a hundred segments from zero")
        built = ours("build")
        stage.say(f"ours: built in {built['rebuild_s']} s")
        changes = make_changes(corp, seed=SEED, count=min(TOUCHED_CUSTOMERS, corp.size // 10))
        stage.say(f"ours: {len(changes.customers):,} customers change")
        asyncio.run(_change(stage))
        followed = ours("follow")
        history_rss = rss_mb(stage.server.pid)
    plain, later = Plain(corp), Plain(changed(corp, changes))
    truth = Truth.of(plain)
    saved = saved_segments(seed=SEED)
    was, now = ([digest(one.ids(definition)) for definition in saved] for one in (plain, later))
    compared = asyncio.run(_compare(stage, truth))
    stage.say(f"ours after the changes: {followed['parts_s']} s, {followed['moved']:,} entered or left")
    wrong = [number for number in range(len(saved)) if now[number] != followed["members"][number]]
    if wrong or built["members"] != was:
        stage.say(f"NOT as the plain answer: segments {wrong} after the changes, or before them")
    rows = [_row(name, asked, compared, expected) for name, expected in truth.answers().items()]
    rows.append(_follow_row(followed, agree=not wrong, sides=compared.figures))
    return {
        "customers": corp.size,
        "events": len(corp.events.at),
        "questions": rows,
        "shapes": [asdict(one) for one in compared.shapes],
        "columns_s": asked["columns_s"],
        "incremental_s": followed["incremental_s"],
        "rebuild_s": built["rebuild_s"] if built["members"] == was else None,
        "python_pss_mb": built["pss_mb"],
        "history_rss_mb": history_rss,
        "load": round(os.getloadavg()[0], 1),
        "cpus": os.cpu_count(),
    }


def _row(name: str, asked: dict[str, Any], compared: Compared, expected: Any) -> dict[str, object]:
    """Return what each engine took; `agree` where all that should be right is, and ours first of all."""
    sides = compared.figures
    answers = [figures.answers[name] for figures in sides.values() if figures and name in figures.answers]
    return {
        "name": name,
        "ours_ms": asked["warm"][name],
        "ours_first_ms": asked["first"][name],
        **({"ours_uncached_ms": asked["uncached"][name]} if name in asked["uncached"] else {}),
        **({"ours_first_uncached_ms": asked["cold"][name]} if name in asked["cold"] else {}),
        **{f"{side}_ms": figures and figures.took.get(name) for side, figures in sides.items()},
        "agree": all(one == expected for one in (asked["answers"][name], *answers)) and compared.corrected_right(name),
    }


def _follow_row(followed: dict[str, Any], *, agree: bool, sides: dict[str, Figures | None]) -> dict[str, object]:
    return {
        "name": "q8",
        "ours_ms": round(followed["incremental_s"] * 1000),
        "ours_first_ms": None,
        **dict.fromkeys((f"{side}_ms" for side in sides), None),
        "agree": agree,
    }


async def _load(stage: Stage) -> None:
    async with _database(stage) as database:
        url = stage.postgres.url("superuser")
        loader = Loader(stage.corp, database, stage.corp_id, url, stage.say)
        loader.plain_tables(only_tags=tags_named(seed=SEED))
        await loader.platform_tables()
        history = EmbeddedHistory(stage.settings.data_dir)
        await loader.history(history)
        await history.aclose()


async def _change(stage: Stage) -> None:
    """Write what happens to some, as it would have come in; this is not measured."""
    corp = stage.corp
    changes = make_changes(corp, seed=SEED, count=min(TOUCHED_CUSTOMERS, corp.size // 10))
    np.save(stage.settings.data_dir / TOUCHED, changes.customers)
    history = EmbeddedHistory(stage.settings.data_dir)
    first_id = len(corp.events.at) + len(corp.orders.at) + 1
    await history.insert("fact", event_rows(changes.events, stage.corp_id, first_id=first_id, xid=2), token="changes")  # noqa: S106 - names the insert
    await history.aclose()
    async with _database(stage) as database, database.unit(stage.corp_id) as unit:
        await apply_tags(unit, changes)


def _database(stage: Stage) -> Database:
    url = stage.postgres.url
    urls = DatabaseUrls(owner=url("owner"), app=url("app"), dispatcher=url("dispatcher"))
    return Database(urls, RealClock(), size=2)


async def _compare(stage: Stage, truth: Truth) -> Compared:
    history = EmbeddedHistory(stage.settings.data_dir)
    try:
        with psycopg.connect(stage.postgres.url("superuser"), autocommit=True) as connection:
            folder = stage.settings.data_dir / "mariadb"
            return await compare(stage.corp, truth, Engines(history, connection, folder), stage.say)
    finally:
        await history.aclose()


@contextmanager
def _ours(order: Order) -> Generator[Any]:
    """Our process; a word in, a JSON object out."""
    process = subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-m", "lingqu.entrypoints.bench.segments.ours", order.to_json()],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None  # noqa: S101 - as opened
    assert process.stdout is not None  # noqa: S101 - as opened
    source, sink = process.stdout, process.stdin

    def ask(word: str) -> dict[str, Any]:
        sink.write(f"{word}\n")
        sink.flush()
        line = source.readline()
        if not line:
            raise SystemExit("our own process ended: this benchmark means nothing")
        return json.loads(line)

    try:
        yield ask
    finally:
        sink.close()
        process.wait()
