"""Hold constraints.txt against pyproject.toml and against what is installed; needs no network.

    python -m tools.pins

Every package that Lingqu needs, itself or through another, is pinned once for this platform; no pin is left over; pins
carry no address; the environment holds exactly the pinned versions. `make lock` writes the pins anew.
"""

import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from importlib import metadata
from pathlib import Path

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

LEAVES = frozenset(("build", "lock", "node"))
"""Groups that live in environments of their own, or install the others: not looked up in this environment."""


def check(pyproject: str, constraints: str) -> Iterator[str]:
    """Yield each thing that does not fit."""
    pins, unreadable = _read_pins(constraints)
    yield from (f"constraints.txt: {line!r} is not `name==version`" for line in unreadable)
    project = tomllib.loads(pyproject)
    groups = project.get("dependency-groups", {})
    asked = {
        name: [Requirement(text) for text in texts]
        for name, texts in {"dependencies": project["project"]["dependencies"], **groups}.items()
    }
    for requirement in (one for requirements in asked.values() for one in requirements if _applies(one)):
        version = pins.get(canonicalize_name(requirement.name))
        if version is None:
            yield f"{requirement} is not pinned: make lock"
        elif not requirement.specifier.contains(version, prereleases=True):
            yield f"{requirement} is pinned to {version}: make lock"
    here = [one for name, requirements in asked.items() if name not in LEAVES for one in requirements]
    yield from _check_installed(pins, here)


def _read_pins(constraints: str) -> tuple[dict[str, str], list[str]]:
    pins: dict[str, str] = {}
    unreadable: list[str] = []
    for line in filter(None, map(str.strip, constraints.splitlines())):
        match = re.fullmatch(r"([A-Za-z0-9._-]+)==([^\s;]+)(?: ; .+)?", line)
        if match is None:
            unreadable.append(line)
        elif _applies(Requirement(line)):
            pins[canonicalize_name(match[1])] = match[2]
    return pins, unreadable


def _applies(requirement: Requirement, extra: str = "") -> bool:
    return requirement.marker is None or requirement.marker.evaluate({"extra": extra})


def _check_installed(pins: dict[str, str], asked: Iterable[Requirement]) -> Iterator[str]:
    """Walk from what is asked through what is installed."""
    waiting = [one for one in asked if _applies(one)]
    seen: set[tuple[str, frozenset[str]]] = set()
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        if (name, frozenset(requirement.extras)) in seen:
            continue
        seen.add((name, frozenset(requirement.extras)))
        try:
            distribution = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            yield f"{name} is not installed: remove .build/stamps and run make again"
            continue
        if name not in pins:
            yield f"{name} is needed and not pinned: make lock"
        elif pins[name] != distribution.version:
            yield f"{name} {distribution.version} is installed, {pins[name]} is pinned"
        waiting.extend(_needs(distribution, requirement.extras))


def _needs(distribution: metadata.Distribution, extras: Iterable[str]) -> Iterator[Requirement]:
    for text in distribution.requires or ():
        try:
            needed = Requirement(text)
        except InvalidRequirement:  # old metadata that pip skips too
            continue
        if any(_applies(needed, extra) for extra in ("", *extras)):
            yield needed


def main() -> int:
    """Print what does not fit; exit 1 when something does not."""
    root = Path(__file__).resolve().parents[1]
    findings = sorted(set(check(*((root / name).read_text("utf-8") for name in ("pyproject.toml", "constraints.txt")))))
    for finding in findings:
        print(finding)
    print(f"pins: {len(findings)} findings")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
