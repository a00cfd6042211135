"""The first example of each README, run as it is written; what they list; and neither package knows the platform."""

import ast
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

import wecom_api
import wecom_twin
from wecom_api.catalogue import LATER
from wecom_twin.clock import Clock
from wecom_twin.control.acts import ACTS
from wecom_twin.control.paths import build
from wecom_twin.server import TwinServer, furnish
from wecom_twin.world import World


def readme(package: ModuleType) -> str:
    return (Path(str(package.__file__)).parent / "README.md").read_text(encoding="utf-8")


def example(package: ModuleType) -> str:
    """The first block of Python in a package's README."""
    found = re.search(r"```python\n(.*?)```", readme(package), re.DOTALL)
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


def ways_in_table() -> set[tuple[str, str]]:
    """Methods and paths of the twin's control interface, as the first column of its table has them."""
    found: set[tuple[str, str]] = set()
    for cell in re.findall(r"^\| ((?:GET|POST|PATCH|DELETE).*?) \|", readme(wecom_twin), re.MULTILINE):
        methods, folder = list[str](), ""
        for part in cell.split(" · "):
            methods = re.findall("[A-Z]{3,}", re.sub("`.*?`", "", part)) or methods
            for name in re.findall("`(.*?)`", part):
                whole = re.sub("^C(?=/|$)", "/twin/corps/{corpid}", name)
                path = whole if whole.startswith("/") else f"{folder}/{whole.removeprefix('…/')}"
                folder = path.rpartition("/")[0]
                found |= {(method, re.sub(r"\{\w+\}", "{}", path)) for method in methods}
    return found


def test_the_twins_table_names_every_way_of_its_control_interface() -> None:
    acts = "/twin/corps/{}/acts/"
    ways = {(method, re.sub(r"\{\w+\}", "{}", "/" + "/".join(path))) for method, path, _ in build().routes}

    assert ways_in_table() == ways - {("POST", f"{acts}{{}}")} | {("POST", acts + name) for name in ACTS}


def test_the_client_is_ready_but_for_what_its_readme_says_comes_later() -> None:
    assert "all are written but those of WeChat customer service and of the\nmessage archive" in readme(wecom_api)
    assert frozenset({"kf", "archive"}) == LATER


@pytest.mark.parametrize(
    "module", ["wecom_twin.cli", "wecom_twin.people.personas", "wecom_api.client", "wecom_api.callbacks.crypto"]
)
def test_a_stranger_loads_nothing_of_the_platform(module: str) -> None:
    script = f"import {module}, sys; print([one for one in sys.modules if one.split('.')[0] == 'lingqu'])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, text=True)

    assert done.stdout.strip() == "[]"
