"""What an administrator does at a terminal: migrate, ask the doctor, look at dead letters."""

from __future__ import annotations

import asyncio
import json
import sys
from dataclasses import asdict
from typing import Literal

import msgspec
from rich.console import Console
from rich.table import Table

from lingqu.corps.api import list_corps, list_runs, start_sync
from lingqu.corps.contracts import CorpRoute, SyncRun
from lingqu.corps.schemas import runs_view
from lingqu.entrypoints.http.doctor.examination import examine
from lingqu.entrypoints.migrations.runner import upgrade
from lingqu.entrypoints.platform import Platform, database_urls, open_platform
from lingqu.infra import jobs as job_log
from lingqu.infra.clocks import RealClock
from lingqu.infra.logs import configure_logs
from lingqu.infra.postgres import EmbeddedPostgres
from lingqu.infra.settings import Settings, load_settings
from lingqu.ingestion.api import inbox

MARKS = {"ok": "[green]✓[/green]", "warn": "[yellow]![/yellow]", "fail": "[red]✗[/red]", "unknown": "?"}


def migrate() -> int:
    """Bring the database to the newest schema."""
    settings = _settings()
    server = None if settings.database_url else EmbeddedPostgres(settings.data_dir)
    if server is not None:
        server.start()
    try:
        upgrade(database_urls(settings, server).owner, at=RealClock().now())
    finally:
        if server is not None:
            server.stop()
    return 0


def doctor(*, as_json: bool, language: Literal["zh", "en"]) -> int:
    """Look at everything a newcomer gets wrong; 1 when something must be mended."""
    settings = _settings()

    async def look() -> int:
        worst = 0
        async with open_platform(settings) as platform:
            for corp in await _corps(platform):
                checks = await examine(platform.doctor_tools(), corp.corp_id, language=language)
                worst = max(worst, *(int(check.state == "fail") for check in checks))
                if as_json:
                    print(json.dumps({"corpid": corp.corpid, "checks": [check.as_dict() for check in checks]}))
                    continue
                table = Table(title=corp.corpid, show_header=False, box=None, padding=(0, 1))
                for check in checks:
                    table.add_row(MARKS[check.state], check.id, check.detail)
                    if check.mend:
                        table.add_row("", "", f"[dim]→ {check.mend}[/dim]")
                Console().print(table)
        return worst

    return asyncio.run(look())


def dead_letters(action: Literal["list", "replay"], *, name: str | None) -> int:
    """List what is kept but was not worked off, or queue it again."""
    settings = _settings()

    async def work() -> None:
        async with open_platform(settings) as platform:
            for corp in await _corps(platform):
                if action == "list":
                    await _list_dead(platform, corp, name)
                else:
                    await _replay(platform, corp, name)

    asyncio.run(work())
    return 0


def sweeps(action: Literal["list", "start"], *, as_json: bool) -> int:
    """Show the newest walks and what they found, or start one."""
    settings = _settings()

    async def work() -> None:
        async with open_platform(settings) as platform:
            for corp in await _corps(platform):
                if action == "start":
                    async with platform.database.unit(corp.corp_id, actor="terminal") as unit:
                        await start_sync(unit)
                        await unit.audit("corp.sync_started", f"corp:{corp.corp_id}")
                await _show_sweeps(platform, corp, as_json=as_json)

    asyncio.run(work())
    return 0


async def _show_sweeps(platform: Platform, corp: CorpRoute, *, as_json: bool) -> None:
    async with platform.database.read(corp.corp_id) as session:
        runs = await list_runs(session)
    if as_json:
        print(json.dumps({"corpid": corp.corpid, **msgspec.to_builtins(runs_view(runs))}))
        return
    for run in runs:
        ended = run.finished_at.isoformat(timespec="seconds") if run.finished_at else _standing(run)
        name = f"{'sweep' if run.is_sweep else 'sync'}:{run.run_id}"
        print(
            f"{corp.corpid}  {name}  {run.started_at.isoformat(timespec='seconds')}  {ended}"
            f"  {run.calls} calls in {run.nights} nights"
        )
        for kind, one in run.drift.items():
            print(f"    {kind}: compared {one.compared}, found {one.found}, repaired {one.repaired}")


def _standing(run: SyncRun) -> str:
    if run.paused_until is None:
        return "under way"
    return f"tonight's calls are spent, goes on at {run.paused_until.isoformat(timespec='seconds')}"


def identities(*, as_json: bool) -> int:
    """Compute anew who is one person, and mend what stands otherwise."""
    from lingqu.customers.api.rebuilding import rebuild  # compiles when it is imported

    settings = _settings()

    async def work() -> None:
        async with open_platform(settings) as platform:
            for corp in await _corps(platform):
                found = await rebuild(platform.database, corp.corp_id, most=settings.identity_most_customers)
                if as_json:
                    print(json.dumps({"corpid": corp.corpid, **asdict(found)}))
                else:
                    print(
                        f"{corp.corpid}: {found.claims} claims, {found.merged} customers merged,"
                        f" {found.quarantined} identities to quarantine, {found.repaired} customers decided anew"
                    )

    asyncio.run(work())
    return 0


async def _list_dead(platform: Platform, corp: CorpRoute, name: str | None) -> None:
    async with platform.database.read(corp.corp_id) as session:
        letters = (await inbox.list_dead_letters(session, limit=200)).items
        jobs = await job_log.list_dead(session.connection, before=None, limit=200)
    for letter in letters:
        if name in {None, letter.name}:
            print(f"{corp.corpid}  callback:{letter.inbox_id}  {letter.name}  {letter.reason}  {letter.error or ''}")
    for job in jobs:
        if name in {None, job["kind"]}:
            print(f"{corp.corpid}  job:{job['job_id']}  {job['kind']}  failed  {job['error'] or ''}")


async def _replay(platform: Platform, corp: CorpRoute, name: str | None) -> None:
    async with platform.database.unit(corp.corp_id, actor="terminal") as unit:
        callbacks = await inbox.replay_dead_letters(unit, name=name)
        jobs = await job_log.replay(unit.connection, at=unit.at, kind=name)
        await unit.audit("jobs.replay", name or "all", replayed=jobs)
    print(f"{corp.corpid}: {callbacks} callbacks and {jobs} jobs queued again")


async def _corps(platform: Platform) -> list[CorpRoute]:
    async with platform.database.dispatch() as connection:
        corps = await list_corps(connection)
    if not corps:
        print("no corp is connected yet: open the admin and connect one", file=sys.stderr)
    return corps


def _settings() -> Settings:
    settings = load_settings()
    configure_logs(settings.log_level, style=settings.log_format)
    return settings
