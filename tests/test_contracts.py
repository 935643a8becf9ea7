"""What is said in two places is the same in both: manifest and code, ids and handlers, docs and settings, tables and
migrations, words and catalogues."""

import asyncio
import re
from pathlib import Path

import yaml
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection
from typer.testing import CliRunner

import handlers
from bot.cli import app
from bot.config import Settings
from bot.database import make_engine
from bot.domain import errors
from bot.i18n import LANGUAGES, Texts
from bot.jobs import JOBS
from bot.messages import KINDS
from bot.views import ids
from handlers.errors import sentence
from handlers.notices import NOTICES
from handlers.registry import registry
from models import Base
from models.base import in_models
from scripts.messages import problems

ROOT = Path(__file__).parents[1]
MANIFEST = yaml.safe_load((ROOT / "app.yaml").read_text())
INPUTS_ONLY = {"NOTICE", "TOPIC_OPTIONS"}


def test_the_manifest_declares_what_the_code_handles() -> None:
    assert [command["command"] for command in MANIFEST["features"]["slash_commands"]] == ["/mentor"]
    assert {shortcut["callback_id"] for shortcut in MANIFEST["features"]["shortcuts"]} == set(registry.shortcuts)
    assert set(MANIFEST["settings"]["event_subscriptions"]["bot_events"]) == set(registry.events) | set(NOTICES)


def test_every_id_has_a_handler_and_every_handler_an_id() -> None:
    assert handlers.FEATURES
    named = {name: value for name, value in vars(ids).items() if name.isupper()}
    handled = {*registry.actions, *registry.forms, *registry.options, *registry.shortcuts}
    assert {value for name, value in named.items() if name != "NOTICE"} == handled


def test_the_usage_hint_and_help_name_commands_that_exist() -> None:
    hint = MANIFEST["features"]["slash_commands"][0]["usage_hint"]
    words = {part.split()[0] for part in hint.split(" | ")}
    assert words <= set(registry.commands)


def test_every_planned_kind_is_worded_and_every_worded_kind_planned() -> None:
    files = [*(ROOT / "bot" / "domain").rglob("*.py"), ROOT / "bot" / "oauth.py"]
    sources = "\n".join(path.read_text() for path in files)
    families = "|".join(sorted({kind.partition(".")[0] for kind in KINDS}))
    planned = set(re.findall(rf'"((?:{families})\.[a-z_?]+)"', sources))
    assert planned == set(KINDS)


def test_every_error_has_words_in_every_language() -> None:
    examples = [
        errors.NotFound("x"), errors.NotJoined(), errors.IsSelf(), errors.MentorUnavailable("U1"),
        errors.MentorIsFull("U1"), errors.AlreadyAsked("U1"), errors.AlreadyPaired("U1"), errors.TooManyRequests(3),
        errors.TooManySaved(10),
        errors.TooManyWaits(10), errors.LastLead("x"), errors.NotInNetwork("U1", "x"),
        errors.TooManyNotes(3),
        errors.AlreadyAnswered("accepted"), errors.NoPlaceLeft(), errors.SessionGone("held"), errors.SlotPassed(),
        errors.SlotTaken(), errors.PairEnded(), errors.NameTaken("x"), errors.NotAllowed("see figures"),
        errors.InvalidInput("x", "needed"), errors.TooOften(7), errors.InOneLine("U1"),
        errors.OfficeHourGone(), errors.NotYetAPair(), errors.AgreementGone(), errors.AgreementMoved(),
        errors.TooManyItems(30), errors.TooManyOfficeHours(2), errors.GroupGone(),
        errors.RoundMoved("preview"), errors.RoundForMembers("x"), errors.RoundIsBusy(), errors.MatchGone(),
    ]  # fmt: skip
    kinds = {kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.DomainError)}
    assert {type(example) for example in examples} == kinds - {errors.DomainError}
    for language in LANGUAGES:
        assert all(sentence(Texts(language), example) for example in examples)


def test_every_setting_is_in_the_table() -> None:
    table = (ROOT / "docs" / "settings.md").read_text()
    documented = set(re.findall(r"^\| `([A-Z_]+)`", table, re.MULTILINE))
    assert documented == {name.upper() for name in Settings.model_fields}
    for name, field in Settings.model_fields.items():
        assert f"| `{name.upper()}` |" in table
        assert str(field.description) in table


def test_documented_commands_exist() -> None:
    text = "\n".join(path.read_text() for path in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")])
    for word in re.findall(r"`/mentor ([a-z]+)", text):
        assert word in registry.commands, word
    for command in set(re.findall(r"`klik ([a-z]+)", text)):
        assert CliRunner().invoke(app, [command, "--help"]).exit_code == 0, command


def test_jobs_are_named_once() -> None:
    assert len({job.name for job in JOBS}) == len(JOBS)
    assert all(job.doc for job in JOBS)


def test_catalogues_are_complete() -> None:
    assert list(problems()) == []


def test_migrations_make_the_tables_of_the_models(database_url: str) -> None:
    def differences(connection: Connection) -> list[object]:
        return list(
            compare_metadata(
                # The full text index is each database's own, and in no model.
                MigrationContext.configure(connection, opts={"compare_type": True, "include_name": in_models}),
                Base.metadata,
            )
        )

    async def compare() -> list[object]:
        engine = make_engine(database_url)
        async with engine.begin() as connection:
            found = await connection.run_sync(differences)
        await engine.dispose()
        return found

    assert asyncio.run(compare()) == []
