"""Tags on members and departments, as far as an app may read them.

Source: https://developer.work.weixin.qq.com/document/path/96304 (2021-09-16, what a tag holds)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wecom_twin.endpoints.call import Call, Payload, Route, whole_number
from wecom_twin.endpoints.errors import ApiError

if TYPE_CHECKING:
    from wecom_twin.state.corp import SecretKind

_BOTH: frozenset[SecretKind] = frozenset({"app", "contacts_sync"})


def tag_list(call: Call) -> Payload:
    """Every tag of the corp."""
    return {"taglist": [{"tagid": one.id, "tagname": one.name} for one in call.corp.directory.tags.values()]}


def tag_get(call: Call) -> Payload:
    """Members and departments of one tag, those that the app sees."""
    asked = call.query.get("tagid", "")
    if not asked:
        raise ApiError(40063)
    tag = call.corp.directory.tags.get(whole_number(asked) or 0)
    if tag is None:
        raise ApiError(40068)
    held = [call.corp.directory.find_member(userid) for userid in tag.userids]
    members = [one for one in held if one is not None and call.sight.sees(one)]
    return {
        "tagname": tag.name,
        "userlist": [{"userid": one.userid, "name": one.name} for one in members],
        "partylist": [one for one in tag.parties if one in call.sight.departments],
    }


ROUTES: dict[str, Route] = {
    "/cgi-bin/tag/list": Route(handler=tag_list, method="GET", kinds=_BOTH, empty={"taglist": []}),
    "/cgi-bin/tag/get": Route(handler=tag_get, method="GET", kinds=_BOTH, empty={"userlist": [], "partylist": []}),
}
