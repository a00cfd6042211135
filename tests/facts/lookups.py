"""Finding members by phone number and mail address, and the ids that providers know them by."""

from __future__ import annotations

from facts.fact import Ask, Fact, Reply
from facts.stage import DAY, Stage

_LOOKUPS = "directory.md §1, core.md §6 (90312, 2026-02)"
_IDS = "directory.md §5, core.md §3"


def _phone(stage: Stage, userid: str = "chen_rui", mobile: str = "13900001111") -> None:
    member = stage.world.member(stage.corp, userid)
    member.mobile, member.email, member.biz_mail = mobile, "Rui@home.example", "rui@corp.example"


def _misses(stage: Stage, count: int) -> None:
    _phone(stage)
    for _ in range(count):
        assert stage.code("user/getuserid", mobile="13800000000") == 46004


def _wait_out_the_closure(stage: Stage) -> None:
    stage.set(mobile_misses_permille=0)
    _misses(stage, 1)
    stage.wait(DAY)
    stage.fresh_tokens()


def _misses_of_two_days(stage: Stage) -> None:
    stage.set(mobile_misses_permille=500)
    _misses(stage, 2)
    stage.wait(DAY)
    stage.fresh_tokens()
    _misses(stage, 1)


def _provider(stage: Stage) -> int:
    return stage.world.add_app(stage.corp, "代开发应用", provider="某服务商", departments=(2,)).agentid


def _open_userid(stage: Stage, userid: str = "chen_rui") -> str:
    app = stage.world.app(agentid=_provider(stage))
    reply = stage.need("batch/userid_to_openuserid", app=app, userid_list=[userid])
    stage.it = app.agentid
    return reply["open_userid_list"][0]["open_userid"]


def _as_provider(stage: Stage, **body: object) -> Ask:
    return Ask(body=body, token=stage.token(stage.world.app(agentid=stage.it)))


def _round_trip(stage: Stage, _: Reply) -> bool:
    open_userid = _open_userid(stage, "li_na")
    reply = stage.need("batch/openuserid_to_userid", open_userid_list=[open_userid, "wo1"], source_agentid=stage.it)
    return reply["userid_list"] == [{"open_userid": open_userid, "userid": "li_na"}] and (
        reply["invalid_open_userid_list"] == ["wo1"]
    )


FACTS = [
    Fact(
        id="lookups-phone",
        call="user/getuserid",
        says="A phone number leads to its member.",
        source=_LOOKUPS,
        given=_phone,
        asked={"mobile": "13900001111"},
        effect=lambda _, reply: reply["userid"] == "chen_rui",
    ),
    Fact(
        id="lookups-phone-outside-the-range",
        call="user/getuserid",
        says="A member outside the visible range is not found.",
        source="directory.md §0",
        given=lambda stage: _phone(stage, "wu_gang"),
        asked={"mobile": "13900001111"},
        code=46004,
    ),
    Fact(
        id="lookups-phone-empty",
        call="user/getuserid",
        says="A required parameter that is empty is refused.",
        source="core.md §5",
        code=40063,
    ),
    Fact(
        id="lookups-phone-too-short",
        call="user/getuserid",
        says="A phone number has 5 bytes at least.",
        source=_LOOKUPS,
        asked={"mobile": "1390"},
        code=60103,
    ),
    Fact(
        id="lookups-phone-too-long",
        call="user/getuserid",
        says="A phone number has 32 bytes at most.",
        source=_LOOKUPS,
        asked={"mobile": "1" * 33},
        code=60103,
    ),
    Fact(
        id="lookups-phone-shortest",
        call="user/getuserid",
        says="Five bytes are a phone number.",
        source=_LOOKUPS,
        given=lambda stage: _phone(stage, mobile="13900"),
        asked={"mobile": "13900"},
    ),
    Fact(
        id="lookups-phone-longest",
        call="user/getuserid",
        says="Thirty-two bytes are a phone number.",
        source=_LOOKUPS,
        given=lambda stage: _phone(stage, mobile="1" * 32),
        asked={"mobile": "1" * 32},
    ),
    Fact(
        id="lookups-phone-misses-close-the-call",
        call="user/getuserid",
        says="Misses of more than a fifth of the head-count close the call, for numbers that exist too.",
        source=_LOOKUPS,
        given=lambda stage: _misses(stage, 1),
        asked={"mobile": "13900001111"},
        code=45009,
    ),
    Fact(
        id="lookups-phone-misses-within-the-share",
        call="user/getuserid",
        says="Misses up to the share leave the call open.",
        source=_LOOKUPS,
        given=lambda stage: _misses(stage, 2),
        asked={"mobile": "13900001111"},
        switch=("mobile_misses_permille", 500),
    ),
    Fact(
        id="lookups-phone-opens-again-after-a-day",
        call="user/getuserid",
        says="A day later the call is open again.",
        source=_LOOKUPS,
        given=_wait_out_the_closure,
        asked={"mobile": "13900001111"},
    ),
    Fact(
        id="lookups-phone-misses-count-by-day",
        call="user/getuserid",
        says="Yesterday's misses do not count today.",
        source=_LOOKUPS,
        given=_misses_of_two_days,
        asked={"mobile": "13900001111"},
    ),
    Fact(
        id="lookups-business-mail",
        call="user/get_userid_by_email",
        says="A business address leads to its member, ignoring case.",
        source=_LOOKUPS,
        given=_phone,
        asked={"email": "Rui@corp.example"},
        effect=lambda _, reply: reply["userid"] == "chen_rui",
    ),
    Fact(
        id="lookups-personal-mail",
        call="user/get_userid_by_email",
        says="A personal address is asked for with type 2.",
        source=_LOOKUPS,
        given=_phone,
        asked={"email": "rui@home.example", "email_type": 2},
        effect=lambda _, reply: reply["userid"] == "chen_rui",
    ),
    Fact(
        id="lookups-mail-of-the-other-kind",
        call="user/get_userid_by_email",
        says="A personal address is none of the business ones.",
        source=_LOOKUPS,
        given=_phone,
        asked={"email": "rui@home.example", "email_type": 1},
        code=46004,
    ),
    Fact(
        id="lookups-mail-of-no-kind",
        call="user/get_userid_by_email",
        says="There are two kinds of address.",
        source=_LOOKUPS,
        given=_phone,
        asked={"email": "rui@home.example", "email_type": 3},
        code=40058,
    ),
    Fact(
        id="lookups-mail-empty",
        call="user/get_userid_by_email",
        says="A required parameter that is empty is refused.",
        source="core.md §5",
        code=40063,
    ),
    Fact(
        id="lookups-open-userid",
        call="batch/userid_to_openuserid",
        says="A provider's app gets ids of its own for the members it sees, and the rest listed as invalid.",
        source=_IDS,
        given=_provider,
        asked=lambda stage: _as_provider(stage, userid_list=["chen_rui", "wu_gang", "ghost"]),
        effect=lambda _, reply: (
            reply["open_userid_list"][0]["open_userid"].startswith("wo")
            and [one["userid"] for one in reply["open_userid_list"]] == ["chen_rui"]
            and reply["invalid_userid_list"] == ["wu_gang", "ghost"]
        ),
    ),
    Fact(
        id="lookups-open-userid-is-for-providers",
        call="batch/userid_to_openuserid",
        says="A self-built app may not ask for a provider's ids.",
        source="core.md §5 (846000)",
        asked={"userid_list": ["chen_rui"]},
        code=846000,
    ),
    Fact(
        id="lookups-open-userid-none",
        call="batch/userid_to_openuserid",
        says="An empty list is refused.",
        source="core.md §5",
        given=_provider,
        asked=lambda stage: _as_provider(stage, userid_list=[]),
        code=40063,
    ),
    Fact(
        id="lookups-open-userid-too-many",
        call="batch/userid_to_openuserid",
        says="A call takes a thousand members.",
        source=_IDS,
        given=_provider,
        asked=lambda stage: _as_provider(stage, userid_list=["ghost"] * 1001),
        code=40058,
    ),
    Fact(
        id="lookups-open-userid-most",
        call="batch/userid_to_openuserid",
        says="A thousand members are not too many.",
        source=_IDS,
        given=_provider,
        asked=lambda stage: _as_provider(stage, userid_list=["ghost"] * 1000),
    ),
    Fact(
        id="lookups-open-userid-and-back",
        call="batch/openuserid_to_userid",
        says="A self-built app learns the userid behind a provider's id, and which ids mean nobody.",
        source=_IDS,
        asked=None,
        effect=_round_trip,
    ),
    Fact(
        id="lookups-open-userid-back-too-many",
        call="batch/openuserid_to_userid",
        says="A call takes a thousand ids.",
        source=_IDS,
        given=_provider,
        asked=lambda stage: {"open_userid_list": ["wo1"] * 1001, "source_agentid": stage.it},
        code=40058,
    ),
    Fact(
        id="lookups-open-userid-of-no-app",
        call="batch/openuserid_to_userid",
        says="The app that the ids came from must be named.",
        source=_IDS,
        asked={"open_userid_list": ["wo1"]},
        code=40063,
    ),
    Fact(
        id="lookups-open-userid-of-a-self-built-app",
        call="batch/openuserid_to_userid",
        says="Ids come from a provider's app, not from a self-built one.",
        source=_IDS,
        asked=lambda stage: {"open_userid_list": ["wo1"], "source_agentid": stage.other.agentid},
        code=40056,
    ),
]
