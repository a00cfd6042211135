"""Who refers to a member by userid: every such field says so, and one walk over a corp renames them all.

A field that holds userids, alone, in a collection or as keys, carries `field(metadata=USERID)`.
What a corp keeps as it was worded or answered (messages, results of jobs) is not renamed.
"""

from __future__ import annotations

from collections import deque
from dataclasses import fields, is_dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Mapping

USERID: Mapping[str, bool] = MappingProxyType({"userid": True})
"""Marks a field whose texts are userids."""


def rename(start: object, former: str, userid: str) -> None:
    """Let everything that `start`, a corp, knows about `former` be about `userid`; the address book is left alone."""
    _Renaming(former, userid).walk(start)


class _Renaming:
    """One walk. Records that change in place are visited once each; frozen ones are replaced where they stand."""

    def __init__(self, former: str, userid: str) -> None:
        self._former = former.lower()
        self._userid = userid
        self._seen: set[int] = set()
        self._waiting: list[Any] = []

    def walk(self, start: object) -> None:
        """Visit `start` and all that can be reached from it."""
        self._record(start)
        while self._waiting:
            record = self._waiting.pop()
            for name, after in self._changes(record).items():
                setattr(record, name, after)

    def _changes(self, record: Any) -> dict[str, object]:
        """The fields of a record that hold something else from now on."""
        changes: dict[str, object] = {}
        for one in fields(record):
            before = getattr(record, one.name)
            after = self._renamed(before, marked=bool(one.metadata.get("userid")))
            if after is not before:
                changes[one.name] = after
        return changes

    def _renamed(self, value: Any, *, marked: bool) -> Any:
        """What stands in a value's place: itself, unless it is frozen and names the member."""
        match value:
            case str():
                return self._userid if marked and value.lower() == self._former else value
            case dict():
                self._mapping(cast("dict[Any, Any]", value), marked=marked)
            case list() | deque() | set():
                self._collection(cast("Any", value), marked=marked)
            case tuple() | frozenset():
                return self._frozen_collection(cast("Any", value), marked=marked)
            case _ if is_dataclass(value):
                return self._record(value)
            case _:
                pass
        return value

    def _mapping(self, value: dict[Any, Any], *, marked: bool) -> None:
        after = {self._renamed(key, marked=marked): self._renamed(one, marked=False) for key, one in value.items()}
        if any(old is not new for old, new in zip((*value, *value.values()), (*after, *after.values()), strict=False)):
            value.clear()
            value.update(after)

    def _collection(self, value: Any, *, marked: bool) -> None:
        before = list(value)
        after = [self._renamed(one, marked=marked) for one in before]
        if any(old is not new for old, new in zip(before, after, strict=True)):
            value.clear()
            (value.update if isinstance(value, set) else value.extend)(after)

    def _frozen_collection(self, value: Any, *, marked: bool) -> Any:
        after = [self._renamed(one, marked=marked) for one in value]
        changed = any(old is not new for old, new in zip(value, after, strict=True))
        return type(value)(after) if changed else value

    def _record(self, value: Any) -> Any:
        if value.__dataclass_params__.frozen:
            changes = self._changes(value)
            return replace(value, **changes) if changes else value
        if id(value) not in self._seen:
            self._seen.add(id(value))
            self._waiting.append(value)
        return value
