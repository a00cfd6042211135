"""Ids and chance, both derived from one seed, so that a run can be repeated exactly."""

import hashlib
import random
from base64 import urlsafe_b64encode
from collections import defaultdict


class Ids:
    """Makes ids of WeCom's shapes; the n-th id of a kind is the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._counts: defaultdict[str, int] = defaultdict(int)

    def _digest(self, kind: str, size: int) -> bytes:
        number = self._counts[kind] = self._counts[kind] + 1
        return hashlib.shake_256(f"{self._seed}:{kind}:{number}".encode()).digest(size)

    def text(self, kind: str, length: int) -> str:
        """The next id of a kind: `length` characters of letters, digits, `-` and `_`."""
        return urlsafe_b64encode(self._digest(kind, (length * 3 + 3) // 4)).decode()[:length]

    def hexadecimal(self, kind: str, length: int) -> str:
        """The next id of a kind: `length` lower-case hex digits."""
        return self._digest(kind, (length + 1) // 2).hex()[:length]

    def digits(self, kind: str, length: int) -> str:
        """The next id of a kind: `length` decimal digits, the first not 0."""
        number = int.from_bytes(self._digest(kind, 16))
        return str(10 ** (length - 1) + number % (9 * 10 ** (length - 1)))

    def letters(self, kind: str, length: int) -> str:
        """The next id of a kind: `length` letters and digits."""
        source = urlsafe_b64encode(self._digest(kind, length)).decode()
        return source.replace("-", "x").replace("_", "y").replace("=", "")[:length]

    def number(self, kind: str) -> int:
        """The next serial number of a kind, from 1."""
        self._counts[kind] += 1
        return self._counts[kind]


def pseudonym(seed: int, *names: str) -> str:
    """Thirty characters that stand for something to somebody: the same each time, and telling nothing."""
    digest = hashlib.shake_256("\0".join((str(seed), *names)).encode()).digest(23)
    return urlsafe_b64encode(digest).decode()[:30]


def stream(seed: int, name: str) -> random.Random:
    """A stream of chance of its own for `name`, so that two users of chance do not disturb each other."""
    return random.Random(f"{seed}:{name}")  # noqa: S311 - reproducible by intent, guards nothing
