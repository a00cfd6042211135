"""How many examples: few by default, thousands by AGREEMENT_EXAMPLES."""

import os

ASKED = int(os.environ.get("AGREEMENT_EXAMPLES", "0"))


def examples(usual: int, *, share: float = 1) -> int:
    """Return how many examples to try; of dear ones a share of what is asked for."""
    return max(usual, round(ASKED * share))
