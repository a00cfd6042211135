"""Errors at the HTTP edge: the one table from refusals to statuses, and the one shape they travel in."""

from collections.abc import Mapping
from typing import Any

import msgspec
import psycopg
import structlog
from litestar import MediaType, Request, Response
from litestar.exceptions import HTTPException, ValidationException
from litestar.status_codes import HTTP_500_INTERNAL_SERVER_ERROR
from litestar.types import ExceptionHandlersMap

from lingqu.directory.errors.access import (
    BadCredentialsError,
    CsrfError,
    SessionRequiredError,
    TooManyAttemptsError,
)
from lingqu.directory.errors.members import MemberRequiredError, UnknownMemberError
from lingqu.infra.history.errors import HistoryDownError
from lingqu.kernel.errors import ConflictError, ForbiddenError, InvalidError, LingquError, NotFoundError
from lingqu.kernel.outside import MisconfiguredError, OutsideError, TryLaterError

log = structlog.get_logger(__name__)

STATUSES: Mapping[type[Exception], int] = {
    SessionRequiredError: 401,
    BadCredentialsError: 401,
    MemberRequiredError: 401,
    UnknownMemberError: 403,
    TooManyAttemptsError: 429,
    CsrfError: 403,
    ForbiddenError: 403,
    NotFoundError: 404,
    ConflictError: 409,
    InvalidError: 422,
    MisconfiguredError: 409,
    TryLaterError: 503,
    HistoryDownError: 503,
    OutsideError: 502,
    LingquError: 400,
}
"""Which status a refusal has; the nearest class counts."""

_CODES = {
    400: "request.invalid",
    401: "session.required",
    403: "access.forbidden",
    404: "request.no_such_address",
    405: "request.method_not_allowed",
    413: "request.too_large",
    415: "request.unsupported_media_type",
}


class ErrorView(msgspec.Struct, kw_only=True, frozen=True):
    """Every answer that is not 2xx. `code` and `data` are for the reader's words, `message` is for logs.

    `place` names the field at fault, such as `body.name` or `query.cursor`.
    """

    code: str
    message: str
    data: dict[str, Any]
    place: str | None


AnyRequest = Request[Any, Any, Any]
ErrorResponse = Response[ErrorView]


def status_of(error: Exception) -> int:
    """Return the status of a refusal, by its nearest class in the table."""
    return next((STATUSES[kind] for kind in type(error).__mro__ if kind in STATUSES), 500)


def _refused(_: AnyRequest, error: LingquError) -> ErrorResponse:
    headers = {}
    if isinstance(error, TooManyAttemptsError):
        headers["Retry-After"] = str(error.data["retry_after_seconds"])
    if isinstance(error, TryLaterError):
        headers["Retry-After"] = str(max(1, round(error.after.total_seconds())))
    return _answer(status_of(error), error.code, str(error), data=error.data, place=error.place, headers=headers)


def _invalid(_: AnyRequest, error: ValidationException) -> ErrorResponse:
    """Say which field of the request has the wrong type; all of them are in `data`."""
    extra = error.extra if isinstance(error.extra, list) else []
    problems = [{"place": _place(one), "message": one.get("message", "")} for one in extra if isinstance(one, dict)]
    first = problems[0] if problems else {"place": None, "message": error.detail}
    return _answer(422, "request.invalid", str(first["message"]), data={"problems": problems}, place=first["place"])


def _place(problem: Mapping[str, Any]) -> str:
    source = problem.get("source")
    return ".".join(str(part) for part in (getattr(source, "value", source) or "body", problem.get("key")) if part)


def _http(request: AnyRequest, error: HTTPException) -> ErrorResponse:
    if error.status_code >= HTTP_500_INTERNAL_SERVER_ERROR:
        return _failed(request, error)
    code = _CODES.get(error.status_code, "request.refused")
    return _answer(error.status_code, code, error.detail, headers=dict(error.headers or {}))


def _database_away(request: AnyRequest, error: psycopg.OperationalError | TimeoutError) -> ErrorResponse:
    log.error("database unreachable", path=request.url.path, error=type(error).__name__)
    return _answer(503, "database.unreachable", "the database cannot be reached", headers={"Retry-After": "2"})


def _data_refused(request: AnyRequest, error: psycopg.DataError) -> ErrorResponse:
    """PostgreSQL keeps every character but one, and numbers of 64 bits; anything else it refuses is our fault."""
    if "NUL (0x00)" in str(error):
        return _answer(422, "request.invalid", "a text holds the character NUL (U+0000), which cannot be stored")
    if isinstance(error, psycopg.errors.NumericValueOutOfRange):
        return _answer(422, "request.invalid", "a number is larger than any that is kept here")
    return _failed(request, error)


def _failed(request: AnyRequest, error: Exception) -> ErrorResponse:
    log.error("request failed", method=request.method, path=request.url.path, exc_info=error)
    return _answer(500, "internal", "something went wrong on our side; the log has it")


def _answer(
    status: int,
    code: str,
    message: str,
    *,
    data: Mapping[str, Any] | None = None,
    place: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> ErrorResponse:
    return Response(
        ErrorView(code=code, message=message, data=dict(data or {}), place=place),
        status_code=status,
        headers=dict(headers or {}),
        media_type=MediaType.JSON,
    )


HANDLERS: ExceptionHandlersMap = {
    LingquError: _refused,
    ValidationException: _invalid,
    HTTPException: _http,
    psycopg.OperationalError: _database_away,
    psycopg.DataError: _data_refused,
    TimeoutError: _database_away,
    Exception: _failed,
}
