"""One exchange with WeCom over HTTP: a call and a token in, a result or an error out. No retries here."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any, TypeVar

import httpx
import msgspec

from wecom_api.answers import read_answer, read_download
from wecom_api.calls.call import Download
from wecom_api.errors import AnswerLost, InvalidCallError, NotSent

if TYPE_CHECKING:
    from wecom_api.calls.call import Call, Upload
    from wecom_api.clock import Clock

WECOM_URL = "https://qyapi.weixin.qq.com"
DEFAULT_TIMEOUT = timedelta(seconds=15)
UPLOAD_TIMEOUT = timedelta(seconds=60)
CONNECT_TIMEOUT_S = 5.0
HTTP_OK = 200
HTTP_PARTIAL = 206

ResultT = TypeVar("ResultT", bound=msgspec.Struct)

# Raised before the first byte of the request is written. Everything else may have had an effect.
_BEFORE_SENDING = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.LocalProtocolError,
)


class Wire:
    """Speaks WeCom's HTTP: token in the query, raw UTF-8 JSON or multipart in the body.

    Args:
        http: carries the connections; its life is the caller's.
        clock: tells when an answer arrived.
        base_url: WeCom, a proxy, or a double on loopback.
    """

    def __init__(self, http: httpx.AsyncClient, *, clock: Clock, base_url: str = WECOM_URL) -> None:
        self._http = http
        self._clock = clock
        self._base_url = base_url.rstrip("/")

    async def send(self, call: Call[ResultT], *, access_token: str | None, within: timedelta | None = None) -> ResultT:
        """Make `call` once.

        Args:
            call: what to ask.
            access_token: None for calls that need none.
            within: give up after this long; by default 15 s, for uploads 60 s.

        Raises:
            NotSent: no connection; surely no effect.
            AnswerLost: no usable answer; the effect is unknown.
            CallError: any other, as WeCom answered.
            InvalidCallError: a text is not valid Unicode.
        """
        query, content, content_type = _body_of(call)
        if access_token is not None:
            query["access_token"] = access_token
        patience = within or (UPLOAD_TIMEOUT if call.upload() else DEFAULT_TIMEOUT)
        seconds = max(patience.total_seconds(), 0.001)
        try:
            response = await self._http.request(
                call.method,
                self._base_url + call.path,
                params=query,
                content=content,
                headers=call.headers() | ({"content-type": content_type} if content_type else {}),
                timeout=httpx.Timeout(seconds, connect=min(seconds, CONNECT_TIMEOUT_S)),
                follow_redirects=False,
            )
        except _BEFORE_SENDING as error:
            raise NotSent(call, f"not sent: {type(error).__name__} {error}".rstrip()) from error
        except httpx.TransportError as error:
            raise AnswerLost(call, f"no answer: {type(error).__name__} {error}".rstrip()) from error
        downloads = issubclass(call.Result, Download)
        if response.status_code != HTTP_OK and not (downloads and response.status_code == HTTP_PARTIAL):
            raise AnswerLost(call, f"HTTP {response.status_code}", http_status=response.status_code)
        if downloads:
            return read_download(call, response.content, headers=response.headers, at=self._clock.now())
        return read_answer(call, response.content, at=self._clock.now())


def _body_of(call: Call[Any]) -> tuple[dict[str, str], bytes | None, str | None]:
    """Query, content and content type of a call, without its token."""
    parameters = call.parameters()
    upload = call.upload()
    if upload is not None:
        content, content_type = multipart(upload)
        return _as_query(call.query() | parameters), content, content_type
    if call.method == "GET":
        return _as_query(parameters), None, None
    try:
        return _as_query(call.query()), msgspec.json.encode(parameters), "application/json"
    except UnicodeEncodeError:
        raise InvalidCallError(
            call=type(call).__name__,
            field="text",
            limit="must be valid Unicode, and holds half a surrogate pair",
            mend="cut texts between characters",
        ) from None


def multipart(upload: Upload) -> tuple[bytes, str]:
    """The multipart body with the one part `media`, and its content type.

    Written by hand: WeCom wants a `filelength` beside the filename, and the filename as raw UTF-8.
    """
    # From the content, so that the same call gives the same bytes; it cannot contain its own hash by accident.
    boundary = f"----wecom{sha256(upload.content).hexdigest()[:32]}"
    head = (
        f"--{boundary}\r\n"
        f'Content-Disposition: form-data; name="media"; filename="{upload.filename}";'
        f" filelength={len(upload.content)}\r\n"
        f"Content-Type: {upload.content_type}\r\n\r\n"
    )
    body = b"".join((head.encode(), upload.content, f"\r\n--{boundary}--\r\n".encode()))
    return body, f"multipart/form-data; boundary={boundary}"


def _as_query(parameters: dict[str, Any]) -> dict[str, str]:
    return {name: str(value) for name, value in parameters.items()}
