"""`lingqu`: one command for everything. Subcommands import what they need when they run."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from typing import Any

from lingqu.kernel.errors import LingquError

Subparsers = Any
"""argparse keeps the type of `add_subparsers` to itself."""

PLANTING = "plant a fault the judge must find; may be said of each"
_SEND_PLANTS = ("double", "loss", "stuck", "stray", "deaf")
_JOURNEY_PLANTS = ("repeated", "lost", "stuck")
_CAPS_PLANTS = ("reservations", "own-sends")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a subcommand; leave with 1 on a refusal, naming what to mend."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words[:1] == ["twin"]:  # its own parser knows its options
        from wecom_twin.cli import main as twin

        sys.exit(twin(words[1:]))
    parser = argparse.ArgumentParser(prog="lingqu", description="Lingqu 灵渠: private-domain operation on WeCom")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for register in (_serving, _upkeep, _showing, _measuring, _killing):
        register(commands)
    given = parser.parse_args(words)
    run: Callable[[argparse.Namespace], int | None] = given.run
    try:
        sys.exit(run(given) or 0)
    except LingquError as refusal:
        place = f" ({refusal.place})" if refusal.place else ""
        print(f"lingqu: {refusal}{place} [{refusal.code}]", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


def _serving(commands: Subparsers) -> None:
    up = commands.add_parser("up", help="database, web and workers, kept running")
    up.add_argument("--workers", type=int, help="worker processes (setting `workers`)")
    up.set_defaults(run=_up)
    web = commands.add_parser("web", help="one web process")
    web.set_defaults(run=_web)
    worker = commands.add_parser("worker", help="one worker process")
    worker.add_argument("--name", default="worker", help="how it signs its heartbeat")
    worker.set_defaults(run=_worker)
    commands.add_parser("twin", help="a WeCom on loopback, on its own (its options: lingqu twin --help)")


def _upkeep(commands: Subparsers) -> None:
    commands.add_parser("migrate", help="bring the database to the newest schema").set_defaults(run=_migrate)
    doctor = commands.add_parser("doctor", help="find what is set up wrong, and say how to mend it")
    doctor.add_argument("--json", action="store_true")
    doctor.add_argument("--lang", choices=("zh", "en"), default="zh")
    doctor.set_defaults(run=_doctor)
    dead = commands.add_parser("dead-letters", help="what is kept but was not worked off")
    dead.add_argument("action", choices=("list", "replay"), nargs="?", default="list")
    dead.add_argument("--name", help="only this event or kind of job")
    dead.set_defaults(run=_dead_letters)
    sweeps = commands.add_parser("sweeps", help="what the nightly walks found to differ from WeCom, and repaired")
    sweeps.add_argument("action", choices=("list", "start"), nargs="?", default="list")
    sweeps.add_argument("--json", action="store_true")
    sweeps.set_defaults(run=_sweeps)
    history = commands.add_parser("history", help="the columnar copy of facts: how far it is, or build it anew")
    history.add_argument("action", choices=("status", "rebuild"), nargs="?", default="status")
    history.add_argument("--json", action="store_true")
    history.set_defaults(run=_history)
    identities = commands.add_parser("identities", help="who is one person, computed anew from all that was seen")
    identities.add_argument("action", choices=("rebuild",))
    identities.add_argument("--json", action="store_true")
    identities.set_defaults(run=_identities)
    _segments(commands)
    _broadcasts(commands)
    _journeys(commands)
    _event_key(commands)
    commands.add_parser("openapi", help="print the OpenAPI document of the admin").set_defaults(run=_openapi)


def _segments(commands: Subparsers) -> None:
    segments = commands.add_parser("segments", help="segments kept as YAML files: compared, applied, tried out")
    actions = segments.add_subparsers(dest="action", required=True)
    for action, text in (
        ("diff", "what the files would change, and whom that reaches; leaves with 3 where anything would"),
        ("apply", "save what the files change, all or none"),
        ("test", "put the people of the files' tests to their segments; leaves with 3 where one is elsewhere"),
    ):
        one = actions.add_parser(action, help=text)
        one.add_argument("files", nargs="+", metavar="FILE")
        one.add_argument("--json", action="store_true")
        one.add_argument("--lang", choices=("zh", "en"), default="zh")
        if action != "test":
            one.add_argument("--corp", help="corpid, where several are connected")
        if action == "apply":
            one.add_argument("--fire", action="store_true", help="whoever it lets in and puts out enters and leaves")
        one.set_defaults(run=_segment_texts)


def _broadcasts(commands: Subparsers) -> None:
    broadcasts = commands.add_parser("broadcasts", help="broadcasts kept as YAML files: compared, applied, written out")
    actions = broadcasts.add_subparsers(dest="action", required=True)
    for action, text in (
        ("diff", "what the files would change; leaves with 3 where anything would"),
        ("apply", "make, change and schedule what the files say, all or none; nothing leaves now"),
    ):
        one = actions.add_parser(action, help=text)
        one.add_argument("files", nargs="+", metavar="FILE")
        one.add_argument("--json", action="store_true")
        one.add_argument("--lang", choices=("zh", "en"), default="zh")
        one.add_argument("--corp", help="corpid, where several are connected")
        one.set_defaults(run=_broadcast_texts)
    export = actions.add_parser("export", help="print as text what has not begun to leave, or what is called so")
    export.add_argument("names", nargs="*", metavar="NAME")
    export.add_argument("--pictures", metavar="FOLDER", help="write the pictures that the text names there")
    export.add_argument("--corp", help="corpid, where several are connected")
    export.set_defaults(run=_broadcast_texts)


def _journeys(commands: Subparsers) -> None:
    journeys = commands.add_parser(
        "journeys", help="journeys kept as YAML files: compared, applied, tried, written out"
    )
    actions = journeys.add_subparsers(dest="action", required=True)
    for action, text in (
        ("diff", "what the files would change; leaves with 3 where anything would"),
        ("apply", "write the drafts that the files make new or other, all or none; nothing is published"),
        ("test", "send the people of the files' tests on their ways; leaves with 3 where one goes elsewhere"),
    ):
        one = actions.add_parser(action, help=text)
        one.add_argument("files", nargs="+", metavar="FILE")
        one.add_argument("--json", action="store_true")
        one.add_argument("--lang", choices=("zh", "en"), default="zh")
        if action != "test":
            one.add_argument("--corp", help="corpid, where several are connected")
        one.set_defaults(run=_journey_texts)
    export = actions.add_parser("export", help="print as text the drafts that are not put away, or are called so")
    export.add_argument("names", nargs="*", metavar="NAME")
    export.add_argument("--pictures", metavar="FOLDER", help="write the pictures that the text names there")
    export.add_argument("--corp", help="corpid, where several are connected")
    export.set_defaults(run=_journey_texts)


def _event_key(commands: Subparsers) -> None:
    keys = commands.add_parser("event-key", help="the key with which your own servers sign the events they tell")
    actions = keys.add_subparsers(dest="action", required=True)
    for action, text in (
        ("show", "whether there is one, since when, and when it was last used; leaves with 1 where there is none"),
        ("make", "make one, or another one; it is shown this once"),
        ("end-former", "let the key before it be good no longer"),
    ):
        one = actions.add_parser(action, help=text)
        one.add_argument("--corp", help="corpid, where several are connected")
        one.add_argument("--json", action="store_true")
        if action == "make":
            hours = "so long the key of now stays good, 0 to 168; default: %(default)s"
            one.add_argument("--former-hours", type=int, choices=range(169), default=24, metavar="HOURS", help=hours)
        one.set_defaults(run=_event_keys)


def _showing(commands: Subparsers) -> None:
    demo = commands.add_parser("demo", help="a living brand on the twin, in the browser")
    demo.add_argument("--for", dest="seconds", type=float, help="run headless for so many seconds, then report")
    demo.add_argument("--json", action="store_true", help="last line is one JSON object")
    demo.add_argument("--scans", type=float, default=None, help="scans a second")
    demo.add_argument("--customers", type=int, default=50_000, help="customers of the brand at the start")
    demo.set_defaults(run=_demo)


def _measuring_journeys(benches: Subparsers) -> None:
    journeys = benches.add_parser("journeys", help="customers moved on through journeys, beside SQL and other engines")
    journeys.add_argument("--json", action="store_true")
    journeys.add_argument("--enrollments", type=int, default=1_000_000)
    journeys.add_argument("--events-per-s", type=int, default=1_000, help="a multiple of 20")
    journeys.add_argument("--seconds", type=int, default=30, help="of events")
    journeys.add_argument("--alone", action="store_true", help="without the engines of others")
    journeys.set_defaults(run=_bench_journeys, refuse=journeys.error)


def _measuring(commands: Subparsers) -> None:
    bench = commands.add_parser("bench", help="benchmarks; the last line is one JSON object")
    benches = bench.add_subparsers(dest="bench", required=True)
    accept = benches.add_parser("accept", help="durable callbacks a second through one web process")
    accept.add_argument("--json", action="store_true")
    accept.add_argument("--requests", type=int, default=40_000)
    accept.set_defaults(run=_bench_accept)
    sync = benches.add_parser("sync", help="the first sync of a brand at the speed of WeCom's limits")
    sync.add_argument("--json", action="store_true")
    sync.add_argument("--customers", type=int, default=200_000)
    sync.add_argument("--staff", type=int, default=300)
    sync.add_argument("--per-minute", type=int, default=600, help="the twin's limit; 0 for the published one")
    sync.set_defaults(run=_bench_sync)
    send = benches.add_parser("send", help="a broadcast handed over at the speed of WeCom's limits, and at our own")
    send.add_argument("--json", action="store_true")
    send.add_argument("--recipients", type=int, default=200_000, help="customers of the brand; all are written to")
    send.add_argument("--staff", type=int, default=4_000, help="members who send; one call each")
    send.add_argument("--per-minute", type=int, default=3_000, help="the twin's limit in the first of two rounds")
    send.set_defaults(run=_bench_send, refuse=send.error)
    twin = benches.add_parser("twin", help="the twin's speed and size, and a month in stepped time")
    twin.add_argument("--json", action="store_true")
    twin.add_argument("--customers", type=int, default=1_000_000)
    twin.set_defaults(run=_bench_twin)
    history = benches.add_parser("history", help="facts copied into history a second, and their lag")
    history.add_argument("--json", action="store_true")
    history.add_argument("--per-second", type=int, default=5_000)
    history.add_argument("--seconds", type=float, default=20)
    history.add_argument(
        "--import", dest="imported", type=int, default=200_000, help="facts an import records meanwhile"
    )
    history.set_defaults(run=_bench_history)
    identity = benches.add_parser("identity", help="customers united by identities: millions at once, and one by one")
    identity.add_argument("--json", action="store_true")
    identity.add_argument("--edges", type=int, default=10_000_000)
    identity.add_argument("--online-edges", type=int, default=1_000_000, help="claims stored while one is merged")
    identity.set_defaults(run=_bench_identity)
    plan = benches.add_parser("plan", help="programmes that compete for a million customers, planned within all caps")
    plan.add_argument("--json", action="store_true")
    plan.add_argument(
        "--recipients", type=int, default=1_000_000, help="customers; each is an intent of each programme"
    )
    plan.add_argument("--programmes", type=int, default=3)
    plan.add_argument("--staff", type=int, default=50_000)
    plan.set_defaults(run=_bench_plan, refuse=plan.error)
    _measuring_journeys(benches)
    segments = benches.add_parser("segments", help="audiences counted and kept up to date, beside plain SQL")
    segments.add_argument("--json", action="store_true")
    segments.add_argument("--customers", type=int, help="1,000,000; with --live 20,000")
    segments.add_argument("--live", action="store_true", help="instead: segments followed while facts come in")
    for name, kind, text in (
        ("--facts-per-s", int, "with --live: facts written a second (1,000)"),
        ("--segments", int, "with --live: segments that are kept (100)"),
        ("--seconds", float, "with --live: how long facts are written (30)"),
    ):
        segments.add_argument(name, type=kind, help=text)
    segments.set_defaults(run=_bench_segments, refuse=segments.error)
    noop = benches.add_parser("noop", help="the comparator's server; started by `bench accept`")
    noop.add_argument("target")
    noop.add_argument("port", type=int)
    noop.set_defaults(run=_bench_noop)


def _killing(commands: Subparsers) -> None:
    chaos = commands.add_parser("chaos", help="kill -9 under load; judged by the twin's ledger")
    kinds = chaos.add_subparsers(dest="chaos", required=True)
    kill = kinds.add_parser("accept", help="no acknowledged callback is lost, none is handled twice")
    kill.add_argument("--kills", type=int, default=50)
    kill.add_argument("--plant", action="append", choices=("loss", "duplicate"), default=[], help=PLANTING)
    kill.add_argument("--only", choices=("web", "worker", "database"), help="kill nothing else")
    kill.add_argument("--json", action="store_true")
    kill.set_defaults(run=_chaos_accept)
    copy = kinds.add_parser("history", help="every fact is copied into history once")
    copy.add_argument("--kills", type=int, default=50)
    copy.add_argument("--plant", action="append", choices=("loss", "duplicate"), default=[], help=PLANTING)
    copy.add_argument("--only", choices=("history", "worker", "database"), help="kill nothing else")
    copy.add_argument("--json", action="store_true")
    copy.set_defaults(run=_chaos_history)
    members = kinds.add_parser("segments", help="members are whom the reference finds, each move told once")
    members.add_argument("--kills", type=int, default=50)
    plants = ("missing", "doubled", "ungiven", "given-twice", "unjoined")
    members.add_argument("--plant", action="append", choices=plants, default=[], help=PLANTING)
    members.add_argument("--only", choices=("worker", "history", "database"), help="kill nothing else")
    members.add_argument("--json", action="store_true")
    members.set_defaults(run=_chaos_segments)
    send = kinds.add_parser("send", help="nobody gets a message twice, nobody due is left out, nothing sticks")
    send.add_argument("--kills", type=int, default=50)
    send.add_argument("--plant", action="append", choices=_SEND_PLANTS, default=[], help=PLANTING)
    send.add_argument("--seed", type=int, default=7)
    send.add_argument("--json", action="store_true")
    send.set_defaults(run=_chaos_send)
    journeys = kinds.add_parser("journeys", help="nobody passes a step twice, is left out, or stays where they waited")
    journeys.add_argument("--kills", type=int, default=50)
    journeys.add_argument("--plant", action="append", choices=_JOURNEY_PLANTS, default=[], help=PLANTING)
    journeys.add_argument("--seed", type=int, default=7)
    journeys.add_argument("--json", action="store_true")
    journeys.set_defaults(run=_chaos_journeys)
    caps = kinds.add_parser("caps", help="nobody receives more than a cap allows, through a month in stepped time")
    caps.add_argument("--days", type=int, default=30)
    caps.add_argument("--plant", action="append", choices=_CAPS_PLANTS, default=[], help=PLANTING)
    caps.add_argument("--seed", type=int, default=7)
    caps.add_argument("--json", action="store_true")
    caps.set_defaults(run=_chaos_caps, refuse=caps.error)
    faulty = kinds.add_parser(
        "faulty-worker", help="a worker with planted faults; started by `chaos send` and `journeys`"
    )
    faulty.add_argument("--name", required=True)
    faulty.add_argument("plants", nargs="+", choices=(*_SEND_PLANTS, *(f"journey-{one}" for one in _JOURNEY_PLANTS)))
    faulty.set_defaults(run=_chaos_faulty_worker)


def _up(given: argparse.Namespace) -> int:
    from lingqu.entrypoints.up import run

    return run(workers=given.workers)


def _web(_given: argparse.Namespace) -> int:
    from lingqu.entrypoints.serving import run_web

    return run_web()


def _worker(given: argparse.Namespace) -> int:
    from lingqu.entrypoints.serving import run_worker

    return run_worker(given.name)


def _migrate(_given: argparse.Namespace) -> int:
    from lingqu.entrypoints.upkeep import migrate

    return migrate()


def _doctor(given: argparse.Namespace) -> int:
    from lingqu.entrypoints.upkeep import doctor

    return doctor(as_json=given.json, language=given.lang)


def _dead_letters(given: argparse.Namespace) -> int:
    from lingqu.entrypoints.upkeep import dead_letters

    return dead_letters(given.action, name=given.name)


def _sweeps(given: argparse.Namespace) -> int:
    from lingqu.entrypoints.upkeep import sweeps

    return sweeps(given.action, as_json=given.json)


def _history(given: argparse.Namespace) -> int:
    from lingqu.entrypoints.history import run

    return run(given.action, as_json=given.json)


def _identities(given: argparse.Namespace) -> int:
    from lingqu.entrypoints.upkeep import identities

    return identities(as_json=given.json)


def _segment_texts(given: argparse.Namespace) -> int:
    from lingqu.entrypoints import segment_texts

    if given.action == "test":
        return segment_texts.test(given.files, as_json=given.json, language=given.lang)
    named = {"corpid": given.corp, "as_json": given.json, "language": given.lang}
    if given.action == "diff":
        return segment_texts.diff(given.files, **named)
    return segment_texts.apply(given.files, **named, fires=given.fire)


def _broadcast_texts(given: argparse.Namespace) -> int:
    from lingqu.entrypoints import broadcast_texts

    if given.action == "export":
        return broadcast_texts.export(given.names, corpid=given.corp, pictures=given.pictures)
    act = broadcast_texts.diff if given.action == "diff" else broadcast_texts.apply
    return act(given.files, corpid=given.corp, as_json=given.json, language=given.lang)


def _journey_texts(given: argparse.Namespace) -> int:
    from lingqu.entrypoints import journey_texts

    if given.action == "test":
        return journey_texts.test(given.files, as_json=given.json, language=given.lang)
    if given.action == "export":
        return journey_texts.export(given.names, corpid=given.corp, pictures=given.pictures)
    act = journey_texts.diff if given.action == "diff" else journey_texts.apply
    return act(given.files, corpid=given.corp, as_json=given.json, language=given.lang)


def _event_keys(given: argparse.Namespace) -> int:
    from lingqu.entrypoints import event_keys

    former_hours = given.former_hours if given.action == "make" else 0
    return event_keys.run(given.action, corpid=given.corp, former_hours=former_hours, as_json=given.json)


def _openapi(_given: argparse.Namespace) -> int:
    from lingqu.entrypoints.http.app import openapi_document

    print(json.dumps(openapi_document(), ensure_ascii=False, indent=2, sort_keys=True))
    return 0


def _demo(given: argparse.Namespace) -> int:
    from lingqu.entrypoints.demo import run

    return run(seconds=given.seconds, as_json=given.json, scans_per_second=given.scans, customers=given.customers)


def _bench_accept(given: argparse.Namespace) -> int:
    from lingqu.entrypoints.bench.accept import run

    return run(requests=given.requests)


def _bench_sync(given: argparse.Namespace) -> int:
    from lingqu.entrypoints.bench.sync import run

    return run(customers=given.customers, per_minute=given.per_minute, staff=given.staff)


def _bench_send(given: argparse.Namespace) -> int:
    from lingqu.entrypoints.bench.send import run

    if min(given.recipients, given.staff, given.per_minute) <= 0:
        given.refuse("counts are more than 0")
    return run(recipients=given.recipients, staff=given.staff, per_minute=given.per_minute)


def _bench_twin(given: argparse.Namespace) -> int:
    from lingqu.entrypoints.bench.twin import run

    return run(customers=given.customers)


def _bench_history(given: argparse.Namespace) -> int:
    from lingqu.entrypoints.bench.history import run

    return run(per_second=given.per_second, seconds=given.seconds, imported=given.imported)


def _bench_identity(given: argparse.Namespace) -> int:
    from lingqu.entrypoints.bench.identity import run

    return run(edges=given.edges, online_edges=given.online_edges)


def _bench_plan(given: argparse.Namespace) -> int:
    from lingqu.entrypoints.bench.plan import run

    if min(given.recipients, given.programmes, given.staff) <= 0:
        given.refuse("counts are more than 0")
    return run(recipients=given.recipients, programmes=given.programmes, staff=given.staff)


def _bench_journeys(given: argparse.Namespace) -> int:
    from lingqu.entrypoints.bench.journeys.run import UNITS_PER_SECOND, run

    if min(given.enrollments, given.seconds, given.events_per_s) <= 0 or given.events_per_s % UNITS_PER_SECOND:
        given.refuse(f"counts are more than 0, and events a second a multiple of {UNITS_PER_SECOND}")
    return run(
        enrollments=given.enrollments,
        per_second=given.events_per_s,
        seconds=given.seconds,
        compared=not given.alone,
    )


def _bench_segments(given: argparse.Namespace) -> int:
    asked: dict[str, Any] = {name: getattr(given, name) for name in ("customers", "facts_per_s", "segments", "seconds")}
    asked = {name: value for name, value in asked.items() if value is not None}
    if any(value <= 0 for value in asked.values()):
        given.refuse("counts, rates and seconds are more than 0")
    if given.live:
        from lingqu.entrypoints.bench.segments import live

        return live.run(**{**live.USUAL, **asked})
    only_live = [f"--{name.replace('_', '-')}" for name in asked if name != "customers"]
    if only_live:
        given.refuse(f"only with --live: {', '.join(only_live)}")
    from lingqu.entrypoints.bench.segments.run import run

    return run(customers=asked.get("customers", 1_000_000))


def _bench_noop(given: argparse.Namespace) -> int:
    from lingqu.entrypoints.bench.noop import run

    return run(given.target, given.port)


def _chaos_accept(given: argparse.Namespace) -> int:
    from lingqu.entrypoints.chaos.accept import VICTIMS, run

    return run(kills=given.kills, plants=given.plant, victims=[given.only] if given.only else VICTIMS)


def _chaos_history(given: argparse.Namespace) -> int:
    from lingqu.entrypoints.chaos.history import VICTIMS, run

    return run(kills=given.kills, plants=given.plant, victims=[given.only] if given.only else VICTIMS)


def _chaos_segments(given: argparse.Namespace) -> int:
    from lingqu.entrypoints.chaos.segments import VICTIMS, run

    return run(kills=given.kills, plants=given.plant, victims=[given.only] if given.only else VICTIMS)


def _chaos_send(given: argparse.Namespace) -> int:
    from lingqu.entrypoints.chaos.send import run

    return run(kills=given.kills, plants=given.plant, seed=given.seed)


def _chaos_journeys(given: argparse.Namespace) -> int:
    from lingqu.entrypoints.chaos.journeys import run

    return run(kills=given.kills, plants=given.plant, seed=given.seed)


def _chaos_caps(given: argparse.Namespace) -> int:
    from lingqu.entrypoints.chaos.caps import run

    if given.days <= 0:
        given.refuse("days are more than 0")
    return run(days=given.days, plants=given.plant, seed=given.seed)


def _chaos_faulty_worker(given: argparse.Namespace) -> int:
    from lingqu.entrypoints.chaos.send_plants import work

    return work(given.name, given.plants)
