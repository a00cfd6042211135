"""What customers of the tea house said may be sent to them, and whom the house leaves in peace."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from .brand import Brand
from .http import Refused, Request, Router
from .people import START, iso
from .platform import find, page

Json = dict[str, Any]

DAY = timedelta(days=1)
WAYS = ("broadcast", "moment", "groupchat")
PURPOSES = ("service", "marketing")

SAID = [
    ("marketing", "broadcast", "granted", "preference_page", "customer", 3, 3, None),
    ("marketing", "any", "withdrawn", "conversation", "account:1", 12, 11, "微信里说:最近在备孕,不想收新品推荐了"),
    ("marketing", "moment", "granted", "import", "account:1", 320, 40, "2026 年会员入会协议第 4 条"),
]
"""What every second customer said: (purpose, channel, stance, source, by, days ago said, days ago recorded, note)."""


def routes(router: Router, brand: Callable[[], Brand]) -> None:
    """Register consent, suppression and the corp's rules."""

    def number_of(request: Request) -> int:
        return find(brand().customers, "customer_id", request, "customers.not_found")["customer_id"]

    def shown(request: Request) -> Json:
        return _consent(brand(), number_of(request))

    def ledger(request: Request) -> Json:
        now, number = brand(), number_of(request)
        hidden = {"evidence": None} if now.role == "analyst" else {}
        told = page([one | hidden for one in ledger_of(now, number)], request)
        return {"items": told["items"], "next_cursor": told["next_cursor"]}

    def record(request: Request) -> Json:
        number, body = number_of(request), request.body
        said = brand().said.setdefault(number, [])
        if body["key"] not in {one["key"] for one in said}:
            said.append(body)
        return shown(request)

    def suppress(request: Request) -> Json:
        now, number = brand(), number_of(request)
        now.rests.setdefault(number, []).insert(0, request.body | {"lifted_at": None})
        return shown(request)

    def lift(request: Request) -> Json:
        rests = brand().rests.get(number_of(request), [])
        place = len(rests) - int(request.parts["rest"])
        if not 0 <= place < len(rests):
            raise Refused(404, "customers.suppression_not_found")
        rests[place]["lifted_at"] = iso(START)
        return shown(request)

    def write_rules(request: Request) -> Json:
        brand().silence.update({one: request.body[one] for one in PURPOSES})
        return _rules(brand())

    router.add("GET", "/api/customers/{id}/consent", shown)
    router.add("POST", "/api/customers/{id}/consent", record)
    router.add("GET", "/api/customers/{id}/consent/ledger", ledger)
    router.add("POST", "/api/customers/{id}/suppressions", suppress)
    router.add("POST", "/api/customers/{id}/suppressions/{rest}/lift", lift)
    router.add("GET", "/api/consent/rules", lambda _: _rules(brand()))
    router.add("PUT", "/api/consent/rules", write_rules)


def ledger_of(brand: Brand, number: int) -> list[Json]:
    """What a customer said, the last first: told in this session, then the past of every second one."""
    told = [
        _entry(number, one["purpose"], one["channel"], one["stance"], one["source"], "account:1", 0, 0, one["reason"])
        for one in reversed(brand.said.get(number, []))
    ]
    past = [_entry(number, *one) for one in SAID] if number % 2 == 0 else []
    return [one | {"statement_id": place} for place, one in enumerate(told + past, 1)]


def _entry(
    number: int,
    purpose: str,
    channel: str,
    stance: str,
    source: str,
    said_by: str,
    said: int,
    recorded: int,
    evidence: str | None,
) -> Json:
    return {
        "customer_id": number,
        "purpose": purpose,
        "channel": channel,
        "stance": stance,
        "source": source,
        "said_by": said_by,
        "occurred_at": iso(START - said * DAY),
        "recorded_at": iso(START - recorded * DAY),
        "evidence": evidence,
    }


def _consent(brand: Brand, number: int) -> Json:
    rests = [_rest(brand, one, place) for place, one in _numbered(brand.rests.get(number, []))]
    ledger = ledger_of(brand, number)
    return {
        "customer_id": number,
        "standing": [_standing(brand, ledger, rests, purpose, way) for purpose in PURPOSES for way in WAYS],
        "suppressions": rests,
    }


def _numbered(rests: list[Json]) -> list[tuple[int, Json]]:
    return [(len(rests) - place, one) for place, one in enumerate(rests)]


def _rest(brand: Brand, one: Json, number: int) -> Json:
    return {
        "suppression_id": number,
        "purpose": one["purpose"],
        "reason": one["reason"],
        "note": None if brand.role == "analyst" else one["note"],
        "began_at": iso(START),
        "ends_at": one["ends_at"],
        "made_by": "account:1",
        "lifted_at": one["lifted_at"],
        "lifted_by": one["lifted_at"] and "account:1",
        "holds": one["lifted_at"] is None,
    }


def _standing(brand: Brand, ledger: list[Json], rests: list[Json], purpose: str, way: str) -> Json:
    last = next((one for one in ledger if one["purpose"] == purpose and one["channel"] in {way, "any"}), None)
    held = next((one for one in rests if one["holds"] and one["purpose"] in {None, purpose}), None)
    wanted = brand.silence[purpose] if last is None else last["stance"] == "granted"
    place = {"purpose": purpose, "channel": way, "allowed": wanted and held is None, "until": None}
    if held is not None and (last is None or wanted):
        ends = {"since": held["began_at"], "source": held["reason"], "until": held["ends_at"]}
        return place | {"ground": "suppressed"} | ends
    if last is None:
        return place | {"ground": "silence", "since": None, "source": "policy"}
    return place | {"ground": last["stance"], "since": last["occurred_at"], "source": last["source"]}


def _rules(brand: Brand) -> Json:
    rules = [
        {"purpose": one, "silence_allows": allows, "since": None if allows else iso(START)}
        for one, allows in brand.silence.items()
    ]
    return {"rules": rules, "page_url": "https://scrm.guanshan-tea.cn/c/ww5f1e0c2a9b7d4e36/preferences"}
