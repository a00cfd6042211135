"""Customers are handed over: what may begin, what a day later is, and who hears of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from facts.fact import Asked, Fact, Reply
from facts.stage import DAY, Stage

PAGE = "externalcontact-customers.md §4.1, page 92125 (2026-02-12)"
RESULT_PAGE = "externalcontact-customers.md §4.2, page 94088 (2026-02-12)"
LIST_PAGE = "externalcontact-customers.md §5.1, page 92124 (2026-02-12)"
RESIGNED_PAGE = "externalcontact-customers.md §5.2, page 94081 (2026-02-12)"
EVENT_PAGE = "callbacks-externalcontact.md §2, page 92130 (2026-07)"
ONJOB = "externalcontact/transfer_customer"
RESULT = "externalcontact/transfer_result"
RESIGNED = "externalcontact/resigned/transfer_customer"
RESIGNED_RESULT = "externalcontact/resigned/transfer_result"
UNASSIGNED = "externalcontact/get_unassigned_list"
EVENT = "change_external_contact"
YEAR = 365 * DAY


def body(*external_userids: str, **fields: Any) -> dict[str, Any]:
    pair = {"handover_userid": "chen_rui", "takeover_userid": "li_na"}
    return {**pair, "external_userid": list(external_userids), **fields}


def _it(stage: Stage) -> Asked:
    return body(stage.it)


def _pair(_: Stage) -> Asked:
    return {"handover_userid": "chen_rui", "takeover_userid": "li_na"}


def begun(stage: Stage, external_userid: str | None = None, **fields: Any) -> str:
    """A customer of chen_rui's on the way to li_na."""
    one = external_userid or stage.friend()
    rows = stage.need(ONJOB, body(one, **fields))["customer"]
    assert rows == [{"external_userid": one, "errcode": 0}]
    return one


def _passed(stage: Stage, *, back: int = 0) -> str:
    """Handed over, and so many times more to and fro; a day each."""
    one = begun(stage)
    _sleep(stage)
    for number in range(back):
        way = ("li_na", "chen_rui") if number % 2 == 0 else ("chen_rui", "li_na")
        stage.need(ONJOB, body(one, handover_userid=way[0], takeover_userid=way[1]))
        _sleep(stage)
    return one


def _sleep(stage: Stage, seconds: float = DAY) -> None:
    stage.wait(seconds)
    stage.fresh_tokens()


def left(stage: Stage) -> str:
    """A customer of chen_rui's, who has left."""
    one = stage.friend()
    stage.world.member_leaves("chen_rui")
    return one


def _with(change: Callable[[Stage], object]) -> Callable[[Stage], str]:
    def given(stage: Stage) -> str:
        change(stage)
        return stage.friend()

    return given


def _member(stage: Stage, userid: str, **fields: Any) -> None:
    for name, value in fields.items():
        setattr(stage.world.member(stage.corp, userid), name, value)


def code_is(code: int) -> Callable[[Stage, Reply], bool]:
    return lambda _, reply: [one["errcode"] for one in reply["customer"]] == [code]


def row(
    name: str, says: str, code: int, given: Callable[[Stage], object] = Stage.friend, call: str = ONJOB, **more: Any
) -> Fact:
    """A row of the answer has this errcode."""
    more = {"source": PAGE, "asked": _it, **more}
    return Fact(id=f"transfer-{name}", call=call, says=says, given=given, effect=code_is(code), **more)


def refused(name: str, says: str, code: int, call: str = ONJOB, **asked: Any) -> Fact:
    """The whole call is refused."""
    return Fact(
        id=f"transfer-{name}",
        call=call,
        says=says,
        source=PAGE,
        asked=body(**{"external_userid": ["wm"], **asked}),
        code=code,
    )


def _changes(stage: Stage) -> list[tuple[str, str]]:
    return [(one.change_type, one.userid) for one in stage.callbacks()]


def _ended_well(stage: Stage, reply: Reply) -> bool:
    (shown,) = reply["customer"]
    assert shown == {"external_userid": stage.it, "status": 1, "takeover_time": int(stage.now)}
    relation = stage.world.relation("li_na", stage.it)
    assert (relation.readable, stage.world.relation("chen_rui", stage.it).readable) == (True, False)
    return [one.kind for one in stage.received(stage.it)] == ["transfer"]


def _already_friends(stage: Stage) -> str:
    one = stage.friend()
    stage.friend("li_na", one)
    begun(stage, one)
    _sleep(stage)
    return one


def _refusing(stage: Stage) -> str:
    one = begun(stage)
    stage.world.customer_refuses_transfer("li_na", one)
    _sleep(stage)
    return one


def _filling_up(stage: Stage) -> str:
    stage.set(customers_per_member=1)
    one = begun(stage)
    stage.friend("li_na")
    _sleep(stage)
    return one


def _gone_meanwhile(stage: Stage) -> str:
    one = begun(stage)
    stage.world.staff_deletes("chen_rui", one)
    _sleep(stage)
    return one


def _ended_badly(status: int, reason: str) -> Callable[[Stage, Reply], bool]:
    def effect(stage: Stage, reply: Reply) -> bool:
        assert reply["customer"] == [{"external_userid": stage.it, "status": status, "takeover_time": 0}]
        (failure,) = stage.callbacks("transfer_fail")
        return failure.userid == "li_na" and f"<FailReason><![CDATA[{reason}]]>" in failure.message

    return effect


STARTS = [
    row("begins", "errcode 0 says that the transfer has begun.", 0),
    row(
        "stranger-to-the-corp",
        "Somebody whom the corp does not know cannot be handed over.",
        40096,
        lambda _: "wmNobody",
    ),
    *(
        row(
            f"foreign-customer-{code}",
            "Somebody else's customer cannot be handed over; three codes are listed.",
            code,
            lambda stage: stage.friend("li_na"),
            confirmed=False,
            switch=("transfer_stranger_errcode", code),
        )
        for code in (40096, 40131, 84061)
    ),
    row("already-on-the-way", "A customer on the way cannot be handed over again.", 40129, begun),
    row(
        "to-oneself",
        "The two members are not the same.",
        40130,
        asked=lambda stage: body(stage.it, takeover_userid="chen_rui"),
    ),
    row(
        "unverified",
        "The takeover member is real-name verified.",
        40098,
        _with(lambda s: _member(s, "li_na", verified=False)),
    ),
    row("banned-takeover", "A banned member takes no part.", 40143, _with(lambda s: _member(s, "li_na", banned=True))),
    row(
        "banned-handover", "A banned member takes no part.", 40143, _with(lambda s: _member(s, "chen_rui", banned=True))
    ),
    row(
        "idle-takeover",
        "Both have logged in within a year.",
        40205,
        _with(lambda s: _member(s, "li_na", logged_in_at=s.now - YEAR - 1)),
    ),
    row(
        "idle-handover",
        "Both have logged in within a year.",
        40205,
        _with(lambda s: _member(s, "chen_rui", logged_in_at=s.now - YEAR - 1)),
    ),
    row(
        "just-not-idle",
        "A login of exactly a year ago is enough.",
        0,
        _with(lambda s: _member(s, "li_na", logged_in_at=s.now - YEAR)),
    ),
    row(
        "takeover-full",
        "A member at the customer limit takes nobody over.",
        40099,
        lambda s: (s.set(customers_per_member=1), s.friend("li_na"), s.friend())[2],
    ),
    row(
        "second-in-90-days",
        "A customer is handed over twice in 90 days.",
        0,
        _passed,
        asked=lambda s: body(s.it, handover_userid="li_na", takeover_userid="chen_rui"),
    ),
    row("third-in-90-days", "The third time in 90 days is refused.", 40128, lambda s: _passed(s, back=1)),
    row(
        "third-after-90-days",
        "After 90 natural days a customer may be handed over again.",
        0,
        lambda s: (_passed(s, back=1), _sleep(s, 90 * DAY))[0],
    ),
    refused("nobody", "At least one customer is named.", 40058, external_userid=[]),
    refused("101-customers", "A call takes 100 customers.", 40058, external_userid=["wm"] * 101),
    refused("100-customers", "A call takes 100 customers.", 0, external_userid=["wm"] * 100),
    refused("long-message", "The message takes 200 characters.", 40058, transfer_success_msg="好" * 201),
    refused("longest-message", "The message takes 200 characters.", 0, transfer_success_msg="好" * 200),
    refused("unknown-handover", "The handover member exists.", 40003, handover_userid="nobody"),
    refused("hidden-takeover", "The takeover member is visible.", 60011, takeover_userid="wu_gang"),
    refused("takeover-without-customers", "The takeover member may have customers.", 84074, takeover_userid="zhao_min"),
    Fact(
        id="transfer-inactive-takeover",
        call=ONJOB,
        says="The takeover member is activated.",
        source=PAGE,
        given=lambda stage: (stage.friend(), stage.world.member_moves("li_na", status=4))[0],
        asked=_it,
        code=41054,
    ),
]

ENDS = [
    Fact(
        id="transfer-waits-a-day",
        call=RESULT,
        says="Until 24 hours have passed the transfer waits, and says when it will be done.",
        source=RESULT_PAGE,
        given=lambda stage: (begun(stage), _sleep(stage, DAY - 1))[0],
        asked=_pair,
        effect=lambda stage, reply: (
            reply["customer"] == [{"external_userid": stage.it, "status": 2, "takeover_time": int(stage.now) + 1}]
        ),
    ),
    Fact(
        id="transfer-is-done",
        call=RESULT,
        says="After 24 hours the customer is the takeover member's and has been told.",
        source=RESULT_PAGE,
        given=_passed,
        asked=_pair,
        effect=_ended_well,
    ),
    Fact(
        id="transfer-refused",
        call=RESULT,
        says="A customer may refuse: status 3 and transfer_fail.",
        source=RESULT_PAGE,
        given=_refusing,
        asked=_pair,
        effect=_ended_badly(3, "customer_refused"),
    ),
    Fact(
        id="transfer-found-no-room",
        call=RESULT,
        says="A takeover member who has filled up meanwhile: status 4 and transfer_fail.",
        source=RESULT_PAGE,
        given=_filling_up,
        asked=_pair,
        effect=_ended_badly(4, "customer_limit_exceed"),
    ),
    Fact(
        id="transfer-of-a-lost-customer",
        call=RESULT,
        says="A pair that has ended on the way is not handed over.",
        source=RESULT_PAGE,
        given=_gone_meanwhile,
        asked=_pair,
        effect=_ended_badly(3, "customer_refused"),
    ),
    Fact(
        id="transfer-result-pages",
        call=RESULT,
        says="A page takes 1000 rows.",
        source=RESULT_PAGE,
        given=lambda stage: (stage.set(transfers_per_page=1), begun(stage), begun(stage)),
        asked=_pair,
        effect=lambda _, reply: (len(reply["customer"]), reply["next_cursor"]) == (1, "1"),
    ),
    *(
        Fact(
            id=f"transfer-events-{first}-first",
            call=EVENT,
            says="A done transfer raises an adding and a deletion with its source; their order is left open.",
            source=EVENT_PAGE,
            given=_passed,
            asked=None,
            effect=lambda stage, _, kinds=kinds: (
                _changes(stage) == kinds
                and "<Source><![CDATA[DELETE_BY_TRANSFER]]>" in stage.callbacks("del_external_contact")[0].message
            ),
            confirmed=False,
            switch=("transfer_deletes_first", first == "deletion"),
        )
        for first, kinds in (
            ("adding", [("add_external_contact", "li_na"), ("del_external_contact", "chen_rui")]),
            ("deletion", [("del_external_contact", "chen_rui"), ("add_external_contact", "li_na")]),
        )
    ),
    Fact(
        id="transfer-to-a-friend-is-no-adding",
        call=EVENT,
        says="No adding is raised where the two are friends already.",
        source=EVENT_PAGE,
        given=_already_friends,
        asked=None,
        effect=lambda stage, _: _changes(stage) == [("del_external_contact", "chen_rui")],
    ),
    Fact(
        id="transfer-back-is-no-adding",
        call=EVENT,
        says="No adding is raised where the takeover member had passed the customer on before.",
        source=EVENT_PAGE,
        given=lambda stage: _passed(stage, back=1),
        asked=None,
        effect=lambda stage, _: _changes(stage)[2:] == [("del_external_contact", "li_na")],
    ),
    *(
        Fact(
            id=f"transfer-add-way-{way}",
            call=RESULT,
            says="The new pair's add_way is inferred to be 202.",
            source=PAGE,
            given=_passed,
            asked=_pair,
            effect=lambda stage, _, way=way: stage.world.relation("li_na", stage.it).add_way == way,
            confirmed=False,
            switch=("transfer_add_way", way),
        )
        for way in (202, 0)
    ),
    *(
        Fact(
            id=f"transfer-oper-userid-{oper or 'takeover'}",
            call=RESULT,
            says="Who stands as oper_userid of the new pair is left open.",
            source=PAGE,
            given=_passed,
            asked=_pair,
            effect=lambda stage, _, oper=oper: stage.world.relation("li_na", stage.it).oper_userid == (oper or "li_na"),
            confirmed=False,
            switch=("transfer_oper_userid", oper),
        )
        for oper in ("", "admin")
    ),
]

FACTS = [*STARTS, *ENDS]
