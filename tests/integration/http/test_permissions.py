"""Who may call what: every route of the admin stands in the table below, or the first test fails."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from litestar import Litestar

from integration.http.conftest import House
from lingqu.kernel.access import Role

if TYPE_CHECKING:
    from lingqu.kernel.ids import CorpId

EVERYBODY = "everybody"
READERS = "readers"
OPERATORS = "operators"
CONNECTORS = "connectors"
MEMBERS = "members"
"""Nobody by a role of theirs: whoever entered from WeCom, and sees their own."""

MAY: dict[str, set[Role]] = {
    EVERYBODY: set(Role),
    READERS: {Role.OWNER, Role.ADMIN, Role.OPERATOR, Role.ANALYST},
    OPERATORS: {Role.OWNER, Role.ADMIN, Role.OPERATOR},
    CONNECTORS: {Role.OWNER, Role.ADMIN},
    MEMBERS: set(),
}

CHANNEL = {
    "name": "门店海报",
    "cost_fen": 0,
    "staff_ids": [1],
    "department_ids": [],
    "skip_verify": True,
    "expires_at": None,
    "fallback_staff_ids": [],
    "tag_ids": [],
    "remark_template": None,
    "welcome": [],
}
BROADCAST = {
    "name": "会员日",
    "tag_ids": [1],
    "tag_match": "any",
    "variants": [{"key": "A", "permille": 1_000, "content": {"text": "您好", "attachments": []}}],
}
PROGRAMME = {"name": "羽绒季", "category": "marketing", "owner": "王敏"}
TEMPLATE = {"kind": "orders", "source": "erp", "name": "ERP", "fields": {"order_no": ["No"]}, "statuses": {}}
SEGMENT = {"name": "A", "definition": {"kind": "bucket", "salt": "s"}}
GRANT = {"tag_id": 1, "stage_id": None, "withdraw_on_left": False}
WITHDRAWAL = {
    "key": "k1",
    "purpose": "marketing",
    "channel": "any",
    "stance": "withdrawn",
    "source": "conversation",
    "reason": "客户说不要再发",
}
SUPPRESSION = {"purpose": None, "reason": "complaint", "note": None, "ends_at": None}
JOURNEY = {
    "entries": [{"kind": "manual"}],
    "first": "a",
    "steps": {"a": {"kind": "wait", "lasts": "P1D"}},
}
GROUP_WELCOME = {"name": "会员群", "text": "欢迎 %NICKNAME%", "attachments": [], "notify": False}
CORP = {"corpid": "ww1a2b3c4d5e6f7a8b", "name": "品牌", "agentid": 1, "secret": "s" * 43}

ORDER = {
    "key": "a",
    "kind": "follow_up",
    "title": "回访",
    "todo": "回访老客",
    "closes_at": "2026-03-05T10:00:00Z",
    "audience": {"staff_ids": [1]},
}

ROUTES: dict[str, tuple[str, Any]] = {
    "DELETE /api/dead-letters/{dead_letter_id}": (OPERATORS, None),
    "DELETE /api/event-door/former-key": (CONNECTORS, None),
    "DELETE /api/groupchat-tags/{tag_id}": (OPERATORS, None),
    "DELETE /api/import-templates/{template_id}": (OPERATORS, None),
    "DELETE /api/segments/{segment_id}/grants/{grant_id}": (OPERATORS, None),
    "DELETE /api/session": (EVERYBODY, None),
    "GET /api/attributes": (READERS, None),
    "GET /api/blobs/{key}": (READERS, None),
    "GET /api/broadcasts": (READERS, None),
    "GET /api/broadcasts/calendar": (READERS, None),
    "GET /api/broadcasts/{broadcast_id}": (READERS, None),
    "GET /api/broadcasts/{broadcast_id}/deliveries": (READERS, None),
    "GET /api/broadcasts/{broadcast_id}/tasks": (READERS, None),
    "GET /api/broadcasts/{broadcast_id}/unknown": (READERS, None),
    "GET /api/broadcasts/{broadcast_id}/text": (READERS, None),
    "GET /api/channels": (READERS, None),
    "GET /api/channels/{channel_id}": (READERS, None),
    "GET /api/channels/{channel_id}/qr.png": (READERS, None),
    "GET /api/channels/{channel_id}/qr.svg": (READERS, None),
    "GET /api/channels/{channel_id}/report": (READERS, None),
    "GET /api/consent/rules": (READERS, None),
    "GET /api/corp": (READERS, None),
    "GET /api/corp/sync": (READERS, None),
    "GET /api/corp/sync/runs": (READERS, None),
    "GET /api/customers": (READERS, None),
    "GET /api/customers/{customer_id}": (READERS, None),
    "GET /api/customers/{customer_id}/consent": (READERS, None),
    "GET /api/customers/{customer_id}/consent/ledger": (READERS, None),
    "GET /api/customers/{customer_id}/deliveries": (READERS, None),
    "GET /api/customers/{customer_id}/groupchats": (READERS, None),
    "GET /api/customers/{customer_id}/identities": (READERS, None),
    "GET /api/customers/{customer_id}/orders": (READERS, None),
    "GET /api/customers/{customer_id}/segments": (READERS, None),
    "GET /api/customers/{customer_id}/timeline": (READERS, None),
    "GET /api/dead-letters": (OPERATORS, None),
    "GET /api/deliveries": (READERS, None),
    "GET /api/deliveries/summary": (READERS, None),
    "GET /api/departments": (READERS, None),
    "GET /api/doctor": (READERS, None),
    "GET /api/event-door": (CONNECTORS, None),
    "GET /api/flow": (READERS, None),
    "GET /api/flow/stream": (READERS, None),
    "GET /api/grants": (READERS, None),
    "GET /api/groupchat-tags": (READERS, None),
    "GET /api/groupchats": (READERS, None),
    "GET /api/groupchats/{groupchat_id}": (READERS, None),
    "GET /api/groupchats/{groupchat_id}/deliveries": (READERS, None),
    "GET /api/groupchats/{groupchat_id}/members": (READERS, None),
    "GET /api/group-welcomes": (READERS, None),
    "GET /api/group-welcomes/{group_welcome_id}": (READERS, None),
    "GET /api/identities/quarantined": (READERS, None),
    "GET /api/import-templates": (READERS, None),
    "GET /api/imports": (READERS, None),
    "GET /api/imports/{import_id}": (READERS, None),
    "GET /api/imports/{import_id}/errors.csv": (OPERATORS, None),
    "GET /api/imports/{import_id}/preview": (OPERATORS, None),
    "GET /api/journeys": (READERS, None),
    "GET /api/journeys/{journey_id}": (READERS, None),
    "GET /api/journeys/{journey_id}/passages": (READERS, None),
    "GET /api/journeys/{journey_id}/standing": (READERS, None),
    "GET /api/journeys/{journey_id}/text": (READERS, None),
    "GET /api/passages/{enrollment_id}": (READERS, None),
    "GET /api/moments": (READERS, None),
    "GET /api/moments/{moment_id}": (READERS, None),
    "GET /api/moments/{moment_id}/members": (READERS, None),
    "GET /api/my/back/{corpid}": (EVERYBODY, None),
    "GET /api/my/enter/{corpid}": (EVERYBODY, None),
    "GET /api/my/tasks": (MEMBERS, None),
    "GET /api/my/tasks/{task_id}": (MEMBERS, None),
    "GET /api/openapi.json": (EVERYBODY, None),
    "GET /api/outreach/rules": (READERS, None),
    "GET /api/programmes": (READERS, None),
    "GET /api/programmes/{programme_id}": (READERS, None),
    "GET /api/report/channels": (READERS, None),
    "GET /api/segments": (READERS, None),
    "GET /api/segments/lists": (READERS, None),
    "GET /api/segments/lists/{list_id}": (READERS, None),
    "GET /api/segments/vocabulary": (READERS, None),
    "GET /api/segments/{segment_id}": (READERS, None),
    "GET /api/segments/{segment_id}/grants": (READERS, None),
    "GET /api/segments/{segment_id}/sizes": (READERS, None),
    "GET /api/segments/{segment_id}/text": (READERS, None),
    "GET /api/segments/{segment_id}/versions/{version}/changes": (READERS, None),
    "GET /api/session": (EVERYBODY, None),
    "GET /api/staff": (READERS, None),
    "GET /api/stages": (READERS, None),
    "GET /api/tags": (READERS, None),
    "GET /api/tasks": (READERS, None),
    "GET /api/tasks/summary": (READERS, None),
    "GET /api/work-orders": (READERS, None),
    "GET /api/work-orders/{work_order_id}": (READERS, None),
    "PATCH /api/channels/{channel_id}": (OPERATORS, {"name": "新名"}),
    "POST /api/attributes": (OPERATORS, {"key": "city", "label": "城市", "type": "string"}),
    "POST /api/blobs": (OPERATORS, None),
    "POST /api/blobs/files": (OPERATORS, None),
    "POST /api/blobs/videos": (OPERATORS, None),
    "POST /api/broadcasts": (OPERATORS, BROADCAST),
    "POST /api/broadcasts/forecast": (READERS, {"tag_ids": [1], "tag_match": "any"}),
    "POST /api/broadcasts/groups/forecast": (READERS, {"groups": {}}),
    "POST /api/broadcasts/groups/preview": (READERS, {}),
    "POST /api/broadcasts/preview": (READERS, {"tag_ids": [1], "tag_match": "any"}),
    "POST /api/broadcasts/text/apply": (OPERATORS, {"texts": {}}),
    "POST /api/broadcasts/text/diff": (READERS, {"texts": {}}),
    "POST /api/broadcasts/{broadcast_id}/approve": (OPERATORS, None),
    "POST /api/broadcasts/{broadcast_id}/cancel": (OPERATORS, None),
    "POST /api/broadcasts/{broadcast_id}/remind": (OPERATORS, None),
    "POST /api/broadcasts/{broadcast_id}/return": (OPERATORS, None),
    "POST /api/broadcasts/{broadcast_id}/send": (OPERATORS, None),
    "POST /api/broadcasts/{broadcast_id}/unknown/{group_send_id}/settle": (OPERATORS, {"sent": True, "words": "看过"}),
    "POST /api/channels": (OPERATORS, CHANNEL),
    "POST /api/channels/preview": (OPERATORS, {"text": "您好", "fallback_text": None}),
    "POST /api/channels/{channel_id}/archive": (OPERATORS, None),
    "POST /api/corp": (CONNECTORS, CORP),
    "POST /api/corp/sync": (CONNECTORS, None),
    "POST /api/customers/{customer_id}/consent": (OPERATORS, WITHDRAWAL),
    "POST /api/customers/{customer_id}/stage": (OPERATORS, {"stage_id": 1}),
    "POST /api/customers/{customer_id}/suppressions": (OPERATORS, SUPPRESSION),
    "POST /api/customers/{customer_id}/suppressions/{suppression_id}/lift": (OPERATORS, None),
    "POST /api/customers/{customer_id}/tags": (OPERATORS, {"staff_id": 1, "grant": [], "withdraw": []}),
    "POST /api/customers/{customer_id}/unmerge": (OPERATORS, {"merge_id": 1}),
    "POST /api/dead-letters/replay": (OPERATORS, {}),
    "POST /api/dead-letters/{dead_letter_id}/replay": (OPERATORS, None),
    "POST /api/event-door/key": (CONNECTORS, None),
    "POST /api/groupchat-tags": (OPERATORS, {"name": "重点群"}),
    "POST /api/groupchats/{groupchat_id}/tags": (OPERATORS, {"grant": [], "withdraw": []}),
    "POST /api/group-welcomes": (OPERATORS, GROUP_WELCOME),
    "POST /api/group-welcomes/{group_welcome_id}/make-again": (OPERATORS, None),
    "POST /api/group-welcomes/{group_welcome_id}/remove": (OPERATORS, None),
    "POST /api/identities/{identity_id}/release": (OPERATORS, None),
    "POST /api/import-templates": (OPERATORS, TEMPLATE),
    "POST /api/imports": (OPERATORS, None),
    "POST /api/imports/{import_id}/cancel": (OPERATORS, None),
    "POST /api/imports/{import_id}/check": (OPERATORS, None),
    "POST /api/imports/{import_id}/start": (OPERATORS, None),
    "POST /api/journeys": (OPERATORS, {"name": "七天", "definition": JOURNEY}),
    "POST /api/journeys/{journey_id}/enter": (OPERATORS, {"customer_ids": [1]}),
    "POST /api/journeys/{journey_id}/move": (OPERATORS, {"state": "paused"}),
    "POST /api/journeys/{journey_id}/publish": (OPERATORS, {"revision": 1}),
    "PUT /api/journeys/{journey_id}": (OPERATORS, {"name": "七天", "definition": JOURNEY, "revision": 1}),
    "POST /api/journeys/check": (READERS, {"definition": JOURNEY}),
    "POST /api/journeys/table": (READERS, {"definition": JOURNEY}),
    "POST /api/journeys/table/write": (READERS, {"definition": JOURNEY, "table": {"phases": [], "ends": "完"}}),
    "POST /api/journeys/text": (READERS, {"text": "journeys: []"}),
    "POST /api/journeys/text/apply": (OPERATORS, {"texts": {}}),
    "POST /api/journeys/text/diff": (READERS, {"texts": {}}),
    "POST /api/journeys/text/test": (READERS, {"texts": {}}),
    "POST /api/journeys/text/write": (READERS, {"name": "七天", "definition": JOURNEY}),
    "POST /api/moments": (OPERATORS, {"name": "新品", "text": "夏季新品到店", "attachments": []}),
    "POST /api/moments/preview": (READERS, {}),
    "POST /api/moments/{moment_id}/approve": (OPERATORS, None),
    "POST /api/moments/{moment_id}/cancel": (OPERATORS, None),
    "POST /api/moments/{moment_id}/return": (OPERATORS, None),
    "POST /api/moments/{moment_id}/send": (OPERATORS, None),
    "POST /api/my/tasks/seen": (MEMBERS, {"task_ids": [1]}),
    "POST /api/my/tasks/{task_id}/customers/{customer_id}": (MEMBERS, {"done": True}),
    "POST /api/my/tasks/{task_id}/decline": (MEMBERS, {"reason": "no_time"}),
    "POST /api/my/tasks/{task_id}/done": (MEMBERS, {"note": ""}),
    "POST /api/outreach/freeze": (OPERATORS, None),
    "POST /api/outreach/thaw": (CONNECTORS, None),
    "POST /api/programmes": (OPERATORS, PROGRAMME),
    "POST /api/programmes/{programme_id}/move": (OPERATORS, {"state": "paused"}),
    "POST /api/segments": (OPERATORS, SEGMENT),
    "POST /api/segments/explain": (READERS, {"definition": SEGMENT["definition"], "customer_ids": [0]}),
    "POST /api/segments/lists": (OPERATORS, {"name": "来宾", "import_id": 1}),
    "POST /api/segments/lists/{list_id}/archive": (OPERATORS, None),
    "POST /api/segments/lists/{list_id}/file": (OPERATORS, {"import_id": 1}),
    "POST /api/segments/lists/{list_id}/match": (OPERATORS, None),
    "POST /api/segments/overlap": (READERS, {"definition": SEGMENT["definition"]}),
    "POST /api/segments/preview": (READERS, {"definition": SEGMENT["definition"]}),
    "POST /api/segments/text": (READERS, {"text": "segments: []"}),
    "POST /api/segments/text/write": (READERS, SEGMENT),
    "POST /api/segments/{segment_id}/archive": (OPERATORS, None),
    "POST /api/segments/{segment_id}/grants": (OPERATORS, GRANT),
    "POST /api/segments/{segment_id}/grants/preview": (READERS, GRANT),
    "POST /api/segments/{segment_id}/grants/{grant_id}/off": (OPERATORS, {"take_back": False}),
    "POST /api/segments/{segment_id}/grants/{grant_id}/on": (OPERATORS, None),
    "POST /api/session": (EVERYBODY, {"name": "nobody", "password": "wrong"}),
    "POST /api/session/owner": (EVERYBODY, {"name": "老板", "password": "correct horse battery"}),
    "POST /api/tags": (OPERATORS, {"group_name": "", "names": []}),
    "POST /api/tasks/cancel": (OPERATORS, {"task_ids": [1]}),
    "POST /api/tasks/remind": (OPERATORS, {"task_ids": [1]}),
    "POST /api/work-orders": (OPERATORS, ORDER),
    "POST /api/work-orders/preview": (READERS, ORDER["audience"]),
    "POST /api/work-orders/{work_order_id}/cancel": (OPERATORS, None),
    "POST /api/work-orders/{work_order_id}/remind": (OPERATORS, None),
    "PUT /api/broadcasts/{broadcast_id}": (OPERATORS, {**BROADCAST, "version": 1}),
    "PUT /api/consent/rules": (CONNECTORS, {"service": True, "marketing": False}),
    "PUT /api/customers/{customer_id}/attributes/{key}": (OPERATORS, {"value": "杭州"}),
    "PUT /api/customers/{customer_id}/remark": (OPERATORS, {"staff_id": 1, "remark": "老客"}),
    "PUT /api/departments/{department_id}/shop": (OPERATORS, {"is_shop": True}),
    "PUT /api/imports/{import_id}/mapping": (OPERATORS, {"source": "pos", "assignments": []}),
    "PUT /api/outreach/rules": (CONNECTORS, {}),
    "PUT /api/programmes/{programme_id}": (OPERATORS, PROGRAMME),
    "PUT /api/segments/lists/{list_id}": (OPERATORS, {"name": "来宾"}),
    "PUT /api/segments/{segment_id}": (OPERATORS, {**SEGMENT, "version": 1}),
    "PUT /api/stages": (OPERATORS, {"stages": [{"stage_id": 1, "name": "认知"}]}),
    "PUT /api/group-welcomes/{group_welcome_id}": (OPERATORS, GROUP_WELCOME),
}

STREAM = "GET /api/flow/stream"
"""Does not end for those who may read it; tests of the live view read it."""

SAMPLES = {
    "import_id": "1",
    "template_id": "1",
    "broadcast_id": "1",
    "programme_id": "1",
    "channel_id": "1",
    "corpid": "ww1a2b3c4d5e6f7a8b",
    "customer_id": "1",
    "dead_letter_id": "callback:1",
    "department_id": "1",
    "enrollment_id": "1",
    "grant_id": "1",
    "group_send_id": "1",
    "group_welcome_id": "1",
    "groupchat_id": "1",
    "identity_id": "1",
    "journey_id": "1",
    "key": "city",
    "list_id": "1",
    "moment_id": "1",
    "segment_id": "1",
    "suppression_id": "1",
    "tag_id": "1",
    "task_id": "1",
    "version": "1",
    "work_order_id": "1",
}

UPLOADS = {
    "POST /api/blobs": {"file": ("a.png", b"not a picture", "image/png")},
    "POST /api/blobs/files": {"file": ("a.pdf", b"pdf", "application/pdf")},
    "POST /api/blobs/videos": {"file": ("a.mp4", b"not a video", "video/mp4")},
    "POST /api/imports": {"file": ("a.csv", b"no,1\n", "text/csv")},
}

NOT_ASKED = {401, 403}


def routes_of(api: Litestar) -> set[str]:
    return {
        f"{method} {route.path_format}"
        for route in api.routes
        for method in getattr(route, "methods", ())
        if route.path_format.startswith("/api/") and method not in {"OPTIONS", "HEAD"}
    }


async def call(house: House, route: str, token: str) -> int:
    method, path = route.split(" ")
    for name, value in SAMPLES.items():
        path = path.replace(f"{{{name}}}", value)
    answer = await house.client.request(
        method,
        path,
        json=ROUTES[route][1],
        files=UPLOADS.get(route),
        params={"kind": "orders"} if route == "POST /api/imports" else None,
        headers={"X-CSRF-Token": token},
    )
    return answer.status_code


async def test_every_route_stands_in_the_table(house: House) -> None:
    assert routes_of(house.api) == set(ROUTES)


@pytest.mark.usefixtures("owner")
@pytest.mark.parametrize("role", list(Role))
async def test_a_role_may_do_exactly_what_the_table_says(house: House, corp_id: CorpId, role: Role) -> None:
    asked = [
        route
        for route, (group, _) in ROUTES.items()
        if group != EVERYBODY and not (route == STREAM and role in MAY[READERS])
    ]
    if role is not Role.OWNER:
        await house.become(role, corp_id)
    token = await house.token()

    allowed = {route: await call(house, route, token) not in NOT_ASKED for route in asked}

    assert allowed == {route: role in MAY[ROUTES[route][0]] for route in asked}


async def test_nobody_does_anything_without_a_session(house: House) -> None:
    token = await house.token()

    answers = {route: await call(house, route, token) for route, (group, _) in ROUTES.items() if group != EVERYBODY}

    assert set(answers.values()) == {401}


@pytest.mark.usefixtures("corp_id")
async def test_no_route_fails_on_its_own_account(owner: House) -> None:
    token = await owner.token()

    answers = {
        route: await call(owner, route, token) for route in ROUTES if route not in {STREAM, "DELETE /api/session"}
    }

    assert {route: status for route, status in answers.items() if status >= 500} == {}
