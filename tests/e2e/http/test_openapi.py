"""Requests made up from our own OpenAPI document against the real web process: no 500, no hang, answers as described.

`make fuzz` makes up many more per operation.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import schemathesis
from hypothesis.errors import Unsatisfiable
from rich.console import Console
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error, response_schema_conformance

from doubles.folders import open_folder
from lingqu.entrypoints.demo import Demo, installation
from lingqu.entrypoints.operator import Operator
from lingqu.entrypoints.twin_control import TwinProcess

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.timeout(1200)]

DOCUMENT = Path(__file__).parents[3] / "web/packages/api/openapi.json"
EXAMPLES = int(os.environ.get("FUZZ_OPENAPI", "8"))
HANGS_AFTER_SECONDS = 20

SLOW_IS_FINE = (hypothesis.HealthCheck.too_slow, hypothesis.HealthCheck.filter_too_much)

SCHEMA = schemathesis.openapi.from_path(DOCUMENT)
# The stream has no end, signing out ends the session that asks, and wrong passwords are slowed down on purpose.
LEFT_OUT = ("/api/flow/stream", "/api/session")
OPERATIONS = [
    (path, method.upper())
    for path, methods in json.loads(DOCUMENT.read_text())["paths"].items()
    for method in methods
    if not path.startswith(LEFT_OUT)
]


@pytest.fixture(scope="module")
def admin() -> Iterator[Operator]:
    """An owner signed in at a connected, small brand."""
    with open_folder() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setenv("LINGQU_DATA_DIR", str(folder))
        with TwinProcess() as twin, installation("demo", twin) as stack:
            demo = Demo(twin, stack, Console(stderr=True, quiet=True))
            demo.connect(200, shops=4, staff=20)
            demo.open_channels()
            demo.follow_sync()
            yield demo.operator
            demo.close()


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["allowed", "forbidden"])
@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_no_request_breaks_anything(path: str, method: str, mode: GenerationMode, admin: Operator) -> None:
    """What the document allows, and what it forbids."""
    operation = SCHEMA[path][method]
    if mode is GenerationMode.NEGATIVE and not (operation.body or operation.query or operation.path_parameters):
        pytest.skip("nothing of it can be wrong")

    @hypothesis.settings(max_examples=EXAMPLES, suppress_health_check=SLOW_IS_FINE, database=None)
    @hypothesis.given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: schemathesis.Case[Any]) -> None:
        answer = case.call(
            base_url=admin.base_url,
            headers={"X-CSRF-Token": admin.csrf},
            cookies=dict(admin.http.cookies),
            timeout=HANGS_AFTER_SECONDS,
        )
        case.validate_response(answer, checks=[not_a_server_error, response_schema_conformance])

    try:
        ask()
    except Unsatisfiable:
        pytest.skip("every text fits its path")
