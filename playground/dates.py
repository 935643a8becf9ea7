"""Slack's date notation, ``<!date^unix^{date_short_pretty} at {time}^link|fallback>``, as a reader sees it."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

NOTATION = re.compile(r"<!date\^(?P<unix>-?\d+)\^(?P<format>[^|^>]+)(?:\^(?P<link>[^|>]+))?\|(?P<fallback>[^>]*)>")
TOKEN = re.compile(r"\{(\w+)\}")
HOUR, DAY = 3600, 86_400


def shown_dates(text: str, *, zone: str, now: datetime) -> str:
    """The text with every date in the reader's zone; ``now`` decides what is today."""

    def shown(found: re.Match[str]) -> str:
        moment = datetime.fromtimestamp(int(found["unix"]), UTC).astimezone(ZoneInfo(zone))
        today = now.astimezone(ZoneInfo(zone))
        if any(name not in FORMATS for name in TOKEN.findall(found["format"])):
            return found["fallback"]
        return TOKEN.sub(lambda token: FORMATS[token[1]](moment, today), found["format"])

    return NOTATION.sub(shown, text)


def _ordinal(day: int) -> str:
    suffix = "th" if 10 <= day % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{suffix}"


def _date(moment: date) -> str:
    return f"{moment:%B} {_ordinal(moment.day)}, {moment.year}"


def _short(moment: date) -> str:
    return f"{moment:%b} {moment.day}, {moment.year}"


def _long(moment: date) -> str:
    return f"{moment:%A}, {_date(moment)}"


def _pretty(plain: Callable[[date], str]) -> Callable[[datetime, datetime], str]:
    """Yesterday, today and tomorrow by name, other days in full."""

    def shown(moment: datetime, now: datetime) -> str:
        names = {timedelta(-1): "yesterday", timedelta(0): "today", timedelta(1): "tomorrow"}
        return names.get(moment.date() - now.date()) or plain(moment)

    return shown


def _plain(plain: Callable[[date], str]) -> Callable[[datetime, datetime], str]:
    return lambda moment, now: plain(moment)


def _ago(moment: datetime, now: datetime) -> str:
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


FORMATS: dict[str, Callable[[datetime, datetime], str]] = {
    "date": _plain(_date),
    "date_short": _plain(_short),
    "date_long": _plain(_long),
    "date_num": _plain(lambda moment: moment.strftime("%Y-%m-%d")),
    "date_slash": _plain(lambda moment: moment.strftime("%m/%d/%Y")),
    "date_pretty": _pretty(_date),
    "date_short_pretty": _pretty(_short),
    "date_long_pretty": _pretty(_long),
    "time": lambda moment, now: moment.strftime("%H:%M"),
    "time_secs": lambda moment, now: moment.strftime("%H:%M:%S"),
    "ago": _ago,
    "day_divider_pretty": _pretty(_long),
}
