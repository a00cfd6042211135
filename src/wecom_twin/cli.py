"""`wecom-twin`: a twin of its own, for platforms in any language."""

from __future__ import annotations

import argparse
import gc
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import uvicorn

from wecom_twin.app import TwinApp
from wecom_twin.brand.seeding import seed_brand
from wecom_twin.brand.verticals import VERTICALS
from wecom_twin.clock import Clock
from wecom_twin.server import furnish, listen, server_config
from wecom_twin.wire.fault_file import FaultFileError, read_faults
from wecom_twin.world import World

if TYPE_CHECKING:
    from collections.abc import Sequence

_USAGE = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve a twin until interrupted. With `--json` the first line says how to connect."""
    asked = _parser().parse_args(arguments)
    world = World(clock=_clock(asked), seed=asked.seed)
    if asked.brand:
        seed_brand(
            world,
            seed=asked.seed,
            vertical=asked.brand,
            shops=asked.shops,
            staff=asked.staff,
            customers=asked.customers,
            contact_ways=asked.codes,
        )
    else:
        furnish(world)
    # What was seeded stays; looking through a million people for garbage again and again helps nobody.
    gc.collect()
    gc.freeze()
    app = TwinApp(world)
    if asked.faults is not None and not _load_faults(app, asked.faults):
        return _USAGE
    listener = listen(asked.host, asked.port)
    app.studio.base_url = world.picture_url = f"http://{asked.host}:{listener.getsockname()[1]}"
    print(_greeting(app, as_json=asked.json), flush=True)
    server = uvicorn.Server(server_config(app, host=asked.host, port=0))
    server.run(sockets=[listener])
    return 0


def _load_faults(app: TwinApp, file: Path) -> bool:
    """Set the rules of a plan; says on standard error why not."""
    try:
        for fault in read_faults(file.read_text(encoding="utf-8"), now=app.world.clock.now()):
            app.faults.add(fault)
    except (OSError, UnicodeDecodeError, FaultFileError) as error:
        print(f"wecom-twin: {file}: {error}", file=sys.stderr)
        return False
    return True


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="wecom-twin", description="A WeCom that runs on loopback.")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=int, default=0, help="port to listen on; 0 picks a free one")
    parser.add_argument("--seed", type=int, default=0, help="where ids and chance come from")
    parser.add_argument("--rate", type=float, default=1.0, help="twin seconds per second; 0 is stepped")
    parser.add_argument("--start", type=float, help="the first instant in unix seconds; now unless given")
    parser.add_argument("--brand", choices=sorted(VERTICALS), help="start with a synthetic brand of that trade")
    parser.add_argument("--shops", type=int, help="places of the brand; its trade's number unless given")
    parser.add_argument("--staff", type=int, help="staff of the brand")
    parser.add_argument("--customers", type=int, help="existing customers of the brand")
    parser.add_argument("--codes", action="store_true", help="put up a contact way for each channel of the trade")
    parser.add_argument("--faults", type=Path, metavar="FILE", help="a plan of what goes wrong, in TOML")
    parser.add_argument("--json", action="store_true", help="print one JSON object with how to connect")
    return parser


def _clock(asked: argparse.Namespace) -> Clock:
    if asked.start is None:
        return Clock.accelerated(asked.rate)
    return Clock(start=asked.start, rate=asked.rate)


def _greeting(app: TwinApp, *, as_json: bool) -> str:
    corp = app.world.corp()
    card = {
        "base_url": app.studio.base_url,
        "control_url": f"{app.studio.base_url}/twin",
        "corpid": corp.corpid,
        "agentid": corp.app.agentid,
        "secret": corp.app.secret,
    }
    if as_json:
        return msgspec.json.encode(card).decode()
    return "\n".join(f"{name:12} {value}" for name, value in card.items())


if __name__ == "__main__":
    sys.exit(main())
