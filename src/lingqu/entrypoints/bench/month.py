"""A stepped month of the twin: a brand with its people acting, a group send every four days, callbacks answered.

Runs as a process of its own (`python -m lingqu.entrypoints.bench.month`), so that its memory is its own.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import time
from typing import Any

import msgspec

from wecom_twin.app import TwinApp
from wecom_twin.brand.seeding import seed_brand
from wecom_twin.callbacks.courier import Answer
from wecom_twin.callbacks.outbox import make_config
from wecom_twin.clock import Clock
from wecom_twin.people.crowd import People
from wecom_twin.people.personas import FIELD
from wecom_twin.wire.gate import Request
from wecom_twin.world import World

START = 1_767_225_600.0
DAY = 86_400.0
DAYS = 30
SENDS_EVERY_DAYS = 4
NO_TOKEN = "bench"  # noqa: S105 - nobody outside checks it


class Receiver:
    """Takes every callback."""

    async def get(self, url: str, *, timeout_seconds: float) -> Answer:
        """Accept."""
        del url, timeout_seconds
        return Answer(200, b"")

    async def post(self, url: str, body: bytes, *, timeout_seconds: float) -> Answer:
        """Accept."""
        del url, body, timeout_seconds
        return Answer(200, b"")

    async def close(self) -> None:
        """Nothing is open."""


class Operator:
    """Calls the API in process, as a platform does from outside."""

    def __init__(self, app: TwinApp) -> None:
        corp = app.world.corp()
        self._app = app
        credential = {"corpid": corp.corpid, "corpsecret": corp.app.secret}
        self._token = self._ask("gettoken", credential, {})["access_token"]

    def send_to_all(self, text: str) -> int:
        """One call per member with customers, as the planner makes them; says how many calls."""
        members = [one for one in self._app.world.corp().directory.members.values() if one.relations]
        for one in members:
            body = {"sender": one.userid, "external_userid": list(one.relations), "text": {"content": text}}
            answer = self._ask("externalcontact/add_msg_template", {"access_token": self._token}, body)
            if answer["errcode"] not in (0, 41048):
                raise SystemExit(f"the twin refused a group send: {answer}")
        return len(members)

    def _ask(self, path: str, query: dict[str, str], body: object) -> dict[str, Any]:
        request = Request(
            method="POST",
            path=f"/cgi-bin/{path}",
            query=query,
            body=msgspec.json.encode(body),
            content_type="application/json",
            byte_range="",
            ip="127.0.0.1",
        )
        return json.loads(self._app.gate.serve(request).body)


async def live(customers: int) -> dict[str, float]:
    """Seed, let them live for a month, count."""
    world = World(clock=Clock.stepped(START), seed=1)
    corp = seed_brand(world, seed=1, customers=customers, contact_ways=True)
    app = TwinApp(world)
    world.outbox.carrier = Receiver()
    corp.app.callback = make_config(
        corpid=corp.corpid,
        url="http://platform/callback",
        token=NO_TOKEN,
        encoding_aes_key="b" * 43,
    )
    await app.start()
    People(world, corp, FIELD, seed=1).start()
    began, sends = time.perf_counter(), 0
    for day in range(DAYS):
        if day % SENDS_EVERY_DAYS == 1:
            sends += Operator(app).send_to_all(f"offer of day {day}")
        await world.advance_async(by=DAY)
    took = time.perf_counter() - began
    await app.stop()
    ledger = world.ledger
    return {
        "stepped_month_s": round(took, 1),
        "month_customers": customers,
        "month_group_sends": sends,
        "month_receipts": len(ledger.receipts),
        "month_callbacks": len(ledger.callback_records),
        "month_purchases": len(ledger.purchases),
    }


def main() -> None:
    """Print the month as JSON."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--customers", type=int, default=50_000)
    given = parser.parse_args()
    print(json.dumps(asyncio.run(live(given.customers))))


if __name__ == "__main__":
    main()
