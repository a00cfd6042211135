from __future__ import annotations

import contextlib
import json
import re
import time
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unit.wecom_api.callbacks.vectors import CORPID, ENCODING_AES_KEY, REPLY_ENVELOPE, TOKEN, VECTORS
from wecom_api.callbacks.crypto import CallbackCrypto
from wecom_api.callbacks.envelope import CallbackQuery, Envelope, open_envelope
from wecom_api.callbacks.errors import CallbackError, ForbiddenXml, MalformedEnvelope, OversizedBody
from wecom_api.callbacks.reply import seal_json_reply, seal_reply

ENVELOPE = (
    f"<xml><ToUserName><![CDATA[{CORPID}]]></ToUserName>"
    "<AgentID><![CDATA[1000002]]></AgentID><Encrypt><![CDATA[QUJD]]></Encrypt></xml>"
)
OPENED = Envelope(to_user_name=CORPID, agent_id="1000002", encrypted=b"QUJD")


@pytest.mark.parametrize(
    "body",
    [
        ENVELOPE,
        "\n" + re.sub(r"(</\w+>|<xml>)<", r"\1\n  <", ENVELOPE) + "\n",
        '<?xml version="1.0" encoding="UTF-8"?>' + ENVELOPE,
        ENVELOPE.replace("<![CDATA[1000002]]>", "1000002"),
        ENVELOPE.replace("<xml>", "<xml><Novelty>flat, unknown</Novelty>"),
    ],
    ids=["compact", "indented", "declared", "bare number", "unknown element"],
)
def test_documented_forms_of_the_envelope_open_alike(body: str) -> None:
    assert open_envelope(body.encode()) == OPENED


def test_envelope_without_agent_or_receiver_opens_with_empty_names() -> None:
    opened = open_envelope(b"<xml><Encrypt>QUJD</Encrypt></xml>")

    assert opened == Envelope(to_user_name="", agent_id="", encrypted=b"QUJD")


def test_json_envelope_opens() -> None:
    assert open_envelope(b' {"encrypt":"QUJD","more":[{}]}') == Envelope(
        to_user_name="", agent_id="", encrypted=b"QUJD"
    )


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"   ",
        b"success",
        b"<xml></xml>",
        b"<xml><Encrypt></Encrypt></xml>",
        ENVELOPE.encode()[:-1],
        ENVELOPE.encode() + b"<xml></xml>",
        ENVELOPE.replace("<Encrypt>", "<Encrypt>1</Encrypt><Encrypt>").encode(),
        b"<xml><Encrypt><Deeper>QUJD</Deeper></Encrypt></xml>",
        b"<xml><ToUserName>\xff</ToUserName><Encrypt>QUJD</Encrypt></xml>",
        b"{}",
        b'{"encrypt":""}',
        b'{"encrypt":7}',
        b'{"encrypt":"QUJD"',
        b'{"other":' + b"[" * 100_000,
        b'{"encrypt":"\\ud800"}',
    ],
)
def test_anything_else_is_a_malformed_envelope(body: bytes) -> None:
    with pytest.raises(MalformedEnvelope):
        open_envelope(body)


@pytest.mark.parametrize(
    "body",
    [
        "<!DOCTYPE xml>" + ENVELOPE,
        '<!DOCTYPE x [<!ENTITY a "b">]>' + ENVELOPE,
        '<?xml version="1.0"?><!doctype xml SYSTEM "file:///etc/passwd">' + ENVELOPE,
        ENVELOPE.replace("<![CDATA[1000002]]>", "&agent;"),
        ENVELOPE.replace("<![CDATA[1000002]]>", "&#49;"),
    ],
)
def test_dtd_and_entities_are_forbidden(body: str) -> None:
    with pytest.raises(ForbiddenXml):
        open_envelope(body.encode())


def test_body_is_refused_exactly_above_the_limit() -> None:
    body = ENVELOPE.encode()

    assert open_envelope(body, max_bytes=len(body)) == OPENED
    with pytest.raises(OversizedBody) as refusal:
        open_envelope(body, max_bytes=len(body) - 1)
    assert (refusal.value.size_bytes, refusal.value.max_bytes) == (len(body), len(body) - 1)


@pytest.mark.parametrize("unit", [b"<xml>", b"<Encrypt>", b"<a><![CDATA[", b"]]>", b" ", b"<a>b</a>", b"&"])
def test_hostile_repetition_is_refused_in_bounded_time(unit: bytes) -> None:
    body = (b"<xml>" + unit * (256 * 1024 // len(unit)))[: 256 * 1024]

    started = time.perf_counter()
    with pytest.raises(CallbackError):
        open_envelope(body)
    assert time.perf_counter() - started < 0.5


@given(st.one_of(st.binary(max_size=300), st.text(alphabet="<>/xmlEncrypt![]CDATA& ", max_size=120).map(str.encode)))
def test_any_bytes_give_an_envelope_or_a_named_error(body: bytes) -> None:
    with contextlib.suppress(CallbackError):
        assert open_envelope(body).encrypted


@given(
    corpid=st.from_regex(r"\A[A-Za-z0-9]{0,32}\Z"),
    agent_id=st.from_regex(r"\A[0-9]{0,10}\Z"),
    encrypted=st.from_regex(r"\A[A-Za-z0-9+/]{4,80}={0,2}\Z"),
)
def test_every_documented_envelope_gives_back_what_was_put_in(corpid: str, agent_id: str, encrypted: str) -> None:
    body = (
        f"<xml><ToUserName><![CDATA[{corpid}]]></ToUserName>"
        f"<AgentID>{agent_id}</AgentID><Encrypt><![CDATA[{encrypted}]]></Encrypt></xml>"
    )

    assert open_envelope(body.encode()) == Envelope(
        to_user_name=corpid, agent_id=agent_id, encrypted=encrypted.encode()
    )


def test_query_is_decoded_once_and_a_plus_stays_a_plus() -> None:
    echostr = VECTORS[1].encrypted
    query = CallbackQuery.parse(
        f"msg_signature=ab&timestamp=0017&nonce=n%26%20&echostr={quote(echostr, safe='+')}".encode()
    )

    assert query == CallbackQuery(msg_signature="ab", timestamp="0017", nonce="n& ", echostr=echostr)
    assert "+" in echostr


def test_query_of_a_post_has_no_echostr_and_ignores_what_is_unknown() -> None:
    query = CallbackQuery.parse(b"nonce=n&x=y&timestamp=1&msg_signature=ab")

    assert query == CallbackQuery(msg_signature="ab", timestamp="1", nonce="n", echostr=None)


@pytest.mark.parametrize(
    "query_string",
    [
        b"",
        b"msg_signature=a&timestamp=1",
        b"msg_signature=a&timestamp=1&nonce=n&nonce=m",
        b"msg_signature=a&timestamp=1&nonce=%ff",
        b"msg_signature=a&timestamp=1&nonce=" + b"n" * 9000,
    ],
)
def test_query_of_another_form_is_refused(query_string: bytes) -> None:
    with pytest.raises(MalformedEnvelope):
        CallbackQuery.parse(query_string)


@given(st.binary(max_size=200))
def test_any_query_gives_a_value_or_a_named_error(query_string: bytes) -> None:
    with contextlib.suppress(MalformedEnvelope):
        assert isinstance(CallbackQuery.parse(b"msg_signature=a&timestamp=1&nonce=" + query_string).nonce, str)


def test_reply_equals_the_published_envelope() -> None:
    vector = VECTORS[2]
    crypto = CallbackCrypto(
        token=TOKEN, encoding_aes_key=ENCODING_AES_KEY, receive_id=CORPID, entropy=lambda _size: vector.salt
    )

    reply = seal_reply(crypto, vector.message.encode(), timestamp=int(vector.timestamp), nonce=vector.nonce)

    assert reply.decode() == REPLY_ENVELOPE


def test_json_reply_carries_ciphertext_and_signature_of_the_published_vector() -> None:
    vector = VECTORS[3]
    crypto = CallbackCrypto(
        token=TOKEN, encoding_aes_key=ENCODING_AES_KEY, receive_id="", entropy=lambda _size: vector.salt
    )

    reply = seal_json_reply(crypto, vector.message.encode(), timestamp=int(vector.timestamp), nonce=vector.nonce)

    assert json.loads(reply) == {
        "encrypt": vector.encrypted,
        "msgsignature": vector.signature,
        "timestamp": 1735689603,
        "nonce": "n0nce",
    }
