"""What each errcode asks of the caller: the one table.

Transcribed from the general error page 90313 (captures of 2024-04-08 and 2026-07) and the error sections of
the call pages. One dict per reaction, so that a code's place is its meaning for the caller; the longest one, of
what no repetition mends, is `wecom_api.refusals`. `SUBJECTS` and `PATIENCE` add what some reactions need. Codes
that are absent lead to `UnknownErrcode`; `wecom_api.answers` turns a row into the error that says it.
"""

from __future__ import annotations

from datetime import timedelta
from enum import Enum
from typing import TYPE_CHECKING, Final, NamedTuple

from wecom_api.refusals import REFUSALS

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
    302008: "another import of the address book is running",
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
    41002: "corpid missing",
    41004: "secret missing",
    41057: "no open-platform developer account bound to the corp",
    41098: "acquisition component conflict",
    41099: "acquisition component conflict",
    41200: "only some business categories may use this",
    41211: "the corp has no moments function",
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
    93000: "robot's key invalid",
    93004: "robot disabled",
    93008: "robot not in the group",
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

RESYNC: Final[Mapping[int, str]] = {
    40003: "userid unknown, left, or out of the corp",
    40007: "media_id invalid or expired",
    40029: "OAuth code invalid, or of somebody who left",
    40050: "chatid unknown",
    40066: "department unknown",
    40068: "tag or tag group unknown",
    40093: "JS-SDK signature wrong: renew the ticket and sign once more, then look at the app",
    40096: "external_userid invalid, or its follower outside the visible range",
    40145: "media_id expired",
    42003: "OAuth code expired",
    42012: "JS ticket unusable: renew it and sign once more, then look at the app",
    42022: "OAuth code already used",
    50100: "paging cursor invalid: begin again",
    60003: "department unknown",
    60111: "userid unknown, left, or outside the visible range",
    60123: "department unknown",
    84014: "user_ticket expired",
    84015: "user_ticket invalid",
    84061: "no relation between member and customer",
    84074: "member has no customer-contact permission",
    86001: "chatid invalid",
    301061: "member unknown to the archive",
}

SUBJECTS: Final[Mapping[int, str]] = {
    40003: "member",
    40007: "media",
    40029: "login",
    40050: "chat",
    40066: "department",
    40068: "tag",
    40093: "ticket",
    40096: "customer",
    40145: "media",
    42003: "login",
    42012: "ticket",
    42022: "login",
    50100: "cursor",
    60003: "department",
    60111: "member",
    60123: "department",
    84014: "login",
    84015: "login",
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
    302008: timedelta(minutes=1),
}

_TABLES = (
    (Reaction.RETRY, RETRY),
    (Reaction.LATER, LATER),
    (Reaction.TOKEN, TOKEN),
    (Reaction.BACKOFF, BACKOFF),
    (Reaction.CONFIG, CONFIG),
    (Reaction.DATA, REFUSALS),
    (Reaction.RESYNC, RESYNC),
)

RULES: Final[Mapping[int, Rule]] = {
    errcode: Rule(reaction, meaning, PATIENCE.get(errcode, timedelta()), SUBJECTS.get(errcode, ""))
    for reaction, table in _TABLES
    for errcode, meaning in table.items()
}
