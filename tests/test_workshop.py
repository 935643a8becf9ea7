"""What `make` promises: a Python that fits, packages pinned and from anywhere, a list of targets that is true."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parent.parent
PINNED = re.compile(r"^([a-z0-9-]+)==([^ ;]+)", re.MULTILINE)


def find_python(folder: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    shell = shutil.which("sh")
    assert shell is not None
    command = [shell, str(ROOT / "scripts" / "find-python")]
    return subprocess.run(command, env={"PATH": str(folder), **environ}, capture_output=True, text=True, check=False)


def python(folder: Path, name: str, *, version: bool = True, venv: bool = True) -> Path:
    """A stand-in for an interpreter: it answers the two questions that the script asks."""
    file = folder / name
    file.write_text(f"""#!/bin/sh
case "$2" in *version_info*) exit {0 if version else 1} ;; *) exit {0 if venv else 1} ;; esac
""")
    file.chmod(0o755)
    return file


def test_the_first_python_that_fits_is_taken(tmp_path: Path) -> None:
    python(tmp_path, "python3.13", version=False)
    python(tmp_path, "python3.12", venv=False)
    python(tmp_path, "python3")
    assert find_python(tmp_path).stdout == "python3\n"


def test_the_python_somebody_names_is_the_only_one_tried(tmp_path: Path) -> None:
    python(tmp_path, "python3")
    assert find_python(tmp_path, PYTHON=sys.executable).stdout == f"{sys.executable}\n"
    refused = find_python(tmp_path, PYTHON="/nowhere/python")
    assert refused.returncode == 1
    assert "found none at /nowhere/python" in refused.stderr


@pytest.mark.parametrize(
    ("version", "words"), [(False, "needs Python 3.11 or newer"), (True, "apt-get install python3-venv")]
)
def test_without_one_a_sentence_says_what_to_do(tmp_path: Path, version: bool, words: str) -> None:
    python(tmp_path, "python3", version=version, venv=False)
    refused = find_python(tmp_path)
    assert refused.returncode == 1
    assert words in refused.stderr
    assert len(refused.stderr.splitlines()) == 1


@pytest.mark.parametrize("file", ["requirements.txt", "requirements-dev.txt"])
def test_requirements_are_what_the_project_asks_for(file: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = [*project["project"]["dependencies"], *project["dependency-groups"]["build"]]
    if file == "requirements-dev.txt":
        wanted += [line for line in project["dependency-groups"]["dev"] if isinstance(line, str)]
    pinned: dict[str, list[str]] = {}
    for name, version in PINNED.findall((ROOT / file).read_text()):
        pinned.setdefault(name, []).append(version)
    for requirement in map(Requirement, wanted):
        versions = pinned.get(requirement.name.lower(), [])
        assert versions, f"{requirement.name} is not in {file}: make requirements"
        assert all(requirement.specifier.contains(version) for version in versions), requirement


def test_both_requirements_pin_the_same() -> None:
    runtime, tools = (
        set(PINNED.findall((ROOT / name).read_text())) for name in ("requirements.txt", "requirements-dev.txt")
    )
    assert runtime <= tools


@pytest.mark.parametrize("file", ["requirements.txt", "requirements-dev.txt", "requirements-installer.txt"])
def test_every_package_has_hashes_and_none_an_address(file: str) -> None:
    text = (ROOT / file).read_text()
    assert "://" not in text
    for package in re.split(r"\n(?=[a-z])", text.strip()):
        assert "--hash=sha256:" in package, package.splitlines()[0]


def test_make_alone_lists_every_target() -> None:
    makefile = (ROOT / "Makefile").read_text()
    phony = re.search(r"^\.PHONY: (.*?[^\\])$", makefile, re.MULTILINE | re.DOTALL)
    assert phony is not None
    listed = subprocess.run(
        ["make"], cwd=ROOT, env={"PATH": os.environ["PATH"]}, capture_output=True, text=True, check=True
    ).stdout
    targets = {name for name in phony.group(1).split() if name.isidentifier() or "-" in name}
    assert targets - {"dev"} == set(re.findall(r"^  make (\S+)", listed, re.MULTILINE))
