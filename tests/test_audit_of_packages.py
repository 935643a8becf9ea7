"""`make audit` never says that all is well when nobody was asked."""

import re
from pathlib import Path
from typing import Any

import pytest
import typer

from scripts.audit import main, read

ROOT = Path(__file__).parents[1]


def package(name: str, *holes: str, skipped: bool = False) -> dict[str, Any]:
    if skipped:
        return {"name": name, "skip_reason": "Dependency not found on PyPI and could not be audited"}
    return {"name": name, "version": "1.0", "vulns": [{"id": hole, "fix_versions": ["1.1"]} for hole in holes]}


def test_only_packages_that_were_looked_at_count_as_audited() -> None:
    assert read({"dependencies": [package("one"), package("two")]}).is_complete
    assert not read({"dependencies": [package("one"), package("two", skipped=True)]}).is_complete
    assert not read({"dependencies": [package("one", skipped=True)]}).is_complete
    assert not read({"dependencies": []}).is_complete


def test_a_hole_is_named_with_the_version_that_mends_it() -> None:
    found = read({"dependencies": [package("one", "PYSEC-1"), package("two", skipped=True)]})
    assert found.holes == ["one 1.0: PYSEC-1 (mended in 1.1)"]


def test_when_nobody_can_be_asked_it_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing to audit is nothing audited."""
    nothing = tmp_path / "requirements.txt"
    nothing.write_text("")
    main(if_reachable=True, requirements=nothing)
    assert "The audit was NOT run" in capsys.readouterr().out
    with pytest.raises(typer.Exit) as ended:
        main(if_reachable=False, requirements=nothing)
    assert ended.value.exit_code == 2


def test_ci_asks_and_the_page_says_how() -> None:
    assert "scripts.audit --if-reachable" in (ROOT / ".ci" / "run").read_text()
    assert re.search(r"^audit: dev", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert "make audit" in (ROOT / "docs" / "security.md").read_text()
