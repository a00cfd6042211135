"""Pieces of text: whoever holds the query holds every needle."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lingqu.customers.domain.search import MOST_PIECES, fold, grams, needles

texts = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=30)


@pytest.mark.parametrize(
    ("query", "expected"),
    [("刘", ["刘"]), ("刘颖", ["刘颖"]), ("刘小明", ["刘小", "小明"]), ("AMY", ["am", "my"]), ("  ", [])],
)
def test_needles_are_the_query_or_its_pairs(query: str, expected: list[str]) -> None:
    assert needles(query) == expected


@given(texts, texts, texts)
def test_a_text_with_the_query_in_it_has_every_needle(before: str, query: str, after: str) -> None:
    text = before + fold(query) + after
    if fold(query) in fold(text):
        assert set(needles(query)) <= grams(text)


@given(texts)
def test_there_are_few_needles(query: str) -> None:
    assert len(needles(query)) <= MOST_PIECES
