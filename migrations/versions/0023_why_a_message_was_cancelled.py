"""Planned messages that are cancelled say why."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("outbox", sa.Column("why", sa.String(24), nullable=True))


def downgrade() -> None:
    op.drop_column("outbox", "why")
