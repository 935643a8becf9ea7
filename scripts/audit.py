"""`make audit`: known holes in the pinned packages, by pip-audit.

It asks PyPI, then OSV. Where neither knows the packages (a network without them, a mirror without their data) nothing
was audited, and that is said: pip-audit itself would end well.
"""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

ROOT = Path(__file__).parents[1]
SERVICES = ("pypi", "osv")
PATIENCE = 300
"""Seconds for one service."""


@dataclass(frozen=True)
class Audit:
    audited: int
    skipped: int
    holes: list[str]
    """"package version: id", a line each."""

    @property
    def is_complete(self) -> bool:
        return self.audited > 0 and self.skipped == 0


def read(report: dict[str, Any]) -> Audit:
    """pip-audit's JSON: what it looked at, what it could not look at, and what it found."""
    packages = report["dependencies"]
    skipped = [one for one in packages if "skip_reason" in one]
    holes = [
        f"{one['name']} {one['version']}: {hole['id']} (mended in {', '.join(hole['fix_versions']) or 'none'})"
        for one in packages
        for hole in one.get("vulns", ())
    ]
    return Audit(len(packages) - len(skipped), len(skipped), holes)


def ask(service: str, requirements: Path) -> Audit | None:
    """None when the service could not be asked."""
    command = [
        sys.executable, "-m", "pip_audit", "--vulnerability-service", service, "--require-hashes", "--disable-pip",
        "--format", "json", "--progress-spinner", "off", "--timeout", "15", "--requirement", str(requirements),
    ]  # fmt: skip
    try:
        ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=PATIENCE)
        return read(json.loads(ran.stdout))
    except (subprocess.TimeoutExpired, ValueError, KeyError):
        return None


def main(
    if_reachable: Annotated[bool, typer.Option(help="End well when nobody could be asked, and say so.")] = False,
    requirements: Annotated[Path, typer.Option(help="What to audit.")] = ROOT / "requirements.txt",
) -> None:
    """Ask for known holes in the pinned packages; ends with 1 when there are any, with 2 when nobody could be asked."""
    for service in SERVICES:
        found = ask(service, requirements)
        if found is not None and found.holes:
            typer.echo("\n".join(found.holes))
            raise typer.Exit(1)
        if found is not None and found.is_complete:
            typer.echo(f"{found.audited} packages, no known hole ({service}).")
            return
    typer.echo(
        "The audit was NOT run: neither PyPI nor OSV could tell about these packages from here. "
        "Where they can be reached: make audit (docs/security.md)."
    )
    if not if_reachable:
        raise typer.Exit(2)


if __name__ == "__main__":
    typer.run(main)
