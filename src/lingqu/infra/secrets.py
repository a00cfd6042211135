"""Envelope encryption of what must not rest in plain text, and blind indexes to find it by.

A master key lives outside the database; keys per corp and purpose are derived from it (HKDF-SHA256). A sealed value
is bound to purpose, corp and row: copied elsewhere it does not open. Layout of a sealed value::

    version (1 byte) | fingerprint of the master key (4) | nonce (12) | AES-256-GCM ciphertext and tag
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from lingqu.kernel.errors import LingquError

VERSION: Final = 1
KEY_BYTES: Final = 32
FINGERPRINT_BYTES: Final = 4
NONCE_BYTES: Final = 12
INDEX_BYTES: Final = 16
_HEAD_BYTES: Final = 1 + FINGERPRINT_BYTES + NONCE_BYTES


class SealError(LingquError):
    """A sealed value cannot be opened."""

    code = "secrets.cannot_open"


class UnknownMasterKeyError(SealError):
    """It was sealed with a master key that is not among ours; add that key to `LINGQU_MASTER_KEY`."""

    code = "secrets.unknown_master_key"


class BadMasterKeyError(LingquError):
    """The configured master key is not 32 bytes of base64."""

    code = "secrets.bad_master_key"


class Keyring:
    """Seals and opens with master keys: the first seals, all open, so that keys can be rotated.

    Args:
        master_keys: 32 bytes each, newest first.
    """

    def __init__(self, master_keys: Sequence[bytes]) -> None:
        if not master_keys or any(len(key) != KEY_BYTES for key in master_keys):
            raise BadMasterKeyError(f"a master key has {KEY_BYTES} bytes", place="master_key")
        self._masters = {hashlib.sha256(key).digest()[:FINGERPRINT_BYTES]: key for key in master_keys}
        self._first = hashlib.sha256(master_keys[0]).digest()[:FINGERPRINT_BYTES]
        self._indexing = master_keys[-1]

    def seal(self, *, purpose: str, corp_id: int, row: str, plaintext: bytes) -> bytes:
        """Encrypt a value for one row; opening it needs the same three names."""
        nonce = os.urandom(NONCE_BYTES)
        cipher = _cipher(self._masters[self._first], purpose, corp_id)
        head = bytes((VERSION,)) + self._first + nonce
        return head + cipher.encrypt(nonce, plaintext, _bound_to(purpose, corp_id, row))

    def open(self, *, purpose: str, corp_id: int, row: str, sealed: bytes) -> bytes:
        """Decrypt what `seal` made under the same names.

        Raises:
            UnknownMasterKeyError: sealed with a key that is not ours.
            SealError: damaged, or moved from another row, purpose or corp.
        """
        if len(sealed) < _HEAD_BYTES or sealed[0] != VERSION:
            raise SealError(f"this is not a sealed {purpose}", purpose=purpose)
        fingerprint, nonce = sealed[1 : 1 + FINGERPRINT_BYTES], sealed[1 + FINGERPRINT_BYTES : _HEAD_BYTES]
        master = self._masters.get(fingerprint)
        if master is None:
            raise UnknownMasterKeyError(
                f"{purpose} was sealed with master key {fingerprint.hex()}, which is not configured", purpose=purpose
            )
        try:
            bound = _bound_to(purpose, corp_id, row)
            return _cipher(master, purpose, corp_id).decrypt(nonce, sealed[_HEAD_BYTES:], bound)
        except InvalidTag as error:
            raise SealError(f"this sealed {purpose} was altered or belongs elsewhere", purpose=purpose) from error

    def blind_index(self, *, purpose: str, corp_id: int, value: str) -> bytes:
        """Return 16 bytes that equal values of one corp share and that tell nothing else.

        Made with the oldest key, so that rotation does not orphan what was indexed before.
        """
        key = _derived(self._indexing, f"index:{purpose}", corp_id)
        return hmac.new(key, value.encode(), hashlib.sha256).digest()[:INDEX_BYTES]


def load_keyring(setting: str | None, data_dir: Path) -> Keyring:
    """Read master keys from the setting (base64, several separated by commas, newest first) or the key file.

    Without a setting a key is made on first use and kept in `data_dir/master.key` (0600). Lose it and every sealed
    value is lost with it: keep a copy apart from the database's backups.

    Raises:
        BadMasterKeyError: not base64 of 32 bytes.
    """
    if setting:
        return Keyring([_decoded(part) for part in setting.split(",")])
    path = data_dir / "master.key"
    if not path.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(f".{os.getpid()}")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(base64.b64encode(os.urandom(KEY_BYTES)))
        try:
            os.link(fresh, path)  # of two first starts at once, one key wins and both read it
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return Keyring([_decoded(path.read_text())])


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadMasterKeyError("a master key is base64 of 32 bytes", place="master_key") from error


def _bound_to(purpose: str, corp_id: int, row: str) -> bytes:
    return f"{purpose}\n{corp_id}\n{row}".encode()


@lru_cache(maxsize=1024)
def _derived(master: bytes, purpose: str, corp_id: int) -> bytes:
    info = f"lingqu:{purpose}:{corp_id}".encode()
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(master)


@lru_cache(maxsize=1024)
def _cipher(master: bytes, purpose: str, corp_id: int) -> AESGCM:
    return AESGCM(_derived(master, purpose, corp_id))
