"""Customer groups of a seeded brand: a few for each shop, led by its manager, filled from their customers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wecom_twin.acts.grouping import found
from wecom_twin.chance import stream

if TYPE_CHECKING:
    from wecom_twin.state.corp import Corp
    from wecom_twin.world import World

_GROUPS_PER_SHOP = (1, 2, 2, 3)
_LARGEST = 120
_OLDEST_SECONDS = 300 * 86_400


def open_groups(world: World, corp: Corp, *, seed: int) -> None:
    """Give each shop's manager groups of some of their own customers; nobody is told."""
    chance = stream(seed, "brand:groups")
    for shop in corp.directory.departments.values():
        if not shop.leaders:
            continue
        manager = world.member(corp, shop.leaders[0])
        customers = list(manager.relations)
        for number in range(chance.choice(_GROUPS_PER_SHOP)):
            size = min(len(customers), chance.randrange(5, _LARGEST))
            found(
                world,
                corp,
                manager,
                name=f"{shop.name}会员群{number + 1}",
                external_userids=chance.sample(customers, size),
                created_at=world.clock.now() - chance.randrange(1, _OLDEST_SECONDS),
            )
