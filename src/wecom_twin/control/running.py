"""Control of time, of limits and switches, and of how callbacks misbehave."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import TYPE_CHECKING, TypeVar

import msgspec

from wecom_twin.callbacks.outbox import DeliveryMode, Forgery
from wecom_twin.control.router import Ask, BadAskError, Router

if TYPE_CHECKING:
    from wecom_twin.rules import Limits, Switches

Rules = TypeVar("Rules", "Limits", "Switches")


def get_clock(ask: Ask) -> object:
    """The present instant, the rate, and when something falls due next."""
    world = ask.studio.world
    with world.lock:
        return {"now": world.clock.now(), "rate": world.clock.rate, "next_due": world.clock.next_due()}


class _Clock(msgspec.Struct, forbid_unknown_fields=True):
    rate: float | None = None
    advance_by: float | None = None
    advance_to: float | None = None


async def set_clock(ask: Ask) -> object:
    """Change the rate (0 stops the clock), or advance a stopped one, delivering each instant's callbacks."""
    asked = ask.body(_Clock)
    world = ask.studio.world
    if asked.rate is not None:
        if asked.rate < 0:
            raise BadAskError("a clock does not run backwards")
        with world.lock:
            world.clock.set_rate(asked.rate)
    if asked.advance_by is not None or asked.advance_to is not None:
        await world.advance_async(by=asked.advance_by, to=asked.advance_to)
    return get_clock(ask)


def get_rules(ask: Ask) -> object:
    """Limits and switches as they are."""
    world = ask.studio.world
    return {"limits": asdict(world.limits), "switches": asdict(world.switches)}


class _Rules(msgspec.Struct, forbid_unknown_fields=True):
    limits: dict[str, object] = {}
    switches: dict[str, object] = {}


def set_rules(ask: Ask) -> object:
    """Change limits and switches by the names of their fields."""
    asked = ask.body(_Rules)
    world = ask.studio.world
    limits = _changed(world.limits, asked.limits)
    switches = _changed(world.switches, asked.switches)
    with world.lock:
        world.limit(**asdict(limits))
        world.turn(**asdict(switches))
    return get_rules(ask)


def _changed(rules: Rules, changes: dict[str, object]) -> Rules:
    unknown = changes.keys() - {one.name for one in fields(rules)}
    if unknown:
        raise BadAskError(f"no such field: {', '.join(sorted(unknown))}")
    return msgspec.convert({**asdict(rules), **changes}, type(rules))


class _Mode(msgspec.Struct, forbid_unknown_fields=True):
    copies: int = 1
    delay_seconds: float = 0.0
    shuffle: int = 1
    forgeries: list[Forgery] = []


def set_mode(ask: Ask) -> object:
    """Let callbacks come several times, late, in disorder, or after forgeries; `{}` is the end of it."""
    asked = ask.body(_Mode)
    if asked.copies < 1 or asked.shuffle < 1:
        raise BadAskError("copies and shuffle count from 1")
    mode = DeliveryMode(
        copies=asked.copies,
        delay_seconds=asked.delay_seconds,
        shuffle=asked.shuffle,
        forgeries=tuple(asked.forgeries),
    )
    ask.studio.world.deliver(mode)
    return asdict(mode)


async def settle(ask: Ask) -> object:
    """Answer once nothing is fetched and no callback is on its way; retries that wait do not count."""
    await ask.studio.world.idle()
    return {}


def register(router: Router) -> None:
    """Add this module's paths."""
    router.add("GET", "/twin/clock", get_clock)
    router.add("POST", "/twin/clock", set_clock)
    router.add("GET", "/twin/rules", get_rules)
    router.add("PATCH", "/twin/rules", set_rules)
    router.add("POST", "/twin/callbacks/mode", set_mode)
    router.add("POST", "/twin/callbacks/settle", settle)
