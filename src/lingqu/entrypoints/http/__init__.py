"""The web process: callbacks, the admin's API and the admin itself, in one ASGI application."""
