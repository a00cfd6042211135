"""The twin as a demo, a benchmark or a crash test drives it: started as a process, told what to do, asked what was."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx

from lingqu.entrypoints.children import PARENT

PAGE = 10_000


class TwinProcess:
    """`lingqu twin` as a child; ends with the block."""

    def __init__(self, *arguments: str) -> None:
        self._arguments = arguments
        self._process: subprocess.Popen[bytes] | None = None
        self._twin: Twin | None = None

    def __enter__(self) -> Twin:
        """Start it and read how to connect."""
        process = self._process = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-m", "lingqu.entrypoints", "twin", "--port", "0", "--json", *self._arguments],
            stdout=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
            env={**os.environ, PARENT: str(os.getpid())},
        )
        assert process.stdout is not None  # noqa: S101 - asked for above
        card = json.loads(process.stdout.readline())
        self._twin = Twin(base_url=card["base_url"])
        return self._twin

    @property
    def pid(self) -> int:
        """Its process id, while the block lasts."""
        assert self._process is not None  # noqa: S101 - inside the block
        return self._process.pid

    def __exit__(self, *_: object) -> None:
        """End it."""
        if self._twin is not None:
            self._twin.http.close()
        if self._process is not None:
            self._process.terminate()
            self._process.wait()
            if self._process.stdout is not None:
                self._process.stdout.close()


@dataclass(slots=True)
class Twin:
    """Its control interface."""

    base_url: str
    http: httpx.Client = field(init=False)

    def __post_init__(self) -> None:
        self.http = httpx.Client(base_url=f"{self.base_url}/twin", timeout=120)

    def ask(self, method: str, path: str, body: Any = None, /, **query: Any) -> Any:
        """Make one control call; a refusal ends the run with its text."""
        answer = self.http.request(method, path, json=body, params=query)
        if answer.is_error:
            raise RuntimeError(f"twin {method} {path}: {answer.status_code} {answer.text[:400]}")
        return answer.json()

    def rows(self, kind: str, **filters: Any) -> Iterator[dict[str, Any]]:
        """Walk a list of the ledger."""
        return self._walk(f"/ledger/{kind}", **filters)

    def calls(self, **filters: Any) -> Iterator[dict[str, Any]]:
        """Walk the API calls it remembers, the last ten thousand."""
        return self._walk("/calls", **filters)

    def rows_of(self, path: str, **filters: Any) -> Iterator[dict[str, Any]]:
        """Walk any other list."""
        return self._walk(path, **filters)

    def _walk(self, path: str, /, **filters: Any) -> Iterator[dict[str, Any]]:
        after: int | None = 0
        while after is not None:
            page = self.ask("GET", path, after=after, limit=PAGE, **filters)
            yield from page["rows"]
            after = page["next_after"]

    def summary(self, corpid: str) -> dict[str, Any]:
        """The counts a run ends with."""
        return self.ask("GET", "/ledger/summary", corpid=corpid)
