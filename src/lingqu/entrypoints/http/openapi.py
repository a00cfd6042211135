"""The OpenAPI document of the admin's API: from it the web's types are generated."""

import importlib.metadata
from typing import Any

from litestar import Litestar, Request, get
from litestar.openapi.config import OpenAPIConfig

from lingqu.entrypoints.http import definitions

_ERROR = {
    "type": "object",
    "description": "Every answer that is not 2xx. `code` and `data` are for the reader's words, `message` for logs.",
    "required": ["code", "message", "data", "place"],
    "properties": {
        "code": {"type": "string", "examples": ["acquisition.bad_name"]},
        "message": {"type": "string"},
        "data": {"type": "object", "additionalProperties": True},
        "place": {"oneOf": [{"type": "string", "examples": ["body.name"]}, {"type": "null"}]},
    },
}

_REFUSED = {
    "description": "Refused",
    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/ErrorView"}}},
}


def config() -> OpenAPIConfig:
    """Return how Litestar describes the routes; the document itself is served by `get_openapi`."""
    return OpenAPIConfig(
        title="Lingqu 灵渠",
        version=importlib.metadata.version("lingqu"),
        description="The admin's API. Writes carry the header X-CSRF-Token that `GET /api/session` gives.",
        path="/schema",
        render_plugins=[],
    )


def document(app: Litestar) -> dict[str, Any]:
    """Return the OpenAPI 3.1 document as JSON values: our routes, and one shape for every error."""
    told: dict[str, Any] = app.openapi_schema.to_schema()
    schemas = told.setdefault("components", {}).setdefault("schemas", {})
    schemas["ErrorView"] = _ERROR
    schemas.update({name: one for name, one in definitions.schemas().items() if name not in schemas})
    told["paths"] = {path: item for path, item in sorted(told["paths"].items()) if path.startswith("/api/")}
    for item in told["paths"].values():
        for operation in item.values():
            # Litestar's own 400 has another shape than ours; all refusals share one.
            kept = {status: one for status, one in operation["responses"].items() if status.startswith("2")}
            operation["responses"] = {**kept, "default": _REFUSED}
    told["components"]["schemas"] = dict(sorted(told["components"]["schemas"].items()))
    return told


@get("/openapi.json", include_in_schema=False, opt={"public": True})
async def get_openapi(request: Request[Any, Any, Any]) -> dict[str, Any]:
    """Return the OpenAPI document."""
    return document(request.app)
