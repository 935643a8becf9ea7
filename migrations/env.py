"""Alembic's environment. `klik migrate` and the tests hand in a connection; `make migration` brings its own."""

from alembic import context
from sqlalchemy import Connection, create_engine

from models import Base
from models.base import in_models


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        include_name=in_models,
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    with create_engine(context.config.get_main_option("sqlalchemy.url") or "sqlite://").connect() as own:
        run(own)
