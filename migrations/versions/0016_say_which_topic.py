"""The audit log says which topic was accepted, changed, merged or declined."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("audit_log", sa.Column("topic", sa.String(160), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("audit_log", "topic")
