"""What those with a role do is written down: who, what, on what, when. Nobody's words, and nothing is ever changed."""

import ast
import io
import json
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot import audit_file
from bot.cli import app
from bot.config import SettingsError
from bot.domain import audit, members
from bot.i18n import Texts
from bot.views.audit import role_names
from models import NetworkRole
from tests.hands import typed
from tests.test_networks import start_network
from tests.test_privacy import deletes
from tests.world import World, says

ROOT = Path(__file__).parents[1]
CHANGES = {"update", "delete", "insert"}


def test_no_code_changes_or_takes_away_a_line_but_the_janitor() -> None:
    """update(AuditEntry) and delete(AuditEntry) stand in retention alone; privacy takes the person off the line."""
    found = set()
    for folder in ("bot", "handlers"):
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if (
                    isinstance(node, ast.Call)
                    and isinstance(node.func, ast.Name)
                    and node.func.id in CHANGES
                    and any(isinstance(one, ast.Name) and one.id == "AuditEntry" for one in node.args)
                ):
                    found.add((path.relative_to(ROOT).as_posix(), node.func.id))
    assert found == {("bot/domain/retention.py", "delete")}


async def test_figures_roles_and_looks_are_written_down(world: World) -> None:
    await start_network(world, world.chen)
    await typed(world.chen, "/mentor stats")
    listed = await typed(world.chen, "/mentor audit")
    for line in (
        "@Chen Cheng started Women in Tech",
        "@Chen Cheng became lead of Women in Tech (by @Chen Cheng)",
        "@Chen Cheng looked at the figures of Women in Tech",
    ):
        assert line in listed
    assert "looked at this log" not in listed  # that is no network's
    assert "@Chen Cheng looked at this log" in await typed(world.esra, "/mentor audit")
    again = await typed(world.esra, "/mentor audit")
    assert "@Chen Cheng looked at this log" in again
    assert "@Esra Erdem looked at this log" in again
    assert "role models" not in again  # what the network works on


async def test_leaving_as_lead_is_written_down_however_one_leaves(world: World) -> None:
    await start_network(world, world.chen)
    await start_network(world, world.dana, "Returners")
    await world.joins(world.dana, mentor="SQL")
    await world.dana.command("/mentor profile")
    await world.dana.click("Leave …")
    await world.playground.change_user(world.chen.id, deleted=True)
    listed = await typed(world.esra, "/mentor audit")
    assert "@Chen Cheng is no longer lead of Women in Tech" in listed
    assert "@Dana Doyle is no longer lead of Returners" in listed


async def test_an_admin_lost_is_written_down_once(world: World) -> None:
    await typed(world.esra, "/mentor help")
    await typed(world.esra, "/mentor profile")
    await start_network(world, world.chen)
    await world.playground.change_user(world.esra.id, is_admin=False)
    await world.playground.change_user(world.esra.id, is_admin=False, title="Retired")
    await world.playground.change_user(world.esra.id, is_admin=True)
    listed = await typed(world.esra, "/mentor audit")
    assert listed.count("@Esra Erdem is no longer workspace admin (by Slack)") == 1
    assert listed.count("@Esra Erdem became workspace admin (by Slack)") == 1, "the first time they were one already"


async def test_it_is_for_leads_coordinators_and_admins(world: World) -> None:
    await start_network(world, world.chen)
    assert "The log is for those who run a network" in await typed(world.ada, "/mentor audit")
    assert "Het logboek is voor" in await typed(world.bram, "/mentor logboek")


async def test_twenty_at_a_time_and_older_ones_by_a_button(world: World) -> None:
    esra, runtime = world.esra, world.klik.runtime
    await typed(esra, "/mentor profile")
    team = world.playground.workspace.team_id
    async with runtime.db.begin() as session:
        member = await members.get(session, team, esra.id)
        for _ in range(44):
            audit.note(session, team, audit.FIGURES_SEEN, by=member, now=runtime.now())
    message = await esra.command("/mentor audit")
    assert message is not None
    assert says(esra, message).count("looked at") == 20
    await esra.click("Older", within=message)
    assert says(esra, message).count("looked at") == 20
    await esra.click("Older", within=message)
    assert says(esra, message).count("looked at") == 4
    assert "Older" not in says(esra, message)
    again = await typed(esra, "/mentor audit")
    assert again.count("looked at this log") == 1, "turning pages is one look"


async def test_another_networks_lines_are_not_shown(world: World) -> None:
    await start_network(world, world.chen)
    await start_network(world, world.dana, "Returners")
    listed = await typed(world.chen, "/mentor audit")
    assert "Women in Tech" in listed
    assert "Returners" not in listed


async def test_who_is_forgotten_stays_in_the_log_without_a_name(world: World) -> None:
    chen = world.chen
    await start_network(world, chen)
    await typed(chen, "/mentor stats")
    assert await deletes(chen) == {}
    await chen.close()
    listed = await typed(world.esra, "/mentor audit")
    assert "Chen" not in listed
    assert "looked at the figures of Women in Tech" in listed


async def test_as_csv_and_json_lines(world: World) -> None:
    await start_network(world, world.chen, "=HYPERLINK(1)")
    await typed(world.chen, "/mentor stats")
    settings = world.klik.runtime.settings
    table, lines = io.StringIO(), io.StringIO()
    assert await audit_file.write(settings, "csv", None, table) == 3
    assert await audit_file.write(settings, "jsonl", None, lines) == 3
    assert table.getvalue().splitlines()[0] == "at,workspace,who,what,network,about,role,topic"
    assert ",U0CHEN,figures-seen,'=HYPERLINK(1),," in table.getvalue()
    last = json.loads(lines.getvalue().splitlines()[-1])
    assert (last["who"], last["what"], last["network"]) == ("U0CHEN", "figures-seen", "=HYPERLINK(1)")
    later = world.clock.now() + timedelta(days=1)
    assert await audit_file.write(settings, "jsonl", later, io.StringIO()) == 0


@pytest.mark.usefixtures("commands_own_logs")
def test_the_command_writes_to_standard_output(sqlite_url: str) -> None:
    runner = CliRunner(env={"DATABASE_URL": sqlite_url})
    run = runner.invoke(app, ["audit", "--since", "2026-01-01"], catch_exceptions=False)
    assert (run.exit_code, run.stdout) == (0, "at,workspace,who,what,network,about,role,topic\n")
    for wrong in (["--format", "xml"], ["--since", "yesterday"]):
        with pytest.raises(SettingsError):
            runner.invoke(app, ["audit", *wrong], catch_exceptions=False)


@pytest.mark.parametrize("role", list(NetworkRole))
def test_every_role_has_a_name_in_the_log(role: NetworkRole) -> None:
    assert role_names(Texts())[role]
