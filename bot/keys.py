"""`klik keys`: the keys that encrypt tokens in the database."""

import asyncio

import typer
from sqlalchemy import select

from bot.config import SettingsError, load_settings
from bot.database import Sessions
from bot.migrating import open_database
from bot.vault import Unreadable, Vault, new_key
from models import Installation

keys = typer.Typer(help="The keys that encrypt tokens in the database.", no_args_is_help=True)


@keys.command("generate")
def generate() -> None:
    """A new key, for KLIK_ENCRYPTION_KEYS. Keep it: without it the tokens cannot be read."""
    typer.echo(new_key())


@keys.command("rotate")
def rotate() -> None:
    """Encrypt every token anew with the first key in KLIK_ENCRYPTION_KEYS, all or none."""
    settings = load_settings()
    if not settings.encryption_keys:
        raise SettingsError("KLIK_ENCRYPTION_KEYS is not set: the newest key first, then those it replaces.")

    async def all_of_them() -> int:
        async with open_database(settings.database_url) as db:
            return await relock(db, Vault(settings.encryption_keys))

    count = asyncio.run(all_of_them())
    typer.echo(f"{count} installation{'' if count == 1 else 's'} encrypted with the newest key.")


async def relock(db: Sessions, vault: Vault) -> int:
    """Raises SettingsError, with nothing changed, when one of them cannot be read."""
    async with db.begin() as session:
        # Locked, so that no replica renews a token meanwhile.
        found = (await session.scalars(select(Installation).with_for_update())).all()
        try:
            for one in found:
                bot, refresh = f"{one.id}:bot", f"{one.id}:refresh"
                one.bot_token = vault.lock(vault.open(one.bot_token, bot), bot)
                if one.refresh_token is not None:
                    one.refresh_token = vault.lock(vault.open(one.refresh_token, refresh), refresh)
        except Unreadable as error:
            raise SettingsError(
                f"None of the keys opens the token of {str(error).partition(':')[0]}: nothing was changed. "
                "Add the key that it was encrypted with."
            ) from None
    return len(found)
