"""The callback route with a store that does nothing: what HTTP, crypto and parsing cost without a database."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import uvicorn

from lingqu.entrypoints.bench.load import Target
from lingqu.entrypoints.serving import server_config, settle_heap
from lingqu.infra.clocks import RealClock
from lingqu.infra.database import Database, DatabaseUrls
from lingqu.ingestion.accept import CallbackApp, Doorway
from lingqu.kernel.ids import CorpId
from wecom_api.callbacks.crypto import CallbackCrypto


class NoDatabase(Database):
    """Says that everything is stored."""

    async def store_at_once(self, sql: bytes, params: Any) -> None:  # noqa: ARG002 - the parent's shape
        """Do nothing."""
        await asyncio.sleep(0)


def run(target: str, port: int) -> int:
    """Serve until told to stop."""
    given = Target(**json.loads(target))
    crypto = CallbackCrypto(token=given.token, encoding_aes_key=given.aes_key, receive_id=given.corpid)
    database = NoDatabase(DatabaseUrls(owner="", app="", dispatcher=""), RealClock())

    async def find(_slug: str) -> Doorway:
        return Doorway(CorpId(1), crypto)

    callbacks = CallbackApp(database, find, clock=RealClock())

    async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["path"] == "/healthz":
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"ok"})
        else:
            await callbacks(scope, receive, send)

    settle_heap()
    uvicorn.Server(server_config(app, host=given.host, port=port)).run()
    return 0
