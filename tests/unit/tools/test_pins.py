from __future__ import annotations

from importlib import metadata

from tools import pins

PYTEST = metadata.version("pytest")
NEEDED = {name: metadata.version(name) for name in ("pytest", "iniconfig", "packaging", "pluggy", "pygments")}
CONSTRAINTS = "".join(f"{name}=={version}\n" for name, version in NEEDED.items())
PYPROJECT = '[project]\ndependencies = ["pytest>=9"]\n'


def test_pins_that_fit_pass() -> None:
    assert list(pins.check(PYPROJECT, CONSTRAINTS)) == []


def test_a_requirement_without_a_pin_is_found() -> None:
    asked = PYPROJECT + '[dependency-groups]\nbuild = ["hatchling>=1"]\n'

    assert list(pins.check(asked, CONSTRAINTS)) == ["hatchling>=1 is not pinned: make lock"]


def test_a_pin_outside_what_is_asked_is_found() -> None:
    findings = list(pins.check('[project]\ndependencies = ["pytest<1"]\n', CONSTRAINTS))

    assert findings == [f"pytest<1 is pinned to {PYTEST}: make lock"]


def test_a_package_needed_by_another_without_a_pin_is_found() -> None:
    without = CONSTRAINTS.replace(f"pluggy=={NEEDED['pluggy']}\n", "")

    assert list(pins.check(PYPROJECT, without)) == ["pluggy is needed and not pinned: make lock"]


def test_an_installed_version_that_is_not_the_pinned_one_is_found() -> None:
    other = CONSTRAINTS.replace(f"pluggy=={NEEDED['pluggy']}", "pluggy==0.0.1")

    assert list(pins.check(PYPROJECT, other)) == [f"pluggy {NEEDED['pluggy']} is installed, 0.0.1 is pinned"]


def test_a_pin_with_an_address_is_found() -> None:
    line = "pytest @ https://packages.example/pytest.whl"

    assert list(pins.check(PYPROJECT, CONSTRAINTS + line)) == [f"constraints.txt: {line!r} is not `name==version`"]


def test_a_pin_for_another_platform_is_not_asked_for() -> None:
    assert list(pins.check(PYPROJECT, CONSTRAINTS + "pluggy==0.0.1 ; sys_platform == 'no-such'\n")) == []
