"""What a pair agrees on and its other tables build upon: length, place, planned end; and a pause with an end."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.add_column("pairs", sa.Column("minutes", number, nullable=False, server_default="45"))
    op.add_column("pairs", sa.Column("place", sa.String(300), nullable=False, server_default=""))
    op.add_column("pairs", sa.Column("ends_on", sa.Date(), nullable=True))
    op.add_column("pairs", sa.Column("paused_until", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    for column in ("paused_until", "ends_on", "place", "minutes"):
        op.drop_column("pairs", column)
