"""`lingqu demo`: a synthetic brand in the twin, the platform connected by the steps a real corp takes, people acting.

With `--for` it runs headless for so many real seconds and prints, as its last line, what the twin's ledger says.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
import threading
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from lingqu.entrypoints import demo_words as words
from lingqu.entrypoints.demo_segments import segments_of
from lingqu.entrypoints.demo_shop import Shop
from lingqu.entrypoints.judge import judge
from lingqu.entrypoints.listening import await_web, free_port
from lingqu.entrypoints.operator import Operator
from lingqu.entrypoints.twin_control import Twin, TwinProcess
from lingqu.entrypoints.up import Stack
from lingqu.infra.clocks import RealClock
from lingqu.infra.logs import configure_logs
from lingqu.infra.settings import load_settings

ACCOUNT, PASSWORD = "demo", "lingqu-demo"
SEED = 214
SHOPS, STAFF = 48, 300
BROWSER_SCANS, HEADLESS_SCANS = 3.0, 24.0
SETTLE_SECONDS = 60
SYNCED_WITHIN_SECONDS = 900
BROADCAST_TAG = "VIP"


def run(*, seconds: float | None, as_json: bool, scans_per_second: float | None, customers: int) -> int:
    """Set the brand up and let it live: until interrupted, or for `seconds`."""
    del as_json  # the last line always is one JSON object; the rest goes to standard error
    console = Console(stderr=True)
    console.print(words.PREPARING)
    stopping = _stop_on_signals()
    with TwinProcess() as twin, installation("demo", twin, fixed_port=seconds is None) as stack:
        keeper = threading.Thread(target=stack.watch, kwargs={"until": stopping.is_set}, daemon=True)
        keeper.start()
        try:
            demo = Demo(twin, stack, console)
            demo.connect(customers)
            demo.open_channels()
            if seconds is None:
                # As with a real corp, new customers do not wait until all the old ones have been read.
                demo.let_people_act(scans_per_second or BROWSER_SCANS)
                demo.invite()
                demo.follow_sync()
                demo.broadcast()
                demo.tell_of_the_shop(stopping.is_set)
                demo.keep_segments(stopping.is_set)
                stopping.wait()
                return 0
            demo.follow_sync()
            demo.let_people_act(scans_per_second or HEADLESS_SCANS)
            report = demo.run_for(seconds)
        finally:
            stopping.set()
            keeper.join()
    print(json.dumps(report))
    return 0 if report["lost_events"] == report["duplicate_messages"] == report["errors"] == 0 else 1


@contextmanager
def installation(
    name: str,
    twin: Twin,
    *,
    workers: int | None = None,
    fixed_port: bool = False,
    given: Mapping[str, str] | None = None,
) -> Generator[Stack]:
    """Start a fresh installation that takes the twin for WeCom; stop it at the end. `given` are further settings.

    Call from the main thread. The twin forgets at its end, so the database begins anew each time.
    """
    base = load_settings()
    folder = base.data_dir / name
    _remove(folder)
    environment = {
        "LINGQU_DATA_DIR": str(folder),
        "LINGQU_WECOM_BASE_URL": twin.base_url,
        "LINGQU_WECOM_AUTHORIZE_URL": f"{twin.base_url}/connect/oauth2/authorize",
        "LINGQU_LOG_LEVEL": base.log_level if base.log_level != "info" else "error",
        "LINGQU_PORT": str(base.port if fixed_port else free_port()),
        **(given or {}),
    }
    settings = load_settings({**os.environ, **environment})
    configure_logs(settings.log_level)
    stack = Stack(settings, workers=workers or base.workers, environment=environment)
    try:
        stack.start()
        yield stack
    finally:
        stack.stop()


class Demo:
    """The steps, in order."""

    def __init__(self, twin: Twin, stack: Stack, console: Console) -> None:
        self._twin = twin
        self._stack = stack
        self._console = console
        self._url = f"http://{stack.settings.host}:{stack.settings.port}"
        self.operator = Operator(self._url)
        self._corp: dict[str, Any] = {}
        self.config_ids: list[str] = []
        self._broadcast_id: int | None = None

    def close(self) -> None:
        """Leave the admin."""
        self.operator.close()

    @property
    def corpid(self) -> str:
        """The brand's corpid."""
        return self._corp["corpid"]

    def connect(self, customers: int, *, shops: int = SHOPS, staff: int = STAFF) -> None:
        """Seed the brand, sign in for the first time, connect, verify the callback, sync."""
        self._corp = self._twin.ask(
            "POST",
            "/brands",
            {"seed": SEED, "vertical": "apparel", "shops": shops, "staff": staff, "customers": customers},
        )
        corpid, app = self._corp["corpid"], self._corp["apps"][0]
        await_web(f"{self._url}/healthz")
        self.operator.first_run(ACCOUNT, PASSWORD)
        connection = self.operator.ask(
            "POST",
            "/corp",
            {"corpid": corpid, "name": self._corp["name"], "agentid": app["agentid"], "secret": app["secret"]},
        )
        self._twin.ask(
            "POST",
            f"/corps/{corpid}/callback",
            {
                "url": connection["callback_url"],
                "token": connection["callback_token"],
                "encoding_aes_key": connection["callback_aes_key"],
            },
        )
        self.operator.ask("POST", "/corp/sync")
        self.operator.wait_for("/corp/sync", _knows_staff_and_tags, within_seconds=120)
        departments = self.operator.ask("GET", "/departments")["items"]
        inner = {one["parent_id"] for one in departments}
        for one in departments:
            if one["department_id"] not in inner and one["name"].endswith(words.SHOP_ENDING):
                self.operator.ask("PUT", f"/departments/{one['department_id']}/shop", {"is_shop": True})

    def follow_sync(self, *, within_seconds: float = SYNCED_WITHIN_SECONDS) -> None:
        """Show how far the first sync is, until it has ended."""
        columns = (
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
        )
        with Progress(*columns, console=self._console, transient=True) as progress:
            bars: dict[str, Any] = {}

            def show(sync: dict[str, Any]) -> None:
                for stage in sync["stages"]:
                    if stage["name"] not in bars:
                        bars[stage["name"]] = progress.add_task(stage["name"], total=None)
                    progress.update(bars[stage["name"]], completed=stage["done"], total=stage["total"])

            done = self.operator.wait_for(
                "/corp/sync", lambda sync: sync["state"] in {"done", "failed"}, within_seconds=within_seconds, seen=show
            )
        if done["state"] != "done":
            raise RuntimeError(f"first sync failed: {done['error']}")

    def open_channels(self) -> None:
        """Make channels, each with its members, tags and greeting, and wait until WeCom carries them."""
        staff = [one for one in self._all("/staff", limit=200) if one["is_follow_user"] and one["active"]]
        tags = self._tags()
        share = max(1, min(80, len(staff) // len(words.CHANNELS)))
        channel_ids = []
        for number, (name, cost_fen, text) in enumerate(words.CHANNELS):
            members = staff[number * share : (number + 1) * share] or staff[:share]
            made = self.operator.ask(
                "POST",
                "/channels",
                {
                    "name": name,
                    "cost_fen": cost_fen,
                    "staff_ids": [one["staff_id"] for one in members],
                    "department_ids": [],
                    "skip_verify": True,
                    "expires_at": None,
                    "fallback_staff_ids": [],
                    "tag_ids": [tags[number % len(tags)]["tag_id"]] if tags else [],
                    "remark_template": None,
                    "welcome": [{"hours": None, "text": text, "fallback_text": words.FALLBACK, "attachments": []}],
                },
            )
            channel_ids.append(made["channel_id"])
        for channel_id in channel_ids:
            live = self.operator.wait_for(
                f"/channels/{channel_id}", lambda one: one["status"] in {"live", "failed"}, within_seconds=60
            )
            if live["status"] != "live":
                raise RuntimeError(f"channel {live['name']}: {live['status_reason']}")
            self.config_ids.append(live["config_id"])

    def let_people_act(self, scans_per_second: float) -> None:
        """Let customers scan and members work."""
        weights = {config_id: float(len(self.config_ids) - number) for number, config_id in enumerate(self.config_ids)}
        self._twin.ask(
            "POST",
            f"/corps/{self._corp['corpid']}/people",
            {
                "seed": SEED,
                "arrivals": {"per_second": scans_per_second, "weights": weights},
                "customers": {"leaves_after_seconds": 120.0, "returns_after_seconds": 90.0},
                "staff": {"confirms_after_seconds": 6.0, "edits_after_seconds": 45.0},
            },
        )

    def let_people_rest(self) -> None:
        """Stop every act."""
        self._twin.ask("DELETE", f"/corps/{self.corpid}/people")

    def invite(self) -> None:
        """Say where to look."""
        self._console.print(words.INVITATION.format(url=self._url, account=ACCOUNT, password=PASSWORD))

    def broadcast(self) -> None:
        """Send one broadcast by tag; members confirm it in their clients."""
        tags = [tag for tag in self._tags() if tag["customers"]]
        tag = next((one for one in tags if one["name"] == BROADCAST_TAG), None) or min(
            tags, key=lambda one: one["customers"]
        )
        made = self.operator.ask(
            "POST",
            "/broadcasts",
            {
                "name": words.BROADCAST_NAME,
                "tag_ids": [tag["tag_id"]],
                "tag_match": "any",
                "variants": [
                    {"key": "A", "permille": 1_000, "content": {"text": words.BROADCAST_TEXT, "attachments": []}}
                ],
            },
        )
        self._broadcast_id = made["broadcast_id"]
        self.operator.ask("POST", f"/broadcasts/{self._broadcast_id}/send")

    def tell_of_the_shop(self, stopping: Callable[[], bool] = bool) -> None:
        """Bring in what the brand's own systems know: orders by an import, visits through the door for events."""
        Shop(self._twin, self.operator, self.corpid, RealClock().now(), SEED, stopping).tell()

    def keep_segments(self, stopping: Callable[[], bool] = bool) -> None:
        """Save the brand's segments; their members are found in the background."""
        kept = segments_of(self._tags(), with_history=self._stack.settings.history == "on")
        for one in kept:
            if stopping():
                return
            self.operator.ask("POST", "/segments", {"name": one.name, "definition": one.definition})

    def run_for(self, seconds: float) -> dict[str, int]:
        """Live for so long, then let everything settle and have it judged."""
        began = time.monotonic()
        self.broadcast()
        while (left := seconds - (time.monotonic() - began)) > 0:
            time.sleep(min(left, 5))
            counts = self._twin.summary(self._corp["corpid"])
            self._console.print(
                f"  {time.monotonic() - began:5.0f} s  scans {sum(counts['scans'].values()):,}  "
                f"callbacks {counts['callbacks']['accepted']:,}  greeted {counts['welcomes']['on_time']:,}",
                highlight=False,
            )
        self.let_people_rest()
        self._settle()
        return self._report()

    def _settle(self) -> None:
        self._twin.ask("POST", "/callbacks/settle")
        self.operator.wait_for(
            "/flow",
            lambda flow: flow["waiting"]["inbox"] == flow["waiting"]["greetings"] == 0,
            within_seconds=SETTLE_SECONDS,
        )
        if self._broadcast_id is not None:
            self.operator.wait_for(
                f"/broadcasts/{self._broadcast_id}",
                lambda one: one["tasks"]["confirmed"] > 0 and one["counts"]["delivered"] > 0,
                within_seconds=SETTLE_SECONDS,
            )
        time.sleep(2)

    def _report(self) -> dict[str, int]:
        corpid = self._corp["corpid"]
        counts = self._twin.summary(corpid)
        assert self._stack.postgres is not None  # noqa: S101 - the demo always embeds
        verdict = judge(self._twin, corpid, self._stack.postgres.url("superuser"))
        for line in verdict.evidence:
            self._console.print(f"  [red]{line}[/red]", highlight=False)
        confirmed = self.operator.ask("GET", f"/broadcasts/{self._broadcast_id}")["tasks"]["confirmed"]
        flow = self.operator.ask("GET", "/flow")
        errors = flow["waiting"]["dead"] + counts["callbacks"]["given_up"] + counts["callbacks"]["pending"]
        return {
            "callbacks_sent": verdict.sent,
            "callbacks_stored": verdict.stored,
            "customers_added": counts["scans"].get("added", 0),
            "welcomes_due": counts["welcomes"]["due"],
            "welcomes_on_time": counts["welcomes"]["on_time"],
            "broadcast_confirmed": confirmed,
            "duplicate_messages": counts["doubles"] + verdict.duplicated,
            "lost_events": verdict.lost,
            "errors": errors,
        }

    def _tags(self) -> list[dict[str, Any]]:
        return [tag for group in self.operator.ask("GET", "/tags")["items"] for tag in group["tags"]]

    def _all(self, path: str, **query: Any) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = []
        cursor: str | None = None
        while True:
            page = self.operator.ask("GET", path, **query, **({"cursor": cursor} if cursor else {}))
            items += page["items"]
            cursor = page["next_cursor"]
            if cursor is None:
                return items


def _knows_staff_and_tags(sync: dict[str, Any]) -> bool:
    states = {stage["name"]: stage["state"] for stage in sync["stages"]}
    return sync["state"] == "failed" or states["staff"] == states["tags"] == "done"


def _stop_on_signals() -> threading.Event:
    stopping = threading.Event()

    def stop(*_: object) -> None:
        if stopping.is_set():
            sys.exit(130)
        stopping.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    return stopping


def _remove(folder: Path) -> None:
    """Begin anew: the twin forgets at its end, so must the demo's database."""
    if (folder / "postgres").exists():
        from lingqu.infra.postgres import EmbeddedPostgres

        EmbeddedPostgres(folder).destroy()
    shutil.rmtree(folder, ignore_errors=True)
