"""Envelope encryption of what must not rest in plain text, and blind indexes to find it by.

A master key lives outside the database; keys per corp and purpose are derived from it (HKDF-SHA256). A sealed value
is bound to purpose, corp and row: copied elsewhere it does not open. Layout of a sealed value::

    version (1 byte) | fingerprint of the master key (4) | nonce (12) | AES-256-GCM ciphertext and tag

Nonces are random, which is sound for 2^32 values of one purpose of one corp; ten million phones are far below.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import hmac
import os
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

import structlog
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from lingqu.kernel.errors import LingquError

HIDDEN: Final = "…"
VERSION: Final = 1
KEY_BYTES: Final = 32
FINGERPRINT_BYTES: Final = 4
NONCE_BYTES: Final = 12
INDEX_BYTES: Final = 16
_HEAD_BYTES: Final = 1 + FINGERPRINT_BYTES + NONCE_BYTES

_log = structlog.get_logger(__name__)


class SealError(LingquError):
    """A sealed value cannot be opened."""

    code = "secrets.cannot_open"


class UnknownMasterKeyError(SealError):
    """It was sealed with a master key that is not among ours; add that key to `LINGQU_MASTER_KEY`."""

    code = "secrets.unknown_master_key"


class BadMasterKeyError(LingquError):
    """The configured master key is not 32 bytes of base64."""

    code = "secrets.bad_master_key"


class Secret(str):
    """A string that shows as `…` wherever it is printed, formatted or logged; `reveal` gives it as it is.

    What reads it as data (a database driver, `.split`) sees the value. What writes it out fails closed.
    """

    __slots__ = ()

    def reveal(self) -> str:
        """Return the value as an ordinary string, which prints."""
        return "".join(self)

    def __repr__(self) -> str:
        return HIDDEN

    def __str__(self) -> str:
        return HIDDEN

    def __format__(self, _spec: str, /) -> str:
        return HIDDEN


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
        return head + cipher.encrypt(nonce, plaintext, _bound_to(head, purpose, corp_id, row))

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
            bound = _bound_to(sealed[:_HEAD_BYTES], purpose, corp_id, row)
            return _cipher(master, purpose, corp_id).decrypt(nonce, sealed[_HEAD_BYTES:], bound)
        except InvalidTag as error:
            raise SealError(f"this sealed {purpose} was altered or belongs elsewhere", purpose=purpose) from error

    def blind_index(self, *, purpose: str, corp_id: int, value: str) -> bytes:
        """Return 16 bytes that equal values of one corp share and that tell nothing else.

        Made with the oldest key, so that rotation does not orphan what was indexed before: that key stays in the
        list for as long as the indexes are not made anew.
        """
        key = _derived(self._indexing, "index", purpose, corp_id)
        return hmac.digest(key, value.encode(), "sha256")[:INDEX_BYTES]

    def is_current(self, sealed: bytes) -> bool:
        """Tell whether a value was sealed with the newest key; if not, open and seal it again to finish a rotation."""
        return sealed[: 1 + FINGERPRINT_BYTES] == bytes((VERSION,)) + self._first


def load_keyring(setting: str | None, data_dir: Path) -> Keyring:
    """Read master keys from the setting (base64, several separated by commas, newest first) or the key file.

    Without a setting a key is made on first use and kept in `data_dir/master.key` (0600). Lose it and every sealed
    value is lost with it: keep a copy apart from the database's backups.

    Raises:
        BadMasterKeyError: not base64 of 32 bytes.
    """
    if setting:
        return Keyring([_decoded(part, "LINGQU_MASTER_KEY") for part in setting.split(",")])
    path = data_dir / "master.key"
    if not path.exists():
        _make_key_file(path)
    if path.stat().st_mode & 0o077:
        _log.warning("secrets.key_file_is_open_to_others", place=str(path), mend=f"chmod 600 {path}")
    return Keyring([_decoded(part, str(path)) for part in path.read_text("utf-8", "replace").split(",")])


def _make_key_file(path: Path) -> None:
    """Make a key that is on the disk for good before anything is sealed with it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(f".{os.urandom(4).hex()}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(base64.b64encode(os.urandom(KEY_BYTES)))
        file.flush()
        os.fsync(file.fileno())
    # Of two first starts at once, one key wins and both read it.
    with contextlib.suppress(FileExistsError):
        path.hardlink_to(fresh)
    fresh.unlink()
    folder = os.open(path.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


def _decoded(text: str, place: str) -> bytes:
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise BadMasterKeyError(
            f"{place}: a master key is base64 of {KEY_BYTES} bytes; make one with: openssl rand -base64 {KEY_BYTES}",
            place=place,
        )
    return key


def _bound_to(head: bytes, purpose: str, corp_id: int, row: str) -> bytes:
    return head + f"{purpose}\n{corp_id}\n{row}".encode()


@lru_cache(maxsize=1024)
def _derived(master: bytes, use: str, purpose: str, corp_id: int) -> bytes:
    info = f"lingqu:{use}:{purpose}:{corp_id}".encode()
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(master)


@lru_cache(maxsize=1024)
def _cipher(master: bytes, purpose: str, corp_id: int) -> AESGCM:
    return AESGCM(_derived(master, "seal", purpose, corp_id))
