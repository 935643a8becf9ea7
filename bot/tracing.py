"""Spans for OpenTelemetry, when its SDK is installed and the usual OTEL_* variables ask for them; else nothing at all.

A span says what ran and how it ended: kind, name, outcome, the workspace as a pseudonym. Never a text, a person, or
the words of an error, which may quote what somebody typed.
"""

import hashlib
import os
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from importlib.metadata import entry_points, version
from typing import TYPE_CHECKING, Any

import structlog

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.trace import Span, SpanKind

log = structlog.get_logger()

ASKED_BY = ("OTEL_TRACES_EXPORTER", "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
PROTOCOLS = {"http/protobuf": "otlp_proto_http", "grpc": "otlp_proto_grpc"}


def pseudonym(workspace_id: str) -> str:
    """Tells workspaces apart without naming them. Who knows an id can recognise it: it is no secret, but no name."""
    return hashlib.sha256(f"klik:{workspace_id}".encode()).hexdigest()[:12]


class Mark:
    """One span: what runs between begin and end, in this task and those it starts, hangs under it."""

    __slots__ = ("_open", "_span", "_start")

    def __init__(self, start: "Callable[[], AbstractContextManager[Span]]") -> None:
        self._start = start

    def begin(self) -> None:
        self._open = self._start()
        self._span = self._open.__enter__()

    def end(self, outcome: str | None, error: BaseException | None) -> None:
        if outcome is not None:
            self._span.set_attribute("klik.outcome", outcome)
        if error is not None:
            from opentelemetry.trace import StatusCode

            self._span.set_attribute("error.type", type(error).__name__)
            self._span.set_status(StatusCode.ERROR)
        self._open.__exit__(None, None, None)


class Tracing:
    """Spans through one provider of the SDK."""

    def __init__(self, provider: "TracerProvider") -> None:
        from opentelemetry.trace import SpanKind, get_current_span

        self._provider = provider
        self._tracer = provider.get_tracer("klik", version("klik"))
        self._kinds = SpanKind
        self._current = get_current_span

    def request(self, kind: str, name: str, workspace_id: str) -> Mark:
        attributes = {"klik.kind": kind, "klik.name": name, "klik.workspace": pseudonym(workspace_id)}
        return self._mark(f"{kind} {name}", self._kinds.SERVER, attributes)

    def job(self, name: str) -> Mark:
        return self._mark(f"job {name}", self._kinds.INTERNAL, {"klik.name": name})

    def send(self, kind: str, workspace_id: str) -> Mark:
        attributes = {"klik.name": kind, "klik.workspace": pseudonym(workspace_id)}
        return self._mark(f"send {kind}", self._kinds.PRODUCER, attributes)

    def outcome(self, outcome: str) -> None:
        """Of the span that is open here."""
        self._current().set_attribute("klik.outcome", outcome)

    def close(self) -> None:
        """Hand over what is still here. It may wait for the network: at the end of the process only."""
        self._provider.shutdown()

    def _mark(self, name: str, kind: "SpanKind", attributes: dict[str, Any]) -> Mark:
        return Mark(
            lambda: self._tracer.start_as_current_span(
                name, kind=kind, attributes=attributes, record_exception=False, set_status_on_exception=False
            )
        )


def from_environment(environ: Mapping[str, str] = os.environ) -> Tracing | None:
    """Tracing as OTEL_* say; None when they say nothing, or when what they name is not installed (which is logged)."""
    wanted = environ.get("OTEL_TRACES_EXPORTER", "otlp")
    if not any(environ.get(name) for name in ASKED_BY) or wanted == "none":
        return None
    if environ.get("OTEL_SDK_DISABLED", "").lower() == "true":
        return None
    try:
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError:
        log.warning("tracing.off", reason="opentelemetry-sdk is not installed")
        return None
    named = environ.get("OTEL_SERVICE_NAME") or "service.name" in environ.get("OTEL_RESOURCE_ATTRIBUTES", "")
    # shutdown_on_exit: we close it ourselves, before the process ends.
    provider = TracerProvider(
        resource=Resource.create({} if named else {"service.name": "klik"}), shutdown_on_exit=False
    )
    for name in wanted.split(","):
        exporter = _exporter(name.strip(), environ)
        if exporter is None:
            return None
        provider.add_span_processor(BatchSpanProcessor(exporter))
    return Tracing(provider)


def _exporter(name: str, environ: Mapping[str, str]) -> Any:
    """An exporter by its name in OTEL_TRACES_EXPORTER, from whichever package brings it."""
    if name == "otlp":
        protocol = environ.get("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL") or environ.get("OTEL_EXPORTER_OTLP_PROTOCOL")
        name = PROTOCOLS.get(protocol or "http/protobuf", name)
    found = next(iter(entry_points(group="opentelemetry_traces_exporter", name=name)), None)
    if found is None:
        package = f"opentelemetry-exporter-{name.replace('_', '-')}"
        log.warning("tracing.off", reason=f"no exporter {name}: install {package}")
        return None
    return found.load()()
