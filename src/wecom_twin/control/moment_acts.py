"""Control of moments: members publish them, customers answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from wecom_twin.control.router import Ask


class _Confirm(msgspec.Struct, forbid_unknown_fields=True):
    moment_id: str
    userid: str | None = None


def confirm_moment(ask: Ask) -> object:
    """A member, or every member who has not yet, publishes a moment of the corp."""
    asked = ask.body(_Confirm)
    world = ask.studio.world
    with world.lock:
        tasks = world.moment(asked.moment_id, corpid=ask.corpid).tasks
        userids = list(tasks) if asked.userid is None else [asked.userid]
        return {"publications": {one: world.confirm_moment(asked.moment_id, one, corpid=ask.corpid) for one in userids}}


class _Publish(msgspec.Struct, forbid_unknown_fields=True):
    userid: str
    text: str
    external_userid: list[str] | None = None


def publish_moment(ask: Ask) -> object:
    """A member publishes a moment of their own accord."""
    asked = ask.body(_Publish)
    world = ask.studio.world
    moment = world.publish_moment(asked.userid, asked.text, external_userids=asked.external_userid, corpid=ask.corpid)
    return {"moment_id": moment.moment_id}


class _MomentId(msgspec.Struct, forbid_unknown_fields=True):
    moment_id: str


def delete_moment(ask: Ask) -> object:
    """A moment is deleted in the client."""
    ask.studio.world.delete_moment(ask.body(_MomentId).moment_id, corpid=ask.corpid)
    return {}


class _Reaction(msgspec.Struct, forbid_unknown_fields=True):
    moment_id: str
    userid: str
    external_userid: str | None = None


def comment_moment(ask: Ask) -> object:
    """A customer who sees a member's copy, or that member, comments on it."""
    asked = ask.body(_Reaction)
    done = ask.studio.world.comment_moment(asked.moment_id, asked.userid, asked.external_userid, corpid=ask.corpid)
    return {"done": done}


def like_moment(ask: Ask) -> object:
    """A customer who sees a member's copy, or that member, likes it."""
    asked = ask.body(_Reaction)
    done = ask.studio.world.like_moment(asked.moment_id, asked.userid, asked.external_userid, corpid=ask.corpid)
    return {"done": done}


MOMENT_ACTS = (confirm_moment, publish_moment, delete_moment, comment_moment, like_moment)
