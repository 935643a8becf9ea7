"""Structured logs: names, ids and outcomes, never what people typed and never a token."""

import logging
import sys

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

SECRET_NAMES = ("token", "secret", "authorization", "password", "database_url")


def hide_secrets(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """The last fence: a value under a secret's name, or one that looks like a Slack token, is never written."""
    for name, value in event.items():
        looks = isinstance(value, str) and ("xoxb-" in value or "xapp-" in value or "xoxp-" in value)
        if looks or any(secret in name.lower() for secret in SECRET_NAMES):
            event[name] = "(hidden)"
    return event


def set_up_logs(level: str, style: str) -> None:
    """One line an event on standard error; `style` is json, console or auto."""
    as_json = style == "json" or (style == "auto" and not sys.stderr.isatty())
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        hide_secrets,
    ]
    structlog.configure(
        processors=[
            *shared,
            structlog.processors.JSONRenderer()
            if as_json
            else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty()),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level)),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    # Bolt tells at every start that it does not use SLACK_BOT_TOKEN itself: true, intended, and no news.
    logging.getLogger("slack_bolt.klik").setLevel(logging.ERROR)
    # Libraries speak through logging. Bolt and the SDK write payloads at DEBUG, so they never go below INFO.
    logging.basicConfig(
        level=max(logging.INFO, getattr(logging, level)), stream=sys.stderr, format="%(message)s", force=True
    )
    # "Skipped, still running" is what max_instances=1 is for.
    logging.getLogger("apscheduler.scheduler").setLevel(logging.ERROR)
    for chatty in ("slack_bolt", "slack_sdk", "apscheduler", "uvicorn.access", "alembic"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
