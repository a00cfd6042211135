"""Strangers open an acquisition link: a member is picked, asked, and added; the app that made it hears.

Sources: https://developer.work.weixin.qq.com/document/path/97297 (links), 97299 (events); pages of
2026-02-12.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote, urlsplit

from wecom_twin.acts import adding
from wecom_twin.callbacks.messages import chat_started, customer_wrote, link_event
from wecom_twin.ledger import ScanRecord
from wecom_twin.state.contacts import WECHAT_USER, FriendRequest
from wecom_twin.state.links import BY_LINK, LINK_URL, ChatKey

if TYPE_CHECKING:
    from wecom_twin.callbacks.messages import Message
    from wecom_twin.ledger import ScanOutcome
    from wecom_twin.realm import Realm
    from wecom_twin.state.contacts import Customer, Member
    from wecom_twin.state.corp import Corp
    from wecom_twin.state.links import AcquisitionLink, LinkCustomer

_CHANNEL_BYTES = 64
_DEEP_LINK = "weixin://biz/ww/profile/"
_ANY_FRIEND = 1
_TOLD_MESSAGES = (3, 5, 10)


def read_address(address: str) -> tuple[str, str]:
    """The link_id and the channel of a link as it is given out: plain, with a query, or as a deep link.

    Channels are cut at 64 bytes of UTF-8.
    """
    plain = unquote(address.removeprefix(_DEEP_LINK)) if address.startswith(_DEEP_LINK) else address
    parts = urlsplit(plain)
    channel = parse_qs(parts.query).get("customer_channel", [""])[0]
    cut = channel.encode()[:_CHANNEL_BYTES].decode(errors="ignore")
    return plain.partition("?")[0].removeprefix(LINK_URL), cut


def open_link(realm: Realm, corp: Corp, link: AcquisitionLink, customer: Customer, *, channel: str = "") -> ScanRecord:
    """Let somebody open a link and ask to be added, and write down what came of it."""
    member, outcome = _open(realm, corp, link, customer, channel)
    record = ScanRecord(
        at=realm.clock.now(),
        corpid=corp.corpid,
        config_id=link.link_id,
        state=channel,
        userid=member.userid if member else "",
        external_userid=customer.external_userid,
        outcome=outcome,
    )
    realm.ledger.scans.append(record)
    return record


def _open(
    realm: Realm, corp: Corp, link: AcquisitionLink, customer: Customer, channel: str
) -> tuple[Member | None, ScanOutcome]:
    if link.deleted:
        return None, "dead_code"
    link.clicks.append((realm.clock.now(), customer.external_userid))
    member = _pick(realm, corp, link, customer)
    if member is None:
        if not link.unavailable:
            link.unavailable = True
            tell_creator(realm, corp, link, link_event("link_unavailable", link.link_id))
        return None, "nobody_available"
    link.unavailable = False
    if corp.link_extras:
        tell_creator(realm, corp, link, link_event("open_profile", link.link_id, state=channel))
    if adding.are_friends(member, customer):
        return member, "already_friend"
    if realm.switches.empty_quota_stops_links and corp.link_quota.balance(realm.clock.now()) == 0:
        return member, "no_quota"
    tell_creator(realm, corp, link, link_event("friend_request", link.link_id, state=channel))
    return member, _approach(realm, corp, link, member, customer, state=channel or None)


def _approach(
    realm: Realm, corp: Corp, link: AcquisitionLink, member: Member, customer: Customer, *, state: str | None
) -> ScanOutcome:
    if not link.skip_verify:
        request = FriendRequest(member, customer, BY_LINK, state, realm.clock.now(), link=link)
        corp.requests[member.userid, customer.external_userid] = request
        for watcher in realm.watchers:
            watcher.requested(corp, request)
        return "requested"
    if realm.switches.half_add_first:
        adding.half_add(realm, corp, member, customer, add_way=BY_LINK, state=state, link=link)
        return "half_added"
    adding.befriend(realm, corp, member, customer, add_way=BY_LINK, state=state, link=link)
    return "added"


def _pick(realm: Realm, corp: Corp, link: AcquisitionLink, customer: Customer) -> Member | None:
    """Of those who can add: an existing friend where the link prefers one, else anybody."""
    able = adding.able_members(realm, corp, user=link.user, party=link.party, customer=customer)
    wanted = {userid.lower() for userid in link.priority_users}
    for relation in customer.relations if link.priority_type else ():
        member = relation.member
        listed = link.priority_type == _ANY_FRIEND or member.userid.lower() in wanted
        if listed and member.active and adding.are_friends(member, customer):
            return member
    return realm.picks.choice(able) if able else None


def hear(realm: Realm, corp: Corp, visit: LinkCustomer) -> None:
    """A customer of a link has written: the first message is told with names, some later ones with a key."""
    link = visit.link
    visit.heard += 1
    if corp.customers[visit.external_userid].type != WECHAT_USER:
        return
    if visit.heard == 1:
        tell_creator(realm, corp, link, chat_started(visit.userid, visit.external_userid, link.link_id))
    elif visit.heard in _TOLD_MESSAGES and realm.switches.link_message_events:
        key = realm.ids.text("chat_key", 32)
        expires_at = realm.clock.now() + realm.limits.chat_key_seconds
        corp.chat_keys[key] = ChatKey(link.agentid, visit, visit.heard, expires_at)
        tell_creator(realm, corp, link, customer_wrote(link.link_id, key))


def console_deletes(realm: Realm, corp: Corp, link: AcquisitionLink) -> None:
    """An admin deletes a link that an app had made; the app hears of it, as it does not of its own deleting."""
    if not link.deleted:
        link.deleted = True
        tell_creator(realm, corp, link, link_event("delete_link", link.link_id))


def tell_creator(realm: Realm, corp: Corp, link: AcquisitionLink, message: Message) -> None:
    """Raise an event to the app that made the link, and to no other."""
    app = corp.apps.get(link.agentid)
    if app is not None and app.customer_contact and not app.disabled:
        realm.outbox.raise_to(corp, app, message)
