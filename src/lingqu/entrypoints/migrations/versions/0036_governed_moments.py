"""Moments belong to programmes, wait for approval, and show whom the governor allows."""

from pathlib import Path

from alembic import op

revision = "0036"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))
