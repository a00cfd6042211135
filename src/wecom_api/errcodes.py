"""What each errcode asks of the caller: the one table.

Transcribed from the general error page 90313 (captures of 2024-04-08 and 2026-07) and the error sections of
the call pages. One dict per reaction, so that a code's place is its meaning for the caller. `SUBJECTS` and
`PATIENCE` add what two of the reactions need. Codes that are absent lead to `UnknownErrcode`;
`wecom_api.answers` turns a row into the error that says it.
"""

from __future__ import annotations

from datetime import timedelta
from enum import Enum
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class Reaction(Enum):
    """What a caller does about an errcode."""

    RETRY = "the same call again, shortly, at most three times in all"
    LATER = "the same call again, when the time the error names has passed"
    TOKEN = "drop the token, fetch one, repeat once"  # noqa: S105 - a description
    BACKOFF = "nothing of this API until the broken window has passed"
    CONFIG = "stop; an operator must act"
    DATA = "this call is wrong; do not repeat"
    RESYNC = "read the object again, then decide anew"


class Rule(NamedTuple):
    """One row of the table.

    Attributes:
        after: how long to wait before a RETRY, LATER or BACKOFF; zero otherwise.
        subject: what to read again for a RESYNC; empty otherwise.
    """

    reaction: Reaction
    meaning: str
    after: timedelta
    subject: str


GATE_SHUT: Final = frozenset({40001, 40013, 40091})
"""Answers of gettoken after which asking again endangers every corp behind the same IP (an hour's ban)."""

RETRY: Final[Mapping[int, str]] = {
    -1: "system busy",
    6000: "concurrent update of the same object",
    41096: "another app is sending the welcome message right now",
    45033: "too many calls of this API at once",
}

LATER: Final[Mapping[int, str]] = {
    40085: "suite_ticket invalid: wait for the next one",
    41063: "group send still being dispatched",
    41078: "too many moment jobs running",
    41079: "moment still being dispatched",
}

TOKEN: Final[Mapping[int, str]] = {
    40001: "credential not accepted",
    40014: "access_token invalid",
    40082: "suite_access_token invalid",
    42001: "access_token expired",
    42009: "suite_access_token expired",
}

BACKOFF: Final[Mapping[int, str]] = {
    41210: "moments of this month are used up",
    45009: "call frequency limit",
}

CONFIG: Final[Mapping[int, str]] = {
    40013: "corpid invalid",
    40056: "agentid invalid",
    40077: "pre_auth_code invalid",
    40078: "auth_code invalid",
    40080: "suite_secret invalid",
    40083: "suite_id invalid",
    40084: "permanent_code invalid: the corp withdrew its authorisation",
    40091: "secret invalid",
    40093: "JS-SDK signature wrong",
    41002: "corpid missing",
    41004: "secret missing",
    41057: "no open-platform developer account bound to the corp",
    41098: "acquisition component conflict",
    41099: "acquisition component conflict",
    41200: "only some business categories may use this",
    41211: "the corp has no moments function",
    42012: "JS ticket unusable",
    43009: "corp not verified",
    45024: "member cap of the corp reached",
    45026: "bulk-delete protection tripped",
    45031: "secret judged unsafe: it must be reset",
    48001: "capability not granted to the app",
    48002: "app lacks the permission, or the token is of the wrong kind",
    48004: "suite authorisation gone",
    48006: "permission withdrawn after long disuse",
    48007: "customer-service account not granted to the app",
    48008: "contact editing granted in part only",
    48009: "contacts-sync from an IP added after 2022-08-15",
    48010: "TLS version not supported",
    48011: "member activity too low: customer data withheld",
    50001: "redirect domain not registered",
    50003: "app disabled",
    60020: "caller's IP is not a trusted IP of the app",
    60031: "app barred from the API",
    80001: "trusted domain wrong or without ICP",
    81011: "tag belongs to another app",
    85005: "domain ownership not proven",
    90206: "mini program not linked to the corp",
    90207: "mini program appid invalid",
    90208: "mini program appid does not match",
    301002: "no rights on this app",
    301005: "creator cannot be removed",
    301007: "corp dissolved or banned",
    301042: "caller's IP is not a trusted IP of the archive",
    301052: "archive service expired",
    301053: "archive not enabled",
    701004: "API licence renewal refused: never activated",
    701008: "no member has the external-contact licence",
    701099: "member has no valid API licence",
    846000: "only for provider-developed or third-party apps",
    2000002: "corpid does not exist",
}

DATA: Final[Mapping[int, str]] = {
    40004: "media type invalid",
    40005: "type parameter invalid",
    40006: "media size invalid",
    40008: "msgtype invalid",
    40009: "image size invalid",
    40011: "video size invalid",
    40029: "OAuth code invalid",
    40031: "userid list invalid",
    40032: "userid list too long",
    40033: "escaped characters in the body",
    40035: "parameters invalid",
    40039: "URL longer than 1024 bytes",
    40058: "a parameter is malformed, too long or too many; or the wrong HTTP verb",
    40063: "a required parameter is empty",
    40070: "all targets invalid",
    40071: "tag name already used",
    40072: "tag name too long",
    40073: "openid invalid",
    40088: "jobid unknown",
    40089: "job result purged",
    40094: "URL without scheme",
    40097: "member has not resigned",
    40098: "member not real-name verified",
    40099: "external-contact limit of the member reached",
    40100: "already in a transfer",
    40123: "image broken",
    40126: "tag count limit of the corp reached",
    40128: "more than two transfers in 90 days",
    40129: "customer is being transferred",
    40130: "same member on both sides",
    40131: "handover member does not follow that customer",
    40143: "member banned",
    40144: "customer has reached its tag limit",
    40201: "blocked as spam",
    40204: "blocked as spam",
    40205: "member's WeChat login has expired",
    41001: "access_token missing",
    41006: "media_id missing",
    41022: "suite_access_token missing",
    41035: "external_userid missing",
    41037: "type missing",
    41038: "scene missing",
    41039: "type invalid",
    41040: "scene invalid",
    41041: "more than 100 staff on a contact way",
    41042: "style invalid",
    41043: "config_id missing",
    41044: "config_id invalid",
    41045: "contact ways of the corp used up",
    41046: "msgid missing",
    41047: "msgid invalid",
    41048: "no customer to send to",
    41049: "welcome_code missing",
    41050: "welcome_code invalid or older than 20 s",
    41051: "already greeted, or the two already chat",
    41052: "send time invalid",
    41053: "customer has not agreed to the session archive",
    41054: "member not activated",
    41055: "group welcome templates used up",
    41056: "wrong kind of external id",
    41058: "template belongs to another app",
    41059: "moment_id missing",
    41060: "moment_id invalid",
    41061: "moment not published by this member",
    41062: "moment not yet published by this member",
    41064: "too many attachments",
    41065: "attachments invalid",
    41066: "video-channel name wrong",
    41067: "wrong kind of moment",
    41068: "too many words in the intercept rule",
    41069: "intercept rules used up",
    41070: "intercept rule_id invalid",
    41071: "intercept rule deleted",
    41072: "attachment uploaded for another scene",
    41073: "product description invalid",
    41074: "product already deleted",
    41075: "product_id unknown",
    41076: "too many members in the intercept rule",
    41077: "intercept rule name already used",
    41080: "attachment size invalid",
    41081: "attachment resolution invalid",
    41082: "attachment duration invalid",
    41083: "intercept word invalid",
    41084: "intercept semantics invalid",
    41085: "product_sn invalid",
    41086: "product price invalid",
    41087: "product description invalid",
    41088: "product attachments invalid",
    41089: "moment without text and attachments",
    41090: "video format invalid",
    41091: "join way with more than five groups",
    41093: "group send was cancelled",
    41094: "group send reminded too often",
    41095: "too many acquisition links",
    41201: "chat_key invalid or expired",
    41202: "too many products in the album",
    42003: "OAuth code expired",
    42014: "card task_id invalid or already used",
    42015: "card of another app",
    42016: "card task unknown",
    42022: "OAuth code already used",
    42052: "message older than 24 h cannot be recalled",
    44001: "media file empty",
    44004: "text empty",
    45001: "media file too big",
    45002: "content too long",
    45007: "voice longer than 60 s",
    45008: "more than eight articles",
    45029: "answer too big: ask for less",
    46004: "mobile, e-mail or userid unknown",
    48005: "API retired",
    49004: "signature mismatch",
    50002: "member outside the app's permission",
    60001: "department name length invalid",
    60004: "parent department missing",
    60005: "department has members",
    60006: "department has sub-departments",
    60007: "root department cannot be deleted",
    60008: "department name already used",
    60009: "department name holds illegal characters",
    60010: "departments would form a cycle",
    60011: "member, department or tag outside the visible range",
    60021: "userid outside the visible range",
    60030: "userid outside the visible range",
    60102: "userid already used",
    60103: "mobile invalid",
    60104: "mobile already used",
    60105: "e-mail invalid",
    60106: "e-mail already used",
    60112: "member name invalid",
    60125: "department name invalid",
    60129: "mobile and e-mail both empty",
    60132: "is_leader list and department list differ in length",
    60140: "response_code invalid or expired",
    60251: "open_kfid missing",
    60252: "open_kfid invalid",
    60253: "servicer not in the list",
    81001: "more than 30,000 departments",
    81002: "departments deeper than 15",
    81003: "tag with more than 30,000 nodes",
    81013: "all recipients invalid or outside the visible range",
    81017: "request too large: name the owners",
    82001: "no recipient",
    82002: "more than 100 departments",
    82003: "more than 100 tags",
    84014: "user_ticket expired",
    84015: "user_ticket invalid",
    84084: "no follow relation for the conversion",
    86003: "chatid missing",
    86008: "chat created by another app",
    90500: "owner has not resigned",
    90501: "not a customer group",
    90502: "owner has resigned",
    90503: "group full: needs the client's confirmation",
    90504: "owner unchanged",
    90507: "inheritance running",
    90508: "inheritance done",
    90509: "not a customer group",
    90510: "corp without active user for a year",
    90511: "opengid unknown",
    90514: "not brought by this marketing app",
    92000: "userid outside the visible range",
    92002: "belongs to another corp",
    301019: "md5 mismatch",
    301048: "sdkfileid gone",
    301058: "archive answer too large: lower the limit",
    301059: "not an internal group",
    301060: "more than 100 items",
    610004: "not a customer of the corp",
    830001: "URL to upload from invalid",
    830002: "file too large, or Range not honoured",
    830003: "download for upload failed",
    **dict.fromkeys(range(41300, 41306), "group-send placeholder or pair limit"),
    **dict.fromkeys(range(42027, 42052), "template card structure invalid"),
    **dict.fromkeys(range(95000, 95034), "refused by WeChat customer service"),
    **dict.fromkeys(range(302003, 302009), "import file wrong, or another import running"),
    **dict.fromkeys(range(610014, 610019), "unionid cannot be converted"),
}

RESYNC: Final[Mapping[int, str]] = {
    40003: "userid unknown, left, or out of the corp",
    40007: "media_id invalid or expired",
    40050: "chatid unknown",
    40066: "department unknown",
    40068: "tag or tag group unknown",
    40096: "external_userid invalid, or its follower outside the visible range",
    40145: "media_id expired",
    50100: "paging cursor invalid: begin again",
    60003: "department unknown",
    60111: "userid unknown, left, or outside the visible range",
    60123: "department unknown",
    84061: "no relation between member and customer",
    84074: "member has no customer-contact permission",
    86001: "chatid invalid",
    301061: "member unknown to the archive",
}

SUBJECTS: Final[Mapping[int, str]] = {
    40003: "member",
    40007: "media",
    40050: "chat",
    40066: "department",
    40068: "tag",
    40096: "customer",
    40145: "media",
    50100: "cursor",
    60003: "department",
    60111: "member",
    60123: "department",
    84061: "relation",
    84074: "member",
    86001: "chat",
    301061: "member",
}

# A broken limit stays shut as long as its window: 45009 does not say which, and the shortest is a minute.
PATIENCE: Final[Mapping[int, timedelta]] = {
    -1: timedelta(seconds=1),
    6000: timedelta(milliseconds=200),
    40085: timedelta(minutes=10),
    41063: timedelta(seconds=10),
    41078: timedelta(minutes=1),
    41079: timedelta(seconds=10),
    41096: timedelta(milliseconds=500),
    41210: timedelta(days=30),
    45009: timedelta(minutes=1),
    45033: timedelta(seconds=1),
}

_TABLES = (
    (Reaction.RETRY, RETRY),
    (Reaction.LATER, LATER),
    (Reaction.TOKEN, TOKEN),
    (Reaction.BACKOFF, BACKOFF),
    (Reaction.CONFIG, CONFIG),
    (Reaction.DATA, DATA),
    (Reaction.RESYNC, RESYNC),
)

RULES: Final[Mapping[int, Rule]] = {
    errcode: Rule(reaction, meaning, PATIENCE.get(errcode, timedelta()), SUBJECTS.get(errcode, ""))
    for reaction, table in _TABLES
    for errcode, meaning in table.items()
}
