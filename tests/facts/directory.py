"""Departments and members, within the range that an app sees."""

from __future__ import annotations

from functools import partial

from facts.fact import Ask, Fact
from facts.stage import Stage

_user = partial(Fact, source="directory.md §1, page 96255 (2025-03-06)")
_department = partial(Fact, source="directory.md §2")
_ids = partial(Fact, call="user/list_id", source="directory.md §1, page 96067 (2024-07-23)")
_RESTRICTED = ("user/get", "user/list", "user/simplelist", "department/list", "department/get")


def _page(stage: Stage, **asked: object) -> Ask:
    return Ask(body=asked, token=stage.token(stage.sync))


def _two_departments(stage: Stage) -> None:
    stage.world.member_moves("chen_rui", departments=(2, 3))


def _sync_asks(stage: Stage) -> Ask:
    return Ask(
        query={"userid": "chen_rui", "department_id": "2", "id": "2"},
        token=stage.token(stage.sync),
    )


FACTS = [
    _user(
        id="user-get",
        call="user/get",
        says="A member inside the visible range is shown; capital letters do not matter.",
        asked={"userid": "CHEN_RUI"},
        effect=lambda _, reply: reply["userid"] == "chen_rui" and reply["status"] == 1,
    ),
    _user(id="user-get-none", call="user/get", says="Without a userid: 40063.", source="core.md §5", code=40063),
    _user(
        id="user-get-gone",
        call="user/get",
        says="Who has left is unknown: 60111.",
        given=lambda stage: stage.world.member_leaves("li_na"),
        asked={"userid": "li_na"},
        code=60111,
    ),
    _user(
        id="user-get-outside",
        call="user/get",
        says="A member outside the visible range: 60011.",
        asked={"userid": "wu_gang"},
        code=60011,
    ),
    _user(
        id="user-hidden-fields",
        call="user/get",
        says="An app made after 2022-06-20 never reads mobile, email, gender or avatar.",
        asked={"userid": "chen_rui"},
        effect=lambda _, reply: not reply.keys() & {"mobile", "email", "gender", "avatar", "qr_code"},
    ),
    _user(
        id="user-list-direct",
        call="user/list",
        says="A department's list holds its direct members, those of the visible range.",
        source="directory.md §1, page 96260 (2024-07-24)",
        asked={"department_id": "2"},
        effect=lambda _, reply: [one["userid"] for one in reply["userlist"]] == ["chen_rui", "li_na", "zhao_min"],
    ),
    _user(
        id="user-list-unknown-department",
        call="user/list",
        says="A department that does not exist: 60123.",
        source="core.md §5",
        asked={"department_id": "99"},
        code=60123,
    ),
    _user(
        id="user-simplelist-outside",
        call="user/simplelist",
        says="A department outside the visible range: 60011.",
        asked={"department_id": "3"},
        code=60011,
    ),
    _department(
        id="department-list-visible",
        call="department/list",
        says="Without an id the list holds what the app sees; parents may be missing from it.",
        effect=lambda _, reply: [(one["id"], one["parentid"]) for one in reply["department"]] == [(2, 1)],
    ),
    _department(
        id="department-get-unknown",
        call="department/get",
        says="A department that does not exist: 60123.",
        source="core.md §5",
        asked={"id": "99"},
        code=60123,
    ),
    _department(
        id="department-list-outside",
        call="department/list",
        says="A department outside the visible range: 60011.",
        asked={"id": "1"},
        code=60011,
    ),
    *(
        Fact(
            id=f"sync-restricted-{call.replace('/', '-')}-{restricted}",
            call=call,
            says=f"The contacts-sync secret from {'a new' if restricted else 'an old'} address: {code}.",
            source="directory.md §0 rule 4",
            switch=("contacts_sync_restricted", restricted),
            given=lambda stage: stage.world.change_range(stage.corp, stage.sync, departments=(1,)),
            asked=_sync_asks,
            code=code,
        )
        for call in _RESTRICTED
        for restricted, code in ((True, 48009), (False, 0))
    ),
    _ids(
        id="list-id-rows",
        says="One row for each member and department; an empty cursor ends the list.",
        given=_two_departments,
        asked=_page,
        effect=lambda _, reply: (
            [(one["userid"], one["department"]) for one in reply["dept_user"][:2]] == [("chen_rui", 2), ("chen_rui", 3)]
            and reply["next_cursor"] == ""
        ),
    ),
    _ids(
        id="list-id-splits-members",
        says="A page may end between two rows of one member, and the cursor goes on with the next.",
        given=_two_departments,
        asked=lambda stage: _page(stage, limit=1),
        effect=lambda stage, reply: (
            stage.need("user/list_id", _page(stage, limit=1, cursor=reply["next_cursor"]))["dept_user"]
            == [{"userid": "chen_rui", "department": 3}]
        ),
    ),
    _ids(id="list-id-limit", says="A limit below 1: 40058.", asked=lambda stage: _page(stage, limit=0), code=40058),
    _ids(
        id="list-id-cursor",
        says="A cursor that was never given: 40058.",
        asked=lambda stage: _page(stage, cursor="wrong"),
        code=40058,
    ),
]
