"""Signature and encryption of callbacks, in both directions.

The layout, from page 91144 (加解密方案说明, 2024-07-18)::

    key    = base64(EncodingAESKey + "=")            32 bytes; the first 16 are the IV
    plain  = 16 random bytes, length of the message in bytes (uint32, big endian), message, receiveid
    padded = PKCS#7 to a multiple of 32, not 16
    Encrypt       = base64(AES-256-CBC(padded))
    msg_signature = hex(SHA-1(the four strings token, timestamp, nonce, Encrypt, sorted and joined))

SHA-1 and the fixed IV are WeCom's choice, not ours.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import os
import re
from datetime import timedelta
from hashlib import sha1
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

from wecom_api.callbacks.errors import (
    InvalidKey,
    MalformedCiphertext,
    MalformedEnvelope,
    ReceiveIdMismatch,
    SignatureMismatch,
    StaleTimestamp,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from wecom_api.callbacks.envelope import CallbackQuery

PAD_BLOCK_BYTES = 32
AES_BLOCK_BYTES = 16
SALT_BYTES = 16
HEAD_BYTES = SALT_BYTES + 4

DEFAULT_TOLERANCE = timedelta(minutes=10)
"""How far a signed timestamp may be from now. WeCom documents no tolerance: make it a setting."""

_KEY = re.compile(r"[A-Za-z0-9]{43}", re.ASCII)
_UNIX_SECONDS = re.compile(r"[0-9]{1,12}", re.ASCII)


class CallbackCrypto:
    """One callback configuration: what an app's Token and EncodingAESKey can sign, read and write.

    Holds no state between calls and may be shared by threads.

    Args:
        token: as configured, letters and digits, at most 32.
        encoding_aes_key: as configured, 43 letters and digits. Keys whose two unused low bits are set
            (non-canonical base64) are accepted, as WeCom itself accepts them.
        receive_id: the corpid for apps of a corp, the suite_id for command URLs, empty for smart robots.
        entropy: source of the 16 random bytes of an encryption; tests pass a fixed one.

    Raises:
        InvalidKey: the EncodingAESKey does not have 43 letters and digits.
    """

    __slots__ = ("_cipher", "_entropy", "_receive_id", "_token")

    def __init__(
        self,
        *,
        token: str,
        encoding_aes_key: str,
        receive_id: str,
        entropy: Callable[[int], bytes] = os.urandom,
    ) -> None:
        if not _KEY.fullmatch(encoding_aes_key):
            raise InvalidKey(len(encoding_aes_key))
        key = base64.b64decode(encoding_aes_key + "=")
        self._cipher = Cipher(AES(key), CBC(key[:AES_BLOCK_BYTES]))
        self._token = token.encode()
        self._receive_id = receive_id.encode()
        self._entropy = entropy

    def sign(self, *, timestamp: str, nonce: str, encrypted: bytes) -> str:
        """The msg_signature over Token, timestamp, nonce and `encrypted`: 40 lower-case hex digits."""
        # surrogatepass: a query may hold any code point; it must fail the comparison, not the encoding.
        parts = [
            self._token,
            timestamp.encode("utf-8", "surrogatepass"),
            nonce.encode("utf-8", "surrogatepass"),
            encrypted,
        ]
        return sha1(b"".join(sorted(parts)), usedforsecurity=False).hexdigest()

    def verify(
        self,
        query: CallbackQuery,
        encrypted: bytes,
        *,
        at: datetime,
        tolerance: timedelta = DEFAULT_TOLERANCE,
    ) -> None:
        """Check that WeCom signed `encrypted`, and not long ago.

        Args:
            query: the request's query; used exactly as received.
            encrypted: the Encrypt of the body, or the echostr.
            at: now (aware).
            tolerance: how far the signed timestamp may be from `at`, in either direction.

        Raises:
            SignatureMismatch: compared in constant time.
            MalformedEnvelope: signed, but the timestamp is not unix seconds.
            StaleTimestamp: signed, but too old or too new.
        """
        expected = self.sign(timestamp=query.timestamp, nonce=query.nonce, encrypted=encrypted)
        if not hmac.compare_digest(expected.encode(), query.msg_signature.encode("utf-8", "surrogatepass")):
            raise SignatureMismatch
        if not _UNIX_SECONDS.fullmatch(query.timestamp):
            reason = "its signed timestamp is not unix seconds"
            raise MalformedEnvelope(reason)
        age_seconds = at.timestamp() - int(query.timestamp)
        if abs(age_seconds) > tolerance.total_seconds():
            raise StaleTimestamp(timedelta(seconds=age_seconds), tolerance)

    def decrypt(self, encrypted: bytes) -> bytes:
        """Decrypt one Encrypt (base64) into the message's bytes. Call `verify` first, or use `open`.

        Raises:
            MalformedCiphertext: base64, length, padding or inner length are wrong.
            ReceiveIdMismatch: readable, but meant for somebody else.
        """
        try:
            raw = binascii.a2b_base64(encrypted, strict_mode=True)
        except binascii.Error:
            raise MalformedCiphertext("base64") from None
        if not raw or len(raw) % AES_BLOCK_BYTES:
            raise MalformedCiphertext("length")
        decryptor = self._cipher.decryptor()
        padded = decryptor.update(raw) + decryptor.finalize()
        pad = padded[-1]
        if not 1 <= pad <= PAD_BLOCK_BYTES or not padded.endswith(bytes((pad,)) * pad):
            raise MalformedCiphertext("padding")
        end_of_text = len(padded) - pad
        end_of_message = HEAD_BYTES + int.from_bytes(padded[SALT_BYTES:HEAD_BYTES], "big")
        if end_of_message > end_of_text:
            raise MalformedCiphertext("inner length")
        receive_id = padded[end_of_message:end_of_text]
        if receive_id != self._receive_id:
            raise ReceiveIdMismatch(
                expected=self._receive_id.decode(), received=receive_id[:64].decode(errors="replace")
            )
        return padded[HEAD_BYTES:end_of_message]

    def encrypt(self, message: bytes) -> bytes:
        """Encrypt one message for this configuration's receiveid into base64."""
        salt = self._entropy(SALT_BYTES)
        plain = b"".join((salt, len(message).to_bytes(4, "big"), message, self._receive_id))
        pad = PAD_BLOCK_BYTES - len(plain) % PAD_BLOCK_BYTES
        encryptor = self._cipher.encryptor()
        raw = encryptor.update(plain + bytes((pad,)) * pad) + encryptor.finalize()
        return binascii.b2a_base64(raw, newline=False)

    def open(
        self,
        query: CallbackQuery,
        encrypted: bytes,
        *,
        at: datetime,
        tolerance: timedelta = DEFAULT_TOLERANCE,
    ) -> bytes:
        """Verify, then decrypt: the only way callbacks of strangers should come in.

        Serves a POST (`encrypted` from `open_envelope`; the result is the event's XML) and the GET that
        checks the URL (`encrypted` from `query.echostr`; the result is the whole answer, to be sent within
        one second, without quotes or newline).

        Raises:
            SignatureMismatch, MalformedEnvelope, StaleTimestamp: see `verify`; nothing was decrypted.
            MalformedCiphertext, ReceiveIdMismatch: see `decrypt`.
        """
        self.verify(query, encrypted, at=at, tolerance=tolerance)
        return self.decrypt(encrypted)
