"""What a corp has that journeys may speak of."""

from collections.abc import Collection
from dataclasses import dataclass, field

from lingqu.segments.contracts.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """The ids and names that exist.

    Attributes:
        words: what conditions and events may name.
        programmes: that are not over.
    """

    words: Vocabulary = field(default_factory=Vocabulary)
    stages: Collection[int] = ()
    programmes: Collection[int] = ()
