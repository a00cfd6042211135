"""Moments (客户朋友圈): made by a job, published by members, stopped.

Sources: https://developer.work.weixin.qq.com/document/path/95094 (making, result), 97612 (stop);
pages of 2026-02-12.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from itertools import takewhile

import msgspec

from wecom_twin.acts.moments import sees_moments
from wecom_twin.days import month_start
from wecom_twin.endpoints.call import Call, Payload, Route
from wecom_twin.endpoints.content import Text
from wecom_twin.endpoints.errors import ApiError
from wecom_twin.state.contacts import Member, Relation
from wecom_twin.state.media import FOR_MESSAGES, FOR_MOMENTS
from wecom_twin.state.moments import (
    BY_CORP,
    BY_MEMBER,
    JOB_FINISHED,
    JOB_RUNNING,
    JOB_STARTED,
    PARTLY_VISIBLE,
    PUBLIC,
    Moment,
    MomentJob,
    MomentTask,
)
from wecom_twin.state.tags import Tag

_TEXT_CHARS = 2_000
_TITLE_CHARS = 64
_MOST = {"image": 9, "video": 1, "link": 1}
_MEDIA = {"image": "image", "video": "video", "link": "image"}
_MINUTE = 60.0


class _Senders(msgspec.Struct):
    user_list: list[str] = []
    department_list: list[int] = []


class _Customers(msgspec.Struct):
    tag_list: list[str] = []


class _Visible(msgspec.Struct):
    sender_list: _Senders | None = None
    external_contact_list: _Customers | None = None


class _Add(msgspec.Struct):
    text: Text | None = None
    attachments: list[dict[str, object]] = []
    visible_range: _Visible | None = None


def add_moment_task(call: Call) -> Payload:
    """Begin to make a moment; the answer is asked for by its jobid, and nothing appears before members publish."""
    asked = call.body(_Add)
    if not call.corp.moments_enabled:
        raise ApiError(41211)
    _check_text(asked)
    _check_attachments(call, asked.attachments)
    _check_frequency(call)
    visible = asked.visible_range or _Visible()
    if visible.sender_list and len(visible.sender_list.user_list) > call.realm.limits.moment_senders:
        raise ApiError(40058, "user_list takes 100000 members")
    moment = _new(call, asked)
    finding = _Finding(call, visible)
    moment.tasks = finding.tasks()
    moment.visible_type = PARTLY_VISIBLE if finding.has_tags else PUBLIC
    result: Payload = {"errcode": 0, "errmsg": "ok"}
    if moment.tasks:
        call.corp.moments[moment.moment_id] = moment
        result["moment_id"] = moment.moment_id
    else:
        result = {"errcode": call.realm.switches.nobody_for_moment_errcode, "errmsg": "nobody to publish"}
    result |= finding.invalid()
    finished_at = call.now + call.realm.switches.moment_making_seconds
    job = MomentJob(call.realm.ids.letters("jobid", 32), call.app.agentid, call.now, finished_at, result)
    call.corp.moment_jobs[job.jobid] = job
    if moment.tasks:
        for watcher in call.realm.watchers:
            watcher.moment_tasked(call.corp, moment)
    return {"jobid": job.jobid}


def _check_text(asked: _Add) -> None:
    content = asked.text.content if asked.text else ""
    if not content and not asked.attachments:
        raise ApiError(41089)
    if len(content) > _TEXT_CHARS:
        raise ApiError(40058, "invalid text size")


def _check_attachments(call: Call, attachments: list[dict[str, object]]) -> None:
    """Nine pictures, or one film, or one link."""
    kinds = {str(one.get("msgtype")) for one in attachments}
    if len(kinds) > 1 or not kinds.issubset(_MOST):
        raise ApiError(41065, "invalid attachments msgtype")
    for kind in kinds:
        if len(attachments) > _MOST[kind]:
            raise ApiError(41064, "invalid attachments size")
        for one in attachments:
            _check_attachment(call, kind, one.get(kind))


def _check_attachment(call: Call, kind: str, body: object) -> None:
    if not isinstance(body, dict) or not body.get("media_id"):
        raise ApiError(41065, "invalid msg")
    if kind == "link" and (not body.get("url") or len(str(body.get("title", ""))) > _TITLE_CHARS):
        raise ApiError(41065, "invalid attachments: link")
    media = call.corp.media.get(str(body["media_id"]))
    if media is None or media.expires_at <= call.now or media.type != _MEDIA[kind] or media.purpose == FOR_MESSAGES:
        raise ApiError(40007)
    if media.purpose != FOR_MOMENTS:
        raise ApiError(41072)


def _check_frequency(call: Call) -> None:
    limits = call.realm.limits
    if _jobs_since(call, call.now - _MINUTE) >= limits.moment_tasks_per_minute:
        raise ApiError(45009)
    if _jobs_since(call, month_start(call.now)) >= limits.moment_tasks_per_month:
        raise ApiError(41210)
    if sum(call.now < one.finished_at for one in call.corp.moment_jobs.values()) >= limits.running_moment_jobs:
        raise ApiError(41078)


def _jobs_since(call: Call, at: float) -> int:
    newest_first = reversed(call.corp.moment_jobs.values())
    return sum(1 for _ in takewhile(lambda one: one.started_at > at, newest_first))


def _new(call: Call, asked: _Add) -> Moment:
    shown = _as_shown(asked)
    switches = call.realm.switches
    return Moment(
        moment_id=f"mom{call.realm.ids.text('moment_id', 29)}",
        create_type=BY_CORP,
        created_at=call.now,
        dispatched_at=call.now + switches.moment_making_seconds + switches.moment_dispatch_seconds,
        content=shown,
        text=asked.text.content if asked.text else "",
        digest=hashlib.sha256(msgspec.json.encode(shown, order="deterministic")).hexdigest()[:16],
        call_id=call.id,
    )


def _as_shown(asked: _Add) -> Mapping[str, object]:
    """How the list shows the content."""
    shown: Payload = {}
    if asked.text and asked.text.content:
        shown["text"] = {"content": asked.text.content}
    for one in asked.attachments:
        kind = str(one["msgtype"])
        body = msgspec.convert(one[kind], type=dict[str, object])
        match kind:
            case "image":
                shown["image"] = [*msgspec.convert(shown.get("image", []), type=list[object]), _only(body, "media_id")]
            case "video":
                shown["video"] = {**_only(body, "media_id"), "thumb_media_id": body["media_id"]}
            case _:
                shown["link"] = _only(body, "title", "url")
    return shown


def _only(body: Mapping[str, object], *names: str) -> Payload:
    return {name: body.get(name, "") for name in names}


class _Finding:
    """Who publishes, to whom, and which names of the visible range meant nobody."""

    def __init__(self, call: Call, visible: _Visible) -> None:
        senders, customers = visible.sender_list, visible.external_contact_list
        self._call = call
        self._users = senders.user_list if senders else []
        self._departments = senders.department_list if senders else []
        self._tag_ids = customers.tag_list if customers else []
        self.has_tags = bool(self._tag_ids)

    def tasks(self) -> dict[str, MomentTask]:
        """A task for each member who has somebody to publish to, or is named and publishes to all."""
        tags = self._tags()
        found: dict[str, MomentTask] = {}
        for member in self._members():
            audience = tuple(
                ext for ext, one in member.relations.items() if _is_meant(one, tags, all_=not self.has_tags)
            )
            if audience or not self.has_tags:
                found[member.userid] = MomentTask(member.userid, audience)
        return found

    def invalid(self) -> Payload:
        """What was named in vain."""
        directory = self._call.corp.directory
        known = {tag.id for tag in self._tags()}
        return {
            "invalid_sender_list": {
                "user_list": [
                    one
                    for one in self._users
                    if (member := directory.find_member(one)) is None or not self._may_publish(member)
                ],
                "department_list": [one for one in self._departments if one not in self._call.sight.departments],
            },
            "invalid_external_contact_list": {"tag_list": [one for one in self._tag_ids if one not in known]},
        }

    def _members(self) -> list[Member]:
        directory = self._call.corp.directory
        able = [one for one in directory.members.values() if self._may_publish(one)]
        if not self._users and not self._departments:
            return able
        named = {one.lower() for one in self._users}
        within = {found.id for one in self._departments for found in directory.subtree(one)}
        return [one for one in able if one.userid.lower() in named or not within.isdisjoint(one.departments)]

    def _may_publish(self, member: Member) -> bool:
        return member.active and member.follow_user and self._call.sight.sees(member)

    def _tags(self) -> set[Tag]:
        found = (self._call.corp.tags.find_tag(one) for one in self._tag_ids)
        return {one for one in found if one is not None and one.group.strategy is None}


def _is_meant(relation: Relation, tags: set[Tag], *, all_: bool) -> bool:
    return sees_moments(relation) and (all_ or not tags.isdisjoint(relation.living_tags()))


def get_moment_task_result(call: Call) -> Payload:
    """What became of a job; the result comes with status 3."""
    jobid = call.query.get("jobid", "")
    if not jobid:
        raise ApiError(40063)
    job = call.corp.moment_jobs.get(jobid)
    if job is None or job.agentid != call.app.agentid:
        raise ApiError(40088)
    if call.now >= job.started_at + call.realm.limits.moment_job_seconds:
        raise ApiError(40089)
    if call.now >= job.finished_at:
        return {"status": JOB_FINISHED, "type": "add_moment_task", "result": job.result}
    half = (job.started_at + job.finished_at) / 2
    return {"status": JOB_STARTED if call.now < half else JOB_RUNNING, "type": "add_moment_task"}


class _MomentId(msgspec.Struct):
    moment_id: str = ""


def find_moment(call: Call, moment_id: str) -> Moment:
    """A moment by its id.

    Raises:
        ApiError: 41059 none named; 41060 there is none.
    """
    if not moment_id:
        raise ApiError(41059)
    moment = call.corp.moments.get(moment_id)
    if moment is None or moment.deleted:
        raise ApiError(41060)
    return moment


def cancel_moment_task(call: Call) -> Payload:
    """Stop what is not published; what was stays on the timelines."""
    moment = find_moment(call, call.body(_MomentId).moment_id)
    if moment.create_type == BY_MEMBER:
        raise ApiError(41067)
    moment.cancelled = True
    return {}


_PREFIX = "/cgi-bin/externalcontact/"
ROUTES: dict[str, Route] = {
    _PREFIX + "add_moment_task": Route(handler=add_moment_task, customer_contact=True),
    _PREFIX + "get_moment_task_result": Route(handler=get_moment_task_result, method="GET", customer_contact=True),
    _PREFIX + "cancel_moment_task": Route(handler=cancel_moment_task, customer_contact=True),
}
