"""Arrays of numbers from PostgreSQL as numpy reads them: ten million elements become no Python objects."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import numpy as np
import psycopg
from numpy.typing import NDArray
from psycopg.abc import Buffer
from psycopg.adapt import Loader
from psycopg.pq import Format

from lingqu.infra.database import Session

_HEADER = 20
"""Bytes: dimensions, flags, type, length, lower bound. An array without elements has fewer, and is never asked for."""


@asynccontextmanager
async def reading_arrays(session: Session) -> AsyncGenerator[psycopg.AsyncCursor[Any]]:
    """Give a cursor whose arrays of integers and floats, none of them NULL, are numpy's: int64 and float64."""
    async with session.connection.cursor(binary=True) as cursor:
        for kind in (_Integers, _Bigints, _Floats):
            cursor.adapters.register_loader(kind.array_oid, kind)
        yield cursor


class _Numbers(Loader):
    format = Format.BINARY
    element: str
    wide: type[np.number[Any]] = np.int64
    array_oid: int

    def load(self, data: Buffer) -> NDArray[Any]:
        kind = np.dtype([("length", ">i4"), ("value", self.element)])
        return np.frombuffer(data, kind, offset=_HEADER)["value"].astype(self.wide)


class _Integers(_Numbers):
    element = ">i4"
    array_oid = 1007


class _Bigints(_Numbers):
    element = ">i8"
    array_oid = 1016


class _Floats(_Numbers):
    element = ">f8"
    wide = np.float64
    array_oid = 1022
