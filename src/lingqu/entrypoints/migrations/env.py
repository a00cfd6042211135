"""Alembic's entry: one transaction per migration, as the owner role, never waiting long for a lock."""

from alembic import context
from sqlalchemy import create_engine, text

url = context.config.get_main_option("sqlalchemy.url")
if url is None:
    raise RuntimeError("migrate through lingqu.entrypoints.migrations.runner")

engine = create_engine(url)
with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=None, transaction_per_migration=True)
    with context.begin_transaction():
        connection.execute(text("SET LOCAL lock_timeout = '3s'"))
        connection.execute(text("SET LOCAL statement_timeout = '120s'"))
        context.run_migrations()
engine.dispose()
