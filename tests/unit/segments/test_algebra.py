"""How many fit is how many members there are."""

from hypothesis import given
from hypothesis import strategies as st
from pyroaring import BitMap

from lingqu.segments.contracts.definition import TagLeaf
from lingqu.segments.domain.algebra import members, size
from lingqu.segments.domain.canonical import Expression, Join, Term

LEAVES = [TagLeaf(tags=(tag,)) for tag in range(1, 5)]
KEYS = [Term(leaf).key for leaf in LEAVES]
bitmaps = st.sets(st.integers(0, 30)).map(BitMap)
terms = st.builds(Term, leaf=st.sampled_from(LEAVES), negated=st.booleans())
expressions = st.recursive(
    terms,
    lambda parts: st.builds(Join, every=st.booleans(), of=st.lists(parts, max_size=4).map(tuple)),
    max_leaves=8,
)


@given(one=expressions, sets=st.fixed_dictionaries(dict.fromkeys(KEYS, bitmaps)), universe=bitmaps)
def test_size(one: Expression, sets: dict[str, BitMap], universe: BitMap) -> None:
    before = {key: BitMap(bits) for key, bits in sets.items()}

    assert size(one, sets, universe) == len(members(one, sets, universe))
    assert sets == before
