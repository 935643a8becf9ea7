"""Searches that are saved, places offered in the order of the waiting list, and members found by name."""

import re
import unicodedata

import sqlalchemy as sa
from alembic import op

import models.base

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "saved_searches",
        _reference("saved_searches", "member_id", "members"),
        sa.Column("words", sa.String(length=200), nullable=False),
        _reference("saved_searches", "topic_id", "topics", nullable=True),
        sa.Column("filters", sa.JSON(), nullable=False),
        sa.Column("created_at", models.base.UTCDateTime(timezone=True), nullable=False),
        sa.Column("id", ID, nullable=False),
        _workspace("saved_searches"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_searches")),
    )
    op.create_index(op.f("ix_saved_searches_member_id"), "saved_searches", ["member_id"])
    op.create_index(op.f("ix_saved_searches_topic_id"), "saved_searches", ["topic_id"])
    op.create_table(
        "search_topics",
        _reference("search_topics", "search_id", "saved_searches"),
        _reference("search_topics", "topic_id", "topics"),
        _workspace("search_topics"),
        sa.PrimaryKeyConstraint("search_id", "topic_id", name=op.f("pk_search_topics")),
    )
    op.create_index(op.f("ix_search_topics_topic_id"), "search_topics", ["topic_id"])
    op.create_table(
        "search_finds",
        _reference("search_finds", "search_id", "saved_searches"),
        _reference("search_finds", "mentor_id", "members"),
        sa.Column("tell_on", sa.Date(), nullable=False),
        _workspace("search_finds"),
        sa.PrimaryKeyConstraint("search_id", "mentor_id", name=op.f("pk_search_finds")),
    )
    op.create_index(op.f("ix_search_finds_mentor_id"), "search_finds", ["mentor_id"])
    op.create_table(
        "place_offers",
        _reference("place_offers", "need_id", "unmet_needs"),
        _reference("place_offers", "mentor_id", "members"),
        sa.Column("offered_at", models.base.UTCDateTime(timezone=True), nullable=False),
        sa.Column("waited_seconds", ID, nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("id", ID, nullable=False),
        _workspace("place_offers"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place_offers")),
    )
    op.create_index(op.f("ix_place_offers_need_id"), "place_offers", ["need_id"])
    op.create_index(op.f("ix_place_offers_mentor_id"), "place_offers", ["mentor_id"])
    op.add_column("unmet_needs", sa.Column("waiting_since", models.base.UTCDateTime(timezone=True), nullable=True))
    needs = sa.table("unmet_needs", sa.column("waiting"), sa.column("waiting_since"), sa.column("created_at"))
    op.execute(needs.update().where(needs.c.waiting.is_(sa.true())).values(waiting_since=needs.c.created_at))
    op.add_column("members", sa.Column("name_key", sa.String(length=255), nullable=False, server_default=""))
    _fold_names()
    op.create_index("ix_members_name", "members", ["workspace_id", "name_key"])
    paused = sa.text("paused_until IS NOT NULL")
    op.create_index("ix_members_paused", "members", ["paused_until"], sqlite_where=paused, postgresql_where=paused)


def _fold_names() -> None:
    """As bot.domain.members does from now on; a thousand at a time."""
    members = sa.table("members", sa.column("id"), sa.column("name"), sa.column("name_key"))
    connection, last = op.get_bind(), 0
    fill = members.update().where(members.c.id == sa.bindparam("of")).values(name_key=sa.bindparam("folded"))
    some = sa.select(members.c.id, members.c.name).order_by(members.c.id).limit(1000)
    while rows := connection.execute(some.where(members.c.id > last)).all():
        connection.execute(fill, [{"of": number, "folded": fold(name)[:255]} for number, name in rows])
        last = rows[-1][0]


def fold(text: str) -> str:
    """As bot.domain.topics did when this was written."""
    parts = unicodedata.normalize("NFKD", text.replace("’", "'"))
    plain = "".join(part for part in parts if not unicodedata.combining(part))
    return " ".join(re.findall(r"[\w+#&/.'-]*\w[+#]*", plain.casefold()))


def downgrade() -> None:
    op.drop_index("ix_members_paused", "members")
    op.drop_index("ix_members_name", "members")
    op.drop_column("members", "name_key")
    op.drop_column("unmet_needs", "waiting_since")
    op.drop_table("place_offers")
    op.drop_table("search_finds")
    op.drop_table("search_topics")
    op.drop_table("saved_searches")


def _reference(table: str, name: str, to: str, *, nullable: bool = False) -> sa.Column[int]:
    key = sa.ForeignKey(f"{to}.id", name=op.f(f"fk_{table}_{name}_{to}"), ondelete="CASCADE")
    return sa.Column(name, ID, key, nullable=nullable)


def _workspace(table: str) -> sa.Column[str]:
    name = op.f(f"fk_{table}_workspace_id_workspaces")
    key = sa.ForeignKey("workspaces.id", name=name, ondelete="CASCADE")
    return sa.Column("workspace_id", sa.String(length=32), key, nullable=False)
