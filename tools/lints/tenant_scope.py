"""Every query on a tenant's table says which corp it means.

Prevents: a forgotten tenant filter. An open SCRM we read tags customers by a query that joins on the tag alone, and
its operators see another brand's people. Row security holds here too, but a query that leans on it alone reads the
whole index of every corp, and the first one run under another role reads the rows.

A statement passes when each tenant table it names is tied to a corp in the same sub-query: by
`corp_id = lingqu_corp()`, by equality with a parameter or another table's `corp_id`, or, for an INSERT, by a
`corp_id` among its columns. The dispatcher works across corps: its functions take a connection called `dispatch`,
or say "dispatcher" in their docstring.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from tools.lints.source import Finding, Function, Module, Source
from tools.lints.statements import Statement, bare_sql, statements

SCHEMA = "src/lingqu/entrypoints/migrations/versions"
_ABOVE_CORPS = (
    "src/lingqu/infra/postgres/",
    "src/lingqu/entrypoints/migrations/",
    # what measures and judges a whole installation logs in as its owner
    "src/lingqu/entrypoints/bench/",
    "src/lingqu/entrypoints/chaos/",
    "src/lingqu/entrypoints/judge.py",
)

_PROTECTED = re.compile(r"lingqu_protect(?:_queue)?\('(\w+)'\)")
_REFERENCE = re.compile(
    r"\b(?P<verb>FROM|JOIN|UPDATE|INTO|USING)\s+(?:ONLY\s+)?(?P<table>[a-z_]+)\b(?:\s+(?:AS\s+)?(?P<alias>[a-z_]+)\b)?",
    re.IGNORECASE,
)
_FROM_LIST = re.compile(
    r"\b(?:FROM|USING)\b(.*?)(?=\b(?:WHERE|GROUP|ORDER|LIMIT|RETURNING|ON|JOIN|FOR)\b|$)", re.IGNORECASE | re.DOTALL
)
_FURTHER = re.compile(r",\s*(?P<table>[a-z_]+)\b(?:\s+(?:AS\s+)?(?P<alias>[a-z_]+)\b)?", re.IGNORECASE)
_OTHER_UPDATES = re.compile(r"DO\s+UPDATE|FOR\s+(?:NO\s+KEY\s+)?UPDATE", re.IGNORECASE)
_NO_ALIAS = re.compile(
    r"set|where|on|join|order|group|limit|values|select|returning|for|using|left|inner|cross|default", re.IGNORECASE
)
_NAMED = r"\b{alias}\.corp_id\s*(?:=|IN\b)|=\s*{alias}\.corp_id\b|\({alias}\.corp_id\s*,[^)]*\)\s*(?:=|IN\b)"
_BARE = re.compile(
    r"(?<![\w.])corp_id\s*(?:=|IN\b)|(?<![\w.])\(corp_id\s*,[^)]*\)\s*(?:=|IN\b)|\bUSING\s*\(\s*corp_id\b",
    re.IGNORECASE,
)
_ANCHOR = re.compile(r"lingqu_corp\(\)|corp_id\s*(?:=|IN)\s*(?:%|\$|\{|ANY)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reference:
    """A table named in a sub-query."""

    verb: str
    table: str
    alias: str


def check(source: Source) -> Iterator[Finding]:
    """Yield each query that names a tenant's table and no corp."""
    tables = tenant_tables(source)
    for module in source.modules("src/lingqu"):
        if not module.path.startswith(_ABOVE_CORPS):
            for statement in statements(module):
                if not _is_dispatcher(statement.function):
                    yield from _check_statement(module, statement, tables)


def tenant_tables(source: Source) -> set[str]:
    """Return the tables that the schema protects by corp."""
    return {
        table
        for path in source.files(SCHEMA, ".sql")
        for table in _PROTECTED.findall(path.read_text(encoding="utf-8"))
        if table != "target"
    }


def _is_dispatcher(function: Function | None) -> bool:
    if function is None:
        return False
    names = {argument.arg for argument in [*function.args.args, *function.args.kwonlyargs]}
    return "dispatch" in names or "dispatcher" in (ast.get_docstring(function) or "").lower()


def _check_statement(module: Module, statement: Statement, tables: set[str]) -> Iterator[Finding]:
    text = bare_sql(statement.text)
    for part in sub_queries(text):
        for reference in _references(part):
            if reference.table in tables and not _is_tied(reference, part, text):
                yield module.finding(
                    statement.node, f"{reference.table} is read or written without a corp: corp_id = lingqu_corp()"
                )


def sub_queries(text: str) -> list[str]:
    """Split a statement at parentheses that hold a query; parentheses of expressions stay where they are."""
    done: list[str] = []
    open_parts: list[list[str]] = [[]]
    for piece in re.split(r"([()])", text):
        if piece == "(":
            open_parts.append([])
        elif piece == ")" and len(open_parts) > 1:
            inner = "".join(open_parts.pop())
            if re.search(r"\b(SELECT|INSERT|UPDATE|DELETE)\b", inner):
                done.append(inner)
                open_parts[-1].append("()")
            else:
                open_parts[-1].append(f"({inner})")
        else:
            open_parts[-1].append(piece)
    return [*done, *("".join(part) for part in open_parts)]


def _references(part: str) -> Iterator[Reference]:
    for match in _REFERENCE.finditer(_OTHER_UPDATES.sub("", part)):
        yield _reference(match["verb"].upper(), match)
    for tables in _FROM_LIST.findall(part):
        for match in _FURTHER.finditer(tables):
            yield _reference("FROM", match)


def _reference(verb: str, match: re.Match[str]) -> Reference:
    alias = match["alias"] or ""
    return Reference(verb, match["table"].lower(), "" if _NO_ALIAS.fullmatch(alias) else alias)


def _is_tied(reference: Reference, part: str, statement: str) -> bool:
    if reference.verb == "INTO":
        columns = re.search(rf"INTO\s+{reference.table}\b[^(]*\(([^)]*)\)", part, re.IGNORECASE)
        return columns is not None and "corp_id" in columns[1]
    if not _ANCHOR.search(statement):
        return False
    names = {reference.table, reference.alias} - {""}
    return bool(_BARE.search(part)) or any(re.search(_NAMED.format(alias=name), part, re.IGNORECASE) for name in names)
