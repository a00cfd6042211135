"""Batches of told events: signed by the second, bounded, each fault with its place, nothing personal."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lingqu.ingestion.contracts import WhoKind
from lingqu.ingestion.domain.telling import MOST_NAMES, read_batch, sign, verify, without_room
from lingqu.ingestion.errors import BadBatchError, BadSignatureError

AT = datetime(2026, 3, 1, 4, 0, tzinfo=UTC)
KEY = bytes(range(32))
EVENT: dict[str, Any] = {
    "event_id": "e-1",
    "name": "page.opened",
    "occurred_at": "2026-03-01T11:59:00+08:00",
    "identity": {"unionid": "o6_bmjrPTlm6_2sgVt7hMZOPfL2M"},
    "properties": {"page": "sku/1", "tags": ["羽绒", "新品"], "seconds": 30.5, "paid": False},
}


def _batch(*events: Any) -> bytes:
    return json.dumps({"events": events}).encode()


def test_an_event_is_read() -> None:
    told, refused = read_batch(_batch(EVENT, EVENT | {"event_id": "e-2"}, EVENT), at=AT)

    assert refused == []
    assert list(told) == [0, 1]
    assert (told[0].name, told[0].who.kind, told[0].properties) == (
        "page.opened",
        WhoKind.UNIONID,
        EVENT["properties"],
    )
    assert told[0].occurred_at == AT - timedelta(minutes=1)


@pytest.mark.parametrize(
    ("change", "code", "place"),
    [
        ({"event_id": ""}, "id", "event_id"),
        ({"event_id": "x" * 129}, "id", "event_id"),
        ({"event_id": 7}, "shape", "event_id"),
        ({"name": "order.paid"}, "name", "name"),
        ({"name": "own.Coupon"}, "name", "name"),
        ({"name": "own."}, "name", "name"),
        ({"occurred_at": "2026-03-01T12:00:00"}, "time", "occurred_at"),
        ({"occurred_at": "2026-03-01T12:05:01+08:00"}, "future", "occurred_at"),
        ({"occurred_at": "2026-01-30T11:59:59+08:00"}, "late", "occurred_at"),
        ({"occurred_at": "soon"}, "shape", "occurred_at"),
        ({"identity": {}}, "identity", "identity"),
        ({"identity": {"unionid": "a", "member_no": "b"}}, "identity", "identity"),
        ({"identity": {"phone": "13800138000"}}, "shape", "identity"),
        ({"identity": {"member_no": "有 空格"}}, "id", "identity.member_no"),
        ({"properties": {"1a": 1}}, "property", "properties.1a"),
        ({"properties": {f"p{n}": n for n in range(21)}}, "properties", "properties"),
        ({"properties": {"a": None}}, "value", "properties.a"),
        ({"properties": {"a": {"b": 1}}}, "value", "properties.a"),
        ({"properties": {"a": [1]}}, "value", "properties.a"),
        ({"properties": {"a": ["x"] * 51}}, "value", "properties.a"),
        ({"properties": {"a": "x" * 201}}, "value", "properties.a"),
        ({"properties": {"a": 1e300}}, "value", "properties.a"),
        ({"properties": {"a": "13800138000"}}, "personal", "properties.a"),
        ({"properties": {"a": "+86 138-0013-8000"}}, "personal", "properties.a"),
        ({"properties": {"a": ["wang@example.com"]}}, "personal", "properties.a"),
        ({"properties": {"a": "11010519491231002X"}}, "personal", "properties.a"),
        ({"colour": "red"}, "shape", ""),
    ],
)
def test_a_fault_is_told_with_its_place_and_the_others_are_taken(change: dict[str, Any], code: str, place: str) -> None:
    told, [refused] = read_batch(_batch(EVENT, EVENT | {"event_id": "e-2"} | change), at=AT)

    assert list(told) == [0]
    assert (refused.index, refused.code, refused.place) == (1, f"ingestion.event.{code}", place)


def test_a_clock_that_is_a_little_fast_is_forgiven() -> None:
    told, refused = read_batch(_batch(EVENT | {"occurred_at": "2026-03-01T12:04:00+08:00"}), at=AT)

    assert refused == []
    assert told[0].occurred_at == AT


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"events": 1}', b"\xff", b"[" * 100_000, _batch(*[EVENT] * 501)])
def test_what_is_no_batch(body: bytes) -> None:
    with pytest.raises(BadBatchError):
        read_batch(body, at=AT)


@settings(max_examples=50)
@given(
    st.recursive(st.none() | st.booleans() | st.floats() | st.text(max_size=5), lambda one: st.lists(one, max_size=3))
)
def test_whatever_stands_in_a_batch_is_refused_by_itself(one: Any) -> None:
    told, refused = read_batch(_batch(EVENT).replace(b'"events": [', b'"events": [' + _json(one) + b", "), at=AT)

    assert (list(told), [fault.index for fault in refused]) == ([1], [0])


def _json(value: Any) -> bytes:
    return json.dumps(value).replace("NaN", "0").replace("-Infinity", "0").replace("Infinity", "0").encode()


def test_names_are_bounded() -> None:
    told, _ = read_batch(_batch(*(EVENT | {"event_id": f"e{n}", "name": f"own.n{n}"} for n in range(3))), at=AT)

    full = without_room(told, {f"own.k{n}" for n in range(MOST_NAMES - 1)})

    assert [one.index for one in full] == [1, 2]


def test_a_signature_is_good_for_minutes_and_for_its_body_alone() -> None:
    body = _batch(EVENT)
    signature = sign(KEY, body, at=AT)
    verify([b"other" * 8, KEY], signature, body, at=AT + timedelta(minutes=5))

    for keys, given_signature, given_body, at, why in (
        ([KEY], signature, body + b" ", AT, "digest"),
        ([KEY[::-1]], signature, body, AT, "digest"),
        ([KEY], signature, body, AT + timedelta(minutes=6), "time"),
        ([KEY], signature, body, AT - timedelta(minutes=6), "time"),
        ([KEY], signature.replace("v1=", "v0="), body, AT, "format"),
        ([KEY], "", body, AT, "format"),
    ):
        with pytest.raises(BadSignatureError) as refused:
            verify(keys, given_signature, given_body, at=at)
        assert refused.value.data["why"] == why
