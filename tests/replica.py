"""`klik run` on a clock that a test moves: `python -m tests.replica`.

KLIK_TEST_CLOCK is a file with the seconds by which this clock is ahead of the real one.
"""

import asyncio
import os
from datetime import datetime, timedelta
from pathlib import Path

from bot.cli import serve
from bot.config import load_settings
from bot.logs import set_up_logs
from bot.runtime import Now, utc_now


class Ahead:
    """How many seconds a clock is ahead of the real one, in a file that several processes read."""

    def __init__(self, file: Path, clock: Now | None = None) -> None:
        self.file = file
        if clock is not None:
            self.seconds = (clock() - utc_now()).total_seconds()

    @property
    def seconds(self) -> float:
        return float(self.file.read_text())

    @seconds.setter
    def seconds(self, seconds: float) -> None:
        self.file.write_text(str(seconds))

    def now(self) -> datetime:
        return utc_now() + timedelta(seconds=self.seconds)


if __name__ == "__main__":
    settings = load_settings(_env_file=None).for_slack()
    set_up_logs(settings.log_level, settings.klik_log_format)
    asyncio.run(serve(settings, Ahead(Path(os.environ["KLIK_TEST_CLOCK"])).now))
