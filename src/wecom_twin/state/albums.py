"""The product album (商品图册): goods of the corp that members show to customers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True, eq=False)
class Product:
    """One product. Any app reads it; the app that added it changes it."""

    id: str
    agentid: int
    create_time: int
    description: str
    price: int
    """In fen."""
    sn: str
    pictures: tuple[str, ...]
    """Media ids of pictures that were uploaded for the album."""
    deleted: bool = False
