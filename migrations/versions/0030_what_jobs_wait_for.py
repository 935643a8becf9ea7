"""Indexes on what two jobs wait for: the outcome of introductions, and sessions of which nobody said anything."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

INTRODUCED = sa.text("state = 'introduction'")
BOOKED_SESSION = sa.text("state = 'booked'")


def upgrade() -> None:
    op.create_index("ix_pairs_outcome", "pairs", ["outcome_at"], sqlite_where=INTRODUCED, postgresql_where=INTRODUCED)
    op.create_index(
        "ix_sessions_booked", "sessions", ["starts_at"], sqlite_where=BOOKED_SESSION, postgresql_where=BOOKED_SESSION
    )


def downgrade() -> None:
    op.drop_index("ix_sessions_booked", "sessions")
    op.drop_index("ix_pairs_outcome", "pairs")
