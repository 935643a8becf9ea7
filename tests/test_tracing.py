"""Spans say what ran under what, and nothing about anybody; without the SDK there is nothing at all."""

import subprocess
import sys
from collections.abc import Sequence

import pytest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode

from bot.tracing import Tracing, pseudonym
from tests.hands import QUESTION, asks
from tests.world import open_world


@pytest.fixture
def exporter() -> InMemorySpanExporter:
    return InMemorySpanExporter()


@pytest.fixture
def tracing(exporter: InMemorySpanExporter) -> Tracing:
    provider = TracerProvider(shutdown_on_exit=False)
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    return Tracing(provider)


def named(spans: Sequence[ReadableSpan], name: str) -> ReadableSpan:
    return next(span for span in spans if span.name == name)


def attributes(span: ReadableSpan) -> dict[str, object]:
    return dict(span.attributes or {})


def is_under(inner: ReadableSpan, outer: ReadableSpan) -> bool:
    return inner.parent is not None and inner.parent.span_id == (outer.context and outer.context.span_id)


async def test_a_message_hangs_under_the_job_that_sent_it(
    database_url: str, tracing: Tracing, exporter: InMemorySpanExporter
) -> None:
    async with open_world(database_url, tracing=tracing) as world:
        await world.joins(world.ada, mentor="Kubernetes")
        await world.joins(world.esra, mentee="Kubernetes")
        assert await asks(world.esra, "Ada") == {}
        await world.settle()
        team = world.playground.workspace.team_id
    spans = exporter.get_finished_spans()
    asked, job, sent = (named(spans, name) for name in ("form ask_form", "job pump", "send request.asked"))
    assert attributes(asked) == {
        "klik.kind": "form", "klik.name": "ask_form", "klik.outcome": "ok", "klik.workspace": pseudonym(team),
    }  # fmt: skip
    assert asked.parent is None
    assert is_under(sent, job)
    assert attributes(sent)["klik.outcome"] == "sent"
    assert attributes(job)["klik.outcome"] == "ok"
    told = " ".join(span.to_json() for span in spans)
    for secret in (QUESTION, team, "U0ESRA", "Ada", "Kubernetes", "xoxb"):
        assert secret not in told, secret


async def test_what_failed_is_named_by_its_type_alone(
    sqlite_url: str, tracing: Tracing, exporter: InMemorySpanExporter
) -> None:
    async with open_world(sqlite_url, tracing=tracing) as world:
        world.playground.workspace.faults.server_error = 1
        with pytest.raises(LookupError):
            await world.esra.open_home()
        world.playground.workspace.faults.server_error = 0
        world.playground.workspace.violations.clear()
    failed = named(exporter.get_finished_spans(), "event app_home_opened")
    assert attributes(failed)["klik.outcome"] == "failed"
    assert attributes(failed)["error.type"] == "SlackApiError"
    assert failed.status.status_code is StatusCode.ERROR
    assert failed.status.description is None
    assert failed.events == ()


async def test_what_the_rules_refuse_is_no_error(
    sqlite_url: str, tracing: Tracing, exporter: InMemorySpanExporter
) -> None:
    async with open_world(sqlite_url, tracing=tracing) as world:
        await world.finn.command("/mentor stats")
        await world.finn.command("/mentor pause")
    outcomes = {attributes(span)["klik.outcome"] for span in exporter.get_finished_spans()}
    assert "failed" not in outcomes
    assert all(span.status.status_code is StatusCode.UNSET for span in exporter.get_finished_spans())


def python(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout


def test_nothing_of_it_is_imported_unless_it_is_asked_for() -> None:
    assert (
        python("""
import sys
import bot.cli
from bot.tracing import from_environment
for environ in ({}, {"OTEL_TRACES_EXPORTER": "none"}, {"OTEL_SERVICE_NAME": "klik"},
                {"OTEL_TRACES_EXPORTER": "console", "OTEL_SDK_DISABLED": "true"}):
    assert from_environment(environ) is None, environ
print([name for name in sys.modules if name.startswith("opentelemetry")])
""").strip()
        == "[]"
    )


def test_asked_for_but_not_installed_is_said_and_klik_runs_without() -> None:
    said = python("""
import sys
sys.modules["opentelemetry"] = None  # what Python does for a package that cannot be imported
from bot.tracing import from_environment
print(from_environment({"OTEL_TRACES_EXPORTER": "console"}))
""")
    assert "opentelemetry-sdk is not installed" in said
    assert said.strip().endswith("None")


def test_an_exporter_that_is_not_installed_is_named() -> None:
    said = python("""
from bot.tracing import from_environment
print(from_environment({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector:4318"}))
""")
    assert "install opentelemetry-exporter-otlp-proto-http" in said
    assert said.strip().endswith("None")


def test_the_usual_variables_are_enough() -> None:
    """In a process of its own: the console exporter writes when the process closes it."""
    said = python("""
from bot.tracing import from_environment
from bot.watch import Watch
tracing = from_environment({"OTEL_TRACES_EXPORTER": "console"})
with Watch(tracing=tracing).request("command", "find", "T1"):
    pass
tracing.close()
""")
    assert '"name": "command find"' in said
    assert '"service.name": "klik"' in said
