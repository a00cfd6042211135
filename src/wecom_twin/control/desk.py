"""Control of members at their desks: cards, menus, and robots in their groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from wecom_twin.realm import UnknownThingError

if TYPE_CHECKING:
    from wecom_twin.control.router import Ask, Router
    from wecom_twin.state.appchats import Robot


class _CardPress(msgspec.Struct, forbid_unknown_fields=True):
    userid: str
    task_id: str
    key: str
    selected: dict[str, list[str]] = {}
    agentid: int | None = None


def press_card(ask: Ask) -> object:
    """A member presses a button of a card; the app hears template_card_event."""
    asked = ask.body(_CardPress)
    code = ask.studio.world.presses_card(
        asked.userid, asked.task_id, asked.key, selected=asked.selected, agentid=asked.agentid, corpid=ask.corpid
    )
    return {"response_code": code}


class _MenuPress(msgspec.Struct, forbid_unknown_fields=True):
    userid: str
    name: str
    agentid: int | None = None


def press_menu(ask: Ask) -> object:
    """A member presses an entry of the app's menu."""
    asked = ask.body(_MenuPress)
    ask.studio.world.presses_menu(asked.userid, asked.name, agentid=asked.agentid, corpid=ask.corpid)
    return {}


class _Entrance(msgspec.Struct, forbid_unknown_fields=True):
    userid: str
    agentid: int | None = None


def enter_app(ask: Ask) -> object:
    """A member opens the app's conversation."""
    asked = ask.body(_Entrance)
    ask.studio.world.enters_app(asked.userid, agentid=asked.agentid, corpid=ask.corpid)
    return {}


class _Recording(msgspec.Struct, forbid_unknown_fields=True):
    amr: bytes
    speex: bytes


def record_voice(ask: Ask) -> object:
    """A page uploads what a member has spoken; both forms of it come as base64."""
    asked = ask.body(_Recording)
    return {"media_id": ask.studio.world.records_voice(amr=asked.amr, speex=asked.speex, corpid=ask.corpid)}


def cards(ask: Ask) -> object:
    """The cards of an app: who was sent them, and how they stand with each reader."""
    app = ask.studio.world.app(ask.corpid, int(ask.path["agentid"]))
    return [
        {
            "task_id": one.task_id,
            "msgid": one.msgid,
            "readers": {
                userid: {"card": one.shown_to(userid), "settled": one.settled.get(userid)} for userid in one.userids
            },
        }
        for one in app.talk.cards.values()
    ]


def messages(ask: Ask) -> object:
    """What an app has sent to members, and what it recalled."""
    app = ask.studio.world.app(ask.corpid, int(ask.path["agentid"]))
    return [
        {
            "msgid": one.msgid,
            "at": one.at,
            "msgtype": one.msgtype,
            "userids": one.userids,
            "recalled_at": one.recalled_at,
        }
        for one in app.talk.sent.values()
    ]


class _NewRobot(msgspec.Struct, forbid_unknown_fields=True):
    name: str
    userids: list[str]


def add_robot(ask: Ask) -> object:
    """Put a robot into a group of members."""
    asked = ask.body(_NewRobot)
    world = ask.studio.world
    return _shown(world.add_robot(world.corp(ask.corpid), asked.name, userids=asked.userids))


def _shown(robot: Robot) -> dict[str, object]:
    return {
        "key": robot.key,
        "name": robot.name,
        "userids": robot.userids,
        "disabled": robot.disabled,
        "removed": robot.removed,
    }


class _RobotChange(msgspec.Struct, forbid_unknown_fields=True):
    disabled: bool | None = None
    removed: bool | None = None


def change_robot(ask: Ask) -> object:
    """Switch a robot off or on, take it out of its group or put it back."""
    asked = ask.body(_RobotChange)
    world = ask.studio.world
    with world.lock:
        robot = world.corp(ask.corpid).robots.get(ask.path["key"])
        if robot is None:
            raise UnknownThingError(f"no robot {ask.path['key']}")
        robot.disabled = robot.disabled if asked.disabled is None else asked.disabled
        robot.removed = robot.removed if asked.removed is None else asked.removed
        return _shown(robot)


def register(router: Router) -> None:
    """Add this module's paths; the acts come before the path that takes any act."""
    corp = "/twin/corps/{corpid}"
    for one in (press_card, press_menu, enter_app, record_voice):
        router.add("POST", f"{corp}/acts/{one.__name__}", one)
    router.add("GET", f"{corp}/apps/{{agentid}}/cards", cards)
    router.add("GET", f"{corp}/apps/{{agentid}}/messages", messages)
    router.add("POST", f"{corp}/robots", add_robot)
    router.add("PATCH", f"{corp}/robots/{{key}}", change_robot)
