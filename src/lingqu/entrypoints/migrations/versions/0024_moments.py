"""Moments: what they say, whom they are for, the calls that make them, the members who publish them."""

from pathlib import Path

from alembic import op

revision = "0024"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))
