"""Whatever comes in, an endpoint answers in WeCom's shape: it neither breaks nor breaks off."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from doubles.mangled import NASTY_BODIES, NASTY_TEXTS, bodies_for, inhabited_world, known_ids
from wecom_twin.endpoints.routes import ROUTES
from wecom_twin.wire.gate import Gate, Reply, Request

QUERY_NAMES = (
    "media_id",
    "type",
    "agentid",
    "userid",
    "id",
    "department_id",
    "external_userid",
    "cursor",
    "code",
    "tagid",
)
METHODS = ("GET", "POST", "PUT", "DELETE", "HEAD", "BREW")


class Door:
    """A gate before an inhabited world, with a token for it."""

    def __init__(self) -> None:
        self.world = inhabited_world()
        self.gate = Gate(self.world)
        corp = self.world.corp()
        self.token = self.call("/cgi-bin/gettoken", {"corpid": corp.corpid, "corpsecret": corp.app.secret})

    def call(self, path: str, query: dict[str, str], body: bytes = b"", **other: str) -> Any:
        reply = self.serve(path, query, body, **other)
        return json.loads(reply.body)["access_token"]

    def serve(self, path: str, query: dict[str, str], body: bytes = b"", **other: str) -> Reply:
        request = Request(
            method=other.get("method", "POST"),
            path=path,
            query=query,
            body=body,
            content_type=other.get("content_type", "application/json"),
            byte_range=other.get("byte_range", ""),
            ip="127.0.0.1",
        )
        return self.gate.serve(request)

    def ask(self, path: str, body: bytes = b"", **other: str) -> Reply:
        return self.serve(path, {"access_token": self.token}, body, **other)


def is_wecoms(reply: Reply) -> bool:
    """A file, or an object with errcode and errmsg; a refusal carries its handle."""
    if dict(reply.headers).get(b"content-disposition"):
        return reply.status in (200, 206)
    answer = json.loads(reply.body)
    told = isinstance(answer["errcode"], int) and isinstance(answer["errmsg"], str)
    return reply.status == 200 and told and (answer["errcode"] == 0 or "hint: [" in answer["errmsg"])


@pytest.mark.parametrize("path", sorted(ROUTES))
def test_broken_bodies_are_refused_in_wecoms_shape(path: str) -> None:
    door = Door()

    assert all(is_wecoms(door.ask(path, body)) for body in NASTY_BODIES)
    assert all(is_wecoms(door.ask(path, b"{}", method=method)) for method in METHODS)


@pytest.mark.parametrize("path", sorted(ROUTES))
def test_strange_queries_and_headers_are_answered_in_wecoms_shape(path: str) -> None:
    door = Door()

    for text in (*NASTY_TEXTS, *known_ids(door.world)):
        query = {"access_token": door.token, **dict.fromkeys(QUERY_NAMES, text)}
        assert is_wecoms(door.serve(path, query, method="GET", byte_range=f"bytes={text}-{text}"))
        assert is_wecoms(door.serve(path, query, text.encode(), content_type=f"multipart/form-data; boundary={text}"))


@pytest.mark.parametrize("path", sorted(ROUTES))
@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_mutated_bodies_are_answered_in_wecoms_shape(path: str, data: st.DataObject) -> None:
    door = Door()
    body = msgspec.json.encode(data.draw(bodies_for(ROUTES[path])))

    assert is_wecoms(door.ask(path, body))


@pytest.mark.parametrize("token", NASTY_TEXTS)
def test_strange_tokens_and_paths_are_refused_in_wecoms_shape(token: str) -> None:
    door = Door()

    for path in (*ROUTES, "/cgi-bin/", f"/cgi-bin/{token}"):
        assert is_wecoms(door.serve(path, {"access_token": token, "corpid": token, "corpsecret": token}))
