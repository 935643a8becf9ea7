"""What is installed is what runs here: an editable checkout would hide a package that was forgotten."""

import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_every_package_is_installed() -> None:
    listed = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["packages"]
    roots = {package.partition(".")[0] for package in listed}
    found = [path.parent.relative_to(ROOT) for root in roots for path in (ROOT / root).rglob("__init__.py")]
    assert sorted(listed) == sorted(".".join(folder.parts) for folder in found)
