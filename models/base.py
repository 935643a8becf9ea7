"""What every table shares: naming convention, UTC datetimes, ids, and the workspace it hangs on."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, Enum, ForeignKey, Integer, MetaData, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

BigId = BigInteger().with_variant(Integer, "sqlite")
"""SQLite gives row ids only to columns declared INTEGER."""


class UTCDateTime(TypeDecorator[datetime]):
    """An instant. Goes in aware (anything else is a bug and raises), comes out aware and in UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a datetime without a time zone was about to be stored: {value!r}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UTCDateTime(), int: BigId}  # noqa: RUF012 (SQLAlchemy's own idiom)


class InWorkspace:
    """Every row hangs on a workspace; nothing ever crosses from one to another."""

    workspace_id: Mapped[str] = mapped_column(String(32), ForeignKey("workspaces.id", ondelete="CASCADE"))


class Identified(InWorkspace):
    id: Mapped[int] = mapped_column(primary_key=True)


def states(kind: type[StrEnum]) -> Enum:
    """A column of `kind`, stored as its plain lower-case words so that SQL stays readable."""
    return Enum(kind, native_enum=False, length=24, values_callable=lambda e: [state.value for state in e])


JsonList = list[Any]

BESIDE = "mentor_words"
"""Full text of what mentors wrote: a migration makes it, and its shadows on SQLite, as each database does it."""


def in_models(name: str | None, kind: str, _: object) -> bool:
    """Alembic's include_name: whether a table of the database is one that the models describe."""
    return not (kind == "table" and name is not None and (name == BESIDE or name.startswith(f"{BESIDE}_")))
