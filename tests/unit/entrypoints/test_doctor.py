from __future__ import annotations

import string
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from lingqu.entrypoints.http.doctor import findings
from lingqu.entrypoints.http.doctor.evidence import greeting_rights
from lingqu.entrypoints.http.doctor.examination import said
from lingqu.entrypoints.http.doctor.findings import (
    AppSeen,
    CallbackSeen,
    CheckId,
    CheckState,
    Finding,
    GrantsSeen,
    GreetingRights,
    GroupchatsSeen,
    Refusal,
    SegmentsSeen,
    ServerSeen,
)
from lingqu.entrypoints.http.doctor.routes import language_of
from lingqu.entrypoints.http.doctor.words import WORDS
from lingqu.infra.history.lag import HistorySeen
from lingqu.ingestion.contracts import InboundEvent
from lingqu.kernel.ids import InboundId

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
APP = AppSeen(name="灵渠", enabled=True, visible=3)
CALLBACK = CallbackSeen(
    url="https://lingqu.example/callbacks/abc", is_private=False, verified_at=NOON, last_at=NOON, reached=True
)


def refused(errcode: int | None) -> Refusal:
    return Refusal(errcode=errcode, ip="203.0.113.9")


@pytest.mark.parametrize(
    ("app", "state", "code"),
    [
        (APP, CheckState.OK, "taken"),
        (replace(APP, enabled=False), CheckState.FAIL, "app_disabled"),
        (None, CheckState.FAIL, "not_connected"),
        (refused(None), CheckState.UNKNOWN, "unreachable"),
        (refused(60020), CheckState.OK, "taken_by_token"),
        (refused(40013), CheckState.FAIL, "bad_corpid"),
        (refused(40056), CheckState.FAIL, "bad_agentid"),
        (refused(301002), CheckState.FAIL, "bad_agentid"),
        (refused(40001), CheckState.FAIL, "bad_secret"),
        (refused(40091), CheckState.FAIL, "bad_secret"),
    ],
)
def test_credentials_are_judged_by_what_wecom_answers(app: AppSeen | Refusal | None, state: str, code: str) -> None:
    found = findings.judge_credentials(app)

    assert (found.state, found.code) == (state, code)
    assert said(found, "zh").detail


@pytest.mark.parametrize(
    ("app", "members", "state", "code"),
    [
        (APP, 12, CheckState.OK, "seen"),
        (replace(APP, visible=0), 12, CheckState.FAIL, "empty"),
        (APP, 0, CheckState.FAIL, "no_follow_users"),
        (APP, refused(48002), CheckState.FAIL, "not_callable"),
        (APP, refused(60020), CheckState.UNKNOWN, "unseen"),
        (refused(None), refused(None), CheckState.UNKNOWN, "unseen"),
        (None, None, CheckState.UNKNOWN, "unseen"),
    ],
)
def test_the_visible_range_is_judged_by_app_and_members(
    app: AppSeen | Refusal | None, members: int | Refusal | None, state: str, code: str
) -> None:
    found = findings.judge_visible_range(app, members)

    assert (found.state, found.code) == (state, code)
    assert said(found, "zh").detail


def test_an_untrusted_address_is_named() -> None:
    found = findings.judge_trusted_ip([refused(60020), refused(60020)])

    assert (found.state, found.data) == (CheckState.FAIL, {"ip": "203.0.113.9"})


@pytest.mark.parametrize(
    ("answers", "state"),
    [
        ([APP, refused(48002)], CheckState.OK),
        ([refused(40001), refused(40001)], CheckState.UNKNOWN),
        ([None, None], CheckState.UNKNOWN),
    ],
)
def test_an_address_is_trusted_when_any_call_is_taken(answers: list[object], state: str) -> None:
    assert findings.judge_trusted_ip(answers).state == state


@pytest.mark.parametrize(
    ("seen", "state", "code"),
    [
        (CALLBACK, CheckState.OK, "arriving"),
        (replace(CALLBACK, reached=False, is_private=True), CheckState.OK, "arriving"),
        (replace(CALLBACK, last_at=NOON - timedelta(hours=24)), CheckState.WARN, "quiet"),
        (replace(CALLBACK, last_at=None), CheckState.WARN, "none_yet"),
        (replace(CALLBACK, last_at=None, verified_at=None), CheckState.FAIL, "not_configured"),
        (replace(CALLBACK, last_at=None, reached=False), CheckState.FAIL, "unreachable"),
        (replace(CALLBACK, last_at=None, is_private=True), CheckState.FAIL, "private_url"),
        (None, CheckState.UNKNOWN, "not_connected"),
    ],
)
def test_callbacks_are_judged_by_what_arrived_before_what_might(
    seen: CallbackSeen | None, state: str, code: str
) -> None:
    found = findings.judge_callback(seen, at=NOON)

    assert (found.state, found.code) == (state, code)
    assert said(found, "zh").detail


@pytest.mark.parametrize(
    ("adds", "without", "state"),
    [
        (0, 0, CheckState.UNKNOWN),
        (10, 0, CheckState.OK),
        (2, 2, CheckState.OK),
        (15, 3, CheckState.WARN),
        (16, 3, CheckState.OK),
    ],
)
def test_a_console_welcome_is_suspected_when_a_fifth_of_the_adds_lack_the_code(
    adds: int, without: int, state: str
) -> None:
    rights = GreetingRights(adds=adds, without_code=without, members=["chen_rui"])

    assert findings.judge_console_welcome(rights).state == state


def event(number: int, external_userid: str, **fields: str) -> InboundEvent:
    return InboundEvent(
        inbox_id=InboundId(number),
        occurred_at=NOON,
        received_at=NOON,
        event="change_external_contact",
        change_type="add_external_contact",
        fields={"UserID": "chen_rui", "ExternalUserID": external_userid, "State": "lq1", **fields},
    )


def test_a_half_add_and_the_whole_one_share_a_code() -> None:
    seen = greeting_rights([event(1, "wm1", WelcomeCode="code"), event(2, "wm1"), event(3, "wm2")])

    assert (seen.adds, seen.without_code, list(seen.members)) == (2, 1, ["chen_rui"])


SERVER = [
    ServerSeen(code="postgres.version", ok=True, observed="18.1", mend=""),
    ServerSeen(code="postgres.trigrams", ok=False, observed="absent", mend="CREATE EXTENSION pg_trgm."),
]


def test_what_breaks_search_does_not_break_the_database() -> None:
    database = findings.judge_server(SERVER, CheckId.DATABASE)
    search = findings.judge_server(SERVER, CheckId.SEARCH)

    assert (database.state, database.data) == (CheckState.OK, {"version": "18.1"})
    assert (search.state, search.data["mend"]) == (CheckState.FAIL, "CREATE EXTENSION pg_trgm.")


@pytest.mark.parametrize(
    ("seconds", "state"),
    [(0, "ok"), (4.9, "ok"), (-5, "warn"), (29, "warn"), (30, "fail"), (-600, "fail")],
)
def test_a_clock_is_judged_by_how_far_it_is_off(seconds: float, state: str) -> None:
    assert findings.judge_clock(NOON - timedelta(seconds=seconds), at=NOON, is_real=True).state == state


def test_a_demos_clock_is_not_compared() -> None:
    assert findings.judge_clock(NOON, at=NOON + timedelta(days=3), is_real=False).state == CheckState.UNKNOWN


@pytest.mark.parametrize(
    ("ages", "state", "code"),
    [([], "fail", "never"), ([4, 400], "ok", "working"), ([31, 400], "fail", "silent")],
)
def test_workers_are_judged_by_their_last_sign(ages: list[int], state: str, code: str) -> None:
    found = findings.judge_worker([timedelta(seconds=age) for age in ages])

    assert (found.state, found.code) == (state, code)
    assert said(found, "zh").detail


@pytest.mark.parametrize(("free_gb", "state"), [(0.9, "fail"), (4.9, "warn"), (5, "ok")])
def test_a_disk_is_judged_by_what_is_free(free_gb: float, state: str) -> None:
    assert findings.judge_disk(int(free_gb * (1 << 30)), 100 << 30).state == state


def test_every_finding_has_words_in_both_languages_with_the_same_slots() -> None:
    for spoken in WORDS.values():
        slots = [
            {name for part in spoken[language] for _, name, _, _ in string.Formatter().parse(part) if name}
            for language in ("zh", "en")
        ]
        assert slots[0] == slots[1]
        assert all(spoken[language][0] for language in ("zh", "en"))
        assert bool(spoken["zh"][1]) is bool(spoken["en"][1])


def test_a_finding_is_said_with_its_data() -> None:
    found = Finding(check=CheckId.TRUSTED_IP, state=CheckState.FAIL, code="untrusted", data={"ip": "203.0.113.9"})

    check = said(found, "en")

    assert check.detail == "WeCom refuses calls from 203.0.113.9"
    assert "203.0.113.9" in (check.mend or "")


def test_instants_are_said_in_the_corps_time() -> None:
    found = Finding(check=CheckId.CALLBACK, state=CheckState.OK, code="arriving", data={"url": "", "last_at": NOON})

    assert said(found, "zh").detail == "回调正常到达,最近一次:2026-03-02 12:00"


@pytest.mark.parametrize(
    ("header", "language"), [("zh-CN", "zh"), ("en", "en"), ("en-GB,zh;q=0.8", "en"), ("fr", "zh"), ("", "zh")]
)
def test_english_is_spoken_to_whoever_asks_for_it_first(header: str, language: str) -> None:
    assert language_of(header) == language


UP = HistorySeen(engine="up", version="26.9.2.1", is_ready=True)


@pytest.mark.parametrize(
    ("seen", "state", "code"),
    [
        (UP, CheckState.OK, "current"),
        (replace(UP, rows_behind=500, seconds_behind=10.0), CheckState.OK, "current"),
        (replace(UP, rows_behind=500, seconds_behind=10.1), CheckState.WARN, "late"),
        (replace(UP, rebuild_rows_behind=0), CheckState.OK, "rebuilding"),
        (replace(UP, is_ready=False, seconds_behind=99.0), CheckState.WARN, "filling"),
        (HistorySeen(engine="down", rows_behind=3), CheckState.WARN, "down"),
        (HistorySeen(engine="off"), CheckState.UNKNOWN, "off"),
        (HistorySeen(engine="missing"), CheckState.UNKNOWN, "missing"),
    ],
)
def test_history_is_judged_by_whether_it_answers_and_keeps_up(seen: HistorySeen, state: str, code: str) -> None:
    found = findings.judge_history(seen)

    assert (found.state, found.code) == (state, code)
    assert said(found, "zh").detail


@pytest.mark.parametrize(
    ("seen", "state", "code"),
    [
        (GroupchatsSeen(0, 0), "unknown", "none_yet"),
        (GroupchatsSeen(9, 0), "ok", "shown"),
        (GroupchatsSeen(9, 1), "warn", "hidden"),
        (GroupchatsSeen(9, 1, "outside.misconfigured"), "fail", "not_read"),
    ],
)
def test_groups_are_judged_by_how_many_wecom_shows(seen: GroupchatsSeen, state: str, code: str) -> None:
    found = findings.judge_groupchats(seen)

    assert (found.state, found.code) == (state, code)
    assert said(found, "zh").detail


@pytest.mark.parametrize(
    ("seen", "state", "code"),
    [
        (GrantsSeen(on=0), "unknown", "none_yet"),
        (GrantsSeen(on=2), "ok", "current"),
        (GrantsSeen(on=0, marks=9, marks_since=NOON, minutes=1), "ok", "waiting"),
        (GrantsSeen(on=2, marks=9, marks_since=NOON - timedelta(days=2)), "warn", "stuck"),
        (GrantsSeen(on=2, facts_behind=50_001), "warn", "late"),
        (GrantsSeen(on=2, marks=9, marks_since=NOON, looped=1), "warn", "looped"),
    ],
)
def test_automatic_tags_are_judged_by_circles_and_by_what_waits(seen: GrantsSeen, state: str, code: str) -> None:
    found = findings.judge_grants(seen, at=NOON)

    assert (found.state, found.code) == (state, code)
    assert said(found, "zh").detail


@pytest.mark.parametrize(
    ("seen", "state", "code"),
    [
        (SegmentsSeen(segments=0), "unknown", "none_yet"),
        (SegmentsSeen(segments=9, facts_behind=40, seconds_behind=10.0), "ok", "current"),
        (SegmentsSeen(segments=9, building=1), "ok", "building"),
        (SegmentsSeen(segments=9, building=1, facts_behind=40, seconds_behind=10.1), "warn", "late"),
    ],
)
def test_segments_are_judged_by_how_far_they_are_behind(seen: SegmentsSeen, state: str, code: str) -> None:
    found = findings.judge_segments(seen)

    assert (found.state, found.code) == (state, code)
    assert said(found, "zh").detail
    assert said(found, "en").detail
