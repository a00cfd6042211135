"""No waiting for the network while a transaction is open.

Prevents: one slow answer that stops everything. A unit of work holds the fact writers' lock, and every reader of facts
waits for its end; measured with a transaction that stayed open for 4 s: readers' p95 went from 0.3 s to 3.4 s. A
WeCom call may take 5 s, and a bounded pool of connections is then empty.

Inside `async with database.unit(...)`, `.read(...)`, `.install()`, `.dispatch()` (or any opener bound as unit, session,
install, dispatch), and in every function that is given an open unit or session, nothing is awaited that mentions a
port with asynchronous methods (a Protocol of some `ports.py`, the gateway's `Clients`, an HTTP client), and nothing
sleeps.
"""

import ast
from collections.abc import Iterator, Mapping

from tools.lints.source import Finding, Function, Module, Source, last_name, names_in

_OPENERS = frozenset(("unit", "read", "install", "dispatch"))
_BOUND = frozenset(("unit", "uow", "session", "install", "dispatch"))
_OPEN_TYPES = frozenset(("UnitOfWork", "Session"))
_CLIENTS = frozenset(("Clients", "Client", "AsyncClient", "Wire"))
_OWN_ADAPTERS = "src/lingqu/infra/"


def check(source: Source) -> Iterator[Finding]:
    """Yield each await of the network inside an open transaction."""
    ports = network_types(source)
    for module in source.modules("src/lingqu"):
        if not module.path.startswith(_OWN_ADAPTERS):
            yield from _check_module(module, ports)


def network_types(source: Source) -> set[str]:
    """Return the names of the types whose methods may wait for the network."""
    found: set[str] = set(_CLIENTS)
    for module in source.modules("src/lingqu"):
        if module.path.endswith("/ports.py") or "/ports/" in module.path:
            found |= {
                node.name
                for node in module.classes()
                if "Protocol" in names_in(ast.Tuple(elts=node.bases, ctx=ast.Load()))
                and any(isinstance(part, ast.AsyncFunctionDef) for part in node.body)
            }
    return found


def _check_module(module: Module, ports: set[str]) -> Iterator[Finding]:
    fields = _annotated_fields(module, ports)
    for function in module.functions():
        names = fields | {
            argument.arg
            for outer in module.functions()
            if function in ast.walk(outer)
            for argument in _arguments(outer)
            if names_in(argument.annotation) & ports
        }
        bodies = [function.body] if _is_given_open(function) else [part.body for part in _open_blocks(function)]
        for body in bodies:
            yield from _check_body(module, body, names)


def _annotated_fields(module: Module, ports: set[str]) -> set[str]:
    """Return names of fields of classes, and of `self.x: Port = …`, that hold a port."""
    return {
        last_name(node.target)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.AnnAssign) and names_in(node.annotation) & ports
    } | _assigned_in_init(module, ports)


def _assigned_in_init(module: Module, ports: set[str]) -> set[str]:
    """Return names of `self.x = argument` where the argument is a port."""
    found: set[str] = set()
    for function in module.functions():
        given: Mapping[str, bool] = {arg.arg: bool(names_in(arg.annotation) & ports) for arg in _arguments(function)}
        for node in ast.walk(function):
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Name) and given.get(node.value.id):
                found |= {last_name(target) for target in node.targets}
    return found


def _arguments(function: Function) -> list[ast.arg]:
    return [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]


def _is_given_open(function: Function) -> bool:
    return any(names_in(argument.annotation) & _OPEN_TYPES for argument in _arguments(function))


def _open_blocks(function: Function) -> Iterator[ast.AsyncWith]:
    waiting: list[ast.AST] = list(function.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.AsyncWith) and any(_opens(item) for item in node.items):
            yield node
        elif not isinstance(node, Function):
            waiting.extend(ast.iter_child_nodes(node))


def _opens(item: ast.withitem) -> bool:
    call = item.context_expr
    by_method = isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in _OPENERS
    return by_method or last_name(item.optional_vars) in _BOUND


def _check_body(module: Module, body: list[ast.stmt], names: set[str]) -> Iterator[Finding]:
    waiting: list[ast.AST] = list(body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, Function):
            continue  # looked at by itself
        if isinstance(node, ast.Await):
            mentioned = names_in(node.value) & names
            if mentioned:
                yield module.finding(node, f"{', '.join(sorted(mentioned))} is awaited inside an open transaction")
            elif last_name(node.value) == "sleep":
                yield module.finding(node, "sleeps inside an open transaction")
        waiting.extend(ast.iter_child_nodes(node))
