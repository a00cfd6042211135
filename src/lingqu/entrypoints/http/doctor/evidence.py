"""Looking: asks WeCom, our own callback URL, the database and the disk. Nothing is judged here."""

import asyncio
import re
import secrets
import shutil
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlencode, urlsplit

import httpx

from lingqu.acquisition.api.channels import resolve_channels
from lingqu.corps.api import get_connection, get_credentials, get_stages
from lingqu.corps.contracts import Connection, StageName, StageState
from lingqu.corps.errors import CorpNotConnectedError
from lingqu.corps.ports import CallbackWatch, Seals
from lingqu.entrypoints.http.doctor.findings import (
    AppSeen,
    CallbackSeen,
    GrantsSeen,
    GreetingRights,
    GroupchatsSeen,
    Refusal,
    SegmentsSeen,
    ServerSeen,
    WecomSeen,
)
from lingqu.gateway.clients import Clients
from lingqu.groupchats.api.lists import count_standing
from lingqu.infra.database import Database
from lingqu.infra.history.engine import History
from lingqu.infra.history.lag import HistorySeen
from lingqu.infra.history.lag import see_history as look_at_history
from lingqu.infra.postgres.checks import check_server
from lingqu.infra.settings import Settings
from lingqu.ingestion.api.inbox import get_events
from lingqu.ingestion.contracts import InboundEvent
from lingqu.kernel.ids import CorpId
from lingqu.kernel.outside import OutsideError
from lingqu.segments.api.grants import see_standing as see_standing_of_grants
from lingqu.segments.api.standing import see_standing
from wecom_api.callbacks.crypto import CallbackCrypto
from wecom_api.calls.customers import GetFollowUserList
from wecom_api.calls.token import GetAgent

ADDS_LOOKED_AT = 200
ADDS_WITHIN = timedelta(days=7)
ASK_WITHIN_SECONDS = 8.0

_CALLER = re.compile(r"from ip: ([0-9a-fA-F.:]+)")
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1", ""})


@dataclass(frozen=True, slots=True, kw_only=True)
class DoctorTools:
    """What the doctor looks with."""

    settings: Settings
    database: Database
    seals: Seals
    clients: Clients
    callback_watch: CallbackWatch
    history: History | None


async def see_wecom(tools: DoctorTools, corp_id: CorpId) -> WecomSeen:
    """Ask WeCom for the app, for the members who may add customers, and for the time."""
    credentials = None
    async with tools.database.read(corp_id) as session:
        with suppress(CorpNotConnectedError):
            credentials = await get_credentials(session, seals=tools.seals)
    if credentials is None:
        return WecomSeen(app=None, follow_users=None, date=await _wecom_date(tools.settings))
    app, follow_users, date = await asyncio.gather(
        _app(tools, corp_id, credentials.agentid or 0),
        _follow_users(tools, corp_id),
        _wecom_date(tools.settings),
    )
    return WecomSeen(app=app, follow_users=follow_users, date=date)


async def _app(tools: DoctorTools, corp_id: CorpId, agentid: int) -> AppSeen | Refusal:
    try:
        agent = await tools.clients.call(corp_id, GetAgent(agentid=agentid), deadline=_soon(tools))
    except OutsideError as error:
        return _refusal(error)
    visible = len(agent.allow_userinfos.user) + len(agent.allow_partys.partyid) + len(agent.allow_tags.tagid)
    return AppSeen(name=agent.name, enabled=not agent.close, visible=visible)


async def _follow_users(tools: DoctorTools, corp_id: CorpId) -> int | Refusal:
    try:
        answer = await tools.clients.call(corp_id, GetFollowUserList(), deadline=_soon(tools))
    except OutsideError as error:
        return _refusal(error)
    return len(answer.follow_user)


def _soon(tools: DoctorTools) -> datetime:
    return tools.database.clock.now() + timedelta(seconds=ASK_WITHIN_SECONDS)


def _refusal(error: OutsideError) -> Refusal:
    caller = _CALLER.search(str(error))
    return Refusal(errcode=error.errcode, ip=caller[1] if caller else None)


async def _wecom_date(settings: Settings) -> datetime | None:
    try:
        async with httpx.AsyncClient(timeout=ASK_WITHIN_SECONDS) as http:
            answer = await http.head(settings.wecom_base_url)
        return parsedate_to_datetime(answer.headers["date"])
    except (httpx.HTTPError, KeyError, ValueError):
        return None


async def see_callback(tools: DoctorTools, corp_id: CorpId) -> CallbackSeen | None:
    """Look at when callbacks came, and ask our own URL as WeCom would."""
    async with tools.database.read(corp_id) as session:
        try:
            connection = await get_connection(session, seals=tools.seals)
        except CorpNotConnectedError:
            return None
    url = f"{tools.settings.public_url.rstrip('/')}/callbacks/{connection.slug}"
    return CallbackSeen(
        url=url,
        is_private=_is_loopback(url) and not _is_loopback(tools.settings.wecom_base_url),
        verified_at=connection.callback_verified_at,
        last_at=await tools.callback_watch.last_callback_at(corp_id),
        reached=await _reached(url, connection, at=tools.database.clock.now()),
    )


def _is_loopback(url: str) -> bool:
    return (urlsplit(url).hostname or "") in _LOOPBACK


async def _reached(url: str, connection: Connection, *, at: datetime) -> bool:
    """Make WeCom's URL check (GET with an encrypted echostr) of ourselves."""
    crypto = CallbackCrypto(
        token=connection.callback_token,
        encoding_aes_key=connection.callback_aes_key,
        receive_id=connection.corpid,
    )
    echo, nonce, timestamp = secrets.token_hex(8), secrets.token_hex(5), str(int(at.timestamp()))
    encrypted = crypto.encrypt(echo.encode())
    query = {
        "msg_signature": crypto.sign(timestamp=timestamp, nonce=nonce, encrypted=encrypted),
        "timestamp": timestamp,
        "nonce": nonce,
        "echostr": encrypted.decode(),
    }
    try:
        async with httpx.AsyncClient(timeout=ASK_WITHIN_SECONDS) as http:
            answer = await http.get(f"{url}?{urlencode(query)}")
    except (httpx.HTTPError, httpx.InvalidURL):
        return False
    return answer.text == echo


async def see_greeting_rights(tools: DoctorTools, corp_id: CorpId) -> GreetingRights:
    """Look at recent adds through channels of ours: did they carry a welcome_code?"""
    async with tools.database.read(corp_id) as session:
        rows = await session.fetch(
            """
            SELECT id FROM inbox
            WHERE corp_id = lingqu_corp() AND event = 'change_external_contact'
              AND change_type IN ('add_external_contact', 'add_half_external_contact') AND occurred_at >= %s
            ORDER BY id DESC LIMIT %s
            """,
            (session.at - ADDS_WITHIN, ADDS_LOOKED_AT),
        )
        events = await get_events(session, [row["id"] for row in rows])
        states = {state for event in events if (state := event.text("State"))}
        ours = await resolve_channels(session, sorted(states))
    return greeting_rights([event for event in events if event.text("State") in ours])


def greeting_rights(events: Sequence[InboundEvent]) -> GreetingRights:
    """Count pairs that were added, and those for which no event carried a code: half and whole share one."""
    has_code: dict[tuple[str, str], bool] = {}
    for event in events:
        pair = (event.text("UserID") or "", event.text("ExternalUserID") or "")
        has_code[pair] = has_code.get(pair, False) or event.text("WelcomeCode") is not None
    without = [pair for pair, code in has_code.items() if not code]
    return GreetingRights(
        adds=len(has_code), without_code=len(without), members=sorted({userid for userid, _ in without})
    )


async def see_groupchats(tools: DoctorTools, corp_id: CorpId) -> GroupchatsSeen:
    """Look at which groups could be read, and at how the walk through them ended."""
    async with tools.database.read(corp_id) as session:
        shown, hidden = await count_standing(session)
        stages = await get_stages(session)
    errors = [one.error_code for one in stages if one.stage is StageName.GROUPCHATS and one.state is StageState.FAILED]
    return GroupchatsSeen(shown, hidden, errors[0] if errors else None)


async def see_grants(tools: DoctorTools, corp_id: CorpId) -> GrantsSeen:
    """Look at how automatic tags keep up."""
    async with tools.database.read(corp_id) as session:
        standing = await see_standing_of_grants(session)
    return GrantsSeen(
        on=standing.on,
        facts_behind=standing.facts_behind,
        marks=standing.marks,
        marks_since=standing.marks_since,
        minutes=-(-standing.marks // tools.settings.grant_marks_per_minute),
        looped=len(standing.looped),
    )


async def see_server(tools: DoctorTools) -> list[ServerSeen]:
    """Ask the database server, as the application's role."""
    answers = await asyncio.to_thread(check_server, tools.database.urls.app)
    return [ServerSeen(code=one.code, ok=one.ok, observed=one.observed, mend=one.mend) for one in answers]


async def see_workers(tools: DoctorTools) -> list[timedelta]:
    """Return how long ago (real time) each worker last signed."""
    async with tools.database.install() as install:
        rows = await (await install.execute("SELECT beat_at FROM worker_beat WHERE kind = 'worker'")).fetchall()
    rate = float(getattr(tools.database.clock, "rate", 1.0))
    return [(tools.database.clock.now() - row[0]) / rate for row in rows]


async def see_history(tools: DoctorTools, corp_id: CorpId) -> HistorySeen:
    """Ask whether history answers, and how far it is behind."""
    return await look_at_history(tools.database, tools.history, corp_id, is_off=tools.settings.history == "off")


async def see_segments(tools: DoctorTools, corp_id: CorpId) -> SegmentsSeen:
    """Ask how far members of segments are behind what is recorded, in real time."""
    async with tools.database.read(corp_id) as session:
        standing = await see_standing(session)
        late = max((session.at - one.as_of for one in standing.readers), default=timedelta())
    return SegmentsSeen(
        segments=standing.segments,
        building=standing.building,
        facts_behind=max((one.facts_behind for one in standing.readers), default=0),
        seconds_behind=round(late.total_seconds() / float(getattr(tools.database.clock, "rate", 1.0)), 1),
    )


def see_disk(tools: DoctorTools) -> tuple[int, int]:
    """Return free and total bytes where the data lies."""
    folder = tools.settings.data_dir
    while not folder.exists():
        folder = folder.parent
    usage = shutil.disk_usage(folder)
    return usage.free, usage.total
