"""Choose what one is reminded of, and in which hours messages arrive."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("members", sa.Column("muted", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("members", sa.Column("reads_from", sa.SmallInteger(), nullable=True))
    op.add_column("members", sa.Column("reads_until", sa.SmallInteger(), nullable=True))


def downgrade() -> None:
    op.drop_column("members", "reads_until")
    op.drop_column("members", "reads_from")
    op.drop_column("members", "muted")
