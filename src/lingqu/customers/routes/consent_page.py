"""The customers' own page of preferences: recognised silently, plain forms, nothing stored of a visit.

Bare ASGI, for its callers have no account here. The address names the corp; who opens it, WeCom tells. The entry sends
the browser to WeCom with a state that only this browser has the counterpart of; what comes back is exchanged for a pass
of some minutes, bound to one customer of this corp; a form carries what shows that it was given to that pass.
"""

import hmac
import re
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from dataclasses import dataclass, field
from secrets import token_hex
from typing import Any, Final, TypeAlias
from urllib.parse import parse_qs

import psycopg
import structlog

from lingqu.customers.api import consent_page as api
from lingqu.customers.api.consent_page import ASKING, VISIT, Pass
from lingqu.customers.contracts.consent import WAYS, Purpose
from lingqu.customers.domain.consent_page_words import CHINESE, WORDS, language_of
from lingqu.customers.errors import CustomerNotFoundError
from lingqu.customers.ports import PhoneSeals, Recognition
from lingqu.customers.schemas.consent_page import FAREWELL, FORM, PROOF, Sheet, choices_page, name_of, plain_page
from lingqu.directory.api.access import require_turn
from lingqu.directory.errors.access import TooManyAttemptsError
from lingqu.infra.database import Database
from lingqu.kernel.ids import CorpId
from lingqu.kernel.outside import OutsideError, RefusedError

log = structlog.get_logger(__name__)

MAX_BODY_BYTES: Final = 16 * 1024
MOST_FIELDS: Final = 40
MOST_RECOGNISED: Final = 300
"""Visits of one network address in a quarter of an hour that WeCom is asked about: more would spend the corp's calls.
Phones of one carrier share addresses."""
MINE: Final = "/mine"
COOKIES: Final = {ASKING: "lingqu_asking", VISIT: "lingqu_visit"}
_PATH: Final = re.compile(rf"{api.PREFIX}([A-Za-z0-9_-]{{1,64}}){api.SUFFIX}({MINE})?", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageCorp:
    """Whose customers a page is for."""

    corp_id: CorpId
    corpid: str
    agentid: int | None
    name: str


Scope: TypeAlias = MutableMapping[str, Any]
FindCorp: TypeAlias = Callable[[str], Awaitable[PageCorp | None]]
"""Returns the corp of a corpid."""


@dataclass(slots=True)
class _Answer:
    status: int
    body: bytes = b""
    location: str | None = None
    cookies: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Asked:
    """One request, as far as the page reads it."""

    method: str
    corp: PageCorp
    mine: bool
    query: Mapping[str, str]
    cookies: Mapping[str, str]
    body: bytes
    address: str
    """Of the network: whose turns are counted."""
    sheet: Sheet
    base: str

    @property
    def entry(self) -> str:
        """The path that begins a visit."""
        return f"{api.PREFIX}{self.corp.corpid}{api.SUFFIX}"


class PreferencePages:
    """ASGI application for `/c/{corpid}/preferences`, and for `…/mine` behind it."""

    def __init__(
        self,
        database: Database,
        find_corp: FindCorp,
        recognition: Recognition,
        seals: PhoneSeals,
        *,
        public_url: str,
        draw: Callable[[], str] = lambda: token_hex(16),
    ) -> None:
        self._database = database
        self._find_corp = find_corp
        self._recognition = recognition
        self._seals = seals
        self._public_url = public_url.rstrip("/")
        self._draw = draw

    async def __call__(self, scope: Scope, receive: Callable[[], Awaitable[Any]], send: Any) -> None:
        """Serve one request."""
        language = language_of(_headers(scope).get("accept-language", ""))
        try:
            answer = await self._answered(scope, receive, language)
        except (psycopg.OperationalError, TimeoutError, OutsideError) as error:
            log.warning("preference page is down", error=type(error).__name__, code=getattr(error, "code", None))
            answer = _plain(503, Sheet(brand="", language=language, address=""), "down", reopen=False)
        await _send(send, answer)

    async def _answered(self, scope: Scope, receive: Callable[[], Awaitable[Any]], language: str) -> _Answer:
        nobody = Sheet(brand="", language=language, address="")
        place = _PATH.fullmatch(scope["path"])
        corp = await self._find_corp(place[1]) if place else None
        if place is None or corp is None:
            return _plain(404, nobody, "missing", reopen=False)
        if scope["method"] not in ({"GET", "POST"} if place[2] else {"GET"}):
            return _plain(405, nobody, "missing", reopen=False)
        body = await _read_body(receive) if scope["method"] == "POST" else b""
        entry = f"{api.PREFIX}{corp.corpid}{api.SUFFIX}"
        sheet = Sheet(brand=corp.name, language=language, address=entry)
        if body is None:
            return _plain(413, sheet, "refused", reopen=True)
        headers = _headers(scope)
        asked = _Asked(
            method=scope["method"],
            corp=corp,
            mine=bool(place[2]),
            query=_fields(scope.get("query_string", b"")) or {},
            cookies=_cookies(headers.get("cookie", "")),
            body=body,
            address=(scope.get("client") or ("unknown",))[0],
            sheet=sheet,
            base=self._public_url or f"{scope.get('scheme', 'http')}://{headers.get('host', '')}",
        )
        if not asked.mine:
            return await self._recognised(asked) if "code" in asked.query else self._sent_to_wecom(asked)
        return await self._written(asked) if asked.method == "POST" else await self._shown(asked)

    def _sent_to_wecom(self, asked: _Asked) -> _Answer:
        state = Pass(nonce=self._draw())
        there = self._recognition.ask_at(
            corpid=asked.corp.corpid,
            agentid=asked.corp.agentid,
            back_to=asked.base + asked.entry,
            state=state.nonce,
        )
        return _Answer(302, location=there, cookies=[self._cookie(asked, ASKING, state)])

    async def _recognised(self, asked: _Asked) -> _Answer:
        held = self._held(asked, ASKING)
        if held is None or not hmac.compare_digest(held.nonce.encode(), asked.query.get("state", "").encode()):
            return _plain(400, asked.sheet, "expired", reopen=True)
        try:
            await require_turn(self._database, door="preferences", address=asked.address, most=MOST_RECOGNISED)
        except TooManyAttemptsError:
            return _plain(429, asked.sheet, "down", reopen=False)
        try:
            known = await self._recognition.read_viewer(asked.corp.corp_id, asked.query["code"])
        except RefusedError:
            return _plain(400, asked.sheet, "expired", reopen=True)
        customer_id = None
        if known is not None:
            async with self._database.read(asked.corp.corp_id) as session:
                customer_id = await api.find_viewer(session, known)
        visit = Pass(nonce=self._draw(), customer_id=customer_id)
        cookies = [self._cookie(asked, ASKING, None), self._cookie(asked, VISIT, visit)]
        return _Answer(303, location=asked.entry + MINE, cookies=cookies)

    async def _shown(self, asked: _Asked) -> _Answer:
        held = self._held(asked, VISIT)
        if held is None:
            return _Answer(303, location=asked.entry)
        if held.customer_id is None:
            return _plain(200, asked.sheet, "unknown", reopen=False)
        try:
            async with self._database.read(asked.corp.corp_id) as session:
                standing = await api.get_choices(session, held.customer_id)
        except CustomerNotFoundError:
            return _plain(200, asked.sheet, "unknown", reopen=False)
        form = self._draw()
        proof = api.prove(form, held, corp_id=asked.corp.corp_id, seals=self._seals)
        sheet = Sheet(brand=asked.sheet.brand, language=asked.sheet.language, address=asked.entry + MINE)
        page = choices_page(sheet, standing, form=form, proof=proof, sent=asked.query.get("sent"))
        return _Answer(200, page)

    async def _written(self, asked: _Asked) -> _Answer:
        held, fields = self._held(asked, VISIT), _fields(asked.body)
        if fields is None:
            return _plain(422, asked.sheet, "refused", reopen=True)
        form, proof, corp_id = fields.get(FORM, ""), fields.get(PROOF, ""), asked.corp.corp_id
        if held is None or held.customer_id is None:
            return _plain(400, asked.sheet, "expired", reopen=True)
        if not api.is_ours(form, proof, held, corp_id=corp_id, seals=self._seals):
            return _plain(403, asked.sheet, "expired", reopen=True)
        farewell_to = Purpose.MARKETING if fields.get(FAREWELL) == Purpose.MARKETING else None
        wanted = {(purpose, way): name_of(purpose, way) in fields for purpose in Purpose for way in WAYS}
        try:
            async with self._database.unit(corp_id, actor="customer") as unit:
                changed = await api.save(
                    unit, held.customer_id, wanted, farewell_to=farewell_to, form=form, seals=self._seals
                )
        except CustomerNotFoundError:
            return _plain(200, asked.sheet, "unknown", reopen=False)
        return _Answer(303, location=f"{asked.entry}{MINE}?sent={'saved' if changed else 'same'}")

    def _held(self, asked: _Asked, use: str) -> Pass | None:
        text = asked.cookies.get(COOKIES[use], "")
        return api.find_pass(
            text, use=use, corp_id=asked.corp.corp_id, at=self._database.clock.now(), seals=self._seals
        )

    def _cookie(self, asked: _Asked, use: str, held: Pass | None) -> str:
        """Write a pass where only this corp's page and no script reads it; None takes it away."""
        text, age = "", 0
        if held is not None:
            at = self._database.clock.now()
            text = api.issue(held, use=use, corp_id=asked.corp.corp_id, at=at, seals=self._seals)
            age = int(api.LASTS[use].total_seconds())
        secure = "; Secure" if asked.base.startswith("https://") else ""
        return f"{COOKIES[use]}={text}; Path={asked.entry}; Max-Age={age}; HttpOnly; SameSite=Lax{secure}"


def _plain(status: int, sheet: Sheet, what: str, *, reopen: bool) -> _Answer:
    words = WORDS.get(sheet.language, WORDS[CHINESE])
    page = plain_page(sheet, getattr(words, what), getattr(words, f"{what}_text"), reopen=reopen)
    return _Answer(status, page)


def _headers(scope: Mapping[str, Any]) -> dict[str, str]:
    return {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}


def _cookies(header: str) -> dict[str, str]:
    pairs = (part.strip().partition("=") for part in header.split(";"))
    return {name: value for name, _, value in pairs}


def _fields(raw: bytes) -> dict[str, str] | None:
    """Return the last value of each field; None of what is no form."""
    try:
        asked = parse_qs(raw.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        return None
    return {name: values[-1] for name, values in asked.items()}


async def _read_body(receive: Callable[[], Awaitable[Any]]) -> bytes | None:
    """Return the body, None where it is larger than any form of ours."""
    pieces: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        piece = message.get("body", b"")
        size += len(piece)
        if size > MAX_BODY_BYTES:
            return None
        pieces.append(piece)
        if not message.get("more_body"):
            return b"".join(pieces)


async def _send(send: Callable[[Any], Awaitable[None]], answer: _Answer) -> None:
    headers = [
        (b"content-type", b"text/html; charset=utf-8"),
        (b"content-length", b"%d" % len(answer.body)),
        (b"cache-control", b"no-store"),
        *((b"set-cookie", cookie.encode("latin-1")) for cookie in answer.cookies),
    ]
    if answer.location is not None:
        headers.append((b"location", answer.location.encode("latin-1")))
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body})
