"""Every route of the admin's API, by capability."""

from litestar.types import ControllerRouterHandler

from lingqu.corps.routes import ROUTES as CORPS
from lingqu.directory.routes.session import ROUTES as SESSION
from lingqu.ingestion.routes import ROUTES as INGESTION


def all_routes() -> list[ControllerRouterHandler]:
    """Return the handlers, each capability's own list."""
    return [*SESSION, *CORPS, *INGESTION]
