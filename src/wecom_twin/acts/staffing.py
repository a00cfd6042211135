"""Members join, move and leave; apps hear who enters and leaves their visible range.

Sources: https://developer.work.weixin.qq.com/document/path/90376 (subscribe, 2025-11-26), 96302
(change_contact, 2023-11-01): a self-built app hears subscribe and unsubscribe only, the
contacts-sync address hears change_contact with ids only.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Literal

from wecom_twin.callbacks.messages import member_changed, visibility

if TYPE_CHECKING:
    from collections.abc import Generator

    from wecom_twin.realm import Realm
    from wecom_twin.state.contacts import Member
    from wecom_twin.state.corp import App, Corp

MemberChange = Literal["create_user", "update_user", "delete_user"]


@contextmanager
def ranges_announced(realm: Realm, corp: Corp) -> Generator[None]:
    """Around a change of directory or range: tells each app who has come into view or gone out of it."""
    apps = [app for app in corp.apps.values() if app.kind == "app" and not app.disabled]
    before = {app.agentid: _in_view(corp, app) for app in apps}
    yield
    for app in apps:
        app.sight = None
        after = _in_view(corp, app)
        for userid in sorted(after - before[app.agentid]):
            realm.outbox.raise_to(corp, app, visibility("subscribe", userid, app.agentid))
        for userid in sorted(before[app.agentid] - after):
            realm.outbox.raise_to(corp, app, visibility("unsubscribe", userid, app.agentid))


def _in_view(corp: Corp, app: App) -> set[str]:
    sight = corp.sight_of(app)
    return {one.userid for one in corp.directory.members.values() if one.active and sight.sees(one)}


def tell_contacts_sync(realm: Realm, corp: Corp, kind: MemberChange, member: Member) -> None:
    """Raise change_contact to the contacts-sync address, if one is configured."""
    departments = () if kind == "delete_user" else tuple(member.departments)
    for app in corp.apps.values():
        if app.kind == "contacts_sync" and not app.disabled:
            realm.outbox.raise_to(corp, app, member_changed(kind, member.userid, departments=departments))
