"""Customers and members become contacts: scans, requests, acceptance, and the right to greet.

Source: https://developer.work.weixin.qq.com/document/path/92130 (2026-07)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wecom_twin.acts import conduct, link_quota, temporary
from wecom_twin.callbacks.messages import HalfOrFull, added
from wecom_twin.ledger import ScanRecord, WelcomeRecord
from wecom_twin.state.contacts import WECOM_USER, Bond, FriendRequest, Relation
from wecom_twin.state.greetings import Greeting, WelcomeCode
from wecom_twin.state.links import BY_LINK, LinkCustomer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wecom_twin.ledger import ScanOutcome
    from wecom_twin.realm import Realm
    from wecom_twin.state.contacts import Customer, Member
    from wecom_twin.state.corp import App, Corp
    from wecom_twin.state.links import AcquisitionLink
    from wecom_twin.state.ways import ContactWay

BY_QR_CODE = 1
BY_PHONE_SEARCH = 2
_BY_CUSTOMER = (BY_QR_CODE, BY_LINK)
_HALF: HalfOrFull = "add_half_external_contact"
_FULL: HalfOrFull = "add_external_contact"


def scan(realm: Realm, corp: Corp, way: ContactWay, customer: Customer) -> ScanRecord:
    """Let a customer scan a contact way, and write down what came of it."""
    member, outcome = _scan(realm, corp, way, customer)
    record = ScanRecord(
        at=realm.clock.now(),
        corpid=corp.corpid,
        config_id=way.config_id,
        state=way.state,
        userid=member.userid if member else "",
        external_userid=customer.external_userid,
        outcome=outcome,
    )
    realm.ledger.scans.append(record)
    return record


def _scan(realm: Realm, corp: Corp, way: ContactWay, customer: Customer) -> tuple[Member | None, ScanOutcome]:
    if way.deleted or way.spent or (way.is_temp and realm.clock.now() > way.created_at + way.expires_in):
        return None, "dead_code"
    if way.unionid and way.unionid != customer.unionid:
        return None, "refused"
    member = pick_member(realm, corp, way, customer)
    if member is None:
        return None, "nobody_available"
    if are_friends(member, customer):
        return member, "already_friend"
    return member, _approach(realm, corp, way, member, customer)


def _approach(realm: Realm, corp: Corp, way: ContactWay, member: Member, customer: Customer) -> ScanOutcome:
    """A stranger comes to a member: added, half added, or waiting for acceptance."""
    state = way.state or None
    if not way.skip_verify:
        request = FriendRequest(member, customer, BY_QR_CODE, state, realm.clock.now(), way.config_id)
        corp.requests[member.userid, customer.external_userid] = request
        for watcher in realm.watchers:
            watcher.requested(corp, request)
        return "requested"
    if realm.switches.half_add_first:
        relation = half_add(realm, corp, member, customer, add_way=BY_QR_CODE, state=state)
    else:
        relation = befriend(realm, corp, member, customer, add_way=BY_QR_CODE, state=state)
    if way.is_temp:
        temporary.begin(realm, corp, way, relation)
    return "half_added" if relation.bond is Bond.HALF else "added"


def pick_member(realm: Realm, corp: Corp, way: ContactWay, customer: Customer) -> Member | None:
    """Choose who answers a scan: at random among those who can, as no page says otherwise."""
    candidates = able_members(realm, corp, user=way.user, party=way.party, customer=customer)
    if realm.switches.contact_way_prefers_friend:
        friends = [one for one in candidates if are_friends(one, customer)]
        candidates = friends or candidates
    return realm.picks.choice(candidates) if candidates else None


def able_members(
    realm: Realm, corp: Corp, *, user: Sequence[str], party: Sequence[int], customer: Customer
) -> list[Member]:
    """Members, named or of a department, who can add that customer now."""
    named = [corp.directory.find_member(userid) for userid in user]
    parties = {found.id for one in party for found in corp.directory.subtree(one)}
    members = corp.directory.members.values() if parties else ()
    within = [one for one in members if not parties.isdisjoint(one.departments)]
    able = {one.userid: one for one in (*named, *within) if one is not None and one.active and one.follow_user}
    if not realm.switches.contact_way_skips_full_members:
        return list(able.values())
    limit = realm.limits.customers_per_member
    return [one for one in able.values() if len(one.relations) < limit or are_friends(one, customer)]


def are_friends(member: Member, customer: Customer) -> bool:
    """Whether the two are contacts of each other now."""
    relation = customer.relation_with(member)
    return relation is not None and relation.bond is Bond.FULL


def accept(realm: Realm, corp: Corp, request: FriendRequest) -> Relation:
    """Let a member accept a waiting request."""
    del corp.requests[request.member.userid, request.customer.external_userid]
    relation = befriend(
        realm,
        corp,
        request.member,
        request.customer,
        add_way=request.add_way,
        state=request.state,
        link=request.link,
    )
    way = corp.ways.get(request.config_id or "")
    if way is not None and way.is_temp:
        temporary.begin(realm, corp, way, relation)
    return relation


def befriend(
    realm: Realm,
    corp: Corp,
    member: Member,
    customer: Customer,
    *,
    add_way: int,
    state: str | None = None,
    link: AcquisitionLink | None = None,
) -> Relation:
    """Make the two contacts and raise add_external_contact, with a code where one is due."""
    relation = _gain(realm, corp, member, customer, add_way=add_way, state=state, link=link)
    _announce(realm, corp, relation, _FULL, None)
    _show_added(realm, corp, relation)
    return relation


def _show_added(realm: Realm, corp: Corp, relation: Relation) -> None:
    for watcher in realm.watchers:
        watcher.added(corp, relation)


def half_add(
    realm: Realm,
    corp: Corp,
    member: Member,
    customer: Customer,
    *,
    add_way: int,
    state: str | None,
    link: AcquisitionLink | None = None,
) -> Relation:
    """The customer can chat, the member has yet to confirm; the full event follows by itself."""
    relation = _gain(realm, corp, member, customer, add_way=add_way, state=state, link=link)
    relation.bond = Bond.HALF
    greeting = _announce(realm, corp, relation, _HALF, None)

    def complete() -> None:
        if relation.bond is Bond.HALF:
            relation.bond = Bond.FULL
            _announce(realm, corp, relation, _FULL, greeting)
            _show_added(realm, corp, relation)

    realm.clock.after(realm.switches.half_add_seconds, complete)
    return relation


def _gain(
    realm: Realm,
    corp: Corp,
    member: Member,
    customer: Customer,
    *,
    add_way: int,
    state: str | None,
    link: AcquisitionLink | None,
) -> Relation:
    """Relate the two; where a link brought them together it remembers, and the corp pays."""
    is_new = not customer.relations
    relation = relate(realm, corp, member, customer, add_way=add_way, state=state)
    day = conduct.today(realm, relation)
    day.gained += 1
    day.applied += add_way == BY_PHONE_SEARCH
    if link is not None:
        relation.visit = LinkCustomer(link, member.userid, customer.external_userid, realm.clock.now(), state or "")
        link.customers.append(relation.visit)
        if is_new or realm.switches.link_counts == "pair":
            link_quota.spend(realm, corp)
    return relation


def relate(
    realm: Realm, corp: Corp, member: Member, customer: Customer, *, add_way: int, state: str | None = None
) -> Relation:
    """Put the pair into the state of friends without telling anybody. Renews a pair that had ended."""
    before = member.relations.pop(customer.external_userid, None)
    if before is not None:
        customer.relations.remove(before)
        if before.bond is Bond.LEFT_BY_CUSTOMER and not realm.switches.readd_keeps_state:
            state = None
    relation = Relation(
        member=member,
        customer=customer,
        serial=corp.next_serial(),
        createtime=int(realm.clock.now()),
        add_way=add_way,
        oper_userid=customer.external_userid if add_way in _BY_CUSTOMER else member.userid,
        state=state,
    )
    if before is not None and before.bond is Bond.LEFT_BY_CUSTOMER:
        # The member never lost the customer, so what was written about them is still there.
        relation.remark, relation.description = before.remark, before.description
        relation.remark_mobiles, relation.remark_corp_name = before.remark_mobiles, before.remark_corp_name
        relation.tags, relation.personal_tags = before.tags, before.personal_tags
    member.relations[customer.external_userid] = relation
    customer.relations.append(relation)
    return relation


def _announce(
    realm: Realm, corp: Corp, relation: Relation, kind: HalfOrFull, greeting: Greeting | None
) -> Greeting | None:
    """Raise the event to each app, each with a code of its own to the same one greeting."""
    member, customer = relation.member, relation.customer
    for app in corp.apps.values():
        hears = app.kind == "app" and app.customer_contact and not app.disabled
        if not hears or not corp.sight_of(app).sees(member):
            continue
        code: str | None = None
        if app.callback is not None and _deserves_welcome(relation, greeting):
            greeting = greeting or _open_greeting(realm, corp, relation)
            code = _issue_code(realm, corp, app, greeting)
        realm.outbox.raise_to(
            corp,
            app,
            added(kind, member.userid, customer.external_userid, state=relation.state, welcome_code=code),
        )
    return greeting


def _deserves_welcome(relation: Relation, greeting: Greeting | None) -> bool:
    if relation.member.console_welcome or relation.customer.type == WECOM_USER:
        return False
    return not relation.customer_spoke and (greeting is None or greeting.sent_at is None)


def _open_greeting(realm: Realm, corp: Corp, relation: Relation) -> Greeting:
    now = realm.clock.now()
    greeting = Greeting(f"{corp.corpid}:add:{relation.serial}", relation, now)
    realm.ledger.welcome_records[greeting.id] = WelcomeRecord(
        id=greeting.id,
        corpid=corp.corpid,
        userid=relation.member.userid,
        external_userid=relation.customer.external_userid,
        issued_at=now,
        due_at=now,
    )
    return greeting


def _issue_code(realm: Realm, corp: Corp, app: App, greeting: Greeting) -> str:
    """Each code lives its own twenty seconds; the greeting is due until the last one dies."""
    code = realm.ids.text("welcome_code", 43)
    expires_at = realm.clock.now() + realm.limits.welcome_seconds
    corp.welcome_codes[code] = WelcomeCode(code, app.agentid, greeting, expires_at)
    record = realm.ledger.welcome_records[greeting.id]
    record.codes.append(code)
    record.due_at = expires_at
    return code
