"""A Node.js that answers with WeCom's own packages, as long as a module's tests run."""

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

Ask = Callable[..., object]
"""The name of what is asked, and its arguments."""

_HERE = Path(__file__).parent
_WITH_NODE = _HERE.parents[2] / "tools" / "setup" / "with_node.sh"


def _not_run(why: str) -> None:
    told = f"TESTS AGAINST WECOM'S NODE PACKAGES NOT RUN: {why}"
    if os.environ.get("CI") == "true":
        pytest.fail(told)
    pytest.skip(told)


@pytest.fixture(scope="module")
def ask() -> Iterator[Ask]:
    """Ask one thing, and have the answer."""
    if not (_HERE / "node_modules" / "@wecom").is_dir():
        _not_run("the packages are not installed; run `make web`")
    command = [str(_WITH_NODE), "node", str(_HERE / "answers.mjs")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8") as node:
        assert node.stdin is not None
        assert node.stdout is not None
        asked, answered = node.stdin, node.stdout

        def put(what: str, **given: object) -> object:
            asked.write(json.dumps({"ask": what, **given}) + "\n")
            asked.flush()
            line = answered.readline()
            if not line:
                pytest.fail(f"Node.js ended without an answer to {what}")
            return json.loads(line)

        yield put
        asked.close()
