"""Schema migrations: SQL files run by Alembic, with lock and statement timeouts."""
