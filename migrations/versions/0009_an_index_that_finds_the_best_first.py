"""An index that finds the best mentors of a topic first"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

BEFORE = ["workspace_id", "topic_id", "member_id"]


def upgrade() -> None:
    # True until somebody looks: a search asks again whether they are free. The order comes with the nightly job.
    op.add_column("mentor_topics", sa.Column("available", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.add_column("mentor_topics", sa.Column("band", sa.SmallInteger(), nullable=False, server_default="0"))
    op.add_column("mentor_topics", sa.Column("merit", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("mentor_topics", sa.Column("facts", sa.String(length=300), nullable=False, server_default=""))
    op.create_index("ix_requests_mentee", "requests", ["mentee_id", "state"])
    op.create_index("ix_pairs_mentor", "pairs", ["mentor_id", "state"])
    op.drop_index("ix_mentor_topics_find", "mentor_topics")
    op.create_index(
        "ix_mentor_topics_find",
        "mentor_topics",
        ["workspace_id", "topic_id", "band", "merit", "member_id", "strong", "facts", "available"],
        sqlite_where=sa.text("available = 1"),
        postgresql_where=sa.text("available"),
    )


def downgrade() -> None:
    op.drop_index("ix_pairs_mentor", "pairs")
    op.drop_index("ix_requests_mentee", "requests")
    op.drop_index("ix_mentor_topics_find", "mentor_topics")
    op.create_index("ix_mentor_topics_find", "mentor_topics", BEFORE)
    for column in ("facts", "merit", "band", "available"):
        op.drop_column("mentor_topics", column)
