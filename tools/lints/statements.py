"""SQL in Python: whole statements, put together from the strings and constants that make them up."""

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tools.lints.source import Function, Module

_IS_SQL = re.compile(r"\b(SELECT|INSERT\s+INTO|UPDATE|DELETE\s+FROM|MERGE\s+INTO)\b\s")
_COMMENT = re.compile(r"--[^\n]*")
_LITERAL = re.compile(r"'(?:[^']|'')*'")


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement of SQL. `function` is who runs it; None for a constant that no function of its module uses."""

    text: str
    node: ast.AST
    function: Function | None

    @property
    def bare(self) -> str:
        """The text without comments and quoted values."""
        return bare_sql(self.text)


def bare_sql(text: str) -> str:
    """Drop comments and the insides of quoted values."""
    return _LITERAL.sub("''", _COMMENT.sub("", text))


def statements(module: Module) -> Iterator[Statement]:
    """Yield every statement once per function that runs it."""
    constants = _constants(module)
    used: set[str] = set()
    for function in module.functions():
        for node in _own_expressions(function):
            text = _text(node, constants)
            if text is not None and _IS_SQL.search(text):
                yield Statement(text, node, function)
        used |= {node.id for node in ast.walk(function) if isinstance(node, ast.Name)}
    for name, (text, node) in constants.items():
        if name not in used and _IS_SQL.search(text) and not _used_by_constant(name, module):
            yield Statement(text, node, None)


def _constants(module: Module) -> dict[str, tuple[str, ast.AST]]:
    """Return string constants of a module, in order, so that later ones may be made of earlier ones."""
    found: dict[str, tuple[str, ast.AST]] = {}
    for node in module.tree.body:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                text = _text(value, found)
            case ast.AnnAssign(target=ast.Name(id=name), value=value):
                text = _text(value, found)
            case _:
                continue
        if text is not None:
            found[name] = (text, node)
    return found


def _own_expressions(function: Function) -> Iterator[ast.expr]:
    """Yield the outermost string expressions of a function, not those of functions inside it, nor its docstring."""
    waiting: list[ast.AST] = list(function.body[ast.get_docstring(function) is not None :])
    while waiting:
        node = waiting.pop(0)
        if isinstance(node, Function | ast.ClassDef):
            continue
        if isinstance(node, ast.Constant | ast.JoinedStr | ast.Name | ast.BinOp):
            yield node
        if not isinstance(node, ast.JoinedStr | ast.BinOp):
            waiting = [*ast.iter_child_nodes(node), *waiting]


def _text(node: ast.AST | None, constants: Mapping[str, tuple[str, ast.AST]]) -> str | None:
    """Return the text of a string expression; what is only known at run time becomes ` ? `."""
    text: str | None = None
    match node:
        case ast.Constant(value=str(value)):
            text = value
        case ast.Constant(value=bytes(raw)):
            text = raw.decode("utf-8", errors="replace")
        case ast.Name(id=name) if name in constants:
            text = constants[name][0]
        case ast.JoinedStr(values=values):
            text = "".join(_text(value, constants) or " ? " for value in values)
        case ast.FormattedValue(value=inner) | ast.Call(func=ast.Attribute(value=inner, attr="encode" | "format")):
            text = _text(inner, constants)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            parts = [_text(left, constants), _text(right, constants)]
            text = None if parts == [None, None] else "".join(part or " ? " for part in parts)
        case _:
            pass
    return text


def _used_by_constant(name: str, module: Module) -> bool:
    return any(
        isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load)
        for statement in module.tree.body
        if isinstance(statement, ast.Assign | ast.AnnAssign)
        for node in ast.walk(statement)
    )
