"""Finding the browser that the page's tests drive: the machine's own, nothing is downloaded."""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ABSENT = (
    "No browser was found, so the page was not tested in one. "
    "Install it (Debian: apt-get install chromium) or set KLIK_TEST_BROWSER to its path."
)


def find(environ: Mapping[str, str] = os.environ) -> Path | None:
    """KLIK_TEST_BROWSER, else Chromium or Chrome on the PATH."""
    if given := environ.get("KLIK_TEST_BROWSER"):
        return Path(given)
    paths = (shutil.which(name, path=environ.get("PATH", "")) for name in NAMES)
    return next((Path(path) for path in paths if path), None)
