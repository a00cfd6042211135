"""The first example of each README, run as it is written; and neither package knows the platform."""

import ast
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

import wecom_api
import wecom_twin
from wecom_twin.clock import Clock
from wecom_twin.server import TwinServer, furnish
from wecom_twin.world import World


def example(package: ModuleType) -> str:
    """The first block of Python in a package's README."""
    text = (Path(str(package.__file__)).parent / "README.md").read_text(encoding="utf-8")
    found = re.search(r"```python\n(.*?)```", text, re.DOTALL)
    assert found
    return found[1]


def test_the_twins_first_example_runs() -> None:
    names: dict[str, object] = {}
    exec(compile(example(wecom_twin), "README.md", "exec"), names)  # noqa: S102 - our own page

    assert {"TwinServer", "customer"} <= names.keys()


async def test_the_clients_first_example_runs(capsys: pytest.CaptureFixture[str]) -> None:
    world = World(clock=Clock.stepped(1_767_326_400.0))
    furnish(world)
    with TwinServer(world) as twin:
        corp = world.corp()
        names = {"corpid": corp.corpid, "secret": corp.app.secret, "base_url": twin.base_url}
        code = compile(example(wecom_api), "README.md", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
        await eval(code, names)  # noqa: S307 - our own page

    assert capsys.readouterr().out.strip() == "('chen_rui', 'li_na', 'wang_wei')"


@pytest.mark.parametrize(
    "module", ["wecom_twin.cli", "wecom_twin.people.personas", "wecom_api.client", "wecom_api.callbacks.crypto"]
)
def test_a_stranger_loads_nothing_of_the_platform(module: str) -> None:
    script = f"import {module}, sys; print([one for one in sys.modules if one.split('.')[0] == 'lingqu'])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, text=True)

    assert done.stdout.strip() == "[]"
