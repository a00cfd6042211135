"""Control of corps: founding, apps, callback URLs, members."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import msgspec

if TYPE_CHECKING:
    from wecom_twin.control.router import Ask, Router
    from wecom_twin.state.corp import App, Corp

Cap = Literal["monthly_days", "weekly_7", "daily_1"]


def connect(ask: Ask) -> object:
    """How a platform connects: the first app of the first corp, and every other corp and app."""
    world, base_url = ask.studio.world, ask.studio.base_url
    corps = list(world.corps.values())
    first = corps[0] if corps else None
    app = first.app if first else None
    return {
        "base_url": base_url,
        "control_url": f"{base_url}/twin",
        "corpid": first.corpid if first else None,
        "agentid": app.agentid if app else None,
        "secret": app.secret if app else None,
        "corps": [shown_corp(one) for one in corps],
    }


def shown_corp(corp: Corp) -> dict[str, object]:
    """A corp as the control interface shows it."""
    return {
        "corpid": corp.corpid,
        "name": corp.name,
        "cap": corp.cap,
        "unionid_bound": corp.unionid_bound,
        "link_extras": corp.link_extras,
        "moments_enabled": corp.moments_enabled,
        "departments": len(corp.directory.departments),
        "members": len(corp.directory.members),
        "customers": len(corp.customers),
        "contact_ways": len(corp.ways),
        "group_sends": len(corp.sends),
        "apps": [shown_app(one) for one in corp.apps.values()],
    }


def shown_app(app: App) -> dict[str, object]:
    """An app with its secret: the control interface is the console."""
    return {
        "agentid": app.agentid,
        "name": app.name,
        "kind": app.kind,
        "secret": app.secret,
        "visible_departments": sorted(app.visible_departments),
        "visible_users": sorted(app.visible_users),
        "customer_contact": app.customer_contact,
        "trusted_ips": None if app.trusted_ips is None else sorted(app.trusted_ips),
        "disabled": app.disabled,
        "provider": app.provider,
        "trusted_domains": None if app.trusted_domains is None else sorted(app.trusted_domains),
        "callback_url": app.callback.url if app.callback else None,
    }


def list_corps(ask: Ask) -> object:
    """Every corp."""
    return [shown_corp(one) for one in ask.studio.world.corps.values()]


class _NewCorp(msgspec.Struct, forbid_unknown_fields=True):
    name: str = "灵渠示例"
    corpid: str | None = None
    cap: Cap = "monthly_days"


def add_corp(ask: Ask) -> object:
    """Found a corp with one app that sees everybody."""
    asked = ask.body(_NewCorp)
    world = ask.studio.world
    corp = world.add_corp(asked.name, corpid=asked.corpid, cap=asked.cap)
    world.add_app(corp)
    return shown_corp(corp)


def get_corp(ask: Ask) -> object:
    """One corp."""
    return shown_corp(ask.studio.world.corp(ask.corpid))


class _CorpChange(msgspec.Struct, forbid_unknown_fields=True):
    cap: Cap | None = None
    unionid_bound: bool | None = None
    link_extras: bool | None = None
    moments_enabled: bool | None = None


def change_corp(ask: Ask) -> object:
    """Change what an admin sets in the console."""
    asked = ask.body(_CorpChange)
    world = ask.studio.world
    with world.lock:
        corp = world.corp(ask.corpid)
        corp.cap = asked.cap or corp.cap
        corp.unionid_bound = corp.unionid_bound if asked.unionid_bound is None else asked.unionid_bound
        corp.link_extras = corp.link_extras if asked.link_extras is None else asked.link_extras
        corp.moments_enabled = corp.moments_enabled if asked.moments_enabled is None else asked.moments_enabled
        return shown_corp(corp)


class _NewApp(msgspec.Struct, forbid_unknown_fields=True):
    name: str = "客户运营"
    kind: Literal["app", "contacts_sync"] = "app"
    departments: tuple[int, ...] = (1,)
    userids: list[str] = []
    provider: str = ""


def add_app(ask: Ask) -> object:
    """Make another app, or the contacts-sync secret."""
    asked = ask.body(_NewApp)
    world = ask.studio.world
    app = world.add_app(
        world.corp(ask.corpid),
        asked.name,
        kind=asked.kind,
        departments=asked.departments,
        userids=asked.userids,
        provider=asked.provider,
    )
    return shown_app(app)


class _AppChange(msgspec.Struct, forbid_unknown_fields=True):
    visible_departments: list[int] | None = None
    visible_users: list[str] | None = None
    customer_contact: bool | None = None
    disabled: bool | None = None
    trusted_ips: list[str] | msgspec.UnsetType | None = msgspec.UNSET
    trusted_domains: list[str] | msgspec.UnsetType | None = msgspec.UNSET


def change_app(ask: Ask) -> object:
    """Change an app's range, rights and trusted addresses; `trusted_ips` null lets any address call."""
    asked = ask.body(_AppChange)
    world = ask.studio.world
    with world.lock:
        app = world.app(ask.corpid, int(ask.path["agentid"]))
        if asked.visible_departments is not None or asked.visible_users is not None:
            world.change_range(
                world.corp(ask.corpid),
                app,
                departments=asked.visible_departments,
                userids=asked.visible_users,
            )
        if asked.customer_contact is not None:
            app.customer_contact = asked.customer_contact
        if asked.disabled is not None:
            app.disabled = asked.disabled
        if asked.trusted_ips is not msgspec.UNSET:
            app.trusted_ips = None if asked.trusted_ips is None else frozenset(asked.trusted_ips)
        if asked.trusted_domains is not msgspec.UNSET:
            app.trusted_domains = None if asked.trusted_domains is None else frozenset(asked.trusted_domains)
        return shown_app(app)


def rotate_secret(ask: Ask) -> object:
    """Reset an app's secret: its token dies at once."""
    world = ask.studio.world
    return {"secret": world.rotate_secret(ask.corpid, int(ask.path["agentid"]))}


def kill_token(ask: Ask) -> object:
    """Let an app's token expire now, before its time."""
    return {"killed": ask.studio.world.kill_token(ask.corpid, int(ask.path["agentid"]))}


class _Callback(msgspec.Struct, forbid_unknown_fields=True):
    url: str
    token: str
    encoding_aes_key: str
    agentid: int | None = None


async def set_callback(ask: Ask) -> object:
    """Verify a callback URL as the console does, and save it; 409 when it does not prove itself."""
    asked = ask.body(_Callback)
    await ask.studio.world.configure_callback(
        ask.corpid,
        url=asked.url,
        token=asked.token,
        encoding_aes_key=asked.encoding_aes_key,
        agentid=asked.agentid,
    )
    return shown_app(ask.studio.world.app(ask.corpid, asked.agentid))


def generate_callback_keys(ask: Ask) -> object:
    """A Token and an EncodingAESKey, as the console's buttons make them."""
    token, key = ask.studio.world.generate_callback_keys()
    return {"token": token, "encoding_aes_key": key}


class _NewMember(msgspec.Struct, forbid_unknown_fields=True):
    userid: str
    name: str
    departments: tuple[int, ...] = (1,)
    position: str = ""
    follow_user: bool = True


def member_joins(ask: Ask) -> object:
    """A member joins the corp; apps that see them hear `subscribe`."""
    asked = ask.body(_NewMember)
    world = ask.studio.world
    member = world.member_joins(
        asked.userid,
        asked.name,
        departments=asked.departments,
        position=asked.position,
        follow_user=asked.follow_user,
        corpid=ask.corpid,
    )
    return {"userid": member.userid}


class _MemberChange(msgspec.Struct, forbid_unknown_fields=True):
    follow_user: bool | None = None
    console_welcome: bool | None = None
    mobile: str | None = None
    email: str | None = None
    biz_mail: str | None = None
    address: str | None = None
    gender: int | None = None
    departments: list[int] | None = None
    status: int | None = None


def change_member(ask: Ask) -> object:
    """Change what the console sets for a member."""
    asked = ask.body(_MemberChange)
    world = ask.studio.world
    with world.lock:
        member = world.member(world.corp(ask.corpid), ask.path["userid"])
        for name in ("follow_user", "console_welcome", "mobile", "email", "biz_mail", "address", "gender"):
            value: object = getattr(asked, name)
            if value is not None:
                setattr(member, name, value)
        if asked.departments is not None or asked.status is not None:
            world.member_moves(member.userid, departments=asked.departments, status=asked.status, corpid=ask.corpid)
        return {"userid": member.userid}


def member_leaves(ask: Ask) -> object:
    """A member leaves the corp; their customers become nobody's."""
    ask.studio.world.member_leaves(ask.path["userid"], corpid=ask.corpid)
    return {"userid": ask.path["userid"]}


def register(router: Router) -> None:
    """Add this module's paths."""
    corp, app = "/twin/corps/{corpid}", "/twin/corps/{corpid}/apps/{agentid}"
    router.add("GET", "/twin/connect", connect)
    router.add("GET", "/twin/corps", list_corps)
    router.add("POST", "/twin/corps", add_corp)
    router.add("GET", corp, get_corp)
    router.add("PATCH", corp, change_corp)
    router.add("POST", f"{corp}/apps", add_app)
    router.add("PATCH", app, change_app)
    router.add("POST", f"{app}/rotate_secret", rotate_secret)
    router.add("POST", f"{app}/kill_token", kill_token)
    router.add("POST", f"{corp}/callback", set_callback)
    router.add("POST", "/twin/callback_keys", generate_callback_keys)
    router.add("POST", f"{corp}/members", member_joins)
    router.add("PATCH", f"{corp}/members/{{userid}}", change_member)
    router.add("DELETE", f"{corp}/members/{{userid}}", member_leaves)
