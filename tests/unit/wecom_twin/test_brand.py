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
def test_a_brand_has_the_shops_staff_and_customers_asked_for(vertical: str) -> None:
    corp = brand(vertical=vertical)
    shops = [one for one in corp.directory.departments.values() if one.name.endswith("店")]
    guides = [one for one in corp.directory.members.values() if one.follow_user]

    assert (len(shops), len(guides), len(corp.customers)) == (48, 300, 2_000)
    assert len({one.name for one in shops}) == 48
    assert all(len(one.leaders) == 1 for one in shops)
    assert {group.name for group in corp.tags.living_groups()} == {"会员等级", "购买阶段", "偏好"}


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
