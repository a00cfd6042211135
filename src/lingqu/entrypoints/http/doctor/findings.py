"""What was seen, and what it means. Pure: evidence in, findings out; `words` says them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from lingqu.infra.history.lag import HistorySeen


class CheckId(StrEnum):
    """What is looked at, in the order shown."""

    CREDENTIALS = "credentials"
    VISIBLE_RANGE = "visible_range"
    TRUSTED_IP = "trusted_ip"
    CALLBACK = "callback"
    CONSOLE_WELCOME = "console_welcome"
    GROUPCHATS = "groupchats"
    GRANTS = "grants"
    DATABASE = "database"
    SEARCH = "search"
    CLOCK = "clock"
    WORKER = "worker"
    HISTORY = "history"
    SEGMENTS = "segments"
    DISK = "disk"


class CheckState(StrEnum):
    """How it stands; `unknown` when nothing could be seen."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One answer: `code` with `data` chooses the words."""

    check: CheckId
    state: CheckState
    code: str
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """WeCom's no to a call, or a broken line (`errcode` None). `ip` is the address WeCom saw us call from."""

    errcode: int | None
    ip: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AppSeen:
    """The app as WeCom shows it: is it enabled, how many members, departments and tags may it see."""

    name: str
    enabled: bool
    visible: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WecomSeen:
    """What WeCom answered; None where nobody asked because no corp is connected."""

    app: AppSeen | Refusal | None
    follow_users: int | Refusal | None
    date: datetime | None
    """WeCom's clock, by the Date of an answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallbackSeen:
    """How callbacks reach us. `reached` tells whether our own URL answered our own check."""

    url: str
    is_private: bool
    verified_at: datetime | None
    last_at: datetime | None
    reached: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class GreetingRights:
    """Recent adds through channels of ours, and the members whose adds came without a welcome_code."""

    adds: int
    without_code: int
    members: Sequence[str]


@dataclass(frozen=True, slots=True)
class GroupchatsSeen:
    """Groups that are there: how many WeCom shows, how many it refuses to show, why the walk through them stopped."""

    shown: int
    hidden: int
    error: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantsSeen:
    """How automatic tags keep up.

    Attributes:
        on: grants that are switched on.
        facts_behind: facts that their reader has not read.
        marks: that wait for WeCom, since when the oldest does, and how many minutes they take within the budget.
        looped: grants at which a circle was cut during the last day.
    """

    on: int
    facts_behind: int = 0
    marks: int = 0
    marks_since: datetime | None = None
    minutes: int = 0
    looped: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentsSeen:
    """How many segments there are, how many of them are being built, and how far behind the facts the others are."""

    segments: int
    building: int = 0
    facts_behind: int = 0
    seconds_behind: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerSeen:
    """An answer about the database server: code, whether it is well, what was seen, how to mend it."""

    code: str
    ok: bool
    observed: str
    mend: str


NO_APP = frozenset({40056, 301002})
NO_RIGHT = frozenset({48001, 48002, 60011, 48006})
UNTRUSTED_IP = 60020
BAD_CORPID = 40013

SEARCH_CODES = frozenset({"postgres.trigrams", "postgres.chinese_search"})

QUIET_AFTER = timedelta(hours=24)
WELCOME_SHARE_PERMILLE = 200
WELCOME_LEAST = 3
CLOCK_WARN = timedelta(seconds=5)
CLOCK_FAIL = timedelta(seconds=30)
BEAT_WITHIN = timedelta(seconds=30)
HISTORY_LATE_SECONDS = 10
MARKS_LATE = timedelta(days=1)
GRANTS_FACTS_LATE = 50_000
SEGMENTS_LATE_SECONDS = 10
DISK_FAIL_BYTES = 1 << 30
DISK_WARN_BYTES = 5 << 30


_REFUSED_CREDENTIALS = {
    None: (CheckState.UNKNOWN, "unreachable"),
    UNTRUSTED_IP: (CheckState.OK, "taken_by_token"),
    BAD_CORPID: (CheckState.FAIL, "bad_corpid"),
    **dict.fromkeys(NO_APP, (CheckState.FAIL, "bad_agentid")),
}


def judge_credentials(app: AppSeen | Refusal | None) -> Finding:
    """Tell whether WeCom takes corpid, secret and agentid."""
    data: dict[str, Any] = {}
    state, code = CheckState.FAIL, "not_connected"
    if isinstance(app, AppSeen):
        state, code = (CheckState.OK, "taken") if app.enabled else (CheckState.FAIL, "app_disabled")
        data = {"app": app.name}
    elif isinstance(app, Refusal):
        state, code = _REFUSED_CREDENTIALS.get(app.errcode, (CheckState.FAIL, "bad_secret"))
        data = {"errcode": app.errcode}
    return Finding(check=CheckId.CREDENTIALS, state=state, code=code, data=data)


def judge_visible_range(app: AppSeen | Refusal | None, follow_users: int | Refusal | None) -> Finding:
    """Tell whether the app sees anybody, and may call the interfaces of customer contact."""
    check = CheckId.VISIBLE_RANGE
    if isinstance(app, AppSeen) and not app.visible:
        return Finding(check=check, state=CheckState.FAIL, code="empty")
    match follow_users:
        case None | Refusal(errcode=None) | Refusal(errcode=60020):
            return Finding(check=check, state=CheckState.UNKNOWN, code="unseen")
        case Refusal(errcode=code) if code in NO_RIGHT:
            return Finding(check=check, state=CheckState.FAIL, code="not_callable", data={"errcode": code})
        case Refusal(errcode=code):
            return Finding(check=check, state=CheckState.UNKNOWN, code="unseen", data={"errcode": code})
        case 0:
            return Finding(check=check, state=CheckState.FAIL, code="no_follow_users")
        case members:
            return Finding(check=check, state=CheckState.OK, code="seen", data={"members": members})


def judge_trusted_ip(answers: Sequence[object]) -> Finding:
    """Tell whether WeCom takes calls from our address."""
    refusals = [one for one in answers if isinstance(one, Refusal)]
    untrusted = next((one for one in refusals if one.errcode == UNTRUSTED_IP), None)
    if untrusted:
        return Finding(
            check=CheckId.TRUSTED_IP, state=CheckState.FAIL, code="untrusted", data={"ip": untrusted.ip or "?"}
        )
    if any(one is not None and not isinstance(one, Refusal) for one in answers):
        return Finding(check=CheckId.TRUSTED_IP, state=CheckState.OK, code="trusted")
    return Finding(check=CheckId.TRUSTED_IP, state=CheckState.UNKNOWN, code="unseen")


def judge_callback(seen: CallbackSeen | None, *, at: datetime) -> Finding:
    """Tell whether WeCom's callbacks arrive."""
    if seen is None:
        return Finding(check=CheckId.CALLBACK, state=CheckState.UNKNOWN, code="not_connected")
    state, code = _callback(seen, at)
    return Finding(check=CheckId.CALLBACK, state=state, code=code, data={"url": seen.url, "last_at": seen.last_at})


def _callback(seen: CallbackSeen, at: datetime) -> tuple[CheckState, str]:
    if seen.last_at is not None and at - seen.last_at < QUIET_AFTER:
        return CheckState.OK, "arriving"
    if seen.is_private:
        return CheckState.FAIL, "private_url"
    if not seen.reached:
        return CheckState.FAIL, "unreachable"
    if seen.last_at is not None:
        return CheckState.WARN, "quiet"
    return (CheckState.FAIL, "not_configured") if seen.verified_at is None else (CheckState.WARN, "none_yet")


def judge_console_welcome(rights: GreetingRights) -> Finding:
    """Tell whether a welcome set in WeCom's console swallows the codes that ours needs."""
    check = CheckId.CONSOLE_WELCOME
    data = {"adds": rights.adds, "without_code": rights.without_code, "members": list(rights.members)}
    if not rights.adds:
        return Finding(check=check, state=CheckState.UNKNOWN, code="no_adds")
    many = rights.without_code * 1000 >= WELCOME_SHARE_PERMILLE * rights.adds
    if rights.without_code >= WELCOME_LEAST and many:
        return Finding(check=check, state=CheckState.WARN, code="swallowed", data=data)
    return Finding(check=check, state=CheckState.OK, code="free", data=data)


def judge_groupchats(seen: GroupchatsSeen) -> Finding:
    """Tell whether WeCom shows us the customer groups that we know to be there: an owner out of sight hides theirs."""
    check = CheckId.GROUPCHATS
    if seen.error is not None:
        return Finding(check=check, state=CheckState.FAIL, code="not_read", data={"error": seen.error})
    if seen.hidden:
        data = {"hidden": seen.hidden, "groups": seen.shown + seen.hidden}
        return Finding(check=check, state=CheckState.WARN, code="hidden", data=data)
    if not seen.shown:
        return Finding(check=check, state=CheckState.UNKNOWN, code="none_yet")
    return Finding(check=check, state=CheckState.OK, code="shown", data={"groups": seen.shown})


def judge_grants(seen: GrantsSeen, *, at: datetime) -> Finding:
    """Tell whether automatic tags are given, arrive at WeCom, and go in no circle."""
    data = {
        "on": seen.on,
        "facts_behind": seen.facts_behind,
        "marks": seen.marks,
        "minutes": seen.minutes,
        "looped": seen.looped,
    }
    state, code = CheckState.OK, "current"
    if seen.looped:
        state, code = CheckState.WARN, "looped"
    elif seen.marks_since is not None and at - seen.marks_since > MARKS_LATE:
        state, code = CheckState.WARN, "stuck"
    elif seen.facts_behind > GRANTS_FACTS_LATE:
        state, code = CheckState.WARN, "late"
    elif seen.marks:
        code = "waiting"
    elif not seen.on:
        state, code = CheckState.UNKNOWN, "none_yet"
    return Finding(check=CheckId.GRANTS, state=state, code=code, data=data)


def judge_server(seen: Sequence[ServerSeen], check: CheckId) -> Finding:
    """Tell whether the database server can carry us (or, for `search`, find Chinese)."""
    ours = [one for one in seen if (one.code in SEARCH_CODES) is (check is CheckId.SEARCH)]
    broken = [one for one in ours if not one.ok]
    if not ours:
        return Finding(check=check, state=CheckState.UNKNOWN, code="unseen")
    if not broken:
        version = next((one.observed for one in ours if one.code == "postgres.version"), "")
        return Finding(check=check, state=CheckState.OK, code="well", data={"version": version})
    return Finding(
        check=check,
        state=CheckState.FAIL,
        code="broken",
        data={
            "codes": [one.code for one in broken],
            "observed": "; ".join(one.observed for one in broken),
            "mend": " ".join(one.mend for one in broken),
        },
    )


def judge_clock(date: datetime | None, *, at: datetime, is_real: bool) -> Finding:
    """Tell how far our clock is from WeCom's: a greeting has 20 s, a callback ten minutes."""
    check = CheckId.CLOCK
    if not is_real:
        return Finding(check=check, state=CheckState.UNKNOWN, code="accelerated")
    if date is None:
        return Finding(check=check, state=CheckState.UNKNOWN, code="unseen")
    off = at - date
    data = {"seconds": round(off.total_seconds(), 1)}
    if abs(off) >= CLOCK_FAIL:
        return Finding(check=check, state=CheckState.FAIL, code="far_off", data=data)
    if abs(off) >= CLOCK_WARN:
        return Finding(check=check, state=CheckState.WARN, code="off", data=data)
    return Finding(check=check, state=CheckState.OK, code="right", data=data)


def judge_worker(ages: Sequence[timedelta]) -> Finding:
    """Tell whether a worker is at work, by how long ago (real time) each last signed."""
    check = CheckId.WORKER
    alive = sum(age <= BEAT_WITHIN for age in ages)
    if alive:
        return Finding(check=check, state=CheckState.OK, code="working", data={"workers": alive})
    if not ages:
        return Finding(check=check, state=CheckState.FAIL, code="never")
    seconds = round(min(ages).total_seconds())
    return Finding(check=check, state=CheckState.FAIL, code="silent", data={"seconds": seconds})


def judge_history(seen: HistorySeen) -> Finding:
    """Tell whether history answers and keeps up; never a failure, for all else works without it."""
    data = {"rows_behind": seen.rows_behind, "seconds_behind": seen.seconds_behind, "version": seen.version or ""}
    state, code = CheckState.OK, "current"
    if seen.engine in {"off", "missing"}:
        state, code = CheckState.UNKNOWN, seen.engine
    elif seen.engine == "down":
        state, code = CheckState.WARN, "down"
    elif not seen.is_ready:
        state, code = CheckState.WARN, "filling"
    elif seen.seconds_behind > HISTORY_LATE_SECONDS:
        state, code = CheckState.WARN, "late"
    elif seen.rebuild_rows_behind is not None:
        code, data["rebuild_rows_behind"] = "rebuilding", seen.rebuild_rows_behind
    return Finding(check=CheckId.HISTORY, state=state, code=code, data=data)


def judge_segments(seen: SegmentsSeen) -> Finding:
    """Tell whether members of segments keep up with what is recorded."""
    data = {
        "segments": seen.segments,
        "building": seen.building,
        "facts_behind": seen.facts_behind,
        "seconds_behind": seen.seconds_behind,
    }
    state, code = CheckState.OK, "current"
    if not seen.segments:
        state, code = CheckState.UNKNOWN, "none_yet"
    elif seen.seconds_behind > SEGMENTS_LATE_SECONDS:
        state, code = CheckState.WARN, "late"
    elif seen.building:
        code = "building"
    return Finding(check=CheckId.SEGMENTS, state=state, code=code, data=data)


def judge_disk(free_bytes: int, total_bytes: int) -> Finding:
    """Tell whether there is room for the database, blobs and logs."""
    data = {"free_gb": round(free_bytes / (1 << 30), 1), "total_gb": round(total_bytes / (1 << 30), 1)}
    state, code = CheckState.OK, "room"
    if free_bytes < DISK_FAIL_BYTES:
        state, code = CheckState.FAIL, "full"
    elif free_bytes < DISK_WARN_BYTES:
        state, code = CheckState.WARN, "tight"
    return Finding(check=CheckId.DISK, state=state, code=code, data=data)
