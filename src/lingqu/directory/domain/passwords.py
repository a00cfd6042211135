"""What names and passwords are accepted."""

from lingqu.directory.contracts.access import MAX_ACCOUNT_NAME_CHARS, MAX_PASSWORD_CHARS, MIN_PASSWORD_CHARS
from lingqu.directory.errors.access import BadAccountNameError, WeakPasswordError


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
