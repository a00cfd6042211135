"""What the reference says of a call, as a row that can be held against the twin."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from facts.stage import Stage

Reply = dict[str, Any]
"""The JSON of an answer; a file comes as `status`, `headers` and `content`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A call in full, for what a plain dict of parameters cannot say."""

    body: Mapping[str, Any] | bytes | None = None
    """JSON, or the body as it stands."""
    query: Mapping[str, str] = field(default_factory=dict)
    token: str | None = None
    """In place of the token of the stage's app; empty for none at all."""
    method: str | None = None
    content_type: str = "application/json"
    byte_range: str = ""
    ip: str = "127.0.0.1"
    at_once: int = 1
    """Calls of the corp on the path that are being served, this one among them."""


Asked = Mapping[str, Any] | Ask
"""A dict is the query of a GET and the body of a POST."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One limit, rule or error. Rows of one family stand in one module, in a list named `FACTS`."""

    id: str
    """Unique: the family, then the fact, in words with hyphens."""
    call: str
    """The path below /cgi-bin/, or a word for what people and the platform do (`scan`, `callback`)."""
    says: str
    """One sentence."""
    source: str
    """File and section of the reference, with WeCom's page and its date where the reference has them."""
    given: Callable[[Stage], object] | None = None
    """Sets the scene; what it returns is `stage.it` afterwards."""
    asked: Asked | Callable[[Stage], Asked] | None = field(default_factory=dict)
    """None where nothing is asked and only the effect counts."""
    code: int = 0
    """The errcode that comes back."""
    effect: Callable[[Stage, Reply], object] | None = None
    """What must be true afterwards: asserts it, or returns it."""
    confirmed: bool = True
    """Stated by a page of WeCom, not inferred or reported by others."""
    switch: tuple[str, Any] | None = None
    """The position under which the row holds: a field of `Switches` or of `Limits` and its value."""
