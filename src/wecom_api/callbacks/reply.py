"""Passive replies: what may be said in the answer to a callback, encrypted like the callback itself.

Most callbacks want an empty answer at once; a reply is for messages of members and for clicked cards
(page 96238, 2024-12-13; JSON form page 101033, 2025-07-23).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from wecom_api.callbacks.crypto import CallbackCrypto


class _JsonReply(msgspec.Struct):
    encrypt: str
    msgsignature: str
    timestamp: int
    nonce: str


def seal_reply(crypto: CallbackCrypto, message: bytes, *, timestamp: int, nonce: str) -> bytes:
    """Encrypt a passive reply into the XML that answers a callback.

    Args:
        crypto: the configuration the callback came in by.
        message: inner XML (UTF-8), for example an `update_button`.
        timestamp: unix seconds, signed along.
        nonce: chosen by the replier, letters, digits and `-`.
    """
    encrypted = crypto.encrypt(message)
    signature = crypto.sign(timestamp=str(timestamp), nonce=nonce, encrypted=encrypted)
    return b"".join(
        (
            b"<xml><Encrypt><![CDATA[",
            encrypted,
            b"]]></Encrypt>",
            b"<MsgSignature><![CDATA[",
            signature.encode(),
            b"]]></MsgSignature>",
            f"<TimeStamp>{timestamp}</TimeStamp><Nonce><![CDATA[{nonce}]]></Nonce></xml>".encode(),
        )
    )  # fmt: skip - one element a line


def seal_json_reply(crypto: CallbackCrypto, message: bytes, *, timestamp: int, nonce: str) -> bytes:
    """Encrypt a passive reply into the JSON form (smart robots). Arguments as in `seal_reply`."""
    encrypted = crypto.encrypt(message)
    signature = crypto.sign(timestamp=str(timestamp), nonce=nonce, encrypted=encrypted)
    return msgspec.json.encode(
        _JsonReply(encrypt=encrypted.decode(), msgsignature=signature, timestamp=timestamp, nonce=nonce)
    )
