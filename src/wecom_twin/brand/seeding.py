"""Fills a world with a brand: headquarters, regions, shops, staff, and customers they already have.

Budget: 50,000 customers in 5 s and 400 MB; the same seed gives the same brand.
"""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING

from wecom_twin.acts import link_quota
from wecom_twin.brand import words
from wecom_twin.brand.groups import open_groups
from wecom_twin.brand.verticals import VERTICALS, Vertical
from wecom_twin.chance import stream
from wecom_twin.state.contacts import Bond, Customer, Relation
from wecom_twin.state.ways import QR_CODE, SEVERAL_MEMBERS, ContactWay

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator, Sequence

    from wecom_twin.state.contacts import Member
    from wecom_twin.state.corp import Corp
    from wecom_twin.state.directory import Department
    from wecom_twin.state.tags import Tag
    from wecom_twin.world import World

_HEADQUARTERS_STAFF = 6
_LINK_UNITS = 1_000
_LINK_UNITS_A_GUIDE = 20
_LINK_DAYS = (365, 150)
"""The newer purchase of acquisition links lasts a year, half as many units are left of an older one."""
_YEAR = 365 * 86_400
_WITH_FURTHER_TAG = 3
"""One customer of so many."""
_ADD_WAYS = (1, 16, 4, 3, 6, 2, 202)
_ADD_WAY_WEIGHTS = (58, 12, 12, 8, 5, 3, 2)
_WITH_STATE = (1, 16)
_TWO_GUIDES_PERMILLE = 100
_LEFT_PERMILLE = 40
_REMARKED_PERMILLE = 300
_MOBILE_PERMILLE = 80
_NICKNAMED_PERMILLE = 650
_EMOJI_PERMILLE = 450


def seed_brand(
    world: World,
    *,
    seed: int = 0,
    vertical: str = "apparel",
    name: str = "",
    shops: int | None = None,
    staff: int | None = None,
    customers: int | None = None,
    contact_ways: bool = False,
) -> Corp:
    """Add a brand's corp with one app that sees everybody, and with units for acquisition links in two lots.

    Args:
        seed: its chance; the ids come from the world's own.
        vertical: a key of `VERTICALS`.
        shops: departments under regions; staff are spread over them. The trade's own number unless given.
        customers: existing ones; about a tenth have relations with two members.
        contact_ways: put up a code for each channel of the trade, answered by all who may have customers.

    Raises:
        ValueError: no such vertical, or fewer staff than shops.
    """
    if vertical not in VERTICALS:
        raise ValueError(f"no vertical {vertical}; there are {', '.join(VERTICALS)}")
    trade = VERTICALS[vertical]
    shops = trade.size.shops if shops is None else shops
    staff = trade.size.staff if staff is None else staff
    if staff < shops:
        raise ValueError(f"{shops} shops need as many staff at least")
    chance = stream(seed, f"brand:{vertical}")
    with world.lock:
        corp = world.add_corp(name or trade.brand)
        world.add_app(corp)
        places = _open_shops(world, corp, shops, ending=trade.place, chance=chance)
        guides = _hire(world, corp, places, trade=trade, count=staff, chance=chance)
        tags = _tag_library(world, corp, trade)
        _Crowd(world, corp, trade=trade, guides=guides, tags=tags, chance=chance).gather(
            trade.size.customers if customers is None else customers
        )
        open_groups(world, corp, seed=seed)
        units = _LINK_UNITS + _LINK_UNITS_A_GUIDE * staff
        for part, days in enumerate(_LINK_DAYS, start=1):
            link_quota.hold(world, corp, units // part, days=days)
        if contact_ways:
            _put_up_codes(world, corp, trade, guides)
        return corp


def _open_shops(world: World, corp: Corp, count: int, *, ending: str, chance: random.Random) -> list[Department]:
    regions = [world.add_department(corp, region, order=100 - n) for n, (region, _) in enumerate(words.REGIONS)]
    names = [iter(_shop_names(cities, ending, chance)) for _, cities in words.REGIONS]
    shops: list[Department] = []
    for number in range(count):
        region = number % len(regions)
        shops.append(world.add_department(corp, next(names[region]), parentid=regions[region].id))
    return shops


def _shop_names(cities: Sequence[str], ending: str, chance: random.Random) -> Iterator[str]:
    """City and quarter, without end and without repetition."""
    own = [(city, place) for city in cities for place in words.PLACES.get(city, ())]
    common = [(city, place) for city in cities for place in words.ANY_PLACE]
    chance.shuffle(own)
    chance.shuffle(common)
    for city, place in (*own, *common):
        yield f"{city}{place}{ending}"
    number = 1
    while True:
        for city in cities:
            yield f"{city}社区{number}{ending}"
        number += 1


def _hire(
    world: World,
    corp: Corp,
    shops: list[Department],
    *,
    trade: Vertical,
    count: int,
    chance: random.Random,
) -> list[Member]:
    """Everybody's first in a shop is its manager; a few more sit in headquarters without customers."""
    office = world.add_department(corp, trade.office, order=200)
    used: dict[str, int] = {}
    for _ in range(_HEADQUARTERS_STAFF):
        name, userid = person(chance, used)
        world.add_member(corp, userid, name, departments=(office.id,), position="运营", follow_user=False)
    staff: list[Member] = []
    for number in range(count):
        shop = shops[number % len(shops)]
        leads = number < len(shops)
        name, userid = person(chance, used)
        title = trade.lead if leads else trade.guide
        member = world.add_member(corp, userid, name, departments=(shop.id,), position=title)
        if leads:
            member.leader_in.append(shop.id)
            shop.leaders.append(userid)
        staff.append(member)
    return staff


def person(chance: random.Random, used: dict[str, int]) -> tuple[str, str]:
    """A Chinese name and a userid in pinyin that nobody in `used` has."""
    # The square favours the front of the list, where the frequent surnames stand.
    surname, first = words.SURNAMES[int(chance.random() ** 2 * len(words.SURNAMES))]
    given, second = chance.choice(words.GIVEN)
    userid = first.capitalize() + second.capitalize()
    used[userid] = used.get(userid, 0) + 1
    return surname + given, userid if used[userid] == 1 else f"{userid}{used[userid]}"


def nickname(chance: random.Random) -> str:
    """What a WeChat user may be called, emoji included."""
    if chance.randrange(1000) >= _NICKNAMED_PERMILLE:
        return person(chance, {})[0]
    name = chance.choice(words.NICKNAMES)
    return name + chance.choice(words.EMOJI) if chance.randrange(1000) < _EMOJI_PERMILLE else name


def _tag_library(world: World, corp: Corp, trade: Vertical) -> list[list[Tag]]:
    """Tags by group: levels, stages, preferences, and then the trade's further groups."""
    groups = {
        trade.level_group: trade.levels,
        trade.stage_group: trade.stages,
        trade.preference_group: trade.preferences,
        **trade.more_groups,
    }
    return [[world.add_tag(corp, group, name) for name in names] for group, names in groups.items()]


def _put_up_codes(world: World, corp: Corp, trade: Vertical, guides: list[Member]) -> None:
    able = [one.userid for one in guides[: world.limits.contact_way_members]]
    for number, channel in enumerate(trade.channels):
        way = ContactWay(
            config_id=world.ids.hexadecimal("config_id", 32),
            type=SEVERAL_MEMBERS,
            scene=QR_CODE,
            created_at=world.clock.now(),
            agentid=corp.app.agentid,
            remark=channel.name,
            state=_state(number),
            user=able,
        )
        corp.ways[way.config_id] = way


def _state(channel: int) -> str:
    return f"ch_{channel:03d}"


class _Crowd:
    """Customers who already are friends with somebody."""

    def __init__(
        self,
        world: World,
        corp: Corp,
        *,
        trade: Vertical,
        guides: list[Member],
        tags: list[list[Tag]],
        chance: random.Random,
    ) -> None:
        self._world, self._corp, self._trade, self._chance = world, corp, trade, chance
        self._levels, self._stages, self._preferences, *self._more = tags
        self._states = [_state(number) for number, _ in enumerate(trade.channels)]
        self._state_weights = [one.weight for one in trade.channels]
        self._guides = guides
        # Some guides have many times the customers of others.
        self._reach = list(accumulate(chance.lognormvariate(0.0, 0.6) for _ in guides))
        self._now = int(world.clock.now())

    def gather(self, count: int) -> None:
        """Make so many customers, each with one guide or two."""
        chance = self._chance
        for _ in range(count):
            customer = self._world.add_customer(self._corp, nickname(chance), gender=chance.choice((0, 1, 2, 2)))
            guides = chance.choices(self._guides, cum_weights=self._reach, k=2)
            self._befriend(customer, guides[0])
            if guides[1] is not guides[0] and chance.randrange(1000) < _TWO_GUIDES_PERMILLE:
                self._befriend(customer, guides[1])

    def _befriend(self, customer: Customer, guide: Member) -> None:
        chance = self._chance
        add_way = chance.choices(_ADD_WAYS, _ADD_WAY_WEIGHTS)[0]
        relation = Relation(
            member=guide,
            customer=customer,
            serial=self._corp.next_serial(),
            # More of them came lately than long ago.
            createtime=self._now - 1 - int(_YEAR * chance.random() ** 2),
            add_way=add_way,
            oper_userid=customer.external_userid if add_way in _WITH_STATE else guide.userid,
            state=chance.choices(self._states, self._state_weights)[0] if add_way in _WITH_STATE else None,
            tags=self._some_tags(),
        )
        if chance.randrange(1000) < _REMARKED_PERMILLE:
            relation.remark = f"{customer.name[:10]}-{chance.choice(self._trade.remarks)}"
        if chance.randrange(1000) < _MOBILE_PERMILLE:
            relation.remark_mobiles = (f"199{chance.randrange(10**8):08d}",)
        if chance.randrange(1000) < _LEFT_PERMILLE:
            relation.bond = Bond.LEFT_BY_CUSTOMER
        guide.relations[customer.external_userid] = relation
        customer.relations.append(relation)

    def _some_tags(self) -> tuple[Tag, ...]:
        chance, trade = self._chance, self._trade
        level = chance.choices(self._levels, trade.level_weights)[0]
        stage = chance.choices(self._stages, trade.stage_weights)[0]
        more = [chance.choice(group) for group in self._more if not chance.randrange(_WITH_FURTHER_TAG)]
        return (level, stage, *chance.sample(self._preferences, chance.randrange(4)), *more)
