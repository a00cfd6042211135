"""Nothing that must not be written down gets into a log, by whatever way it came."""

import json
import logging
from dataclasses import dataclass

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from lingqu.infra.logs import HIDDEN, configure_logs, redact, redacted
from lingqu.infra.secrets import Secret


def fail(message: str) -> None:
    raise ConnectionError(message)


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("GET /cgi-bin/user/get?access_token=abc-_1&userid=x", "GET /cgi-bin/user/get?access_token=…&userid=x"),
        ("/gettoken?corpid=ww1&corpsecret=hush", "/gettoken?corpid=ww1&corpsecret=…"),
        ('{"access_token": "hush", "expires_in": 7200}', '{"access_token": "…", "expires_in": 7200}'),
        ("{'welcome_code': 'hush'}", "{'welcome_code': '…'}"),
        ("postgresql://lingqu_app:hush@/lingqu?host=/run", "postgresql://lingqu_app:…@/lingqu?host=/run"),
        ("postgresql+psycopg://me:hush@db:5432/x", "postgresql+psycopg://me:…@db:5432/x"),
        ("call 13800138000 now", "call … now"),
        ("+8613800138000", "…"),
        ("0086 138-0013-8000", "…"),
        ("138 0013 8000", "…"),
        ("id 1380013800012 and 1700000000", "id 1380013800012 and 1700000000"),
        ("https://qyapi.weixin.qq.com:443/cgi-bin", "https://qyapi.weixin.qq.com:443/cgi-bin"),
    ],
)
def test_tokens_passwords_and_phones_are_taken_out_of_texts(text: str, clean: str) -> None:
    assert redacted(text) == clean


def test_fields_are_hidden_by_the_words_of_their_names() -> None:
    event = {
        "event": "customers.read", "text": "你好", "app_secret": "x", "phone": 1, "welcome_code": "CODE",
        "aes_key": "k", "remark": "老客户", "context": "sync", "tokens_left": 3, "userid": "lisi", "secretary": "王芳",
    }  # fmt: skip

    clean = redact(None, "info", dict(event))

    assert {key for key, value in clean.items() if value == HIDDEN} == {
        "text", "app_secret", "phone", "welcome_code", "aes_key", "remark", "tokens_left"
    }  # fmt: skip
    assert {key: clean[key] for key in ("event", "context", "userid", "secretary")} == {
        "event": "customers.read",
        "context": "sync",
        "userid": "lisi",
        "secretary": "王芳",
    }


def test_what_is_nested_or_an_object_is_redacted_too() -> None:
    @dataclass
    class Person:
        name: str
        number: str

    clean = redact(
        None,
        "info",
        {
            "event": "x",
            "call": {"content": "secret text", "to": ["13800138000", "lisi"], "size": 3},
            "error": ValueError("token for 13800138000"),
            "person": Person("王芳", "13800138000"),
            "number": 13800138000,
            "raw": b"13800138000",
            "url": Secret("postgresql://a:b@c"),
            "took": 0.5,
            "done": True,
            "nothing": None,
        },
    )

    assert clean["call"] == {"content": "…", "to": ["…", "lisi"], "size": 3}
    assert "13800138000" not in repr(clean)
    assert (clean["raw"], clean["url"], clean["took"], clean["done"], clean["nothing"]) == (
        "11 bytes",
        "…",
        0.5,
        True,
        None,
    )


LEAVES = st.none() | st.booleans() | st.integers() | st.text() | st.binary()


@given(st.recursive(LEAVES, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_redaction_takes_anything_and_gives_json(value: object) -> None:
    json.dumps(redact(None, "info", {"event": "x", "value": value}))


def test_json_lines_carry_level_time_and_fields(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs("info", style="json")

    structlog.get_logger("ours").debug("not.shown")
    structlog.get_logger("ours").info("broadcast.confirmed", corp_id=7, phone="13800138000")

    line = json.loads(capsys.readouterr().err)
    assert line.pop("timestamp").endswith("Z")
    assert line == {"event": "broadcast.confirmed", "corp_id": 7, "phone": "…", "level": "info"}


@pytest.mark.parametrize("style", ["json", "console"])
def test_libraries_are_redacted_and_heard_from_warning_on(capsys: pytest.CaptureFixture[str], style: str) -> None:
    configure_logs("debug", style=style)

    logging.getLogger("httpx").info("HTTP Request: GET https://x?access_token=hush")
    logging.getLogger("httpx").warning("retrying %s", "https://x?access_token=hush")
    try:
        fail("postgresql://me:hush@db")
    except ConnectionError:
        logging.getLogger("psycopg.pool").exception("no connection")

    said = capsys.readouterr().err
    assert "access_token=hush" not in said
    assert "me:hush" not in said
    assert "HTTP Request" not in said
    assert all(words in said for words in ("httpx", "access_token=…", "psycopg.pool", "postgresql://me:…@db"))


def test_exceptions_of_ours_are_redacted_in_the_console_too(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs("info")

    try:
        fail("postgresql://me:hush@db")
    except ConnectionError:
        structlog.get_logger("ours").exception("broken")

    said = capsys.readouterr().err
    assert "postgresql://me:…@db" in said
    assert "postgresql://me:hush" not in said
