"""Contents in texts of other capabilities: written and read as in texts of broadcasts."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from lingqu.kernel.text.fault_words import Catalogue
from lingqu.kernel.text.fields import Fields
from lingqu.outreach.contracts.texts import PictureNamed
from lingqu.outreach.contracts.variants import Variant
from lingqu.outreach.domain.text import contents
from lingqu.outreach.domain.text.fault_words import FAULTS
from lingqu.outreach.domain.text.words import CONTENTS

WORDS: Catalogue = FAULTS
"""Of what can be wrong with them."""

FIELDS: Sequence[str] = CONTENTS
"""Of a mapping that tells contents."""


def write_contents(variants: Sequence[Variant]) -> dict[str, Any]:
    """Return contents as the fields of a mapping; pictures are called by their keys."""
    return contents.write_contents(variants)


def read_contents(fields: Fields, place: str) -> tuple[tuple[Variant, ...], Sequence[PictureNamed]]:
    """Return the contents that a mapping tells, with the pictures that they name.

    Args:
        place: of what is read; it begins with the place of the fields.
    """
    reader = contents.ContentReader(fields.desk)
    return reader.variants(fields, place=place), reader.pictures


def with_keys(variants: Iterable[Variant], keys: Mapping[str, str]) -> tuple[Variant, ...]:
    """Return contents whose pictures have their keys instead of what a text calls them."""
    return contents.keyed(variants, keys)
