"""No waiting for the network while a transaction is open.

Prevents: one slow answer that stops everything. A unit of work holds the fact writers' lock, and every reader of facts
waits for its end; measured with a transaction that stayed open for 4 s: readers' p95 went from 0.3 s to 3.4 s. A
WeCom call may take 5 s, and a bounded pool of connections is then empty.

An open transaction is the body of `async with database.unit(...)`, `.read(...)`, `.install()`, `.dispatch()` (or of any
opener bound as unit, session, install, dispatch), and the body of every function that is given an open unit or session.
Nothing is awaited there that mentions a port with asynchronous methods (a Protocol of some `ports.py`, the gateway's
`Clients`, an HTTP client), whether an argument or a field, nor a function of the same module that awaits one; and
nothing sleeps.
"""

import ast
from collections.abc import Iterator

from tools.lints.source import Finding, Function, Module, Source, last_name, names_in

_OPENERS = frozenset(("unit", "read", "install", "dispatch"))
_BOUND = frozenset(("unit", "uow", "session", "install", "dispatch"))
_OPEN_TYPES = frozenset(("UnitOfWork", "Session"))
_CLIENTS = frozenset(("Clients", "Client", "AsyncClient", "Wire"))
_OWN_ADAPTERS = "src/lingqu/infra/"


def check(source: Source) -> Iterator[Finding]:
    """Yield each await of the network inside an open transaction."""
    types = network_types(source)
    modules = source.modules("src/lingqu")
    fields = {name for module in modules for name in _fields(module, types)}
    for module in modules:
        if not module.path.startswith(_OWN_ADAPTERS):
            yield from _check_module(module, types, fields)


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


def _check_module(module: Module, types: set[str], fields: set[str]) -> Iterator[Finding]:
    given = {id(function): _given(module, function, types) for function in module.functions()}
    callees = _network_functions(module, given, fields)
    for function in module.functions():
        bodies = [function.body] if _is_given_open(function) else [part.body for part in _open_blocks(function)]
        for body in bodies:
            for awaited in _awaits(body):
                mentioned = _mentions(awaited, given[id(function)], fields, callees)
                if mentioned:
                    yield module.finding(awaited, f"{', '.join(sorted(mentioned))} is awaited in an open transaction")
                elif last_name(awaited.value) == "sleep":
                    yield module.finding(awaited, "sleeps in an open transaction")


def _fields(module: Module, types: set[str]) -> Iterator[str]:
    """Yield names of fields that hold a port: declared in a class, or set from an argument that is one."""
    for node in module.classes():
        for part in node.body:
            if isinstance(part, ast.AnnAssign) and names_in(part.annotation) & types:
                yield last_name(part.target)
    for function in module.functions():
        ports = {argument.arg for argument in _arguments(function) if names_in(argument.annotation) & types}
        for node in ast.walk(function):
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Name) and node.value.id in ports:
                yield from (target.attr for target in node.targets if isinstance(target, ast.Attribute))


def _given(module: Module, function: Function, types: set[str]) -> set[str]:
    """Return the ports a function knows by name: its arguments, those around it, and clients it opens itself."""
    around = [outer for outer in module.functions() if function in ast.walk(outer)]
    arguments = {one.arg for outer in around for one in _arguments(outer) if names_in(one.annotation) & types}
    opened = {
        last_name(item.optional_vars)
        for node in ast.walk(function)
        if isinstance(node, ast.AsyncWith)
        for item in node.items
        if names_in(item.context_expr) & types
    }
    return (arguments | opened) - {""}


def _network_functions(module: Module, given: dict[int, set[str]], fields: set[str]) -> set[str]:
    """Return the functions of a module that wait for the network, themselves or through another of them."""
    found: set[str] = set()
    while True:
        more = {
            function.name
            for function in module.functions()
            if any(_mentions(awaited, given[id(function)], fields, found) for awaited in _awaits(function.body))
        }
        if more == found:
            return found
        found = more


def _mentions(awaited: ast.Await, given: set[str], fields: set[str], callees: set[str]) -> set[str]:
    nodes = list(ast.walk(awaited.value))
    variables = {node.id for node in nodes if isinstance(node, ast.Name)}
    attributes = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    called = {last_name(node.func) for node in nodes if isinstance(node, ast.Call)}
    return variables & given | attributes & fields | called & callees


def _arguments(function: Function) -> list[ast.arg]:
    return [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]


def _is_given_open(function: Function) -> bool:
    return any(names_in(argument.annotation) & _OPEN_TYPES for argument in _arguments(function))


def _open_blocks(function: Function) -> Iterator[ast.AsyncWith]:
    for node in _own_nodes(function.body):
        if isinstance(node, ast.AsyncWith) and any(_opens(item) for item in node.items):
            yield node


def _opens(item: ast.withitem) -> bool:
    call = item.context_expr
    by_method = isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in _OPENERS
    return by_method or last_name(item.optional_vars) in _BOUND


def _awaits(body: list[ast.stmt]) -> Iterator[ast.Await]:
    return (node for node in _own_nodes(body) if isinstance(node, ast.Await))


def _own_nodes(body: list[ast.stmt]) -> Iterator[ast.AST]:
    """Yield the nodes of a body without those of functions inside it, which are looked at by themselves."""
    waiting: list[ast.AST] = list(body)
    while waiting:
        node = waiting.pop()
        if not isinstance(node, Function):
            yield node
            waiting.extend(ast.iter_child_nodes(node))
