"""Passwords: what is accepted, how it is kept, and how a wrong name costs the same time as a wrong password."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

from lingqu.directory.contracts.access import MAX_ACCOUNT_NAME_CHARS, MAX_PASSWORD_CHARS, MIN_PASSWORD_CHARS
from lingqu.directory.errors.access import BadAccountNameError, WeakPasswordError

STANDARD = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=4)
"""Argon2id, RFC 9106's second recommended setting: 64 MiB, three passes."""


def checked_name(name: str) -> str:
    """Return an account's name without blanks around it.

    Raises:
        BadAccountNameError: empty or too long.
    """
    name = name.strip()
    if not 0 < len(name) <= MAX_ACCOUNT_NAME_CHARS:
        raise BadAccountNameError(
            f"a name has 1 to {MAX_ACCOUNT_NAME_CHARS} characters", place="body.name", max_length=MAX_ACCOUNT_NAME_CHARS
        )
    return name


def check_password(password: str) -> None:
    """Refuse what is guessed too easily, or so long that hashing it is a burden.

    Raises:
        WeakPasswordError: with the least length.
    """
    if not MIN_PASSWORD_CHARS <= len(password) <= MAX_PASSWORD_CHARS:
        raise WeakPasswordError(
            f"a password has at least {MIN_PASSWORD_CHARS} characters and at most {MAX_PASSWORD_CHARS}",
            place="body.password",
            min_length=MIN_PASSWORD_CHARS,
            max_length=MAX_PASSWORD_CHARS,
        )


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
