"""`make bench`: every measurement, or the ones named. Ends with 1 when a goal is missed."""

import sys
from collections.abc import Callable

from bench import find, outbox, quality, requests, watching

ALL: dict[str, Callable[[], bool]] = {
    "find": find.main,
    "outbox": outbox.main,
    "quality": quality.main,
    "requests": requests.main,
    "watching": watching.main,
}

if __name__ == "__main__":
    met = [ALL[name]() for name in sys.argv[1:] or ALL]
    sys.exit(not all(met))
