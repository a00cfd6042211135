"""Three evaluations of one definition agree on every customer: the predicate, joins of bitmaps, and one SQL statement.

AGREEMENT_EXAMPLES sets how many crowds are tried, each with up to eight definitions, or with more.
"""

from __future__ import annotations

import sys
from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audiences.budget import examples
from audiences.coverage import Coverage
from audiences.crowds import Crowd, crowds
from audiences.definitions import definitions, looks
from audiences.directed import LOOK, fill
from audiences.plain_leaves import LEAVES
from audiences.stage import Stage
from audiences.telling import told
from lingqu.segments.contracts.definition import AttributeLeaf, Definition, TagLeaf
from lingqu.segments.domain.questions.answer import Look

pytestmark = pytest.mark.slow

CROWDS = 6


@pytest.mark.timeout(60 + 30 * examples(CROWDS))
def test_three_evaluations_agree_on_every_customer(stage: Stage) -> None:
    """Chance first; what it leaves open of the words of definitions is asked of one directed crowd."""
    coverage = Coverage()

    @given(
        crowd=crowds(),
        several=st.lists(definitions(), min_size=1, max_size=examples(8, share=0.08)),
        at=looks(),
        columns=st.booleans(),
    )
    @settings(max_examples=examples(CROWDS), suppress_health_check=list(HealthCheck), database=None)
    def agree(crowd: Crowd, several: list[Definition], at: datetime, *, columns: bool) -> None:
        for verdict in stage.compare(crowd, [(one, Look(at)) for one in several], columns=columns):
            assert not verdict.disputed, told(verdict, crowd)
            coverage.add(verdict.definition, crowd, Look(at))

    agree()
    by_chance = coverage.definitions
    crowd, directed = fill(coverage.missing())
    for verdict in stage.compare(crowd, directed):
        assert not verdict.disputed, told(verdict, crowd)
        coverage.add(verdict.definition, crowd, verdict.look)
    of_state = [(leaf, LOOK) for leaf in LEAVES if isinstance(leaf, AttributeLeaf | TagLeaf)]
    for verdict in stage.compare(crowd, of_state, columns=True):
        assert not verdict.disputed, told(verdict, crowd)
    by_directed = len(directed)
    sys.stdout.write(f"\n{by_chance} definitions by chance, {by_directed} directed: {coverage.customers} answers\n")
    assert not coverage.missing(), sorted(coverage.missing())
