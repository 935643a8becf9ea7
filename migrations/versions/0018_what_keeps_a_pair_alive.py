"""What keeps a pair alive: when it is looked after next, pulses, interviews, checks, and thanks at its end."""

import sqlalchemy as sa
from alembic import op

import models.base

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
CARE = """
INSERT INTO pair_care (workspace_id, pair_id, look_at, alive_at)
SELECT workspace_id, id, active_since, active_since FROM pairs WHERE state = 'active' AND active_since IS NOT NULL
"""
"""Pairs there are already are looked after from the next look on; the first decides when they are asked what."""


def upgrade() -> None:
    looked_at = sa.text("look_at IS NOT NULL")
    op.create_table(
        "pair_care",
        _reference("pair_care", "pair_id", "pairs"),
        _moment("look_at", nullable=True),
        _moment("alive_at"),
        _moment("pulse_at", nullable=True),
        _moment("warned_at", nullable=True),
        sa.Column("end_asked", sa.Date(), nullable=True),
        sa.Column("end_reminded", sa.Date(), nullable=True),
        _workspace("pair_care"),
        sa.PrimaryKeyConstraint("pair_id", name=op.f("pk_pair_care")),
    )
    op.create_index("ix_pair_care_look", "pair_care", ["look_at"], sqlite_where=looked_at, postgresql_where=looked_at)
    op.execute(sa.text(CARE))
    op.create_table(
        "pulses",
        _reference("pulses", "pair_id", "pairs"),
        _reference("pulses", "writer_id", "members"),
        _moment("asked_at"),
        sa.Column("score", ID, nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        _moment("answered_at", nullable=True),
        *_identified("pulses"),
        sa.UniqueConstraint("pair_id", "writer_id", "asked_at", name=op.f("uq_pulses_pair_id_writer_id_asked_at")),
    )
    op.create_index(op.f("ix_pulses_writer_id"), "pulses", ["writer_id"])
    op.create_table(
        "interviews",
        _reference("interviews", "pair_id", "pairs"),
        _reference("interviews", "writer_id", "members"),
        _reference("interviews", "network_id", "networks", nullable=True),
        _word("moment", nullable=False),
        _moment("asked_at"),
        sa.Column("score", ID, nullable=True),
        sa.Column("answers", sa.JSON(), nullable=False),
        _moment("answered_at", nullable=True),
        *_identified("interviews"),
        sa.UniqueConstraint("pair_id", "writer_id", "moment", name=op.f("uq_interviews_pair_id_writer_id_moment")),
    )
    op.create_index(op.f("ix_interviews_writer_id"), "interviews", ["writer_id"])
    op.create_index(op.f("ix_interviews_network_id"), "interviews", ["network_id"])
    op.create_table(
        "network_questions",
        _reference("network_questions", "network_id", "networks"),
        _word("moment", nullable=False),
        sa.Column("scale", sa.String(300), nullable=False),
        sa.Column("open", sa.JSON(), nullable=False),
        _workspace("network_questions"),
        sa.PrimaryKeyConstraint("network_id", "moment", name=op.f("pk_network_questions")),
    )
    op.create_table(
        "health_checks",
        _reference("health_checks", "pair_id", "pairs"),
        _word("state", nullable=False),
        sa.Column("signals", sa.JSON(), nullable=False),
        sa.Column("score", ID, nullable=False),
        _moment("asked_at"),
        _moment("decide_at"),
        _word("mentor_says"),
        _word("mentee_says"),
        *(
            _moment(name, nullable=True)
            for name in ("at_risk_since", "nudged_at", "talk_offered_at", "rematch_offered_at", "settled_at")
        ),
        *_identified("health_checks"),
    )
    unsettled = sa.text("state <> 'settled'")
    op.create_index(
        "uq_health_checks_open", "health_checks", ["pair_id"], unique=True,
        sqlite_where=unsettled, postgresql_where=unsettled,
    )  # fmt: skip
    op.create_index("ix_health_checks_pair", "health_checks", ["pair_id", "asked_at"])
    op.create_index("ix_health_checks_state", "health_checks", ["workspace_id", "state"])
    op.create_table(
        "kudos",
        _reference("kudos", "pair_id", "pairs"),
        _reference("kudos", "writer_id", "members"),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("writer_shares", sa.Boolean(), nullable=False),
        sa.Column("receiver_shares", sa.Boolean(), nullable=True),
        _reference("kudos", "network_id", "networks", nullable=True),
        _moment("written_at"),
        *_identified("kudos"),
        sa.UniqueConstraint("pair_id", "writer_id", name=op.f("uq_kudos_pair_id_writer_id")),
    )
    op.create_index(op.f("ix_kudos_writer_id"), "kudos", ["writer_id"])
    op.create_index(op.f("ix_kudos_network_id"), "kudos", ["network_id"])


def downgrade() -> None:
    for table in ("kudos", "health_checks", "network_questions", "interviews", "pulses", "pair_care"):
        op.drop_table(table)


def _reference(table: str, name: str, to: str, *, nullable: bool = False) -> sa.Column[int]:
    """A row that is gone takes this one along, unless this one can do without."""
    gone = "SET NULL" if nullable else "CASCADE"
    constraint = op.f(f"fk_{table}_{name}_{to}")
    return sa.Column(name, ID, sa.ForeignKey(f"{to}.id", name=constraint, ondelete=gone), nullable=nullable)


def _workspace(table: str) -> sa.Column[str]:
    constraint = op.f(f"fk_{table}_workspace_id_workspaces")
    return sa.Column(
        "workspace_id", sa.String(32), sa.ForeignKey("workspaces.id", name=constraint, ondelete="CASCADE"),
        nullable=False,
    )  # fmt: skip


def _identified(table: str) -> tuple[sa.Column[int], sa.Column[str], sa.PrimaryKeyConstraint]:
    key = sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}"))
    return sa.Column("id", ID, nullable=False), _workspace(table), key


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, models.base.UTCDateTime(timezone=True), nullable=nullable)


def _word(name: str, *, nullable: bool = True) -> sa.Column[str]:
    return sa.Column(name, sa.String(24), nullable=nullable)
