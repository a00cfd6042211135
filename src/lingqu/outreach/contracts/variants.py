"""Variants: the contents of which a person is sent one, drawn by shares."""

from dataclasses import dataclass

from lingqu.deliveries.contracts import Content


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """One content of a broadcast, and of how many in a thousand it is drawn.

    Attributes:
        key: a letter from A on; broadcasts of a programme with the same letters say them to the same persons.
    """

    key: str
    permille: int
    content: Content
