"""One process of Klik as `klik run` is, without the door for people, on a clock that the plan moves."""

import asyncio
import json
import os
import time
from datetime import datetime, timedelta
from pathlib import Path

from bench.chaos.plan import TUESDAY
from bot.app import create_app
from bot.config import load_settings
from bot.logs import set_up_logs


class WorkersClock:
    """The time is TUESDAY plus what passed since `began` (at `speed`), plus `ahead`: all from a file."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def set(self, began: float, speed: float, ahead: float) -> None:
        new = self._file.with_suffix(".new")
        new.write_text(json.dumps([began, speed, ahead]))
        new.replace(self._file)

    def now(self) -> datetime:
        began, speed, ahead = json.loads(self._file.read_text())
        return TUESDAY + timedelta(seconds=(time.time() - began) * speed + ahead)


async def work() -> None:
    settings = load_settings(_env_file=None).for_slack()
    set_up_logs(settings.log_level, settings.klik_log_format)
    clock = WorkersClock(Path(os.environ["KLIK_CHAOS_CLOCK"]))
    async with create_app(settings, clock.now) as klik, klik.watched(), klik.schedule.running():
        await asyncio.Event().wait()
