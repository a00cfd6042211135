"""The inner XML of a callback, read without DTD, entities or deep nesting.

The stdlib's expat does the reading; its own defaults are not safe, so the doors are shut here: a document
type or an entity stops the parse at once, depth is bounded, and size is bounded by the envelope before.

Nearly every event is flat: a root and distinct elements of plain text. That form, and nothing else, is read by one
expression in half the time; a property test holds both readings equal.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NoReturn, TypeAlias, cast
from xml.parsers import expat

from wecom_api.callbacks.errors import ForbiddenXml, MalformedMessage

MAX_DEPTH = 16
"""The deepest documented callback (a card's selected options) has five levels."""

Value: TypeAlias = "str | Elements | tuple[Value, ...]"
"""Text, nested elements, or both kinds repeated under one name, in their order."""

Elements: TypeAlias = "Mapping[str, Value]"


# Text that means itself: no markup, no line ends (XML normalises them), no character that XML forbids.
_FLAT_ELEMENT = re.compile(
    r"<([A-Za-z]{1,32})>"
    r"(?:<!\[CDATA\[([^\x00-\x1f\]\ufffe\uffff]*)\]\]>|([^\x00-\x1f<&\]\ufffe\uffff]*))"
    r"</\1>"
)
_FLAT_OPEN, _FLAT_CLOSE = "<xml>", "</xml>"


def parse_elements(message: bytes) -> tuple[str, Elements]:
    """Read one XML document into (name of the root, its elements in order).

    Text is kept exactly: CDATA sections split around `]]>` are joined, nothing is stripped. An element
    with children keeps only the children; attributes are ignored (WeCom sends none).

    Raises:
        ForbiddenXml: a DTD, an entity beyond XML's own five, or more than `MAX_DEPTH` levels.
        MalformedMessage: not well-formed UTF-8 XML.
    """
    flat = read_flat(message)
    return read_any(message) if flat is None else ("xml", flat)


def read_flat(message: bytes) -> Elements | None:
    """Read a flat document; None for any other, which says nothing about whether it is well-formed."""
    try:
        text = message.decode()
    except UnicodeDecodeError:
        return None
    if not text.startswith(_FLAT_OPEN):
        return None
    found: dict[str, Value] = {}
    position = len(_FLAT_OPEN)
    while element := _FLAT_ELEMENT.match(text, position):
        name, quoted, bare = element.groups()
        if name in found:
            return None
        found[name] = bare if quoted is None else quoted
        position = element.end()
    return found if found and text[position:] == _FLAT_CLOSE else None


def read_any(message: bytes) -> tuple[str, Elements]:
    """Read any document; results and errors as for `parse_elements`."""
    reader = _Reader()
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.texts.append
    parser.StartDoctypeDeclHandler = _refuse_doctype
    try:
        parser.Parse(message, True)  # noqa: FBT003 - expat's own signature: this is the whole document
    except expat.ExpatError as error:
        if error.code in _ENTITY_ERRORS:
            raise ForbiddenXml("an entity") from None
        raise MalformedMessage(f"{expat.ErrorString(error.code)} at byte {parser.ErrorByteIndex}") from None
    return reader.root()


class _Reader:
    """Collects elements while expat reads: one open mapping per level, the document's own first.

    A repeated name holds a list while its level is open (linear in repeats), a tuple once closed.
    """

    __slots__ = ("_levels", "_some_repeat", "texts")

    def __init__(self) -> None:
        self._levels: list[dict[str, Value | list[Value]]] = [{}]
        self._some_repeat = False
        self.texts: list[str] = []

    def start(self, _name: str, _attributes: dict[str, str]) -> None:
        if len(self._levels) > MAX_DEPTH:
            raise ForbiddenXml(f"more than {MAX_DEPTH} levels")
        self._levels.append({})
        self.texts.clear()

    def end(self, name: str) -> None:
        children = self._levels.pop()
        value: Value = self._frozen(children) if children else "".join(self.texts)
        self.texts.clear()
        siblings = self._levels[-1]
        if name not in siblings:
            siblings[name] = value
            return
        self._some_repeat = True
        earlier = siblings[name]
        if isinstance(earlier, list):
            earlier.append(value)
        else:
            siblings[name] = [earlier, value]

    def _frozen(self, children: dict[str, Value | list[Value]]) -> Elements:
        if not self._some_repeat:
            return cast("Elements", children)
        return {name: tuple(child) if isinstance(child, list) else child for name, child in children.items()}

    def root(self) -> tuple[str, Elements]:
        [(name, value)] = self._levels[0].items()
        if not isinstance(value, Mapping):
            raise MalformedMessage("the root element has no children")
        return name, value


def _refuse_doctype(*_declared: object) -> NoReturn:
    raise ForbiddenXml("a document type")


_ENTITY_ERRORS = frozenset(
    expat.errors.codes[message]
    for message in (
        expat.errors.XML_ERROR_UNDEFINED_ENTITY,
        expat.errors.XML_ERROR_RECURSIVE_ENTITY_REF,
        expat.errors.XML_ERROR_BINARY_ENTITY_REF,
        expat.errors.XML_ERROR_ENTITY_DECLARED_IN_PE,
    )
)
