"""Tokens at rest: encrypted with the first of the keys in the settings, read with any of them."""

from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet


class Unreadable(Exception):
    """None of the keys opens it, or it was locked for another place."""


class Vault:
    """Each secret is bound to its place (`of`: which installation, which token): moved elsewhere it does not open."""

    def __init__(self, keys: Sequence[str]) -> None:
        """`keys` as `klik keys generate` makes them, newest first. Raises ValueError for anything else."""
        self._fernet = MultiFernet([Fernet(key) for key in keys])

    def lock(self, secret: str, of: str) -> str:
        return self._fernet.encrypt(f"{of} {secret}".encode()).decode()

    def open(self, locked: str, of: str) -> str:
        """Raises Unreadable."""
        try:
            opened = self._fernet.decrypt(locked).decode()
        except InvalidToken:
            raise Unreadable(of) from None
        place, _, secret = opened.partition(" ")
        if place != of:
            raise Unreadable(of)
        return secret


def new_key() -> str:
    return Fernet.generate_key().decode()
