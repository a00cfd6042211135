"""Each errcode, and what the client makes of it: written out from the reference, not from the client's table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unit.wecom_api.stepped_clock import NOON
from wecom_api.answers import error_for
from wecom_api.calls.customers import GetFollowUserList
from wecom_api.errcodes import RULES
from wecom_api.errors import (
    CallError,
    Misconfigured,
    QuotaExhausted,
    Refused,
    RetryLater,
    Stale,
    TokenExpired,
    UnknownErrcode,
)

if TYPE_CHECKING:
    from unit.wecom_api.scripted_wecom import ScriptedWecom
    from wecom_api.client import Client

FOLLOW = GetFollowUserList()


class Action(NamedTuple):
    """How often the call goes out, how often a token is fetched, and what the caller hears."""

    calls: int
    tokens: int
    error: type[CallError]


RETRY: Final = Action(3, 1, RetryLater)
LATER: Final = Action(1, 1, RetryLater)
TOKEN: Final = Action(2, 2, TokenExpired)
WINDOW: Final = Action(1, 1, QuotaExhausted)
OPERATOR: Final = Action(1, 1, Misconfigured)
GIVE_UP: Final = Action(1, 1, Refused)
READ_AGAIN: Final = Action(1, 1, Stale)
UNKNOWN: Final = Action(1, 1, UnknownErrcode)

ACTIONS: Final = {
    RETRY: "-1 6000 41096 45033",
    LATER: "40085 41063 41078 41079 302008",
    TOKEN: "40001 40014 40082 42001 42009",
    WINDOW: "41210 45009",
    OPERATOR: """
        40013 40056 40077 40078 40080 40083 40084 40091 41002 41004 41057 41098 41099 41200 41211 43009 45024 45026
        45031 48001 48002 48004 48006 48007 48008 48009 48010 48011 50001 50003 60020 60031 80001 81011 85005 90206
        90207 90208 93000 93004 93008 301002 301005 301007 301042 301052 301053 701004 701008 701099 846000 2000002
    """,
    READ_AGAIN: """
        40003 40007 40029 40050 40066 40068 40093 40096 40145 42003 42012 42022 50100 60003 60111 60123 84014 84015
        84061 84074 86001 301061
    """,
    GIVE_UP: """
        40004 40005 40006 40008 40009 40011 40031 40032 40033 40035 40039 40058 40063 40070 40071 40072 40073 40088
        40089 40094 40097 40098 40099 40100 40123 40126 40128 40129 40130 40131 40143 40144 40201 40204 40205
        41001 41006 41022 41035 41037-41056 41058-41062 41064-41077 41080-41091 41093-41095 41201 41202 41300-41305
        42014-42016 42027-42052 43004 44001 44004 45001 45002 45007 45008 45029 46004 48005 49004 49008 50002
        60001 60004-60011 60021 60030 60102-60106 60110 60112 60125 60129 60132 60140 60251-60253 60257
        81001-81003 81013 81017 82001-82003 82101 82102 84084 86003-86008 86207 86215 90100-90106 90500-90504
        90507-90511 90514 91040 92000 92002 95000-95033 301017 301019 301036 301048 301058-301060 302003-302007
        610004 610014-610018 830001-830003
    """,
}
"""Ranges stand for every code between, both ends included."""

SUBJECTS: Final = {
    "member": "40003 60111 84074 301061",
    "media": "40007 40145",
    "login": "40029 42003 42022 84014 84015",
    "chat": "40050 86001",
    "department": "40066 60003 60123",
    "tag": "40068",
    "ticket": "40093 42012",
    "customer": "40096",
    "cursor": "50100",
    "relation": "84061",
}


def codes(text: str) -> list[int]:
    found: list[int] = []
    for word in text.split():
        first, dash, last = word.partition("-") if word[0] != "-" else (word, "", "")
        found.extend(range(int(first), int(last) + 1) if dash else [int(first)])
    return found


EXPECTED: Final = {errcode: action for action, text in ACTIONS.items() for errcode in codes(text)}


def test_each_code_stands_in_one_place_and_none_is_missing() -> None:
    assert sum(len(codes(text)) for text in ACTIONS.values()) == len(EXPECTED)
    assert set(EXPECTED) == set(RULES)


@pytest.mark.parametrize("errcode", sorted(EXPECTED))
async def test_client_does_what_the_code_asks_for(errcode: int, client: Client, wecom: ScriptedWecom) -> None:
    wecom.will_answer("/cgi-bin/gettoken", *({"access_token": f"T{number}"} for number in range(3)))
    wecom.will_answer(FOLLOW.path, *[{"errcode": errcode, "errmsg": "said"}] * 4)

    with pytest.raises(CallError) as raised:
        await client(FOLLOW)

    action = Action(len(wecom.sent(FOLLOW.path)), len(wecom.sent("/cgi-bin/gettoken")), type(raised.value))
    assert action == EXPECTED[errcode]
    assert (raised.value.errcode, raised.value.errmsg) == (errcode, "said")


@pytest.mark.parametrize("subject", SUBJECTS)
def test_code_names_what_to_read_again(subject: str) -> None:
    assert [errcode for errcode, rule in RULES.items() if rule.subject == subject] == codes(SUBJECTS[subject])


@pytest.mark.parametrize("errcode", [1, -2, 40002, 45010, 99999, 660001, 123456789])
async def test_unknown_code_is_never_repeated(errcode: int, client: Client, wecom: ScriptedWecom) -> None:
    wecom.will_answer("/cgi-bin/gettoken", {"access_token": "T1"})
    wecom.will_answer(FOLLOW.path, *[{"errcode": errcode}] * 4)

    with pytest.raises(UnknownErrcode):
        await client(FOLLOW)

    action = Action(len(wecom.sent(FOLLOW.path)), len(wecom.sent("/cgi-bin/gettoken")), UnknownErrcode)
    assert action == UNKNOWN


@given(st.integers(min_value=-(2**31), max_value=2**31).filter(lambda errcode: errcode not in {0, *RULES}))
def test_any_code_outside_the_table_is_unknown(errcode: int) -> None:
    assert type(error_for(FOLLOW, errcode=errcode, errmsg="", at=NOON)) is UnknownErrcode
