"""Session, corp, doctor, flow, directory, dead letters."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

from .brand import OWNER, Brand
from .http import Refused, Request, Router
from .people import iso

Json = dict[str, Any]

STAGES = [("departments", 45), ("staff", 300), ("tags", 18), ("customers", 50_000), ("groupchats", 260)]
MIN_PASSWORD = 10

CHECKS: list[tuple[str, str, str, str | None]] = [
    ("credentials", "ok", "access_token 获取成功，有效期 7,200 秒", None),
    ("visible_range", "ok", "应用可见 300 名成员，其中 280 名有客户联系权限", None),
    ("trusted_ip", "ok", "出口 IP 203.0.113.8 在可信 IP 列表中", None),
    ("callback", "ok", "最近一次回调在 3 秒前到达，验证与解密正常", None),
    (
        "console_welcome",
        "warn",
        "4 名成员在企业微信后台设置了欢迎语，会抢先用掉欢迎码",
        "到「管理后台 → 客户联系 → 欢迎语」删除这 4 名成员的欢迎语：staff012、staff044、staff101、staff203。",
    ),
    ("groupchats", "ok", "260 个客户群都能读到", None),
    ("grants", "ok", "1280 个自动标签待同步到企业微信,约需 1 分钟", None),
    ("database", "ok", "PostgreSQL 18，fsync 与 synchronous_commit 均为 on", None),
    ("search", "ok", "中文检索可用（pg_trgm，C.UTF-8）", None),
    ("clock", "ok", "与企业微信服务器相差 0.2 秒", None),
    ("worker", "ok", "1 个工作进程，最近一次心跳在 1 秒前", None),
    ("segments", "ok", "12 个人群已跟上：落后 3 条事实，0.2 秒", None),
    (
        "disk",
        "fail",
        "数据盘剩余 1.2 GB，低于 2 GB",
        "清理磁盘或扩容后重新检查；低于 500 MB 时灵渠会停止接收新的群发。",
    ),
]


def routes(router: Router, brand: Callable[[], Brand]) -> None:
    """Register the routes of the platform's own nouns."""
    _session(router, brand)
    _corp(router, brand)
    _directory(router, brand)
    _dead_letters(router, brand)
    router.add("GET", "/api/flow", lambda _: brand().stream.flow())
    router.add("GET", "/api/flow/stream", lambda _: _flow_events(brand))


async def _flow_events(brand: Callable[[], Brand]) -> AsyncIterator[tuple[str, Json]]:
    yield "flow", brand().stream.flow()
    while True:
        await asyncio.sleep(1)
        now = brand()
        for one in now.stream.tick(now.scans_per_second):
            yield "fact", one
        yield "flow", now.stream.flow()


def _session(router: Router, brand: Callable[[], Brand]) -> None:
    def sign_in(request: Request) -> Json:
        now = brand()
        if request.body["name"] == "locked":
            raise Refused(429, "session.too_many_attempts", retry_after_seconds=30)
        if request.body != OWNER:
            raise Refused(401, "session.bad_credentials")
        now.state = "signed_in"
        return now.session()

    def create_owner(request: Request) -> Json:
        now = brand()
        if now.state != "first_run":
            raise Refused(409, "session.owner_exists")
        if len(request.body["password"]) < MIN_PASSWORD:
            raise Refused(422, "session.weak_password", "body.password", min_length=MIN_PASSWORD)
        now.state = "signed_in"
        return now.session()

    def sign_out(_: Request) -> Json:
        brand().state = "signed_out"
        return {}

    router.add("GET", "/api/session", lambda _: brand().session())
    router.add("POST", "/api/session", sign_in)
    router.add("POST", "/api/session/owner", create_owner)
    router.add("DELETE", "/api/session", sign_out)


def _corp(router: Router, brand: Callable[[], Brand]) -> None:
    def get(_: Request) -> Json:
        now = brand()
        hidden = {} if now.role in {"owner", "admin"} else {"callback_token": None, "callback_aes_key": None}
        return now.corp | hidden

    def connect(request: Request) -> Json:
        now = brand()
        if now.role == "operator":
            raise Refused(403, "access.forbidden")
        draft = request.body
        if draft["secret"] == "wrong":
            raise Refused(422, "corps.credentials_refused", "body.secret", errcode=40001)
        fresh = Brand().corp | {"callback_verified_at": None, "last_callback_at": None}
        now.corp = fresh | {"corpid": draft["corpid"], "name": draft["name"], "agentid": draft["agentid"]}
        return now.corp

    def sync(_: Request) -> Json:
        now = brand()
        if now.sync_state == "running":
            now.sync_asked += 1
        return sync_of(now)

    def start(_: Request) -> Json:
        now = brand()
        now.sync_state, now.sync_asked = "running", 0
        return sync_of(now)

    def doctor(_: Request) -> Json:
        now = brand()
        checks = [
            {"id": name, "state": state, "detail": detail, "data": {}, "mend": mend}
            for name, state, detail, mend in CHECKS
        ]
        return {"checked_at": iso(now.stream.now), "checks": checks}

    router.add("GET", "/api/corp", get)
    router.add("POST", "/api/corp", connect)
    router.add("GET", "/api/corp/sync", sync)
    router.add("POST", "/api/corp/sync", start)
    router.add("GET", "/api/doctor", doctor)


def sync_of(brand: Brand) -> Json:
    """The first sync: idle, done, or one stage further for each three times it is asked."""
    at = iso(brand.stream.now)
    if brand.sync_asked >= 3 * len(STAGES):
        brand.sync_state = "done"
    stages: list[Json] = []
    for index, (name, total) in enumerate(STAGES):
        thirds = min(3, max(0, brand.sync_asked - 3 * index)) if brand.sync_state == "running" else 3
        idle = brand.sync_state == "idle"
        state = "waiting" if idle or thirds == 0 else "done" if thirds == 3 else "running"
        done = 0 if idle else total * thirds // 3
        stages.append({"name": name, "state": state, "done": done, "total": None if idle else total})
    return {
        "state": brand.sync_state,
        "started_at": None if brand.sync_state == "idle" else at,
        "finished_at": at if brand.sync_state == "done" else None,
        "error": None,
        "stages": stages,
    }


def _directory(router: Router, brand: Callable[[], Brand]) -> None:
    def mark(request: Request) -> Json:
        wanted = int(request.parts["department_id"])
        row = next(row for row in brand().departments if row["department_id"] == wanted)
        row["is_shop"] = request.body["is_shop"]
        return {"items": brand().departments}

    def staff(request: Request) -> Json:
        rows = brand().staff
        query, department = request.one("query"), request.one("department_id")
        rows = [row for row in rows if query in row["name"] or query in row["userid"]]
        if department:
            inside = _below(brand().departments, int(department))
            rows = [row for row in rows if inside & set(row["department_ids"])]
        return page(rows, request)

    router.add("GET", "/api/departments", lambda _: {"items": brand().departments})
    router.add("PUT", "/api/departments/{department_id}/shop", mark)
    router.add("GET", "/api/staff", staff)


def _below(departments: list[Json], top: int) -> set[int]:
    found = {top}
    for row in departments:
        if row["parent_id"] in found:
            found.add(row["department_id"])
    return found


def _dead_letters(router: Router, brand: Callable[[], Brand]) -> None:
    def remove(request: Request) -> Json:
        now = brand()
        now.dead_letters = [row for row in now.dead_letters if row["dead_letter_id"] != request.parts["id"]]
        now.stream.dead = len(now.dead_letters)
        return {}

    def replay(request: Request) -> Json:
        now = brand()
        kind = request.body.get("kind")
        kept = [row for row in now.dead_letters if kind not in {None, row["kind"]}]
        replayed = len(now.dead_letters) - len(kept)
        now.dead_letters, now.stream.dead = kept, len(kept)
        return {"replayed": replayed}

    def listed(request: Request) -> Json:
        kind = request.one("kind", "callback")
        return page([row for row in brand().dead_letters if kind == row["kind"]], request)

    router.add("GET", "/api/dead-letters", listed)
    router.add("POST", "/api/dead-letters/replay", replay)
    router.add("POST", "/api/dead-letters/{id}/replay", remove)
    router.add("DELETE", "/api/dead-letters/{id}", remove)


def page(rows: list[Json], request: Request, *, total: bool = True) -> Json:
    """One page of a keyset list; the cursor is the offset of the next row."""
    start, limit = int(request.one("cursor", "0")), int(request.one("limit", "50"))
    more = start + limit < len(rows)
    return {
        "items": rows[start : start + limit],
        "next_cursor": str(start + limit) if more else None,
        "total": len(rows) if total else None,
    }


def find(rows: list[Json], key: str, request: Request, code: str) -> Json:
    """The row the path names."""
    wanted = int(request.parts["id"])
    for row in rows:
        if row[key] == wanted:
            return row
    raise Refused(404, code)
