"""Acquisition links (获客助手): whose they are, and what they may say."""

from __future__ import annotations

from facts.fact import Fact
from facts.linking import GOOD, LINKS, PATH, come, make, paid, the_link, told
from facts.stage import Stage


def foreign(stage: Stage) -> str:
    return stage.need(PATH + "create_link", GOOD, app=stage.other)["link"]["link_id"]


def deleted(stage: Stage) -> str:
    link_id = paid(stage)
    stage.need(PATH + "delete_link", link_id=link_id)
    return link_id


def crowd(stage: Stage) -> None:
    for number in range(3):
        stage.world.add_member(stage.corp, f"staff{number}", f"店员{number}", departments=(2,))
    stage.set(acquisition_link_members=4)


def two(stage: Stage) -> None:
    stage.set(acquisition_links=2)
    make(stage)
    make(stage)


CREATION = [
    ("no-name", "A link needs a name.", {"link_name": ""}, 40063),
    ("name-30", "A name of 30 characters is taken.", {"link_name": "名" * 30}, 0),
    ("name-31", "A name of 31 characters is not.", {"link_name": "名" * 31}, 40058),
    ("no-range", "A link needs a range.", {"range": None}, 40063),
    ("empty-range", "A range names members or departments.", {"range": {}}, 40063),
    ("501-listed", "A range lists at most 500 members.", {"range": {"user_list": ["chen_rui"] * 501}}, 40058),
    ("ghost", "Members must exist.", {"range": {"user_list": ["ghost"]}}, 40003),
    ("nameless-member", "A member's userid is not empty.", {"range": {"user_list": [""]}}, 40063),
    ("invisible", "Members must be visible.", {"range": {"user_list": ["wu_gang"]}}, 60011),
    ("no-permission", "Members must be allowed customers.", {"range": {"user_list": ["zhao_min"]}}, 84074),
    ("department", "A department may stand for its members.", {"range": {"department_list": [2]}}, 0),
    ("invisible-department", "Departments must be visible.", {"range": {"department_list": [3]}}, 60011),
    ("priority-0", "priority_type is 1 or 2.", {"priority_option": {"priority_type": 3}}, 40058),
    ("priority-2-alone", "priority_type 2 needs its list.", {"priority_option": {"priority_type": 2}}, 40063),
    (
        "priority-1001",
        "The list of preferred members holds 1,000.",
        {"priority_option": {"priority_type": 2, "priority_userid_list": ["chen_rui"] * 1_001}},
        40058,
    ),
    (
        "priority-ghost",
        "Preferred members must exist.",
        {"priority_option": {"priority_type": 2, "priority_userid_list": ["ghost"]}},
        40003,
    ),
]

FACTS = [
    *(
        Fact(
            id=f"link-create-{name}",
            call=PATH + "create_link",
            says=says,
            source=LINKS,
            asked={**GOOD, **change},
            code=code,
            effect=lambda stage, reply: (len(stage.corp.links) == 1) is (reply["errcode"] == 0),
        )
        for name, says, change, code in CREATION
    ),
    Fact(
        id="link-create",
        call=PATH + "create_link",
        says="A new link answers its id, name, address and time.",
        source=LINKS,
        asked=GOOD,
        effect=lambda stage, reply: (
            reply["link"]
            == {
                "link_id": (made := next(iter(stage.corp.links))),
                "link_name": "抖音投放",
                "url": f"https://work.weixin.qq.com/ca/{made}",
                "create_time": int(stage.now),
            }
        ),
    ),
    Fact(
        id="link-create-over-500-people",
        call=PATH + "create_link",
        says="A link covers at most 500 people, departments expanded.",
        source=LINKS,
        given=crowd,
        asked={**GOOD, "range": {"department_list": [2]}},
        code=40058,
    ),
    Fact(
        id="link-create-too-many",
        call=PATH + "create_link",
        says="Beyond the number of links, which no page gives, 41095 is answered.",
        source=LINKS,
        confirmed=False,
        switch=("acquisition_links", 2),
        given=two,
        asked=GOOD,
        code=41095,
    ),
    Fact(
        id="link-priority-by-category",
        call=PATH + "create_link",
        says="priority_option is for some business categories only.",
        source=LINKS + "; externalcontact-misc.md §7",
        given=lambda stage: setattr(stage.corp, "link_extras", False),
        asked={**GOOD, "priority_option": {"priority_type": 1}},
        code=41200,
    ),
    Fact(
        id="link-get",
        call=PATH + "get",
        says="A link is read with its range and preference.",
        source=LINKS,
        given=lambda stage: make(stage, priority_option={"priority_type": 1}, skip_verify=False),
        asked=the_link,
        effect=lambda _, reply: (
            reply["range"] == {"user_list": ["chen_rui"], "department_list": []}
            and reply["priority_option"] == {"priority_type": 1, "priority_userid_list": []}
            and reply["link"]["skip_verify"] is False
        ),
    ),
    *(
        Fact(
            id=f"link-{path}-without-id",
            call=PATH + path,
            says=f"{path} needs a link_id.",
            source=LINKS,
            code=40063,
        )
        for path in ("get", "update_link", "delete_link", "customer", "statistic")
    ),
    *(
        Fact(
            id=f"link-{path}-{whose}-{code}",
            call=PATH + path,
            says=f"{path} of {says} answers {code}; no page names the code.",
            source=LINKS,
            confirmed=False,
            switch=("unknown_link_errcode", code),
            given=given,
            asked=the_link,
            code=code,
        )
        for path in ("get", "delete_link")
        for whose, says, given in (
            ("unknown", "a link that never was", lambda _: "caNobody"),
            ("foreign", "another app's link", foreign),
            ("deleted", "a deleted link", deleted),
        )
        for code in (40058, 41044)
    ),
    Fact(
        id="link-update-overwrites-range",
        call=PATH + "update_link",
        says="An update overwrites the range as a whole and leaves what it does not name.",
        source=LINKS,
        given=make,
        asked=lambda stage: {**the_link(stage), "range": {"department_list": [2]}, "skip_verify": False},
        effect=lambda stage, _: (
            (shown := stage.need(PATH + "get", link_id=stage.it))["range"] == {"user_list": [], "department_list": [2]}
            and (shown["link"]["link_name"], shown["link"]["skip_verify"]) == ("抖音投放", False)
        ),
    ),
    Fact(
        id="link-update-checks-the-name",
        call=PATH + "update_link",
        says="An update is held to the same limits.",
        source=LINKS,
        given=make,
        asked=lambda stage: {**the_link(stage), "link_name": "名" * 31},
        code=40058,
        effect=lambda stage, _: stage.world.link(stage.it).link_name == "抖音投放",
    ),
    Fact(
        id="link-delete-is-silent",
        call=PATH + "delete_link",
        says="A link deleted through the API is dead, and no event says so.",
        source=LINKS,
        given=make,
        asked=the_link,
        effect=lambda stage, _: come(stage, stage.it).outcome == "dead_code" and told(stage, "delete_link") == 0,
    ),
    Fact(
        id="link-list-is-own",
        call=PATH + "list_link",
        says="The list has the living links of the calling app.",
        source=LINKS,
        given=lambda stage: (foreign(stage), deleted(stage), make(stage))[-1],
        effect=lambda stage, reply: reply["link_id_list"] == [stage.it],
    ),
    Fact(
        id="link-list-holds-100",
        call=PATH + "list_link",
        says="A page of links holds at most 100.",
        source=LINKS,
        given=lambda stage: [make(stage) for _ in range(101)],
        asked={"limit": 1_000},
        effect=lambda stage, reply: (
            len(reply["link_id_list"]) == 100
            and stage.need(PATH + "list_link", cursor=reply["next_cursor"])["link_id_list"] == stage.it[100:]
        ),
    ),
    Fact(
        id="link-list-cursor",
        call=PATH + "list_link",
        says="A cursor that was never given is refused.",
        source=LINKS,
        asked={"cursor": "x"},
        code=40058,
    ),
]
