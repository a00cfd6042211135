"""What a member who has left leaves behind: customers to assign."""

from __future__ import annotations

from typing import Any

from facts.fact import Asked, Fact
from facts.stage import DAY, Stage
from facts.transfers import (
    LIST_PAGE,
    RESIGNED,
    RESIGNED_PAGE,
    RESIGNED_RESULT,
    UNASSIGNED,
    YEAR,
    begun,
    body,
    code_is,
    left,
)


def _it(stage: Stage) -> Asked:
    return body(stage.it)


def _pair(_: Stage) -> Asked:
    return {"handover_userid": "chen_rui", "takeover_userid": "li_na"}


def _listed(_: Stage, reply: dict[str, Any]) -> list[str]:
    assert all(one["handover_userid"] == "chen_rui" for one in reply["info"])
    return [one["external_userid"] for one in reply["info"]]


def _two_left(stage: Stage) -> list[str]:
    ids = [stage.friend(), stage.friend()]
    stage.world.member_leaves("chen_rui")
    return ids


def _assigned(stage: Stage) -> str:
    one = left(stage)
    stage.need(RESIGNED, body(one))
    return one


def _arrived(stage: Stage) -> str:
    one = _assigned(stage)
    stage.wait(DAY)
    stage.fresh_tokens()
    return one


def _refused(stage: Stage) -> str:
    one = _assigned(stage)
    stage.world.customer_refuses_transfer("li_na", one)
    return one


def _left_long_ago(stage: Stage, seconds: float = YEAR + 1) -> str:
    one = left(stage)
    stage.wait(seconds)
    stage.fresh_tokens()
    return one


def _left_after_two_transfers(stage: Stage) -> str:
    """Handed over to li_na and back, then chen_rui leaves."""
    one = begun(stage)
    stage.wait(DAY)
    stage.fresh_tokens()
    stage.need("externalcontact/transfer_customer", body(one, handover_userid="li_na", takeover_userid="chen_rui"))
    stage.wait(DAY)
    stage.fresh_tokens()
    stage.world.member_leaves("chen_rui")
    return one


def _idle_before_leaving(stage: Stage) -> str:
    stage.world.member(stage.corp, "chen_rui").logged_in_at = stage.now - YEAR - 1
    return left(stage)


def _second_page(stage: Stage) -> Asked:
    return {"page_size": 1, "cursor": stage.need(UNASSIGNED, page_size=1)["next_cursor"]}


def _unassigned(name: str, says: str, given: Any, count: int, asked: Any = None, **more: Any) -> Fact:
    return Fact(
        id=f"unassigned-{name}",
        call=UNASSIGNED,
        says=says,
        source=LIST_PAGE,
        given=given,
        asked=asked or {},
        effect=lambda stage, reply: len(_listed(stage, reply)) == count,
        **more,
    )


LISTS = [
    Fact(
        id="unassigned-shows-customers-of-the-gone",
        call=UNASSIGNED,
        says="Customers of a member who has left are listed with the time of leaving.",
        source=LIST_PAGE,
        given=left,
        effect=lambda stage, reply: (
            reply["info"]
            == [{"handover_userid": "chen_rui", "external_userid": stage.it, "dimission_time": int(stage.now)}]
            and (reply["is_last"], reply["next_cursor"]) == (True, "")
        ),
    ),
    _unassigned("without-those-on-the-way", "Who is being assigned is not listed.", _assigned, 0),
    _unassigned("without-the-assigned", "Who was assigned is not listed.", _arrived, 0),
    _unassigned("with-the-refusing", "Who refused is listed again.", _refused, 1),
    _unassigned(
        "without-the-hidden",
        "Members whom the app did not see leave nobody to it.",
        lambda stage: (stage.friend("wu_gang"), stage.world.member_leaves("wu_gang")),
        0,
    ),
    Fact(
        id="unassigned-second-page",
        call=UNASSIGNED,
        says="The cursor leads to the next page; is_last says that there is none.",
        source=LIST_PAGE,
        given=_two_left,
        asked=_second_page,
        effect=lambda stage, reply: _listed(stage, reply) == stage.it[1:] and reply["is_last"],
    ),
    Fact(
        id="unassigned-page-id",
        call=UNASSIGNED,
        says="With page_id no cursor comes back.",
        source=LIST_PAGE,
        given=_two_left,
        asked={"page_id": 1, "page_size": 1},
        effect=lambda stage, reply: (
            _listed(stage, reply) == stage.it[1:] and reply["is_last"] and "next_cursor" not in reply
        ),
    ),
    Fact(
        id="unassigned-page-id-and-cursor",
        call=UNASSIGNED,
        says="page_id and cursor exclude each other.",
        source=LIST_PAGE,
        asked={"page_id": 0, "cursor": "1"},
        code=40058,
    ),
    *(
        _unassigned(
            f"after-{lag}-seconds",
            "The list may lag behind the leaving.",
            left,
            count,
            confirmed=False,
            switch=("unassigned_lag_seconds", lag),
        )
        for lag, count in ((0.0, 1), (600.0, 0))
    ),
]

ASSIGNMENTS = [
    Fact(
        id="assignment-begins",
        call=RESIGNED,
        says="A customer of a member who has left is assigned, and the transfer waits a day.",
        source=RESIGNED_PAGE,
        given=left,
        asked=_it,
        effect=code_is(0),
    ),
    Fact(
        id="assignment-is-done",
        call=RESIGNED_RESULT,
        says="After 24 hours the customer is the takeover member's; only the adding is told.",
        source=RESIGNED_PAGE,
        given=_arrived,
        asked=_pair,
        effect=lambda stage, reply: (
            [one["status"] for one in reply["customer"]] == [1]
            and stage.world.relation("li_na", stage.it).readable
            and not stage.callbacks("del_external_contact")
            and len(stage.callbacks("add_external_contact")) == 1
        ),
    ),
    Fact(
        id="assignment-twice",
        call=RESIGNED,
        says="A customer on the way cannot be assigned again.",
        source=RESIGNED_PAGE,
        given=_assigned,
        asked=_it,
        effect=code_is(40129),
    ),
    Fact(
        id="assignment-from-an-idle-member",
        call=RESIGNED,
        says="The handover member had logged in within the year before leaving.",
        source=RESIGNED_PAGE,
        given=_idle_before_leaving,
        asked=_it,
        effect=code_is(40205),
    ),
    Fact(
        id="assignment-from-somebody-on-the-job",
        call=RESIGNED,
        says="The handover member must have left.",
        source=RESIGNED_PAGE,
        given=Stage.friend,
        asked=_it,
        code=40097,
    ),
    Fact(
        id="assignment-from-nobody",
        call=RESIGNED,
        says="The handover member must have existed.",
        source=RESIGNED_PAGE,
        asked=body("wm", handover_userid="nobody"),
        code=40003,
    ),
    Fact(
        id="assignment-without-handover",
        call=RESIGNED,
        says="The handover member is required.",
        source=RESIGNED_PAGE,
        asked=body("wm", handover_userid=""),
        code=40063,
    ),
    Fact(
        id="assignment-from-the-hidden",
        call=RESIGNED,
        says="The handover member must have been visible.",
        source=RESIGNED_PAGE,
        given=lambda stage: (stage.friend("wu_gang"), stage.world.member_leaves("wu_gang"))[0],
        asked=lambda stage: body(stage.it, handover_userid="wu_gang"),
        code=60011,
    ),
    Fact(
        id="assignment-just-within-a-year",
        call=RESIGNED,
        says="The handover member has left within a year.",
        source=RESIGNED_PAGE,
        given=lambda stage: _left_long_ago(stage, YEAR),
        asked=_it,
        effect=code_is(0),
    ),
    *(
        Fact(
            id=f"assignment-after-a-year-{code}",
            call=RESIGNED,
            says="Later than a year after the leaving nothing can be assigned; no page gives the code.",
            source=RESIGNED_PAGE,
            given=_left_long_ago,
            asked=_it,
            code=code,
            confirmed=False,
            switch=("long_resigned_errcode", code),
        )
        for code in (40097, 40205)
    ),
    *(
        Fact(
            id=f"assignment-counts-{counts}".lower(),
            call=RESIGNED,
            says="Whether two transfers in 90 days bind an assignment is not stated.",
            source=RESIGNED_PAGE,
            given=_left_after_two_transfers,
            asked=_it,
            effect=code_is(code),
            confirmed=False,
            switch=("resigned_transfers_count", counts),
        )
        for counts, code in ((False, 0), (True, 40128))
    ),
]

FACTS = [*LISTS, *ASSIGNMENTS]
