"""Takes the twin's enforcements away one at a time, in process, so that the rows can show that they notice.

An enforcement is a `raise ApiError(…)`, a returned errcode, a use of a number of `Limits`, or an
inequality on which a refusal hangs: in the test before it, or in what a predicate returns that such
a test asks. Without one of the first two the call goes on; the number becomes a million times as
large; the inequality lets its boundary fall to the other side. The source is compiled anew with the
one change and its code put into the living functions, so nothing has to be imported again.
"""

from __future__ import annotations

import ast
import gc
import time
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, fields
from functools import cache
from operator import itemgetter
from pathlib import Path
from types import CodeType, FunctionType

import wecom_twin
from facts.fact import Fact
from facts.rows import all_facts, play
from wecom_twin.rules import Limits

ROOT = Path(wecom_twin.__file__).parent
FOLDERS = ("endpoints", "acts", "wire", "callbacks", "state")
_LIMITS = frozenset(one.name for one in fields(Limits))
_HIT = "__reached__"
_LEAST_CODE = 40_000
_INJECTED = "forced"
"""The errcode of a fault on purpose, which is no rule of WeCom's."""
_OTHER_SIDE: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
}
_reached: set[str] = set()


@dataclass(frozen=True, slots=True)
class Enforcement:
    """A place that refuses or bounds."""

    id: str
    """File, function and what stands there; stays the same when lines move."""
    path: Path
    number: int
    """Its place among the enforcements of the file."""


Change = Callable[[ast.AST, int], ast.AST]
"""A node that enforces and its number in the file, to what stands in its place."""


class _Walk(ast.NodeTransformer):
    """Meets the enforcements of a file in order."""

    def __init__(self, change: Change) -> None:
        self.change = change
        self.number = -1
        self.scope: list[str] = []
        self.places: list[str] = []
        self.in_guard = False

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        self.scope.append(node.name)
        self.generic_visit(node)
        self.scope.pop()
        return node

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST:
        self.scope.append(node.name)
        self.generic_visit(node)
        self.scope.pop()
        return node

    def visit_If(self, node: ast.If) -> ast.AST:
        self.in_guard = any(_refusal(one) for one in node.body)
        node.test = self.visit(node.test)
        self.in_guard = False
        node.body = [self.visit(one) for one in node.body]
        node.orelse = [self.visit(one) for one in node.orelse]
        return node

    def visit_Return(self, node: ast.Return) -> ast.AST:
        if code := _refusal(node):
            return self._meet(node, f"answers {code}")
        self.in_guard = bool(self.scope) and self.scope[-1] in _predicates()
        self.generic_visit(node)
        self.in_guard = False
        return node

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        if self.in_guard and len(node.ops) > 1:
            # Each end of a range is a boundary of its own.
            left = (node.left, *node.comparators)
            ends = zip(left, node.ops, node.comparators, strict=False)
            whole = ast.BoolOp(ast.And(), [ast.Compare(low, [sign], [high]) for low, sign, high in ends])
            return self.visit(ast.fix_missing_locations(ast.copy_location(whole, node)))
        place = f"draws the line of {ast.unparse(node)}"
        self.generic_visit(node)
        return self._meet(node, place) if self.in_guard and type(node.ops[0]) in _OTHER_SIDE else node

    def visit_Raise(self, node: ast.Raise) -> ast.AST:
        code = _refusal(node)
        return self._meet(node, f"refuses {code}") if code else self.generic_visit(node)

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        owner = node.value
        name = owner.attr if isinstance(owner, ast.Attribute) else owner.id if isinstance(owner, ast.Name) else ""
        if name == "limits" and node.attr in _LIMITS and isinstance(node.ctx, ast.Load):
            return self._meet(node, f"bounds by {node.attr}")
        return self.generic_visit(node)

    def _meet(self, node: ast.AST, what: str) -> ast.AST:
        self.number += 1
        self.places.append(f"{'.'.join(self.scope)} {what}")
        return ast.copy_location(self.change(node, self.number), node)


def _refusal(node: ast.AST) -> str:
    """The errcode that a statement refuses with, as it is written; nothing if it does not."""
    if isinstance(node, ast.Return) and node.value is not None:
        text = ast.unparse(node.value)
        return text if text.endswith("_errcode") or (text.isdecimal() and int(text) >= _LEAST_CODE) else ""
    raised = node.exc if isinstance(node, ast.Raise) else None
    if isinstance(raised, ast.Call) and isinstance(raised.func, ast.Name) and raised.func.id == "ApiError":
        code = ast.unparse(raised.args[0])
        return "" if code == _INJECTED else code
    return ""


@cache
def _sources() -> list[tuple[Path, ast.Module]]:
    paths = (path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.py")))
    return [(path, ast.parse(path.read_text(encoding="utf-8"), str(path))) for path in paths]


@cache
def _predicates() -> frozenset[str]:
    """Names of what the tests before refusals ask, and of what those ask in turn."""
    trees = [tree for _, tree in _sources()]
    guards = [one for tree in trees for one in ast.walk(tree) if isinstance(one, ast.If)]
    found = {name for one in guards if any(_refusal(step) for step in one.body) for name in _asks(one.test)}
    functions = [one for tree in trees for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)]
    while True:
        within = (one for function in functions if function.name in found for one in ast.walk(function))
        more = {name for one in within if isinstance(one, ast.Return) and one.value for name in _asks(one.value)}
        if more <= found:
            return frozenset(found)
        found |= more


def _asks(test: ast.expr) -> set[str]:
    """The functions, methods and properties that an expression asks."""
    called = (one for one in ast.walk(test) if isinstance(one, (ast.Name, ast.Attribute)))
    return {one.id if isinstance(one, ast.Name) else one.attr for one in called}


def _parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def _walk(path: Path, change: Change, only: int | None = None) -> tuple[ast.Module, list[str]]:
    """A file with its enforcements changed; with `only`, no more of it than the statement that holds that number."""
    walk = _Walk(change)
    tree = _parse(path)
    if only is not None:
        ends = _ends(path)
        place = bisect_left(ends, only)
        walk.number = ends[place - 1] if place else -1
        future = [one for one in tree.body if isinstance(one, ast.ImportFrom) and one.module == "__future__"]
        tree.body = [*future, tree.body[place]]
    return ast.fix_missing_locations(walk.visit(tree)), walk.places


@cache
def _ends(path: Path) -> list[int]:
    """The last number met when each statement of a file ends."""
    walk = _Walk(lambda node, _: node)
    ends: list[int] = []
    for one in _parse(path).body:
        walk.visit(one)
        ends.append(walk.number)
    return ends


@cache
def enforcements(path: Path) -> list[Enforcement]:
    """What a file enforces; equal places of one function are numbered."""
    _, places = _walk(path, lambda node, _: node)
    seen: Counter[str] = Counter()
    found: list[Enforcement] = []
    for number, place in enumerate(places):
        seen[place] += 1
        again = f" #{seen[place]}" if seen[place] > 1 else ""
        found.append(Enforcement(f"{path.relative_to(ROOT).as_posix()} {place}{again}", path, number))
    return found


def files() -> list[Path]:
    """Files of the twin that enforce something."""
    return [path for path, _ in _sources() if enforcements(path)]


def _without(number: int) -> Change:
    def change(node: ast.AST, here: int) -> ast.AST:
        if here != number:
            return node
        if isinstance(node, (ast.Raise, ast.Return)):
            return ast.Pass()
        if isinstance(node, ast.Compare):
            return ast.Compare(node.left, [_OTHER_SIDE[type(node.ops[0])]()], node.comparators)
        assert isinstance(node, ast.Attribute)
        return ast.BinOp(node, ast.Mult(), ast.Constant(1_000_000))

    return change


def _counting(ids: list[str]) -> Change:
    def change(node: ast.AST, here: int) -> ast.AST:
        note = ast.Call(ast.Name(_HIT, ast.Load()), [ast.Constant(ids[here])], [])
        if isinstance(node, ast.Raise):
            # `raise` reads its cause before the error, and both only if the place is reached.
            assert node.exc is not None
            pair = ast.Tuple([note, node.exc], ast.Load())
            return ast.Raise(ast.Subscript(pair, ast.Constant(1), ast.Load()), node.cause)
        if isinstance(node, ast.Return):
            assert node.value is not None
            pair = ast.Tuple([note, node.value], ast.Load())
            return ast.Return(ast.Subscript(pair, ast.Constant(1), ast.Load()))
        assert isinstance(node, ast.expr)
        return ast.Subscript(ast.Tuple([note, node], ast.Load()), ast.Constant(1), ast.Load())

    return change


@cache
def _functions() -> dict[str, dict[tuple[str, int], list[FunctionType]]]:
    """The living functions of all that enforces something, by file, then by name and first line."""
    found = {str(path): defaultdict[tuple[str, int], list[FunctionType]](list) for path in files()}
    # A server that started in this process has frozen its heap; what is frozen is not among the objects.
    gc.unfreeze()
    for one in gc.get_objects():
        if type(one) is FunctionType and (mine := found.get(one.__code__.co_filename)) is not None:
            mine[one.__code__.co_qualname, one.__code__.co_firstlineno].append(one)
    return dict(found)


def _codes(code: CodeType) -> Iterator[CodeType]:
    for one in code.co_consts:
        if isinstance(one, CodeType):
            yield one
            yield from _codes(one)


@contextmanager
def changed(path: Path, change: Change, only: int | None = None) -> Iterator[None]:
    """The functions of a file do what its changed source says; with `only`, those around that enforcement."""
    tree, _ = _walk(path, change, only)
    module = compile(tree, str(path), "exec", dont_inherit=True)
    before: list[tuple[FunctionType, CodeType]] = []
    try:
        for code in _codes(module):
            for function in _functions()[str(path)].get((code.co_qualname, code.co_firstlineno), ()):
                before.append((function, function.__code__))
                function.__globals__[_HIT] = _reached.add
                function.__code__ = code
        yield
    finally:
        for function, code in before:
            function.__code__ = code


@cache
def rows_by_enforcement() -> dict[str, list[Fact]]:
    """Which rows come to each enforcement, the quickest first: one that notices spares the rest."""
    reaching: defaultdict[str, list[tuple[float, Fact]]] = defaultdict(list)
    with ExitStack() as counted:
        for path in files():
            counted.enter_context(changed(path, _counting([one.id for one in enforcements(path)])))
        for fact in all_facts():
            _reached.clear()
            began = time.process_time()
            if agrees(fact):
                took = time.process_time() - began
                for one in _reached:
                    reaching[one].append((took, fact))
    return {one: [fact for _, fact in sorted(rows, key=itemgetter(0))] for one, rows in reaching.items()}


def agrees(fact: Fact) -> bool:
    """Whether a row holds."""
    try:
        play(fact)
    except Exception:  # noqa: BLE001 - whatever a mutant breaks, the row has noticed it
        return False
    return True


def is_noticed(one: Enforcement) -> bool:
    """Whether some row turns red without the enforcement. Rows that are refused so are likely to, and come first."""
    rows = sorted(rows_by_enforcement().get(one.id, []), key=lambda fact: _promise(one, fact))
    with changed(one.path, _without(one.number), only=one.number):
        return not all(agrees(fact) for fact in rows)


def _promise(one: Enforcement, fact: Fact) -> int:
    if fact.id.startswith("edge-") or (fact.code and one.id.endswith(str(fact.code))):
        return 0
    return 1 if fact.code else 2
