"""Tags on members, and what changes of the address book announce."""

from __future__ import annotations

from facts.fact import Fact
from facts.stage import Stage

_TAGS = "directory.md §3 (96304, 2021-09-16)"
_EVENTS = "directory.md §6 (96302, 2023-11-01; 96304, 2021-09-16)"
_RENAMING = "directory.md §1 (new_userid)"


def _tag(stage: Stage) -> int:
    return stage.world.add_member_tag(stage.corp, "金牌导购", userids=["chen_rui", "wu_gang"], parties=[2, 3]).id


def _sync_listens(stage: Stage) -> None:
    stage.sync.callback = stage.app.callback


def _told(stage: Stage) -> list[str]:
    return [one.message.partition("</Event>")[2] for one in stage.callbacks(app=stage.sync)]


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


def _renamed_with_a_request(stage: Stage) -> bool:
    asking = stage.arrive(skip_verify=False)
    stage.world.member_renamed("chen_rui", "chen_rui2")
    return stage.world.accept("chen_rui2", asking).member.userid == "chen_rui2"


def _renamed_in_range(stage: Stage) -> None:
    stage.world.change_range(stage.corp, stage.app, departments=(), userids=["chen_rui"])
    stage.world.member_renamed("chen_rui", "chen_rui2")


def _renamed_leader(stage: Stage) -> None:
    stage.corp.directory.departments[2].leaders = ["chen_rui", "li_na"]
    stage.world.member_renamed("chen_rui", "chen_rui2")


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
        id="address-book-renamed-with-a-request",
        call="accept",
        says="A customer who waits to be accepted waits for the member under the new userid.",
        source=_RENAMING,
        asked=None,
        effect=lambda stage, _: _renamed_with_a_request(stage),
    ),
    Fact(
        id="address-book-renamed-in-range",
        call="user/get",
        says="A member whom an app sees by name stays in its visible range under the new userid.",
        source=_RENAMING,
        given=_renamed_in_range,
        asked={"userid": "chen_rui2"},
    ),
    Fact(
        id="address-book-renamed-leader",
        call="department/get",
        says="A department is led by the same member under the new userid.",
        source=_RENAMING,
        given=_renamed_leader,
        asked={"id": "2"},
        effect=lambda _, reply: reply["department"]["department_leader"] == ["chen_rui2", "li_na"],
    ),
    Fact(
        id="address-book-renamed-is-nobody",
        call="user/get",
        says="The former userid means nobody.",
        source=_RENAMING,
        given=lambda stage: stage.world.member_renamed("chen_rui", "chen_rui2"),
        asked={"userid": "chen_rui"},
        code=60111,
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
