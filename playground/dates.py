"""Slack's date notation, ``<!date^unix^{date_short_pretty} at {time}^link|fallback>``, as a reader sees it."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_skeleton

NOTATION = re.compile(r"<!date\^(?P<unix>-?\d+)\^(?P<format>[^|^>]+)(?:\^(?P<link>[^|>]+))?\|(?P<fallback>[^>]*)>")
TOKEN = re.compile(r"\{(\w+)\}")
HOUR, DAY = 3600, 86_400


def shown_dates(text: str, *, zone: str, now: datetime, locale: str = "en-US") -> str:
    """The text with every date in the reader's zone and language; ``now`` decides what is today."""

    language = locale.partition("-")[0]

    def shown(found: re.Match[str]) -> str:
        moment = datetime.fromtimestamp(int(found["unix"]), UTC).astimezone(ZoneInfo(zone))
        today = now.astimezone(ZoneInfo(zone))
        if any(name not in FORMATS for name in TOKEN.findall(found["format"])):
            return found["fallback"]
        return TOKEN.sub(lambda token: FORMATS[token[1]](moment, today, language), found["format"])

    return NOTATION.sub(shown, text)


Dated = Callable[[date, str], str]
Shown = Callable[[datetime, datetime, str], str]
"""(moment, now, language) -> words."""

NAMED_DAYS = {
    "en": ("yesterday", "today", "tomorrow"),
    "nl": ("gisteren", "vandaag", "morgen"),
    "de": ("gestern", "heute", "morgen"),
}


def _ordinal(day: int) -> str:
    suffix = "th" if 10 <= day % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{suffix}"


def _elsewhere(moment: date, language: str, skeleton: str) -> str:
    """Slack's own English has ordinals; other languages are as CLDR has them."""
    return str(format_skeleton(skeleton, moment, locale=language))


def _date(moment: date, language: str) -> str:
    if language != "en":
        return _elsewhere(moment, language, "yMMMMd")
    return f"{moment:%B} {_ordinal(moment.day)}, {moment.year}"


def _short(moment: date, language: str) -> str:
    return f"{moment:%b} {moment.day}, {moment.year}" if language == "en" else _elsewhere(moment, language, "yMMMd")


def _long(moment: date, language: str) -> str:
    if language != "en":
        return _elsewhere(moment, language, "yMMMMEEEEd")
    return f"{moment:%A}, {_date(moment, language)}"


def _long_without_year(moment: date, language: str) -> str:
    if language != "en":
        return _elsewhere(moment, language, "MMMMEEEEd")
    return f"{moment:%A}, {moment:%B} {_ordinal(moment.day)}"


def _pretty(plain: Dated, this_year: Dated | None = None) -> Shown:
    """Yesterday, today and tomorrow by name, other days in full; those of this year in their own way, if given."""

    def shown(moment: datetime, now: datetime, language: str) -> str:
        away = (moment.date() - now.date()).days
        if abs(away) <= 1:
            return NAMED_DAYS.get(language, NAMED_DAYS["en"])[away + 1]
        return (this_year if this_year and moment.year == now.year else plain)(moment, language)

    return shown


def _plain(plain: Dated) -> Shown:
    return lambda moment, now, language: plain(moment, language)


def _ago(moment: datetime, now: datetime, language: str) -> str:
    seconds = (now - moment).total_seconds()
    count, unit = next(
        (int(abs(seconds) // size), name)
        for size, name in ((DAY, "day"), (HOUR, "hour"), (60, "minute"), (0.001, ""))
        if abs(seconds) >= size or size < 1
    )
    if not unit:
        return "just now"
    words = f"{count} {unit}{'' if count == 1 else 's'}"
    return f"{words} ago" if seconds > 0 else f"in {words}"


FORMATS: dict[str, Shown] = {
    "date": _plain(_date),
    "date_short": _plain(_short),
    "date_long": _plain(_long),
    "date_num": _plain(lambda moment, language: moment.strftime("%Y-%m-%d")),
    "date_slash": _plain(lambda moment, language: moment.strftime("%m/%d/%Y")),
    "date_pretty": _pretty(_date),
    "date_short_pretty": _pretty(_short),
    "date_long_pretty": _pretty(_long),
    "time": lambda moment, now, language: moment.strftime("%H:%M"),
    "time_secs": lambda moment, now, language: moment.strftime("%H:%M:%S"),
    "ago": _ago,
    "day_divider_pretty": _pretty(_long, _long_without_year),
}
