"""Words in the reader's language: English msgids in code, one .po for every other language.

Two kinds of text never mix, and mypy sees to it. `str` is plain: for buttons, labels, headers. `Md` is Slack's mrkdwn
with everything people typed already escaped: nothing in it can ping a channel, forge a link or break a screen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time
from babel.lists import format_list
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

LOCALE_DIR = Path(__file__).parent / "locale"
UTC = ZoneInfo("UTC")
LANGUAGES = ("en", "nl")
"""Languages a person can choose."""


class Md(str):
    """Slack mrkdwn that is safe to send."""

    __slots__ = ()


def esc(text: str) -> Md:
    """`text` as mrkdwn in which nothing pings, links or formats a mention: &, < and > escaped."""
    if isinstance(text, Md):
        return text
    return Md(text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))


def readable(text: Md) -> str:
    """Mrkdwn without mentions as plain text, for the few places where Slack takes only that."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def mention(slack_id: str) -> Md:
    return Md(f"<@{slack_id}>")


def channel_link(channel_id: str) -> Md:
    return Md(f"<#{channel_id}>")


def join_md(separator: str, parts: Sequence[str]) -> Md:
    return Md(esc(separator).join(esc(part) for part in parts))


@cache
def catalogue(language: str) -> Catalog:
    """The catalogue of `language`, read once; empty for English, whose words are the msgids."""
    path = LOCALE_DIR / language / "LC_MESSAGES" / "klik.po"
    if language == "en" or not path.exists():
        return Catalog(locale="en")
    with path.open("rb") as file:
        return read_po(file, locale=language)


def zone(name: str) -> ZoneInfo:
    """The IANA zone; UTC for a name this machine does not know."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


@dataclass(frozen=True)
class Texts:
    """Words, dates and lists for one reader. `t("...")` is plain, `t.md("...")` is mrkdwn."""

    language: str = "en"
    tz: ZoneInfo = UTC

    @classmethod
    def of(cls, language: str, tz: str) -> Self:
        return cls(language if language in LANGUAGES else "en", zone(tz))

    @property
    def locale(self) -> Locale:
        # English with a 24-hour clock and day before month: the people here work across Europe.
        return Locale.parse("en_GB" if self.language == "en" else self.language)

    def _template(self, msgid: str) -> str:
        message = catalogue(self.language).get(msgid)
        if message is None or not message.string:
            return msgid
        # A sentence that is also somebody's singular stands in the catalogue with both its forms.
        return message.string if isinstance(message.string, str) else str(message.string[0])

    def _plural(self, one: str, many: str, count: int) -> str:
        translations = catalogue(self.language)
        message = translations.get(one)
        if message and isinstance(message.string, tuple | list) and all(message.string):
            return str(message.string[0 if count == 1 else 1])
        return one if count == 1 else many

    def __call__(self, msgid: str, **values: object) -> str:
        return self._template(msgid).format(**values)

    def md(self, msgid: str, **values: object) -> Md:
        """Mrkdwn. Values of type Md go in as they are, everything else escaped."""
        return Md(self._template(msgid).format(**{name: esc(_plain(value)) for name, value in values.items()}))

    def n(self, one: str, many: str, count: int, **values: object) -> str:
        return self._plural(one, many, count).format(count=count, **values)

    def n_md(self, one: str, many: str, count: int, **values: object) -> Md:
        safe = {name: esc(_plain(value)) for name, value in values.items()}
        return Md(self._plural(one, many, count).format(count=count, **safe))

    def day_time(self, when: datetime) -> str:
        """'Tue 24 Nov, 10:00' in the reader's zone, for buttons and other plain places."""
        return f"{self.day(when)}, {self.time(when)}"

    def day(self, when: datetime) -> str:
        return str(format_skeleton("MMMEd", when.astimezone(self.tz), locale=self.locale))

    def time(self, when: datetime) -> str:
        return str(format_time(when.astimezone(self.tz), "HH:mm", locale=self.locale))

    def when(self, when: datetime) -> Md:
        """A time that Slack shows in each reader's own zone."""
        fallback = esc(self.day_time(when))
        return Md(f"<!date^{int(when.timestamp())}^{{day_divider_pretty}} {{time}}|{fallback}>")

    def date(self, when: datetime | date) -> str:
        return str(format_date(when, "d MMMM y", locale=self.locale))

    def decimal(self, value: float) -> str:
        """One digit after the reader's own decimal sign."""
        return str(format_decimal(value, "0.0", locale=self.locale))

    def list(self, items: Sequence[str]) -> str:
        """'a, b and c'."""
        return str(format_list(list(items), locale=self.locale)) if items else ""

    def language_name(self, code: str) -> str:
        return str(self.locale.languages.get(code, code)).capitalize()


def _plain(value: object) -> str:
    return value if isinstance(value, str) else str(value)
