"""Pieces of text by which names and remarks are found.

Chinese names are short and are looked for by one or two characters, which no trigram holds; and under row security
only comparisons like `=` may use an index. So every piece of one and of two characters is a row of its own.
"""

LONGEST_TEXT = 200
MOST_PIECES = 4


def grams(text: str) -> frozenset[str]:
    """Return all pieces of one and two characters of a text, in lower case."""
    folded = fold(text)
    return frozenset(folded) | frozenset(folded[start : start + 2] for start in range(len(folded) - 1))


def needles(query: str) -> list[str]:
    """Return the pieces that every text with `query` in it has: itself when short, else up to four pairs.

    A text that has them all need not hold the query: it is compared afterwards.
    """
    folded = fold(query)
    if len(folded) <= 2:  # noqa: PLR2004 - the longest piece
        return [folded] if folded else []
    pairs = list(dict.fromkeys(folded[start : start + 2] for start in range(len(folded) - 1)))
    step = max(1, len(pairs) // MOST_PIECES)
    return pairs[::step][:MOST_PIECES]


def fold(text: str) -> str:
    """Return the form that is compared: no blanks around, lower case, bounded."""
    return text.strip()[:LONGEST_TEXT].lower()
