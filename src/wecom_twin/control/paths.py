"""The table of the control interface."""

from wecom_twin.control import acts, corps, crowds, desk, evidence, mishaps, personnel, running, web
from wecom_twin.control.router import Router


def build() -> Router:
    """A router with every path."""
    router = Router()
    for part in (corps, web, personnel, desk, acts, crowds, running, mishaps, evidence):
        part.register(router)
    return router
