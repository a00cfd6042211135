"""What the ledger and the gate know: receipts, greetings, callbacks, scans, calls."""

from __future__ import annotations

from dataclasses import asdict
from itertools import islice
from typing import TYPE_CHECKING, Any, get_args

from wecom_twin.control.router import Ask, BadAskError, Router
from wecom_twin.ledger import ReceiptKind
from wecom_twin.state.contacts import Bond

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from wecom_twin.ledger import Ledger
    from wecom_twin.state.contacts import Customer
    from wecom_twin.state.corp import Corp

_PAGE = 1_000
_TOP_PAGE = 10_000

Fields = dict[str, object]


def _page(ask: Ask, rows: Iterable[Any], show: Callable[[Any], Fields] = asdict) -> Fields:
    """Rows from `after` on, `limit` of them at most; `next_after` is null at the end."""
    first, limit = _number(ask, "after", 0), min(_number(ask, "limit", _PAGE), _TOP_PAGE)
    found = list(islice(rows, first, first + limit + 1))
    return {
        "rows": [show(one) for one in found[:limit]],
        "next_after": first + limit if len(found) > limit else None,
    }


def _number(ask: Ask, name: str, default: int) -> int:
    text = ask.query.get(name)
    if text is None:
        return default
    if not text.isdecimal():
        raise BadAskError(f"{name} is a number from 0")
    return int(text)


def _filters(ask: Ask, *names: str) -> Callable[[object], bool]:
    wanted = [(name, ask.query[name]) for name in names if name in ask.query]
    return lambda one: all(str(getattr(one, name)) == value for name, value in wanted)


def receipts(ask: Ask) -> object:
    """What people received: filters corpid, kind (repeatable by comma), userid, external_userid, since."""
    kinds: Sequence[ReceiptKind] = [
        kind for kind in get_args(ReceiptKind) if kind in ask.query.get("kind", "").split(",")
    ]
    found = _ledger(ask).iter_receipts(
        corpid=ask.query.get("corpid"),
        kinds=kinds,
        userid=ask.query.get("userid"),
        external_userid=ask.query.get("external_userid"),
        since=float(ask.query.get("since", 0)),
    )
    return _page(ask, found)


def welcomes(ask: Ask) -> object:
    """Every greeting that was due or is: filters corpid, userid, external_userid."""
    keep = _filters(ask, "corpid", "userid", "external_userid")
    return _page(ask, filter(keep, list(_ledger(ask).welcome_records.values())))


def callbacks(ask: Ask) -> object:
    """Every callback with its attempts: filters corpid, agentid, event, change_type, userid, given_up."""
    keep = _filters(ask, "corpid", "agentid", "event", "change_type", "userid", "external_userid", "given_up")
    return _page(ask, filter(keep, _ledger(ask).callback_records))


def scans(ask: Ask) -> object:
    """Every scan and what came of it: filters corpid, config_id, state, userid, outcome."""
    keep = _filters(ask, "corpid", "config_id", "state", "userid", "external_userid", "outcome")
    return _page(ask, filter(keep, _ledger(ask).scans))


def purchases(ask: Ask) -> object:
    """What customers bought, which WeCom does not see: filters corpid, external_userid, after."""
    return _page(ask, filter(_filters(ask, "corpid", "external_userid", "after"), _ledger(ask).purchases))


def forgeries(ask: Ask) -> object:
    """Every forged callback and how it was answered."""
    return _page(ask, filter(_filters(ask, "corpid", "kind"), _ledger(ask).forgeries))


def doubles(ask: Ask) -> object:
    """Messages that the platform brought to the same customer more than once."""
    return _page(ask, _ledger(ask).doubles(corpid=ask.query.get("corpid")))


def summary(ask: Ask) -> object:
    """The counts that a test ends with."""
    world, corpid = ask.studio.world, ask.query.get("corpid")
    with world.lock:
        ledger, now = world.ledger, world.clock.now()
        counts: dict[str, int] = {}
        for one in ledger.iter_receipts(corpid=corpid):
            counts[one.kind] = counts.get(one.kind, 0) + 1
        outcomes: dict[str, int] = {}
        for scan in ledger.scans:
            if corpid in (None, scan.corpid):
                outcomes[scan.outcome] = outcomes.get(scan.outcome, 0) + 1
        return {
            "now": now,
            "receipts": counts,
            "scans": outcomes,
            "purchases": sum(corpid in (None, one.corpid) for one in ledger.purchases),
            "welcomes": asdict(ledger.welcomes(now=now, corpid=corpid)),
            "callbacks": asdict(ledger.callbacks(corpid=corpid)),
            "doubles": len(ledger.doubles(corpid=corpid)),
        }


def digest(ask: Ask) -> object:
    """One text for all that happened: equal for two runs in which the same did."""
    world = ask.studio.world
    with world.lock:
        return {"digest": world.ledger.digest()}


def stats(ask: Ask) -> object:
    """How often each path answered each errcode."""
    return {
        "calls": [
            {"corpid": corpid, "path": path, "errcode": errcode, "count": count}
            for (corpid, path, errcode), count in sorted(ask.studio.gate.calls.items())
        ]
    }


def calls(ask: Ask) -> object:
    """The most recent API calls: filters corpid, path, errcode."""
    keep = _filters(ask, "corpid", "path", "errcode")
    return _page(ask, filter(keep, list(ask.studio.gate.recent)), lambda one: one._asdict())


def customers(ask: Ask) -> object:
    """Everybody whom the corp's own systems know too: ids, and in which departments their members are."""
    world = ask.studio.world
    with world.lock:
        corp = world.corp(ask.corpid)
    return _page(ask, list(corp.customers.values()), lambda one: _shown_customer(corp, one))


def _shown_customer(corp: Corp, one: Customer) -> Fields:
    live = [relation.member for relation in one.relations if relation.bond is Bond.FULL]
    places = [corp.directory.departments[place].name for member in live for place in member.departments]
    return {
        "external_userid": one.external_userid,
        "unionid": one.unionid if corp.unionid_bound else "",
        "userids": [member.userid for member in live],
        "departments": list(dict.fromkeys(places)),
    }


def _ledger(ask: Ask) -> Ledger:
    return ask.studio.world.ledger


def register(router: Router) -> None:
    """Add this module's paths."""
    for one in (receipts, welcomes, callbacks, scans, purchases, forgeries, doubles, summary, digest):
        router.add("GET", f"/twin/ledger/{one.__name__}", one)
    router.add("GET", "/twin/corps/{corpid}/customers", customers)
    router.add("GET", "/twin/stats", stats)
    router.add("GET", "/twin/calls", calls)
