"""What WeCom refuses to delete is told from what it refuses to change."""

from pathlib import Path

from alembic import op

revision = "0044"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))
