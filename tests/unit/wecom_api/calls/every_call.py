"""All call classes, found by looking, so that none can be forgotten."""

from __future__ import annotations

import importlib
import pkgutil
from typing import Any

from wecom_api import calls
from wecom_api.calls.call import Call, PagedCall


def every_call() -> list[type[Call[Any]]]:
    for module in pkgutil.iter_modules(calls.__path__, "wecom_api.calls."):
        importlib.import_module(module.name)
    return sorted(_below(Call) - {PagedCall}, key=lambda call: call.__name__)


def _below(parent: type[Any]) -> set[type[Any]]:
    # A dataclass with slots leaves its first, slotless draft behind: only the class its module names counts.
    named = {
        child
        for child in parent.__subclasses__()
        if getattr(importlib.import_module(child.__module__), child.__name__, None) is child
    }
    return named.union(*(_below(child) for child in named))
