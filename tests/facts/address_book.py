"""Departments, tags on members, look-ups, and the ids that providers use: reading, and what changes announce."""

from __future__ import annotations

from facts.fact import Ask, Fact, Reply
from facts.stage import DAY, Stage

_TAGS = "directory.md §3 (96304, 2021-09-16)"
_LOOKUPS = "directory.md §1, core.md §6 (90312, 2026-02)"
_IDS = "directory.md §5, core.md §3"
_EVENTS = "directory.md §6 (96302, 2023-11-01; 96304, 2021-09-16)"


def _tag(stage: Stage) -> int:
    return stage.world.add_member_tag(stage.corp, "金牌导购", userids=["chen_rui", "wu_gang"], parties=[2, 3]).id


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


def _sync_listens(stage: Stage) -> None:
    stage.sync.callback = stage.app.callback


def _told(stage: Stage) -> list[str]:
    return [one.message.partition("</Event>")[2] for one in stage.callbacks(app=stage.sync)]


def _round_trip(stage: Stage, _: Reply) -> bool:
    open_userid = _open_userid(stage, "li_na")
    reply = stage.need("batch/openuserid_to_userid", open_userid_list=[open_userid, "wo1"], source_agentid=stage.it)
    return reply["userid_list"] == [{"open_userid": open_userid, "userid": "li_na"}] and (
        reply["invalid_open_userid_list"] == ["wo1"]
    )


def _department_story(stage: Stage) -> bool:
    made = stage.world.console_adds_department("华东区", order=7)
    stage.world.console_changes_department(made.id, parentid=2)
    stage.world.console_deletes_department(made.id)
    head = "<ChangeType><![CDATA[{}_party]]></ChangeType>" + f"<Id>{made.id}</Id>"
    return _told(stage) == [
        head.format("create") + "<Name><![CDATA[华东区]]></Name><ParentId>1</ParentId><Order>7</Order></xml>",
        head.format("update") + "<ParentId>2</ParentId></xml>",
        head.format("delete") + "</xml>",
    ]


def _tag_story(stage: Stage) -> bool:
    tag_id = _tag(stage)
    stage.world.console_tags_members(
        tag_id, add_users=["li_na", "chen_rui"], remove_users=["wu_gang"], remove_parties=[3]
    )
    (told,) = _told(stage)
    return told == (
        f"<ChangeType><![CDATA[update_tag]]></ChangeType><TagId>{tag_id}</TagId>"
        "<AddUserItems><![CDATA[li_na]]></AddUserItems><DelUserItems><![CDATA[wu_gang]]></DelUserItems>"
        "<DelPartyItems><![CDATA[3]]></DelPartyItems></xml>"
    )


def _renaming(stage: Stage) -> bool:
    stage.world.member_renamed("chen_rui", "chen_rui2")
    (told,) = _told(stage)
    return told == (
        "<ChangeType><![CDATA[update_user]]></ChangeType><UserID><![CDATA[chen_rui]]></UserID>"
        "<NewUserID><![CDATA[chen_rui2]]></NewUserID><Department><![CDATA[2]]></Department></xml>"
    )


def _joining_in_full(stage: Stage) -> bool:
    stage.world.member_joins("zhou_li", "周莉", departments=(2,))
    (told,) = _told(stage)
    return "<Name><![CDATA[周莉]]></Name><MainDepartment>2</MainDepartment>" in told


def _joining_by_ids(stage: Stage) -> bool:
    stage.world.member_joins("zhou_li", "周莉", departments=(2,))
    (told,) = _told(stage)
    return told.endswith("<UserID><![CDATA[zhou_li]]></UserID><Department><![CDATA[2]]></Department></xml>")


def _app_hears_only_its_range(stage: Stage) -> bool:
    stage.world.console_changes_department(3, parentid=2)
    stage.world.member_joins("zhou_li", "周莉", departments=(1,))
    stage.world.member_leaves("li_na")
    return [(one.event, one.userid) for one in stage.callbacks()] == [
        ("subscribe", "wu_gang"),
        ("unsubscribe", "li_na"),
    ]


FACTS = [
    Fact(
        id="address-book-tag-list",
        call="tag/list",
        says="The tags on members are listed with id and name.",
        source=_TAGS,
        given=_tag,
        effect=lambda _, reply: reply["taglist"] == [{"tagid": 1, "tagname": "金牌导购"}],
    ),
    Fact(
        id="address-book-tag-shows-the-visible-part",
        call="tag/get",
        says="A tag shows the members and departments that the app sees.",
        source=_TAGS,
        given=_tag,
        asked={"tagid": 1},
        effect=lambda _, reply: (
            (reply["userlist"], reply["partylist"]) == ([{"userid": "chen_rui", "name": "chen_rui"}], [2])
        ),
    ),
    Fact(
        id="address-book-tag-unknown",
        call="tag/get",
        says="A tag that does not exist is refused.",
        source="core.md §5, directory.md §3",
        asked={"tagid": 9},
        code=40068,
    ),
    Fact(
        id="address-book-tag-unnamed",
        call="tag/get",
        says="A required parameter that is empty is refused.",
        source="core.md §5",
        code=40063,
    ),
    Fact(
        id="address-book-phone",
        call="user/getuserid",
        says="A phone number leads to its member.",
        source=_LOOKUPS,
        given=_phone,
        asked={"mobile": "13900001111"},
        effect=lambda _, reply: reply["userid"] == "chen_rui",
    ),
    Fact(
        id="address-book-phone-outside-the-range",
        call="user/getuserid",
        says="A member outside the visible range is not found.",
        source="directory.md §0",
        given=lambda stage: _phone(stage, "wu_gang"),
        asked={"mobile": "13900001111"},
        code=46004,
    ),
    Fact(
        id="address-book-phone-empty",
        call="user/getuserid",
        says="A required parameter that is empty is refused.",
        source="core.md §5",
        code=40063,
    ),
    Fact(
        id="address-book-phone-too-short",
        call="user/getuserid",
        says="A phone number has 5 bytes at least.",
        source=_LOOKUPS,
        asked={"mobile": "1390"},
        code=60103,
    ),
    Fact(
        id="address-book-phone-too-long",
        call="user/getuserid",
        says="A phone number has 32 bytes at most.",
        source=_LOOKUPS,
        asked={"mobile": "1" * 33},
        code=60103,
    ),
    Fact(
        id="address-book-phone-shortest",
        call="user/getuserid",
        says="Five bytes are a phone number.",
        source=_LOOKUPS,
        given=lambda stage: _phone(stage, mobile="13900"),
        asked={"mobile": "13900"},
    ),
    Fact(
        id="address-book-phone-longest",
        call="user/getuserid",
        says="Thirty-two bytes are a phone number.",
        source=_LOOKUPS,
        given=lambda stage: _phone(stage, mobile="1" * 32),
        asked={"mobile": "1" * 32},
    ),
    Fact(
        id="address-book-phone-misses-close-the-call",
        call="user/getuserid",
        says="Misses of more than a fifth of the head-count close the call, for numbers that exist too.",
        source=_LOOKUPS,
        given=lambda stage: _misses(stage, 1),
        asked={"mobile": "13900001111"},
        code=45009,
    ),
    Fact(
        id="address-book-phone-misses-within-the-share",
        call="user/getuserid",
        says="Misses up to the share leave the call open.",
        source=_LOOKUPS,
        given=lambda stage: _misses(stage, 2),
        asked={"mobile": "13900001111"},
        switch=("mobile_misses_permille", 500),
    ),
    Fact(
        id="address-book-phone-opens-again-after-a-day",
        call="user/getuserid",
        says="A day later the call is open again.",
        source=_LOOKUPS,
        given=_wait_out_the_closure,
        asked={"mobile": "13900001111"},
    ),
    Fact(
        id="address-book-phone-misses-count-by-day",
        call="user/getuserid",
        says="Yesterday's misses do not count today.",
        source=_LOOKUPS,
        given=_misses_of_two_days,
        asked={"mobile": "13900001111"},
    ),
    Fact(
        id="address-book-business-mail",
        call="user/get_userid_by_email",
        says="A business address leads to its member, ignoring case.",
        source=_LOOKUPS,
        given=_phone,
        asked={"email": "Rui@corp.example"},
        effect=lambda _, reply: reply["userid"] == "chen_rui",
    ),
    Fact(
        id="address-book-personal-mail",
        call="user/get_userid_by_email",
        says="A personal address is asked for with type 2.",
        source=_LOOKUPS,
        given=_phone,
        asked={"email": "rui@home.example", "email_type": 2},
        effect=lambda _, reply: reply["userid"] == "chen_rui",
    ),
    Fact(
        id="address-book-mail-of-the-other-kind",
        call="user/get_userid_by_email",
        says="A personal address is none of the business ones.",
        source=_LOOKUPS,
        given=_phone,
        asked={"email": "rui@home.example", "email_type": 1},
        code=46004,
    ),
    Fact(
        id="address-book-mail-of-no-kind",
        call="user/get_userid_by_email",
        says="There are two kinds of address.",
        source=_LOOKUPS,
        given=_phone,
        asked={"email": "rui@home.example", "email_type": 3},
        code=40058,
    ),
    Fact(
        id="address-book-mail-empty",
        call="user/get_userid_by_email",
        says="A required parameter that is empty is refused.",
        source="core.md §5",
        code=40063,
    ),
    Fact(
        id="address-book-open-userid",
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
        id="address-book-open-userid-is-for-providers",
        call="batch/userid_to_openuserid",
        says="A self-built app may not ask for a provider's ids.",
        source="core.md §5 (846000)",
        asked={"userid_list": ["chen_rui"]},
        code=846000,
    ),
    Fact(
        id="address-book-open-userid-none",
        call="batch/userid_to_openuserid",
        says="An empty list is refused.",
        source="core.md §5",
        given=_provider,
        asked=lambda stage: _as_provider(stage, userid_list=[]),
        code=40063,
    ),
    Fact(
        id="address-book-open-userid-too-many",
        call="batch/userid_to_openuserid",
        says="A call takes a thousand members.",
        source=_IDS,
        given=_provider,
        asked=lambda stage: _as_provider(stage, userid_list=["ghost"] * 1001),
        code=40058,
    ),
    Fact(
        id="address-book-open-userid-most",
        call="batch/userid_to_openuserid",
        says="A thousand members are not too many.",
        source=_IDS,
        given=_provider,
        asked=lambda stage: _as_provider(stage, userid_list=["ghost"] * 1000),
    ),
    Fact(
        id="address-book-open-userid-and-back",
        call="batch/openuserid_to_userid",
        says="A self-built app learns the userid behind a provider's id, and which ids mean nobody.",
        source=_IDS,
        asked=None,
        effect=_round_trip,
    ),
    Fact(
        id="address-book-open-userid-back-too-many",
        call="batch/openuserid_to_userid",
        says="A call takes a thousand ids.",
        source=_IDS,
        given=_provider,
        asked=lambda stage: {"open_userid_list": ["wo1"] * 1001, "source_agentid": stage.it},
        code=40058,
    ),
    Fact(
        id="address-book-open-userid-of-no-app",
        call="batch/openuserid_to_userid",
        says="The app that the ids came from must be named.",
        source=_IDS,
        asked={"open_userid_list": ["wo1"]},
        code=40063,
    ),
    Fact(
        id="address-book-open-userid-of-a-self-built-app",
        call="batch/openuserid_to_userid",
        says="Ids come from a provider's app, not from a self-built one.",
        source=_IDS,
        asked=lambda stage: {"open_userid_list": ["wo1"], "source_agentid": stage.other.agentid},
        code=40056,
    ),
    Fact(
        id="address-book-departments-are-told",
        call="callback",
        says="Making, changing and deleting a department reaches the contacts-sync address, with what changed.",
        source=_EVENTS,
        given=_sync_listens,
        asked=None,
        effect=lambda stage, _: _department_story(stage),
    ),
    Fact(
        id="address-book-tags-are-told",
        call="callback",
        says="A change of a tag on members lists who came and who went.",
        source=_EVENTS,
        given=_sync_listens,
        asked=None,
        effect=lambda stage, _: _tag_story(stage),
    ),
    Fact(
        id="address-book-new-userid-is-told",
        call="callback",
        says="A changed userid comes with the old and the new one.",
        source=_EVENTS,
        given=_sync_listens,
        asked=None,
        effect=lambda stage, _: _renaming(stage),
    ),
    Fact(
        id="address-book-new-member-by-ids",
        call="callback",
        says="An address saved since 2022-08-15 hears userid and departments only.",
        source=_EVENTS,
        given=_sync_listens,
        asked=None,
        effect=lambda stage, _: _joining_by_ids(stage),
        switch=("contacts_sync_restricted", True),
    ),
    Fact(
        id="address-book-new-member-in-full",
        call="callback",
        says="An older address hears the rest as well.",
        source=_EVENTS,
        given=_sync_listens,
        asked=None,
        effect=lambda stage, _: _joining_in_full(stage),
        switch=("contacts_sync_restricted", False),
    ),
    Fact(
        id="address-book-apps-hear-their-range",
        call="callback",
        says="A self-built app hears who enters and leaves its range, and no change_contact.",
        source=_EVENTS,
        asked=None,
        effect=lambda stage, _: _app_hears_only_its_range(stage),
    ),
]
