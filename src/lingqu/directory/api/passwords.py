"""How a password is kept, and how a wrong name costs the same time as a wrong password."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

from lingqu.directory.contracts.access import MAX_PASSWORD_CHARS

STANDARD = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=4)
"""Argon2id, RFC 9106's second recommended setting: 64 MiB, three passes."""


class Passwords:
    """Hashes and verifies; slow on purpose, so call it in a thread."""

    def __init__(self, hasher: PasswordHasher = STANDARD) -> None:
        self._hasher = hasher
        self._nobody = hasher.hash("the password of nobody")

    def hash(self, password: str) -> str:
        """Return a salted hash."""
        return self._hasher.hash(password)

    def is_right(self, password: str, kept: str | None) -> bool:
        """Compare with what is kept; None (an unknown name) takes as long and is always wrong."""
        try:
            self._hasher.verify(kept or self._nobody, password[: MAX_PASSWORD_CHARS + 1])
        except (VerifyMismatchError, VerificationError, InvalidHashError):
            return False
        return kept is not None

    def is_outdated(self, kept: str) -> bool:
        """Tell whether a hash was made with weaker settings than ours are now."""
        return self._hasher.check_needs_rehash(kept)
