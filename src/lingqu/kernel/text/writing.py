"""From lists and mappings to the bytes of a file: the same tree is the same text."""

from __future__ import annotations

from typing import Any, ClassVar, Final

import yaml

_WIDTH: Final = 110
_BREAKS: Final = frozenset("\x85\u2028\u2029")


class _Dumper(yaml.SafeDumper):
    """Lists stand further in than what they belong to; days need no quotes, for nothing reads them but `values`."""

    yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {  # pyright: ignore[reportIncompatibleVariableOverride]  its stubs err
        first: [(tag, pattern) for tag, pattern in several if tag != "tag:yaml.org,2002:timestamp"]
        for first, several in yaml.SafeDumper.yaml_implicit_resolvers.items()
    }

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: FBT001, FBT002
        del indentless
        super().increase_indent(flow=flow, indentless=False)


def _represent(dumper: _Dumper, text: str) -> yaml.Node:
    """Return several lines as lines, where YAML can say them so; its other breaks of lines are escaped."""
    style = '"' if _BREAKS & set(text) else "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _represent)


def dump(tree: Any) -> str:
    """Return YAML: mappings in their own order, what fits on a line on one line."""
    return yaml.dump(tree, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=_WIDTH, default_flow_style=None)
