"""Control of brands and of people who act by themselves."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING

import msgspec

from wecom_twin.brand.seeding import seed_brand
from wecom_twin.brand.verticals import VERTICALS
from wecom_twin.control.corps import shown_corp
from wecom_twin.control.router import Ask, BadAskError, Router
from wecom_twin.people.crowd import People
from wecom_twin.people.models import Behaviour
from wecom_twin.people.personas import FIELD

if TYPE_CHECKING:
    from collections.abc import Mapping


_PARTS = {"arrivals": "", "customers": "customer_personas", "staff": "staff_personas"}
"""What can be changed by its numbers, and the personas that have them too."""


class _Brand(msgspec.Struct, forbid_unknown_fields=True):
    seed: int = 0
    vertical: str = "apparel"
    name: str = ""
    shops: int | None = None
    staff: int | None = None
    customers: int | None = None
    contact_ways: bool = False


def add_brand(ask: Ask) -> object:
    """Add the corp of a synthetic brand."""
    asked = ask.body(_Brand)
    return shown_corp(seed_brand(ask.studio.world, **msgspec.structs.asdict(asked)))


def list_verticals(_: Ask) -> object:
    """The trades: names, sizes, tags, channels with their greetings."""
    return {name: asdict(one) for name, one in VERTICALS.items()}


def get_people(ask: Ask) -> object:
    """Whether the people of a corp act, how, and how often they have scanned."""
    people = ask.studio.people.get(ask.corpid)
    if people is None:
        return {"running": False, "scans": 0, "behaviour": asdict(Behaviour())}
    return {"running": people.running, "scans": people.scans, "behaviour": asdict(people.behaviour)}


def start_people(ask: Ask) -> object:
    """Let people act, or behave differently.

    Any of `arrivals`, `customers`, `staff` (single numbers, for everybody), `personas` (true for the
    field's kinds of people, false for one kind), and a `seed`, which counts at the first start.
    """
    changes = ask.body(dict[str, object])
    seed = changes.pop("seed", 0)
    if not isinstance(seed, int):
        raise BadAskError("seed is a number")
    personas = changes.pop("personas", None)
    if personas not in (None, True, False):
        raise BadAskError("personas is true or false")
    studio = ask.studio
    corp = studio.world.corp(ask.corpid)
    people = studio.people.get(ask.corpid)
    if people is None:
        people = studio.people[ask.corpid] = People(studio.world, corp, seed=seed)
    behaviour = people.behaviour
    if personas is not None:
        kinds = FIELD if personas else Behaviour()
        behaviour = replace(behaviour, customer_personas=kinds.customer_personas, staff_personas=kinds.staff_personas)
    people.change(_merged(behaviour, changes))
    people.start()
    return get_people(ask)


def _merged(behaviour: Behaviour, changes: Mapping[str, object]) -> Behaviour:
    """The behaviour with single numbers replaced, in every persona too."""
    merged = asdict(behaviour)
    if changes.keys() - _PARTS.keys():
        raise BadAskError(f"behaviour has the parts {', '.join(_PARTS)}")
    for name, change in changes.items():
        if not isinstance(change, dict) or change.keys() - merged[name].keys():
            raise BadAskError(f"{name} has the fields {', '.join(merged[name])}")
        merged[name] |= change
        for persona in merged.get(_PARTS[name], {}).values():
            persona["habits"] |= change
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
    router.add("GET", "/twin/verticals", list_verticals)
    router.add("GET", "/twin/corps/{corpid}/people", get_people)
    router.add("POST", "/twin/corps/{corpid}/people", start_people)
    router.add("DELETE", "/twin/corps/{corpid}/people", stop_people)
