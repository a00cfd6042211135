"""Synthetic brands: the same seed gives the same brand, and the numbers are those asked for."""

import pytest

from wecom_twin.brand.seeding import seed_brand
from wecom_twin.brand.verticals import VERTICALS
from wecom_twin.clock import Clock
from wecom_twin.state.contacts import Bond
from wecom_twin.state.corp import Corp
from wecom_twin.world import World

NOON = 1_767_326_400.0


def brand(*, seed: int = 5, vertical: str = "apparel", customers: int = 2_000) -> Corp:
    return seed_brand(World(clock=Clock.stepped(NOON), seed=1), seed=seed, vertical=vertical, customers=customers)


def outline(corp: Corp) -> list[object]:
    return [
        (one.external_userid, one.name, [(each.member.userid, each.state, each.remark) for each in one.relations])
        for one in corp.customers.values()
    ]


def test_the_same_seed_gives_the_same_brand_and_another_seed_another() -> None:
    assert outline(brand()) == outline(brand())
    assert outline(brand()) != outline(brand(seed=6))


@pytest.mark.parametrize("vertical", VERTICALS)
def test_a_brand_has_the_places_staff_tags_and_customers_of_its_trade(vertical: str) -> None:
    trade = VERTICALS[vertical]
    corp = brand(vertical=vertical)
    shops = [one for one in corp.directory.departments.values() if one.name.endswith(trade.place)]
    guides = [one for one in corp.directory.members.values() if one.follow_user]
    groups = {group.name: tuple(tag.name for tag in group.living()) for group in corp.tags.living_groups()}

    assert (len(shops), len(guides), len(corp.customers)) == (trade.size.shops, trade.size.staff, 2_000)
    assert len({one.name for one in shops}) == len(shops)
    assert all(len(one.leaders) == 1 for one in shops)
    assert {one.position for one in guides} == {trade.lead, trade.guide}
    assert groups == {
        trade.level_group: trade.levels,
        trade.stage_group: trade.stages,
        trade.preference_group: trade.preferences,
        **trade.more_groups,
    }


@pytest.mark.parametrize("vertical", VERTICALS)
def test_the_words_of_a_trade_fit_what_wecom_takes(vertical: str) -> None:
    trade = VERTICALS[vertical]

    assert (len(trade.level_weights), len(trade.stage_weights)) == (len(trade.levels), len(trade.stages))
    assert len({one.name for one in trade.channels}) == len(trade.channels) >= 3
    assert all("{staff}" in one.greeting or "我" in one.greeting for one in trade.channels)
    assert all(len(one.greeting.encode()) <= 4_000 and len(one.name) <= 30 for one in trade.channels)


def test_a_brand_with_its_codes_up_can_be_scanned_at_once() -> None:
    world = World(clock=Clock.stepped(NOON), seed=1)
    corp = seed_brand(world, vertical="b2b", customers=50, contact_ways=True)
    scans = world.scan(state="ch_000", n=20)

    assert [one.remark for one in corp.ways.values()] == [one.name for one in VERTICALS["b2b"].channels]
    assert {one.outcome for one in scans} == {"added"}
    assert len({one.userid for one in scans}) > 5


def test_every_customer_has_a_relation_with_one_level_and_one_stage() -> None:
    corp = brand()
    relations = [each for one in corp.customers.values() for each in one.relations]

    assert all(one.relations for one in corp.customers.values())
    assert {tuple(tag.group.name for tag in each.tags[:2]) for each in relations} == {("会员等级", "购买阶段")}
    assert all(each.member.relations[each.customer.external_userid] is each for each in relations)
    assert all(NOON - 366 * 86_400 < each.createtime < NOON for each in relations)
    assert all((each.state is None) == (each.add_way not in (1, 16)) for each in relations)
    assert {each.bond for each in relations} == {Bond.FULL, Bond.LEFT_BY_CUSTOMER}


def test_shop_names_do_not_run_out() -> None:
    corp = seed_brand(World(seed=1), shops=400, staff=400, customers=0)

    names = [one.name for one in corp.directory.departments.values()]
    assert len(set(names)) == len(names) == 400 + 9


def test_an_unknown_trade_and_too_few_staff_are_refused() -> None:
    with pytest.raises(ValueError, match="no vertical"):
        brand(vertical="alchemy")
    with pytest.raises(ValueError, match="as many staff"):
        seed_brand(World(), shops=10, staff=9)


def test_each_shop_has_groups_of_its_managers_customers_and_the_same_seed_the_same_ones() -> None:
    corp = brand()
    shops = [one for one in corp.directory.departments.values() if one.leaders]
    owners = {one.owner for one in corp.groups.values()}

    assert owners == {one.leaders[0] for one in shops}
    for group in corp.groups.values():
        customers = group.face.participants.keys() - {group.owner}
        assert customers <= corp.directory.members[group.owner.lower()].relations.keys()
    assert [(one.chat_id, one.face) for one in corp.groups.values()] == [
        (one.chat_id, one.face) for one in brand().groups.values()
    ]


def test_a_brand_has_bought_units_of_which_its_links_live() -> None:
    world = World(clock=Clock.stepped(NOON), seed=1)
    quota = seed_brand(world, shops=4, staff=20, customers=50).link_quota
    bought = [(one.balance, (one.expire_date - NOON) / 86_400) for one in quota.living(NOON)]

    assert bought == [(700, 149.5), (1_400, 364.5)]
    assert (quota.balance(NOON + 151 * 86_400), quota.used) == (1_400, 0)
