"""Welcome templates of groups are in one of their states."""

from pathlib import Path

from alembic import op

revision = "0038"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))
