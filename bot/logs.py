"""Structured logs: names, ids and outcomes, never what people typed and never a token."""

import logging
import re
import sys
import traceback
from collections.abc import Iterable, Iterator
from types import TracebackType

import structlog
from slack_sdk.errors import SlackApiError
from structlog.typing import EventDict, Processor, WrappedLogger

from bot.slack import reason_of

SECRET_NAMES = ("token", "secret", "authorization", "password", "database_url", "encryption_key")
TOKENS = re.compile(r"xox[a-z]-[\w.-]+|xapp-[\w.-]+|xoxe\.[\w.-]+")
HIDDEN = "(hidden)"
SHORTEST_SECRET = 6
"""Anything shorter would hide ordinary words."""
SAY_NO_VALUES = (AttributeError, NameError, ImportError, NotImplementedError, RecursionError)
"""Errors whose words name code, not data. Of all others only the type is written: a database's error quotes rows, a
form's error what was typed, a missing key the key."""

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None]


class Scrubber:
    """The last fence, over whole lines: the very secrets of this process, and whatever looks like a Slack token."""

    def __init__(self) -> None:
        self.secrets: tuple[str, ...] = ()

    def know(self, secrets: Iterable[str]) -> None:
        # The longest first: one may be part of another, as a password is of its address.
        self.secrets = tuple(sorted({one for one in secrets if len(one) >= SHORTEST_SECRET}, key=len, reverse=True))

    def __call__(self, line: str) -> str:
        for secret in self.secrets:
            if secret in line:
                line = line.replace(secret, HIDDEN)
        return TOKENS.sub(HIDDEN, line)


scrub = Scrubber()


def hide_secrets(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """A value under a secret's name is never written, whatever it looks like."""
    for name in event:
        if any(secret in name.lower() for secret in SECRET_NAMES):
            event[name] = HIDDEN
    return event


def told(error: BaseException) -> str:
    """What went wrong and where, without a value that somebody may have typed: no words of the error, no locals."""
    return "\n".join(_lines(error, set()))


def _lines(error: BaseException, seen: set[int]) -> Iterator[str]:
    seen.add(id(error))
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None and id(before) not in seen:
        yield from _lines(before, seen)
        yield "then:"
    yield "Traceback (most recent call last):"
    yield from (line.rstrip("\n") for line in traceback.format_list(traceback.extract_tb(error.__traceback__)))
    yield _name(error)
    if isinstance(error, BaseExceptionGroup):
        for one in error.exceptions:
            if id(one) not in seen:
                yield from _lines(one, seen)


def _name(error: BaseException) -> str:
    kind = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    if isinstance(error, SlackApiError):
        return f"{kind}: {reason_of(error)}"
    if isinstance(error, OSError) and error.strerror:
        return f"{kind}: {error.strerror}"
    return f"{kind}: {error}" if isinstance(error, SAY_NO_VALUES) else kind


def _of_structlog(exc_info: ExcInfo) -> str:
    return told(exc_info[1])


def _scrubbed(_: WrappedLogger, __: str, line: str) -> str:
    return scrub(line)


class Plain(logging.Formatter):
    """For libraries, which speak through logging."""

    def formatException(self, ei: object) -> str:  # noqa: N802 (logging's own name)
        assert isinstance(ei, tuple)
        return told(ei[1]) if ei[1] is not None else ""

    def format(self, record: logging.LogRecord) -> str:
        record.exc_text = None  # another handler may have made it with everything in it
        return scrub(super().format(record))


def set_up_logs(level: str, style: str, secrets: Iterable[str] = ()) -> None:
    """One line an event on standard error; `style` is json, console or auto. `secrets` are never written."""
    scrub.know(secrets)
    as_json = style == "json" or (style == "auto" and not sys.stderr.isatty())
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.ExceptionRenderer(_of_structlog),
        hide_secrets,
    ]
    structlog.configure(
        processors=[
            *shared,
            structlog.processors.JSONRenderer()
            if as_json
            else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty()),
            _scrubbed,  # type: ignore[list-item]  # after the renderer: a whole line
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level)),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    # Bolt tells at every start that it does not use SLACK_BOT_TOKEN itself: true, intended, and no news.
    logging.getLogger("slack_bolt.klik").setLevel(logging.ERROR)
    # Libraries speak through logging. Bolt and the SDK write payloads at DEBUG, so they never go below INFO.
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Plain("%(message)s"))
    logging.basicConfig(level=max(logging.INFO, getattr(logging, level)), handlers=[handler], force=True)
    # "Skipped, still running" is what max_instances=1 is for.
    logging.getLogger("apscheduler.scheduler").setLevel(logging.ERROR)
    # The SDK asks a logger of its own for its level, which counts only when it is set on that one: else it writes every
    # request and answer out in words at DEBUG, for nobody.
    own = "slack_sdk.web.async_base_client"
    for chatty in ("slack_bolt", "slack_sdk", own, "apscheduler", "uvicorn.access", "alembic"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
