"""The states of an import."""

from collections.abc import Mapping
from types import MappingProxyType

from lingqu.commerce.contracts.imports import ImportState

MOVES: Mapping[ImportState, frozenset[ImportState]] = MappingProxyType(
    {
        ImportState.OPENING: frozenset({ImportState.DRAFT, ImportState.FAILED, ImportState.CANCELLED}),
        ImportState.DRAFT: frozenset({ImportState.DRAFT, ImportState.CHECKING, ImportState.CANCELLED}),
        ImportState.CHECKING: frozenset({ImportState.CHECKED, ImportState.FAILED, ImportState.CANCELLED}),
        ImportState.CHECKED: frozenset({ImportState.DRAFT, ImportState.PUBLISHING, ImportState.CANCELLED}),
        # What began to be seen is seen whole.
        ImportState.PUBLISHING: frozenset({ImportState.PUBLISHED}),
        ImportState.PUBLISHED: frozenset(),
        ImportState.FAILED: frozenset(),
        ImportState.CANCELLED: frozenset(),
    }
)
"""A state without moves is final."""


def may(state: ImportState, target: ImportState) -> bool:
    """Tell whether an import may move."""
    return target in MOVES[state]
