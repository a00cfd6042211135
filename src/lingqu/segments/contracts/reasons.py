"""Why a customer fits a definition, or does not."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One place of the tree with the value that decided there.

    Attributes:
        path: as in `BadDefinitionError.place`.
        kind: of the node.
        found: codes, numbers and instants; the question itself is in the definition.
        of: the reasons below, in the definition's order.
    """

    path: str
    kind: str
    holds: bool
    found: Mapping[str, Any] = field(default_factory=dict)
    of: tuple["Reason", ...] = ()
