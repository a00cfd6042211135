"""Whatever is written is read again as it was, and written alike."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from lingqu.kernel.text.tree import Spot, parse
from lingqu.kernel.text.writing import dump

TEXTS = st.one_of(
    st.text(alphabet="ab \n\r\t:-#'\"|>{}[]&*!%@`~，好👍\x85\u2028\u2029\ufeff", max_size=12),
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12),
)


def _plain(spot: Spot) -> Any:
    if isinstance(spot.value, dict):
        return {key: _plain(one) for key, one in spot.value.items()}
    return [_plain(one) for one in spot.value] if isinstance(spot.value, list) else spot.value


@given(TEXTS, TEXTS)
def test_every_text_survives(first: str, last: str) -> None:
    tree = {"items": [{"name": "甲", "text": first, "last": last}]}
    written = dump(tree)

    assert _plain(parse(written)) == tree
    assert dump(_plain(parse(written))) == written


def test_lines_are_written_as_lines() -> None:
    assert dump({"text": "早上好\n\n今天到新货"}) == "text: |-\n  早上好\n\n  今天到新货\n"
