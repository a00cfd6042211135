"""Encryption of callbacks, written from the protocol's text.

The message travels as `random(16) ‖ length(4, big endian) ‖ message ‖ receiveid`, padded to a
multiple of 32 bytes by PKCS#7, encrypted with AES-256-CBC under the decoded EncodingAESKey whose
first half is also the IV. The signature is SHA-1 over the four sorted strings.

Source: https://developer.work.weixin.qq.com/document/path/91144 (2024-07-18)
"""

import hashlib
import hmac
import re
from base64 import b64decode, b64encode
from typing import NamedTuple

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

NOISE_BYTES = 16
_LENGTH_BYTES = 4
_PADDED_TO = 32
_CIPHER_BLOCK = 16
_KEY_SHAPE = re.compile(r"[A-Za-z0-9]{43}")
_TOKEN_SHAPE = re.compile(r"[A-Za-z0-9]{1,32}")


class CallbackKeyError(ValueError):
    """Token or EncodingAESKey has not the shape that the console would accept."""


class SealBrokenError(ValueError):
    """What came back cannot be verified or decrypted."""


class Sealed(NamedTuple):
    """An encrypted message with what its signature covers."""

    encrypt: str
    msg_signature: str
    timestamp: str
    nonce: str


def signature(token: str, timestamp: str, nonce: str, encrypt: str) -> str:
    """SHA-1 over the four strings in codepoint order, as lower-case hex."""
    return hashlib.sha1("".join(sorted((token, timestamp, nonce, encrypt))).encode()).hexdigest()  # noqa: S324 - the protocol's choice


class CallbackCipher:
    """Seals callbacks for one receiver and opens its encrypted replies.

    Args:
        token: 1–32 letters and digits.
        encoding_aes_key: 43 letters and digits.
        receive_id: the corpid for a self-built app; empty for smart robots.

    Raises:
        CallbackKeyError: token or key are not of that shape.
    """

    def __init__(self, *, token: str, encoding_aes_key: str, receive_id: str) -> None:
        if not _TOKEN_SHAPE.fullmatch(token):
            raise CallbackKeyError("Token takes 1 to 32 letters and digits")
        if not _KEY_SHAPE.fullmatch(encoding_aes_key):
            raise CallbackKeyError("EncodingAESKey takes exactly 43 letters and digits")
        self._token = token
        self._receive_id = receive_id.encode()
        key = b64decode(encoding_aes_key + "=")
        self._cipher: Cipher[CBC] = Cipher(AES(key), CBC(key[:16]))

    def encrypt(self, message: str, *, noise: bytes) -> str:
        """Encrypt a message; `noise` is the 16 bytes that make equal messages differ."""
        text = message.encode()
        plain = noise + len(text).to_bytes(_LENGTH_BYTES, "big") + text + self._receive_id
        pad = _PADDED_TO - len(plain) % _PADDED_TO
        encryptor = self._cipher.encryptor()
        sealed = encryptor.update(plain + bytes((pad,)) * pad) + encryptor.finalize()
        return b64encode(sealed).decode("ascii")

    def seal(self, message: str, *, timestamp: str, nonce: str, noise: bytes) -> Sealed:
        """Encrypt and sign."""
        encrypt = self.encrypt(message, noise=noise)
        return Sealed(encrypt, signature(self._token, timestamp, nonce, encrypt), timestamp, nonce)

    def unseal(self, sealed: Sealed) -> str:
        """Verify, then decrypt.

        Raises:
            SealBrokenError: signature, padding, length or receiveid are wrong.
        """
        expected = signature(self._token, sealed.timestamp, sealed.nonce, sealed.encrypt)
        if not hmac.compare_digest(expected.encode(), sealed.msg_signature.encode()):
            raise SealBrokenError("signature does not match")
        return self.decrypt(sealed.encrypt)

    def decrypt(self, encrypt: str) -> str:
        """Decrypt without looking at a signature.

        Raises:
            SealBrokenError: base64, padding, length or receiveid are wrong.
        """
        try:
            raw = b64decode(encrypt)
        except ValueError as error:
            raise SealBrokenError("not base64") from error
        if not raw or len(raw) % (_CIPHER_BLOCK):
            raise SealBrokenError("not whole cipher blocks")
        decryptor = self._cipher.decryptor()
        plain = decryptor.update(raw) + decryptor.finalize()
        pad = plain[-1]
        if not 1 <= pad <= _PADDED_TO:
            raise SealBrokenError("padding out of range")
        start = NOISE_BYTES + _LENGTH_BYTES
        end = start + int.from_bytes(plain[NOISE_BYTES:start], "big")
        if len(plain) - pad < end:
            raise SealBrokenError("shorter than its length says")
        if plain[end : len(plain) - pad] != self._receive_id:
            raise SealBrokenError("meant for another receiver")
        try:
            return plain[start:end].decode()
        except UnicodeDecodeError as error:
            raise SealBrokenError("not UTF-8") from error
