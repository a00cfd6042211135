"""Arrays on their way into engines, no row ever a Python object: binary COPY for PostgreSQL, Arrow for the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import psycopg
import pyarrow as pa
from numpy.typing import NDArray

from lingqu.infra.history.columns import texts

COPY_ROWS = 500_000
_SIGNATURE = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_END = b"\xff\xff"
_EPOCH_2000_US = 946_684_800_000_000


def copy_into(cursor: psycopg.Cursor, table: str, columns: Mapping[str, NDArray[Any]]) -> None:
    """Write columns of numbers into a plain table; one called `at` holds instants, microseconds since 1970."""
    wide = {name: _as_postgres(name, values) for name, values in columns.items()}
    row = np.dtype(
        [("fields", ">i2")]
        + [one for name, values in wide.items() for one in ((f"{name} length", ">i4"), (name, values.dtype))]
    )
    size = len(next(iter(wide.values())))
    with cursor.copy(f"COPY {table} ({', '.join(wide)}) FROM STDIN (FORMAT binary)".encode()) as copy:
        copy.write(_SIGNATURE)
        for first in range(0, size, COPY_ROWS):
            rows = np.empty(min(COPY_ROWS, size - first), row)
            rows["fields"] = len(wide)
            for name, values in wide.items():
                rows[f"{name} length"] = values.dtype.itemsize
                rows[name] = values[first : first + len(rows)]
            copy.write(rows.tobytes())
        copy.write(_END)


def _as_postgres(name: str, values: NDArray[Any]) -> NDArray[Any]:
    if name == "at":
        return (values - _EPOCH_2000_US).astype(">i8")
    if values.dtype.kind == "f":
        return values.astype(">f8")
    # PostgreSQL has no unsigned numbers and none of one byte.
    return values.astype({1: ">i2", 2: ">i2", 4: ">i4", 8: ">i8"}[values.dtype.itemsize])


_ARROW = {
    "uint8": pa.uint8(),
    "int8": pa.int8(),
    "int16": pa.int16(),
    "uint32": pa.uint32(),
    "int32": pa.int32(),
    "uint64": pa.uint64(),
    "int64": pa.int64(),
    "float64": pa.float64(),
}


def arrow(values: NDArray[Any], kind: pa.DataType | None = None) -> pa.Array:
    """Return numbers that are all there."""
    held = np.ascontiguousarray(values)
    return pa.Array.from_buffers(kind or _ARROW[held.dtype.name], len(held), [None, pa.py_buffer(held)])


def instants(values: NDArray[np.int64]) -> pa.Array:
    """Return instants from microseconds since 1970."""
    return arrow(values, pa.timestamp("us", "UTC"))


def chosen(places: NDArray[Any], words: Sequence[str]) -> pa.Array:
    """Return the words at these places."""
    return pa.DictionaryArray.from_arrays(arrow(places.astype(np.int32)), texts(words)).dictionary_decode()


def lists(offsets: NDArray[np.int64], values: NDArray[Any]) -> pa.Array:
    """Return lists of numbers: list `i` is the values from `offsets[i]` to before `offsets[i + 1]`."""
    return pa.ListArray.from_arrays(arrow(offsets.astype(np.int32)), arrow(values))


def written(*parts: str | tuple[NDArray[Any], int]) -> pa.Array:
    """Return texts of one length: words as they are, numbers right-aligned in so many characters."""
    size = next(len(part[0]) for part in parts if isinstance(part, tuple))
    matrix = np.hstack([_characters(part, size) for part in parts])
    width = matrix.shape[1]
    offsets = np.arange(0, (size + 1) * width, width, dtype=np.int32)
    return pa.Array.from_buffers(pa.string(), size, [None, pa.py_buffer(offsets), pa.py_buffer(matrix.tobytes())])


def _characters(part: str | tuple[NDArray[Any], int], size: int) -> NDArray[np.uint8]:
    if isinstance(part, str):
        return np.broadcast_to(np.frombuffer(part.encode(), np.uint8), (size, len(part.encode())))
    values, width = part
    powers = 10 ** np.arange(width - 1, -1, -1, dtype=np.int64)
    digits = (values.astype(np.int64)[:, None] // powers % 10 + ord("0")).astype(np.uint8)
    digits[(values.astype(np.int64)[:, None] < powers) & (powers > 1)] = ord(" ")
    return digits
