"""Customer groups as recipients of broadcasts, caps of their own, and welcome templates for groups."""

from pathlib import Path

from alembic import op

revision = "0028"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))
