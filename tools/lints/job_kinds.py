"""Every kind of job says why running it twice does no harm.

Prevents: a second message. A worker that is killed after its effect and before its commit leaves the job to the next
worker; in an engagement platform we tried, three kills in a thousand sends left four doubles. So the handler's
docstring has a line `Idempotent: …` that names the key, the state or the call that makes a repeat harmless.
"""

import ast
from collections.abc import Iterator

from tools.lints.source import Finding, Function, Module, Source, last_name


def check(source: Source) -> Iterator[Finding]:
    """Yield each JobKind whose handler does not say it."""
    modules = source.modules("src/lingqu")
    for module in modules:
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Call) and last_name(node.func) == "JobKind":
                yield from _check_kind(module, node, modules)


def _check_kind(module: Module, node: ast.Call, modules: list[Module]) -> Iterator[Finding]:
    handler = next((keyword.value for keyword in node.keywords if keyword.arg == "handler"), None)
    name = last_name(handler)
    if isinstance(handler, ast.Lambda):
        yield module.finding(node, "a job's handler is a lambda: give it a name and a docstring")
        return
    found = _find(name, module) or next((each for other in modules if (each := _find(name, other))), None)
    if found is None:
        yield module.finding(node, f"no function called {name}: the handler's docstring cannot be read")
    elif "Idempotent: " not in (ast.get_docstring(found) or ""):
        yield module.finding(found, f"the docstring of job handler {name} has no line 'Idempotent: …'")


def _find(name: str, module: Module) -> Function | ast.ClassDef | None:
    """Find a function, or a class whose instances are called."""
    return next((found for found in (*module.functions(), *module.classes()) if found.name == name), None)
