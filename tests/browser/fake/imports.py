"""Imports of tables, a step further each time one looks, and lists made of them."""

import csv
import io
import re
from collections.abc import Callable, Sequence
from typing import Any

from .brand import Brand
from .http import Answer, Refused, Request, Router
from .platform import find
from .tables import (
    NOTHING_FOUND,
    ORDER_ROWS,
    ORDERS_FOUND,
    PEOPLE_FOUND,
    PEOPLE_ROWS,
    TEMPLATES,
    counts,
    customer_list,
    list_file,
    table,
)

Json = dict[str, Any]

ROWS = 4_812
STEPS = 2
"""So often an import is looked at before it is a state further."""
ENDED = {"published", "failed", "cancelled"}
KNOWN_STATUSES = {"销售", "退货", "已完成"}
_FILE = re.compile(rb'filename="([^"]*)".*?\r\n\r\n(.*?)\r\n--', re.DOTALL)


def routes(router: Router, brand: Callable[[], Brand]) -> None:
    """Register imports, their templates, and lists."""
    _imports(router, brand)
    _moves(router, brand)
    _lists(router, brand)


def _imports(router: Router, brand: Callable[[], Brand]) -> None:
    def one(request: Request) -> Json:
        return find(brand().imports, "import_id", request, "commerce.import_not_found")

    def upload(request: Request) -> Json:
        found = _FILE.search(request.raw)
        if found is None or not found[2]:
            raise Refused(422, "commerce.empty_file", "body.file")
        now = brand()
        made = table(
            len(now.imports) + 1, request.one("kind"), "opening", found[1].decode(), counts=counts(expected=ROWS)
        )
        [columns, *rows] = csv.reader(io.StringIO(found[2].decode("utf-8-sig")))
        made["layout"] |= {"columns": columns, "encoding": "utf-8-sig", "header_row": 1}
        made["mapping"] = _suggested(made["kind"], columns)
        now.rows[made["import_id"]] = rows
        now.imports.append(made)
        return made

    def look(request: Request) -> Json:
        return _moved(one(request), brand())

    def preview(request: Request) -> Json:
        row = one(request)
        rows = brand().rows.get(row["import_id"], ORDER_ROWS if row["kind"] == "orders" else PEOPLE_ROWS)
        return {"rows": [_previewed(number, cells, row) for number, cells in enumerate(rows, start=4)]}

    def remap(request: Request) -> Json:
        row = one(request)
        row |= {"mapping": request.body, "state": "draft", "report": NOTHING_FOUND, "counts": counts(expected=ROWS)}
        return row

    def errors(_: Request) -> Answer:
        told = "\ufeff行号,列,问题与修改办法,小票号\n9,实收金额,不是金额：请写成 123.45,XP2026112200021\n"
        headers = (("content-disposition", 'attachment; filename="import-errors.csv"'),)
        return Answer(told.encode(), "text/csv", headers=headers)

    router.add("GET", "/api/imports", lambda _: {"items": brand().imports[::-1], "next_cursor": None})
    router.add("POST", "/api/imports", upload)
    router.add("GET", "/api/imports/{id}", look)
    router.add("GET", "/api/imports/{id}/preview", preview)
    router.add("PUT", "/api/imports/{id}/mapping", remap)
    router.add("GET", "/api/imports/{id}/errors.csv", errors)


def _moves(router: Router, brand: Callable[[], Brand]) -> None:
    def move(state: str) -> Callable[[Request], Json]:
        def act(request: Request) -> Json:
            row = find(brand().imports, "import_id", request, "commerce.import_not_found")
            if row["state"] in ENDED:
                raise Refused(409, "commerce.import_state")
            row["state"] = state
            return row

        return act

    def save_template(request: Request) -> Json:
        now = brand()
        now.templates.insert(0, {**request.body, "code": f"own:{len(now.templates)}", "own": True})
        return {"items": now.templates}

    router.add("POST", "/api/imports/{id}/check", move("checking"))
    router.add("POST", "/api/imports/{id}/start", move("publishing"))
    router.add("POST", "/api/imports/{id}/cancel", move("cancelled"))
    router.add("GET", "/api/import-templates", lambda _: {"items": brand().templates})
    router.add("POST", "/api/import-templates", save_template)


def _suggested(kind: str, columns: list[str]) -> Json:
    template = next(one for one in TEMPLATES if one["kind"] == kind and not one["own"])
    names = {name: field for field, named in template["fields"].items() for name in named}
    assignments = [{"column": place, "field": names[name]} for place, name in enumerate(columns) if name in names]
    return {"source": template["source"], "assignments": assignments, "statuses": {}, "template": template["code"]}


def _moved(row: Json, now: Brand) -> Json:
    """Let what goes on by itself go on."""
    looked = now.looked[row["import_id"]] = now.looked.get(row["import_id"], 0) + 1
    done = looked % STEPS == 0
    total = row["counts"]["expected"]
    if row["state"] == "opening" and done:
        row["state"] = "draft"
    elif row["state"] == "checking":
        row["counts"] = counts(total if done else total * (looked % STEPS) // STEPS, expected=total, refused=2 * done)
        if done:
            row |= {"state": "checked", "report": PEOPLE_FOUND if row["kind"] == "people" else ORDERS_FOUND}
    elif row["state"] == "publishing":
        good = row["counts"]["read"] - row["counts"]["refused"]
        row["counts"] |= {"published": good if done else good * (looked % STEPS) // STEPS, "created": good * done}
        if done:
            row |= {"state": "published", "finished_at": row["created_at"]}
    return row


def _previewed(number: int, cells: Sequence[str], row: Json) -> Json:
    problems: list[Json] = []
    for one in row["mapping"]["assignments"]:
        cell = cells[one["column"]]
        trouble = _trouble(one["field"], cell, row["mapping"]["statuses"])
        if trouble is not None:
            problems.append({"trouble": trouble, "column": one["column"], "field": one["field"], "other_row": None})
    return {"number": number, "cells": list(cells), "problems": problems}


def _trouble(field: str, cell: str, statuses: Json) -> str | None:
    if field == "phone" and cell and "*" not in cell and not re.fullmatch(r"1\d{10}", cell):
        return "bad_phone"
    if field in {"amount", "line_amount"} and not re.fullmatch(r"-?\d+(\.\d{1,2})?", cell):
        return "bad_amount"
    if field == "status" and cell not in KNOWN_STATUSES and cell not in statuses:
        return "unknown_status"
    return None


def _lists(router: Router, brand: Callable[[], Brand]) -> None:
    def one(request: Request) -> Json:
        return find(brand().lists, "list_id", request, "segments.list_not_found")

    def taken(request: Request) -> Json:
        row = next(row for row in brand().imports if row["import_id"] == request.body["import_id"])
        row["state"] = "publishing"
        return row

    def create(request: Request) -> Json:
        now = brand()
        if any(row["name"] == request.body["name"] for row in now.lists):
            raise Refused(409, "segments.list_name_taken", "body.name")
        file = taken(request)
        made = list_file(1, file["import_id"], file["name"], matched=866, entries=1_183)
        now.lists.insert(0, customer_list(len(now.lists) + 1, request.body["name"], [made], size=841))
        return now.lists[0]

    def replace(request: Request) -> Json:
        row, file = one(request), taken(request)
        made = list_file(row["version"] + 1, file["import_id"], file["name"], matched=866, entries=1_183)
        row |= {"version": made["version"], "file": made, "files": [made, *row["files"]]}
        return row

    def rename(request: Request) -> Json:
        row = one(request)
        row["name"] = request.body["name"]
        return row

    def archive(request: Request) -> Json:
        row = one(request)
        if row["segments"]:
            raise Refused(409, "segments.list_in_use")
        brand().lists.remove(row)
        return {}

    router.add("GET", "/api/segments/lists", lambda _: {"items": brand().lists})
    router.add("POST", "/api/segments/lists", create)
    router.add("GET", "/api/segments/lists/{id}", one)
    router.add("PUT", "/api/segments/lists/{id}", rename)
    router.add("POST", "/api/segments/lists/{id}/file", replace)
    router.add("POST", "/api/segments/lists/{id}/match", one)
    router.add("POST", "/api/segments/lists/{id}/archive", archive)
