"""The app manifest: what Klik declares to Slack."""

from pathlib import Path
from typing import Any

import yaml

MANIFEST = Path(__file__).parents[1] / "app.yaml"


def manifest() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(MANIFEST.read_text("utf-8"))
    return loaded


def scopes() -> list[str]:
    """What Klik asks to be allowed, and nothing else."""
    return list(manifest()["oauth_config"]["scopes"]["bot"])
