"""Members publish moments, and customers see, like and comment on them. Nothing announces any of it.

Sources: https://developer.work.weixin.qq.com/document/path/95094 (making, 2026-02-12), 93333
(lists, 2026-02-12). How many moments a timeline shows is known from the console's wording alone.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Literal

from wecom_twin.days import day_number, day_start, month_start
from wecom_twin.ledger import Receipt
from wecom_twin.state.contacts import WECHAT_USER, Bond
from wecom_twin.state.moments import BY_CORP, BY_MEMBER, PARTLY_VISIBLE, PUBLIC, PUBLISHED, Moment, MomentTask, Reaction

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wecom_twin.realm import Realm
    from wecom_twin.state.contacts import Member, Relation
    from wecom_twin.state.corp import Corp

Publication = Literal["published", "dispatching", "already_published", "cancelled", "cannot_publish"]
"""What came of a member's press."""


def sees_moments(relation: Relation) -> bool:
    """Whether the pair's customer has a timeline on which the member's moments appear."""
    return relation.bond is Bond.FULL and relation.customer.type == WECHAT_USER


def publish(realm: Realm, corp: Corp, moment: Moment, task: MomentTask) -> Publication:
    """A member publishes their copy: it reaches those chosen who still are friends and not over the cap."""
    member = corp.directory.find_member(task.userid)
    if task.status == PUBLISHED:
        return "already_published"
    if moment.cancelled:
        return "cancelled"
    if realm.clock.now() < moment.dispatched_at:
        return "dispatching"
    if member is None or not member.active:
        return "cannot_publish"
    task.status = PUBLISHED
    for external_userid in task.audience:
        relation = member.relations.get(external_userid)
        if relation is None or not sees_moments(relation) or _is_capped(realm, corp, moment, external_userid):
            continue
        task.reached.append(external_userid)
        _reach(realm, corp, moment, relation)
    for watcher in realm.watchers:
        watcher.moment_published(corp, moment, task)
    return "published"


def _is_capped(realm: Realm, corp: Corp, moment: Moment, external_userid: str) -> bool:
    """Whether the timeline already shows as many moments of that kind as it may."""
    now, switches = realm.clock.now(), realm.switches
    if moment.create_type == BY_CORP:
        since, allowed = month_start(now), switches.corp_moments_per_month
    else:
        since, allowed = day_start(day_number(now)), switches.member_moments_per_day
    shown = corp.shown_moments.get((external_userid, moment.create_type), ())
    return allowed is not None and sum(at >= since for at in shown) >= allowed


def _reach(realm: Realm, corp: Corp, moment: Moment, relation: Relation) -> None:
    now, member, customer = realm.clock.now(), relation.member, relation.customer
    corp.shown_moments.setdefault((customer.external_userid, moment.create_type), []).append(now)
    realm.ledger.receive(
        Receipt(
            at=now,
            corpid=corp.corpid,
            kind="moment",
            userid=member.userid,
            external_userid=customer.external_userid,
            key=moment.moment_id,
            # Two members may publish the same to a customer of both: each has a timeline of their own.
            occasion=f"{moment.digest}:{member.userid}",
            digest=moment.digest,
            text=moment.text,
            call_id=moment.call_id,
            by_platform=moment.create_type == BY_CORP,
        )
    )


def member_publishes(
    realm: Realm, corp: Corp, member: Member, text: str, *, external_userids: Sequence[str] | None
) -> Moment:
    """A member publishes of their own accord, to some of their customers or to all."""
    now = realm.clock.now()
    everybody = tuple(ext for ext, relation in member.relations.items() if sees_moments(relation))
    task = MomentTask(member.userid, everybody if external_userids is None else tuple(external_userids))
    moment = Moment(
        moment_id=f"mom{realm.ids.text('moment_id', 29)}",
        create_type=BY_MEMBER,
        created_at=now,
        dispatched_at=now,
        content={"text": {"content": text}},
        text=text,
        digest=hashlib.sha256(text.encode()).hexdigest()[:16],
        visible_type=PUBLIC if external_userids is None else PARTLY_VISIBLE,
        creator=member.userid,
        tasks={member.userid: task},
    )
    corp.moments[moment.moment_id] = moment
    publish(realm, corp, moment, task)
    return moment


def react(realm: Realm, task: MomentTask, kind: Literal["comment", "like"], *, external_userid: str | None) -> bool:
    """A customer who sees a copy, or its member (no external_userid), comments on it or likes it.

    A second like of the same person is none. False for who does not see it.
    """
    if task.status != PUBLISHED or (external_userid is not None and external_userid not in task.reached):
        return False
    at = int(realm.clock.now())
    one = Reaction(at, userid=task.userid) if external_userid is None else Reaction(at, external_userid)
    if kind == "comment":
        task.comments.append(one)
        return True
    if any((like.external_userid, like.userid) == (one.external_userid, one.userid) for like in task.likes):
        return False
    task.likes.append(one)
    return True
