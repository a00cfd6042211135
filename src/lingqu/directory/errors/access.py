"""What signing in refuses."""

from lingqu.kernel.errors import ConflictError, InvalidError, LingquError


class SessionRequiredError(LingquError):
    """Nobody is signed in."""

    code = "session.required"


class BadCredentialsError(LingquError):
    """No account has this name and this password; which of the two is wrong is not told."""

    code = "session.bad_credentials"


class TooManyAttemptsError(LingquError):
    """Too many failures of this name or from this address; `retry_after_seconds` says how long to wait."""

    code = "session.too_many_attempts"


class CsrfError(LingquError):
    """A write without the token that `GET /api/session` gave."""

    code = "session.bad_csrf_token"


class OwnerExistsError(ConflictError):
    """The first run is over."""

    code = "session.owner_exists"


class AccountNameTakenError(ConflictError):
    """Another account has this name."""

    code = "access.name_taken"


class WeakPasswordError(InvalidError):
    """Shorter than `min_length` characters."""

    code = "session.weak_password"


class BadAccountNameError(InvalidError):
    """Empty, or longer than `max_length` characters."""

    code = "session.bad_name"
