"""Control of brands and of people who act by themselves."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import msgspec

from wecom_twin.brand.seeding import seed_brand
from wecom_twin.control.corps import shown_corp
from wecom_twin.control.router import Ask, BadAskError, Router
from wecom_twin.people.crowd import People
from wecom_twin.people.models import Behaviour

if TYPE_CHECKING:
    from collections.abc import Mapping


class _Brand(msgspec.Struct, forbid_unknown_fields=True):
    seed: int = 0
    vertical: str = "apparel"
    name: str = ""
    shops: int = 48
    staff: int = 300
    customers: int = 50_000


def add_brand(ask: Ask) -> object:
    """Add the corp of a synthetic brand."""
    asked = ask.body(_Brand)
    return shown_corp(seed_brand(ask.studio.world, **msgspec.structs.asdict(asked)))


def get_people(ask: Ask) -> object:
    """Whether the people of a corp act, how, and how often they have scanned."""
    people = ask.studio.people.get(ask.corpid)
    if people is None:
        return {"running": False, "scans": 0, "behaviour": asdict(Behaviour())}
    return {"running": people.running, "scans": people.scans, "behaviour": asdict(people.behaviour)}


def start_people(ask: Ask) -> object:
    """Let people act, or behave differently: any of `arrivals`, `customers`, `staff`, and a `seed`."""
    changes = ask.body(dict[str, object])
    seed = changes.pop("seed", 0)
    if not isinstance(seed, int):
        raise BadAskError("seed is a number")
    studio = ask.studio
    corp = studio.world.corp(ask.corpid)
    people = studio.people.get(ask.corpid)
    if people is None:
        people = studio.people[ask.corpid] = People(studio.world, corp, seed=seed)
    people.change(_merged(people.behaviour, changes))
    people.start()
    return get_people(ask)


def _merged(behaviour: Behaviour, changes: Mapping[str, object]) -> Behaviour:
    """The behaviour with single numbers replaced."""
    merged: dict[str, object] = {}
    for name, habits in asdict(behaviour).items():
        change = changes.get(name, {})
        if not isinstance(change, dict) or change.keys() - habits.keys():
            raise BadAskError(f"{name} has the fields {', '.join(habits)}")
        merged[name] = habits | change
    if changes.keys() - merged.keys():
        raise BadAskError(f"behaviour has the parts {', '.join(merged)}")
    return msgspec.convert(merged, Behaviour)


def stop_people(ask: Ask) -> object:
    """Let people rest."""
    people = ask.studio.people.get(ask.corpid)
    if people is not None:
        people.stop()
    return get_people(ask)


def register(router: Router) -> None:
    """Add this module's paths."""
    router.add("POST", "/twin/brands", add_brand)
    router.add("GET", "/twin/corps/{corpid}/people", get_people)
    router.add("POST", "/twin/corps/{corpid}/people", start_people)
    router.add("DELETE", "/twin/corps/{corpid}/people", stop_people)
