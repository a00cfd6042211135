"""Broadcasts may be changed until they begin to leave, by those who have seen how they are."""

from pathlib import Path

from alembic import op

revision = "0042"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))
