"""`lingqu bench twin`: what the twin bears. A million customers, simple calls a second, and a month in stepped time.

The twin runs as `lingqu twin` starts it; the load comes from a process of its own. The calls are made against the
corp of a million, so that size and speed are of the same twin. Where both share a busy machine, `call_cpu_us` (CPU of
the twin per call) says more than `calls_per_s`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx

from lingqu.entrypoints.bench.accept import cpu_seconds
from lingqu.entrypoints.twin_control import TwinProcess

CALLS = 30_000
MONTH_CUSTOMERS = 50_000
UNLIMITED = 1 << 60


def run(*, customers: int) -> int:
    """Measure and print."""
    result = {**_crowded(customers), **_month(), "cpus": os.cpu_count()}
    print(json.dumps(result))
    return 0


def _crowded(customers: int) -> dict[str, float]:
    _say(f"seeding {customers} customers")
    began = time.perf_counter()
    process = TwinProcess("--brand", "apparel", "--customers", str(customers))
    with process as twin:
        seeded_s = time.perf_counter() - began
        found = twin.ask("GET", "/corps")[0]["customers"]
        if found != customers:
            raise SystemExit(f"the twin has {found} of {customers} customers: this benchmark means nothing")
        rss_mb = _rss_mb(process.pid)
        limits = dict.fromkeys(("path_per_minute", "path_per_hour", "ip_per_minute", "ip_per_hour"), UNLIMITED)
        twin.ask("PATCH", "/rules", {"limits": limits})
        _say(f"{CALLS} calls, 16 connections")
        url = _simple_call(twin.base_url, twin.ask("GET", "/connect"))
        before = cpu_seconds(process.pid)
        command = [sys.executable, "-m", "lingqu.entrypoints.bench.calls", url, "--calls", str(CALLS)]
        made = subprocess.run(command, check=True, stdout=subprocess.PIPE)  # noqa: S603 - our own program
        spent = cpu_seconds(process.pid) - before
    return {
        "calls_per_s": round(json.loads(made.stdout)),
        "call_cpu_us": round(spent / CALLS * 1e6),
        "customers": customers,
        "seed_s": round(seeded_s, 1),
        "rss_mb": round(rss_mb),
    }


def _simple_call(base_url: str, connect: dict[str, Any]) -> str:
    """One customer read by id."""
    with httpx.Client(base_url=f"{base_url}/cgi-bin") as http:
        credential = {"corpid": connect["corpid"], "corpsecret": connect["secret"]}
        token = http.get("/gettoken", params=credential).json()["access_token"]
        members = http.get("/externalcontact/get_follow_user_list", params={"access_token": token}).json()
        asked = {"access_token": token, "userid": members["follow_user"][0]}
        name = http.get("/externalcontact/list", params=asked).json()["external_userid"][0]
    return f"{base_url}/cgi-bin/externalcontact/get?access_token={token}&external_userid={name}"


def _month() -> dict[str, float]:
    _say(f"a stepped month of {MONTH_CUSTOMERS} customers")
    command = [sys.executable, "-m", "lingqu.entrypoints.bench.month", "--customers", str(MONTH_CUSTOMERS)]
    made = subprocess.run(command, check=True, stdout=subprocess.PIPE)  # noqa: S603 - our own program
    return json.loads(made.stdout)


def _rss_mb(pid: int) -> float:
    """Resident memory of a process (Linux)."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


def _say(what: str) -> None:
    print(f"bench twin: {what}", file=sys.stderr, flush=True)
