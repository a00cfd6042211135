"""Definitions of segments in the OpenAPI document: they travel as free JSON, and are described all the same."""

from typing import Any

import msgspec

from lingqu.segments.contracts.definition import Definition


def schemas() -> dict[str, Any]:
    """Return the schema `Definition` and those it is made of.

    What has a default may be absent, in what is asked as in what is answered: no default is told, so that no client
    takes it for present.
    """
    [definition], parts = msgspec.json.schema_components([Definition], ref_template="#/components/schemas/{name}")
    return {"Definition": definition, **{name: _without_defaults(part) for name, part in parts.items()}}


def _without_defaults(part: dict[str, Any]) -> dict[str, Any]:
    properties = part.get("properties")
    if properties is None:
        return part
    bare = {name: {key: told for key, told in one.items() if key != "default"} for name, one in properties.items()}
    return {**part, "properties": bare}
