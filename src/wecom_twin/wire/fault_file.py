"""A plan of faults in a TOML file: what goes wrong, on which path, when and how often.

    [[fault]]
    effect = "answer_lost"
    path = "/cgi-bin/externalcontact/add_msg_template"
    since = 600        # seconds after the plan was loaded
    until = 1200
    times = 2
    clock = "twin"     # or "wall"

The other keys are those of `Fault`. A plan that cannot be meant so is refused whole, because a rule
with a slip in it would simply never strike and the run would look healthy.
"""

from __future__ import annotations

import re
import tomllib
from difflib import get_close_matches
from typing import TYPE_CHECKING, Annotated, get_args

import msgspec

from wecom_twin.endpoints.access import GETTOKEN
from wecom_twin.endpoints.routes import ROUTES
from wecom_twin.wire.faults import Effect, Fault, FaultClock

if TYPE_CHECKING:
    from collections.abc import Mapping

_Seconds = Annotated[float, msgspec.Meta(ge=0)]
_KEYS: Mapping[str, tuple[object, str]] = {
    "effect": (Effect, f"one of {', '.join(get_args(Effect))}"),
    "id": (str, "a text by which the rule is found again"),
    "corpid": (str, "a corp's id"),
    "path": (str, 'a path such as "/cgi-bin/gettoken", or the beginning of paths with * at its end'),
    "nth": (Annotated[int, msgspec.Meta(ge=1)], "a whole number from 1"),
    "permille": (Annotated[int, msgspec.Meta(ge=0, le=1000)], "a whole number from 0 to 1000"),
    "times": (Annotated[int, msgspec.Meta(ge=0)], "a whole number from 0"),
    "since": (_Seconds, "seconds after the plan is loaded"),
    "until": (_Seconds, "seconds after the plan is loaded, later than since"),
    "clock": (FaultClock, '"twin" or "wall"'),
    "seconds": (_Seconds, "real seconds, from 0"),
    "status": (Annotated[int, msgspec.Meta(ge=400, le=599)], "an HTTP status from 400 to 599"),
    "errcode": (Annotated[int, msgspec.Meta(ge=-1, le=10**9)], "a whole number from -1"),
}
"""What each key takes, as a type and in words that mend a wrong one."""

_HEADER = re.compile(r"^\s*\[\[\s*fault\s*\]\]", re.MULTILINE)


class FaultFileError(ValueError):
    """The plan cannot be used; the message names line, key and mend."""


def read_faults(text: str, *, now: float) -> list[Fault]:
    """The rules of a plan that begins now.

    Args:
        text: TOML.
        now: unix seconds of the world; `since` and `until` of the twin's clock count from here.

    Raises:
        FaultFileError: it is not TOML, or a key or value makes no sense.
    """
    try:
        plan = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise FaultFileError(f"not TOML: {error}") from error
    except RecursionError as error:
        raise FaultFileError("not a plan: nested too deeply") from error
    for key in plan:
        if key != "fault":
            raise FaultFileError(f"{_at_top(text, key)}: no key {key} here; each rule begins with [[fault]]")
    rules = plan.get("fault", [])
    if not isinstance(rules, list) or not all(isinstance(one, dict) for one in rules):
        raise FaultFileError("fault is a list of tables: begin each rule with [[fault]]")
    return [_Reader(text, number, rule).read(now) for number, rule in enumerate(rules, start=1)]


class _Reader:
    """One rule of a plan, and where in the text it stands."""

    def __init__(self, text: str, number: int, rule: Mapping[str, object]) -> None:
        self._text, self._number, self._rule = text, number, rule

    def read(self, now: float) -> Fault:
        for key in self._rule:
            if key not in _KEYS:
                near = get_close_matches(key, _KEYS, n=1)
                meant = f"did you mean {near[0]}?" if near else f"there are {', '.join(_KEYS)}"
                raise self._error(key, f"no key {key}; {meant}")
        if "effect" not in self._rule:
            raise self._error(None, f"effect is missing: {_KEYS['effect'][1]}")
        values = {key: self._value(key, value) for key, value in self._rule.items()}
        self._check_path(str(values.get("path", "/cgi-bin/*")))
        since, until = values.get("since"), values.get("until")
        if isinstance(since, float) and isinstance(until, float) and since >= until:
            raise self._error("until", f"until is {_KEYS['until'][1]}")
        if values.get("clock", "twin") == "twin":
            values |= {key: now + value for key in ("since", "until") if isinstance(value := values.get(key), float)}
        return msgspec.convert(values, Fault)

    def _value(self, key: str, value: object) -> object:
        kind, words = _KEYS[key]
        try:
            return msgspec.convert(value, kind)
        except (msgspec.ValidationError, OverflowError) as error:
            raise self._error(key, f"{key} = {value!r}: it takes {words}") from error

    def _check_path(self, path: str) -> None:
        known = (GETTOKEN, *ROUTES)
        found = any(one.startswith(path[:-1]) for one in known) if path.endswith("*") else path in known
        if not found:
            near = get_close_matches(path, known, n=1)
            meant = f"did you mean {near[0]}?" if near else f"it takes {_KEYS['path'][1]}"
            raise self._error("path", f"the twin has no path {path}; {meant}")

    def _error(self, key: str | None, words: str) -> FaultFileError:
        return FaultFileError(f"{self._where(key)}: {words}")

    def _where(self, key: str | None) -> str:
        headers = list(_HEADER.finditer(self._text))
        if len(headers) < self._number:
            return f"rule {self._number}"
        begin = headers[self._number - 1].end()
        end = headers[self._number].start() if len(headers) > self._number else len(self._text)
        found = key and re.compile(rf'^\s*"?{re.escape(key)}"?\s*=', re.MULTILINE).search(self._text, begin, end)
        at = found.end() if found else begin
        return f"line {self._text.count(chr(10), 0, at) + 1}"


def _at_top(text: str, key: str) -> str:
    found = re.search(rf'^\s*\[*\s*"?{re.escape(key)}"?', text, re.MULTILINE)
    return f"line {text.count(chr(10), 0, found.end()) + 1}" if found else "plan"
