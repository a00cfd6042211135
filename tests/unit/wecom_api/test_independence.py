from __future__ import annotations

import subprocess
import sys

import pytest

SEEN = "import sys, {module}; print(sorted({{name.partition('.')[0] for name in sys.modules}} & set({names!r})))"


@pytest.mark.parametrize(
    ("module", "forbidden"),
    [
        ("wecom_api.callbacks.meaning, wecom_api.callbacks.crypto, wecom_api.callbacks.reply", "httpx"),
        ("wecom_api.client, wecom_api.callbacks.meaning", "lingqu"),
        ("wecom_api.client, wecom_api.callbacks.meaning", "wecom_twin"),
    ],
)
def test_package_brings_along_nothing_it_does_not_need(module: str, forbidden: str) -> None:
    program = SEEN.format(module=module, names=[forbidden])

    seen = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)

    assert seen.stdout == "[]\n"
