"""Words in the reader's language: English msgids in code, one .po for every other language.

Two kinds of text never mix, and mypy sees to it. `str` is plain: for buttons, labels, headers. `Md` is Slack's mrkdwn
with everything people typed already escaped: nothing in it can ping a channel, forge a link or break a screen.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
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


MARKS = re.compile(r"[*_~`]+|:(?=[\w'+-]+:)|^[ \t]*[>\uff1e]", re.MULTILINE)
"""What Slack would make bold, slanted, struck, code, an emoji or a quotation of."""
LITERAL = re.compile(r"<!date\^0\^\{_\}\|([^>]*)>")
SHORT = 60
"""Letters up to which a text is likely to be said again."""
SOFT_HYPHEN = "\u00ad"
OPEN, CLOSE = "\ue000", "\ue001"
"""Stand for the wrapping while < and > are escaped. Nobody types these private characters; who does loses them."""


def esc(text: str) -> Md:
    """`text` as mrkdwn that is read exactly as it was typed: nothing in it pings, links, formats or becomes an emoji.

    &, < and > are escaped, which is all that Slack documents. It has no escape for its marks; but the words of a date
    that it cannot read are shown as they are, and a mark wrapped in such a date marks nothing (docs/adr/0008-doors.md).
    """
    if isinstance(text, Md):
        return text
    return _escaped_once(text) if len(text) <= SHORT else _inertly(text)


def _inertly(text: str) -> Md:
    typed = text.replace(OPEN, "").replace(CLOSE, "").replace(FORMER, "")
    return Md(escaped(MARKS.sub(_inert, typed)).replace(OPEN, "<!date^0^{_}|").replace(CLOSE, ">"))


_escaped_once = lru_cache(10_000)(_inertly)
"""Names of topics and languages, numbers, the words between them: a screen has hundreds, and the next one the same."""


def _inert(found: re.Match[str]) -> str:
    mark, text = found[0], found.string
    if mark[-1] in ">\uff1e":
        return SOFT_HYPHEN + mark  # a quotation begins a line, and now something nobody sees begins it
    before = text[found.start() - 1] if found.start() else " "
    after = text[found.end()] if found.end() < len(text) else " "
    word = before.isascii() and before.isalnum() and after.isascii() and after.isalnum()
    within_a_word = word and len(set(mark)) == 1  # of two kinds, one begins or ends beside the other
    alone = len(mark) == 1 and before.isspace() and after.isspace()  # not *_*, which is bold
    if "`" not in mark and mark != ":" and (within_a_word or alone):
        return mark  # snake_case, 2 * 3: Slack leaves these alone itself
    return OPEN + mark + CLOSE


def readable(text: Md) -> str:
    """Mrkdwn without mentions as plain text, for the few places where Slack takes only that."""
    plain = LITERAL.sub(r"\1", text).replace(SOFT_HYPHEN, "")
    return plain.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def escaped(text: str) -> str:
    """`text` for what Slack stores and shows without formatting, such as a channel's purpose: only &, < and >."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


FORMER = Md("\ue002")
"""Stands for who is forgotten (bot/domain/privacy.py) until a sentence says it in the reader's language."""


def mention(slack_id: str) -> Md:
    return FORMER if ":" in slack_id else Md(f"<@{slack_id}>")


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


@cache
def _sentence(language: str, msgid: str) -> str:
    message = catalogue(language).get(msgid)
    if message is None or not message.string:
        return msgid
    # A sentence that is also somebody's singular stands in the catalogue with both its forms.
    return message.string if isinstance(message.string, str) else str(message.string[0])


@cache
def _forms(language: str, one: str, many: str) -> tuple[str, str]:
    message = catalogue(language).get(one)
    if message and isinstance(message.string, tuple | list) and all(message.string):
        return str(message.string[0]), str(message.string[1])
    return one, many


@cache
def _locale(name: str) -> Locale:
    return Locale.parse(name)


@lru_cache(10_000)
def _listed(items: tuple[str, ...], locale: Locale) -> str:
    return str(format_list(items, locale=locale))


def zone(name: str) -> ZoneInfo:
    """The IANA zone; UTC for a name this machine does not know."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


@dataclass(frozen=True, eq=False)
class Texts:
    """Words, dates and lists for one reader. `t("...")` is plain, `t.md("...")` is mrkdwn.

    Told apart by identity, which is what remembering by them costs least; of() makes one of a kind.
    """

    language: str = "en"
    tz: ZoneInfo = UTC

    @classmethod
    @lru_cache(1024)
    def of(cls, language: str, tz: str) -> Self:
        return cls(language if language in LANGUAGES else "en", zone(tz))

    @property
    def anywhere(self) -> "Texts":
        """The same words without a zone, for what has no times in it: drawn once for readers everywhere."""
        return _anywhere(self.language)

    @property
    def locale(self) -> Locale:
        # English with a 24-hour clock and day before month: the people here work across Europe.
        return _locale("en_GB" if self.language == "en" else self.language)

    def _template(self, msgid: str) -> str:
        return _sentence(self.language, msgid)

    def _plural(self, one: str, many: str, count: int) -> str:
        return _forms(self.language, one, many)[0 if count == 1 else 1]

    def __call__(self, msgid: str, **values: object) -> str:
        return self._template(msgid).format(**values)

    def md(self, msgid: str, **values: object) -> Md:
        """Mrkdwn. Values of type Md go in as they are, everything else escaped."""
        return self._said(self._template(msgid).format(**{name: esc(_plain(value)) for name, value in values.items()}))

    def _said(self, text: str) -> Md:
        return Md(text.replace(FORMER, self("a former member")) if FORMER in text else text)

    def n(self, one: str, many: str, count: int, **values: object) -> str:
        return self._plural(one, many, count).format(count=count, **values)

    def n_md(self, one: str, many: str, count: int, **values: object) -> Md:
        safe = {name: esc(_plain(value)) for name, value in values.items()}
        return self._said(self._plural(one, many, count).format(count=count, **safe))

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
        return _listed(tuple(items), self.locale) if items else ""

    def language_name(self, code: str) -> str:
        return str(self.locale.languages.get(code, code)).capitalize()


def _plain(value: object) -> str:
    return value if isinstance(value, str) else str(value)


@cache
def _anywhere(language: str) -> Texts:
    return Texts(language)
