"""The rules of asking, held by the database itself: whatever inserts a request or a pair against them is refused.

Both databases say the same word ("klik.full"), which bot/domain/rules.py turns into the error people read. SQLite
cannot add a CHECK to a table that exists, so places are kept within capacity by triggers on both.
"""

import sqlalchemy as sa
from alembic import op

import models.base

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

BOTH_WAYS = (
    "((mentor_id = NEW.mentor_id AND mentee_id = NEW.mentee_id)"
    " OR (mentor_id = NEW.mentee_id AND mentee_id = NEW.mentor_id))"
)
AVOIDED = (
    "EXISTS (SELECT 1 FROM avoidances WHERE (member_id = NEW.mentor_id AND other_id = NEW.mentee_id)"
    " OR (member_id = NEW.mentee_id AND other_id = NEW.mentor_id))"
)
PAIRED = f"EXISTS (SELECT 1 FROM pairs WHERE {BOTH_WAYS} AND state <> 'ended')"
REPEATED = (
    f"EXISTS (SELECT 1 FROM requests WHERE {BOTH_WAYS} AND state = 'declined')"
    f" OR EXISTS (SELECT 1 FROM pairs WHERE {BOTH_WAYS} AND state = 'ended' AND active_since IS NULL)"
)
ASKED = f"EXISTS (SELECT 1 FROM requests WHERE {BOTH_WAYS} AND state IN ('pending', 'more_info'))"
MANY = "(SELECT count(*) FROM requests WHERE mentee_id = NEW.mentee_id AND state IN ('pending', 'more_info')) >= 3"
FULL = (
    "(SELECT count(*) FROM pairs WHERE mentor_id = NEW.mentor_id AND state <> 'ended')"
    " >= (SELECT capacity FROM mentor_profiles WHERE member_id = NEW.mentor_id)"
)
OUTSIDE = "NEW.places_taken < 0 OR NEW.places_taken > NEW.capacity"


def _above(lower: str, upper: str) -> str:
    """Whether `upper` is a manager of `lower` at any distance. UNION, so that a circle ends."""
    return (
        f"NEW.{upper} IN (WITH RECURSIVE above(id) AS ("
        f"SELECT manager_id FROM reporting_lines WHERE member_id = NEW.{lower}"
        " UNION SELECT reporting_lines.manager_id FROM reporting_lines"
        " JOIN above ON reporting_lines.member_id = above.id) SELECT id FROM above)"
    )


LINE = f"{_above('mentor_id', 'mentee_id')} OR {_above('mentee_id', 'mentor_id')}"

RULES = {
    "requests": {
        "klik.self": "NEW.mentor_id = NEW.mentee_id",
        "klik.many": MANY,
        "klik.asked": ASKED,
        "klik.paired": PAIRED,
        "klik.repeated": REPEATED,
        "klik.avoided": AVOIDED,
        "klik.line": LINE,
    },
    "pairs": {
        "klik.self": "NEW.mentor_id = NEW.mentee_id",
        "klik.paired": PAIRED,
        "klik.full": FULL,
        "klik.avoided": AVOIDED,
        "klik.line": LINE,
    },
    "mentor_profiles": {"klik.full": OUTSIDE},
}
WHEN = {"requests": ("INSERT",), "pairs": ("INSERT",), "mentor_profiles": ("INSERT", "UPDATE")}
LOCK = "PERFORM 1 FROM members WHERE id IN (NEW.mentor_id, NEW.mentee_id) ORDER BY id FOR NO KEY UPDATE;"
"""Two requests between the same people, or a fourth of one mentee, cannot both look before either is there. Those who
ask hold these rows already, in this order."""


def upgrade() -> None:
    op.add_column("members", sa.Column("digest", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("office_slots", sa.Column("revision", ID, nullable=False, server_default="0"))
    op.add_column("office_slots", sa.Column("withdrawn_at", models.base.UTCDateTime(timezone=True), nullable=True))
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for table, rules in RULES.items():
        for statement in _on_sqlite(table, rules) if is_sqlite else _on_postgresql(table, rules):
            op.execute(sa.text(statement))


def _on_sqlite(table: str, rules: dict[str, str]) -> list[str]:
    checks = " ".join(f"SELECT RAISE(ABORT, '{word}') WHERE {broken};" for word, broken in rules.items())
    return [
        f"CREATE TRIGGER {table}_rules_{event.lower()} BEFORE {event} ON {table} BEGIN {checks} END"
        for event in WHEN[table]
    ]


def _on_postgresql(table: str, rules: dict[str, str]) -> list[str]:
    checks = " ".join(
        f"IF {broken} THEN RAISE EXCEPTION '{word}' USING ERRCODE = 'check_violation'; END IF;"
        for word, broken in rules.items()
    )
    lock = LOCK if table == "requests" else ""
    body = f"BEGIN {lock} {checks} RETURN NEW; END"
    events = " OR ".join(WHEN[table])
    return [
        f"CREATE FUNCTION {table}_rules() RETURNS trigger LANGUAGE plpgsql AS $rules$ {body} $rules$",
        f"CREATE TRIGGER {table}_rules BEFORE {events} ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_rules()",
    ]


def downgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for table in RULES:
        if is_sqlite:
            for event in WHEN[table]:
                op.execute(sa.text(f"DROP TRIGGER {table}_rules_{event.lower()}"))
        else:
            op.execute(sa.text(f"DROP TRIGGER {table}_rules ON {table}"))
            op.execute(sa.text(f"DROP FUNCTION {table}_rules()"))
    op.drop_column("office_slots", "withdrawn_at")
    op.drop_column("office_slots", "revision")
    op.drop_column("members", "digest")
