"""Callbacks as WeCom sends them, for tests: inner XML, envelope, signed query."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from wecom_api.callbacks.crypto import CallbackCrypto

TOKEN = "scrmSimToken2025"
AES_KEY = "kT3vZ9pQ1xW7sB5nL2cD8fG4hJ6mR0yUaEoIiXtVwqA"
CORPID = "ww1a2b3c4d5e6f7a8b"


def crypto(*, corpid: str = CORPID, token: str = TOKEN) -> CallbackCrypto:
    """The keys both sides know."""
    return CallbackCrypto(token=token, encoding_aes_key=AES_KEY, receive_id=corpid)


def event_xml(event: str, change_type: str, at: datetime, fields: Mapping[str, str]) -> bytes:
    """The decrypted text of an event."""
    body = {
        "ToUserName": CORPID,
        "FromUserName": "sys",
        "CreateTime": str(int(at.timestamp())),
        "MsgType": "event",
        "Event": event,
        "ChangeType": change_type,
        **fields,
    }
    return ("<xml>" + "".join(f"<{k}><![CDATA[{v}]]></{k}>" for k, v in body.items()) + "</xml>").encode()


def added(at: datetime, external_userid: str, *, userid: str = "chen_rui", **fields: str) -> bytes:
    """Somebody was added."""
    return event_xml(
        "change_external_contact",
        "add_external_contact",
        at,
        {"UserID": userid, "ExternalUserID": external_userid, **fields},
    )


def request(
    message: bytes, at: datetime, *, keys: CallbackCrypto | None = None, nonce: str = "1597534682"
) -> tuple[dict[str, str], bytes]:
    """Query parameters and body of a POST."""
    keys = keys or crypto()
    encrypted = keys.encrypt(message)
    timestamp = str(int(at.timestamp()))
    query = {
        "msg_signature": keys.sign(timestamp=timestamp, nonce=nonce, encrypted=encrypted),
        "timestamp": timestamp,
        "nonce": nonce,
    }
    body = b"<xml><ToUserName><![CDATA[%s]]></ToUserName><Encrypt><![CDATA[%s]]></Encrypt></xml>" % (
        CORPID.encode(),
        encrypted,
    )
    return query, body
