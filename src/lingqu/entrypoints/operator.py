"""An operator at the admin's HTTP interface, for the demo and for crash tests: the same steps a person takes."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx


class RefusedByAdminError(RuntimeError):
    """The admin said no; the text is what an operator would read. `status` is HTTP's, 0 where nobody answered so."""

    def __init__(self, message: str, *, status: int = 0) -> None:
        super().__init__(message)
        self.status = status


@dataclass(slots=True)
class Operator:
    """A signed-in browser without a window."""

    base_url: str
    http: httpx.Client = field(init=False)
    csrf: str = ""

    def __post_init__(self) -> None:
        self.http = httpx.Client(base_url=f"{self.base_url}/api", timeout=60)

    def close(self) -> None:
        """Close the connections."""
        self.http.close()

    def ask(self, method: str, path: str, body: Any = None, **query: Any) -> Any:
        """Make one call."""
        answer = self.http.request(method, path, json=body, params=query, headers={"X-CSRF-Token": self.csrf})
        if answer.is_error:
            message = f"{method} {path}: {answer.status_code} {answer.text[:600]}"
            raise RefusedByAdminError(message, status=answer.status_code)
        return answer.json() if answer.content else None

    def upload(self, path: str, name: str, content: bytes, **query: Any) -> Any:
        """Send a file."""
        files = {"file": (name, content, "text/csv")}
        answer = self.http.post(path, params=query, files=files, headers={"X-CSRF-Token": self.csrf})
        if answer.is_error:
            raise RefusedByAdminError(f"POST {path}: {answer.status_code} {answer.text[:600]}")
        return answer.json()

    def first_run(self, name: str, password: str) -> None:
        """Become the owner of a fresh installation."""
        self.csrf = self.ask("GET", "/session")["csrf_token"]
        self.ask("POST", "/session/owner", {"name": name, "password": password})
        self.csrf = self.ask("GET", "/session")["csrf_token"]

    def wait_for(
        self,
        path: str,
        ready: Callable[[Any], bool],
        *,
        within_seconds: float,
        seen: Callable[[Any], None] | None = None,
    ) -> Any:
        """Look again and again until `ready`; show each look to `seen`."""
        deadline = time.monotonic() + within_seconds
        while True:
            state = self.ask("GET", path)
            if seen:
                seen(state)
            if ready(state):
                return state
            if time.monotonic() > deadline:
                raise RefusedByAdminError(f"{path} is not ready after {within_seconds:.0f} s: {str(state)[:600]}")
            time.sleep(0.3)
