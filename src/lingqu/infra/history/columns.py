"""Arrow arrays made from Python's own without `pyarrow.array`: that one imports pandas where it is installed.

pandas comes with chdb; importing it would cost every worker a second and some 60 MB.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from itertools import accumulate

import pyarrow as pa

_CODES = {pa.uint32(): "I", pa.uint64(): "Q", pa.int64(): "q", pa.timestamp("us", "UTC"): "q"}


def numbers(values: Iterable[int], kind: pa.DataType) -> pa.Array:
    """Return numbers (or microseconds since 1970) that are all there."""
    held = array(_CODES[kind], values)
    return pa.Array.from_buffers(kind, len(held), [None, pa.py_buffer(held)])


def numbers_or_none(values: Sequence[int | None], kind: pa.DataType) -> pa.Array:
    """Return numbers of which some may be missing."""
    held = array(_CODES[kind], [value or 0 for value in values])
    return pa.Array.from_buffers(kind, len(values), [_present(values), pa.py_buffer(held)])


def texts(values: Sequence[str | None]) -> pa.Array:
    """Return texts of which some may be missing."""
    encoded = [b"" if value is None else value.encode() for value in values]
    offsets = array("i", accumulate(map(len, encoded), initial=0))
    buffers = [_present(values), pa.py_buffer(offsets), pa.py_buffer(b"".join(encoded))]
    return pa.Array.from_buffers(pa.string(), len(values), buffers)


def _present(values: Sequence[object]) -> pa.Buffer | None:
    """Return a bit for each value, lowest first; None when all are there."""
    if None not in values:
        return None
    bits = "".join("0" if value is None else "1" for value in reversed(values))
    return pa.py_buffer(int(bits, 2).to_bytes((len(values) + 7) // 8, "little"))
