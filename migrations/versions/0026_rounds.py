"""Rounds: many mentees and mentors matched at once. What is accepted from the start counts as no open request."""

import sqlalchemy as sa
from alembic import op

import models.base

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MANY = "SELECT count(*) FROM requests WHERE mentee_id = NEW.mentee_id AND state IN ('pending', 'more_info')"
OPEN = "NEW.state IN ('pending', 'more_info')"


def upgrade() -> None:
    _rounds()
    _people()
    _matches()
    _replace_rule(f"({MANY}) >= 3", f"{OPEN} AND ({MANY}) >= 3")


def _rounds() -> None:
    live = sa.text("state <> 'closed'")
    op.create_table(
        "rounds",
        sa.Column("number", ID, nullable=False),
        _reference("rounds", "network_id", "networks"),
        sa.Column("everybody", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(75), nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("terms", sa.JSON(), nullable=False),
        sa.Column("seed", ID, nullable=False),
        _reference("rounds", "earlier_id", "rounds", nullable=True),
        _reference("rounds", "opened_by", "members", nullable=True),
        _moment("closes_at"),
        sa.Column("ends_on", sa.Date(), nullable=False),
        _moment("created_at"),
        _moment("opened_at", nullable=True),
        _moment("working_since", nullable=True),
        _moment("matched_at", nullable=True),
        sa.Column("result", sa.JSON(), nullable=False),
        _moment("released_at", nullable=True),
        sa.Column("waves", ID, nullable=False),
        _moment("halfway_told_at", nullable=True),
        _moment("closed_at", nullable=True),
        sa.Column("verdict", sa.String(24), nullable=False),
        _moment("next_at", nullable=True),
        *_identified("rounds"),
        sa.UniqueConstraint("workspace_id", "number", name=op.f("uq_rounds_workspace_id_number")),
    )
    op.create_index("ix_rounds_next", "rounds", ["next_at"], sqlite_where=live, postgresql_where=live)
    _indexed("rounds", "network_id", "earlier_id", "opened_by")


def _people() -> None:
    op.create_table(
        "round_sign_ups",
        _reference("round_sign_ups", "round_id", "rounds"),
        _reference("round_sign_ups", "member_id", "members"),
        sa.Column("as_mentor", sa.Boolean(), nullable=False),
        sa.Column("as_mentee", sa.Boolean(), nullable=False),
        sa.Column("motivation", sa.Text(), nullable=False),
        sa.Column("goals", sa.Text(), nullable=False),
        sa.Column("topics", sa.JSON(), nullable=False),
        sa.Column("hours", ID, nullable=False),
        sa.Column("places", ID, nullable=False),
        sa.Column("cause", sa.JSON(), nullable=False),
        _moment("signed_at"),
        _moment("withdrawn_at", nullable=True),
        _workspace("round_sign_ups"),
        sa.PrimaryKeyConstraint("round_id", "member_id", name=op.f("pk_round_sign_ups")),
    )
    _indexed("round_sign_ups", "member_id")
    op.create_table(
        "round_forbidden",
        _reference("round_forbidden", "round_id", "rounds"),
        _reference("round_forbidden", "one_id", "members"),
        _reference("round_forbidden", "other_id", "members"),
        _moment("created_at"),
        _workspace("round_forbidden"),
        sa.PrimaryKeyConstraint("round_id", "one_id", "other_id", name=op.f("pk_round_forbidden")),
    )
    _indexed("round_forbidden", "one_id", "other_id")


def _matches() -> None:
    op.create_table(
        "round_matches",
        _reference("round_matches", "round_id", "rounds"),
        _reference("round_matches", "mentor_id", "members"),
        _reference("round_matches", "mentee_id", "members"),
        sa.Column("trio", ID, nullable=False),
        sa.Column("score", ID, nullable=False),
        sa.Column("why", sa.JSON(), nullable=False),
        _reference("round_matches", "second_id", "members", nullable=True),
        sa.Column("second_score", ID, nullable=True),
        sa.Column("locked", sa.Boolean(), nullable=False),
        sa.Column("by_hand", sa.Boolean(), nullable=False),
        sa.Column("wave", ID, nullable=False),
        _moment("introduced_at", nullable=True),
        sa.Column("problem", sa.String(24), nullable=False),
        _reference("round_matches", "pair_id", "pairs", nullable=True),
        *_identified("round_matches"),
        sa.UniqueConstraint(
            "round_id", "mentor_id", "mentee_id", name=op.f("uq_round_matches_round_id_mentor_id_mentee_id")
        ),
    )
    op.create_index("ix_round_matches_round", "round_matches", ["round_id", "score"])
    _indexed("round_matches", "mentor_id", "mentee_id", "second_id", "pair_id")


def downgrade() -> None:
    _replace_rule(f"{OPEN} AND ({MANY}) >= 3", f"({MANY}) >= 3")
    for table in ("round_matches", "round_forbidden", "round_sign_ups", "rounds"):
        op.drop_table(table)


def _replace_rule(old: str, new: str) -> None:
    """The triggers of migration 0007 on requests, with one of their rules put otherwise."""
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        named = sa.text("SELECT sql FROM sqlite_master WHERE name = 'requests_rules_insert'")
        text = str(connection.execute(named).scalar_one())
        op.execute(sa.text("DROP TRIGGER requests_rules_insert"))
    else:
        named = sa.text("SELECT pg_get_functiondef('requests_rules'::regproc)")
        text = str(connection.execute(named).scalar_one())
    assert text.count(old) == 1, "migration 0007 says it so"
    connection.exec_driver_sql(text.replace(old, new))


def _reference(table: str, name: str, to: str, *, nullable: bool = False) -> sa.Column[int]:
    """A row that is gone takes this one along, unless this one can do without."""
    gone = "SET NULL" if nullable else "CASCADE"
    constraint = op.f(f"fk_{table}_{name}_{to}")
    return sa.Column(name, ID, sa.ForeignKey(f"{to}.id", name=constraint, ondelete=gone), nullable=nullable)


def _indexed(table: str, *names: str) -> None:
    for name in names:
        op.create_index(op.f(f"ix_{table}_{name}"), table, [name])


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
