"""Control of faults: which API calls go wrong, and which have; and of other apps, which eat the corp's limits."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import msgspec

from wecom_twin.control.router import BadAskError
from wecom_twin.realm import UnknownThingError
from wecom_twin.wire.fault_file import read_faults
from wecom_twin.wire.faults import Fault

if TYPE_CHECKING:
    from wecom_twin.control.router import Ask, Router


def list_faults(ask: Ask) -> object:
    """The rules in force."""
    return {"faults": [asdict(one) for one in ask.studio.faults.faults()]}


def add_faults(ask: Ask) -> object:
    """Set rules, one or a list of them, after those in force."""
    asked = ask.body(list[Fault] if ask.raw.lstrip().startswith(b"[") else Fault)
    with ask.studio.world.lock:
        added = [ask.studio.faults.add(one) for one in (asked if isinstance(asked, list) else [asked])]
    return {"faults": [asdict(one) for one in added]}


def add_plan(ask: Ask) -> object:
    """Set the rules of a plan, sent as the TOML that `--faults` reads; it begins now."""
    studio = ask.studio
    text = ask.raw.decode(errors="replace")
    with studio.world.lock:
        added = [studio.faults.add(one) for one in read_faults(text, now=studio.world.clock.now())]
    return {"faults": [asdict(one) for one in added]}


def clear_faults(ask: Ask) -> object:
    """Lift every rule."""
    with ask.studio.world.lock:
        ask.studio.faults.clear()
    return {"faults": []}


def remove_fault(ask: Ask) -> object:
    """Lift one rule."""
    with ask.studio.world.lock:
        if not ask.studio.faults.remove(ask.path["fault_id"]):
            raise UnknownThingError(f"no fault {ask.path['fault_id']}")
    return list_faults(ask)


def list_injections(ask: Ask) -> object:
    """What was done to which call, and when."""
    return {"injections": [asdict(one) for one in ask.studio.faults.injections]}


class _OtherApp(msgspec.Struct, forbid_unknown_fields=True):
    path: str
    per_minute: float


def let_other_app_call(ask: Ask) -> object:
    """Let an app that this twin does not run call a path so often, evenly; 0 ends it. The limits are the corp's."""
    asked = ask.body(_OtherApp)
    if asked.per_minute < 0:
        raise BadAskError("per_minute counts from 0")
    with ask.studio.world.lock:
        corp = ask.studio.world.corp(ask.corpid)
        ask.studio.gate.let_others_call(corp.corpid, asked.path, per_minute=asked.per_minute)
    return {"path": asked.path, "per_minute": asked.per_minute}


def register(router: Router) -> None:
    """Add this module's paths."""
    router.add("GET", "/twin/faults", list_faults)
    router.add("POST", "/twin/faults", add_faults)
    router.add("POST", "/twin/faults/plan", add_plan)
    router.add("DELETE", "/twin/faults", clear_faults)
    router.add("DELETE", "/twin/faults/{fault_id}", remove_fault)
    router.add("GET", "/twin/injections", list_injections)
    router.add("POST", "/twin/corps/{corpid}/other_app", let_other_app_call)
