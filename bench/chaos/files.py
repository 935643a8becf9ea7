"""Files as Slack takes them: announced, uploaded, completed; only the last step shows them to anybody."""

import json
from collections.abc import Callable
from typing import Any


class Unknown(Exception):
    """No such file, or not uploaded, or completed already: in Slack's word."""


class Files:
    def __init__(self, happened: Callable[[str, int], None]) -> None:
        self.under: dict[tuple[str, str], list[str]] = {}
        """By (channel, ts) of a message: the names of the files in its thread, once for each time."""
        self.uploads = 0
        self.completions = 0
        self._announced: dict[str, str] = {}
        self._uploaded: set[str] = set()
        self._happened = happened

    def announce(self, name: str, base: str) -> dict[str, Any]:
        number = f"F{len(self._announced) + 1}"
        self._announced[number] = name
        return {"upload_url": f"{base}upload/{number}", "file_id": number}

    def name_of(self, number: str) -> str:
        return self._announced.get(number, "")

    def upload(self, number: str) -> dict[str, Any]:
        """Raises Unknown."""
        if number not in self._announced:
            raise Unknown("file_not_found")
        self._uploaded.add(number)
        self.uploads += 1
        self._happened("uploaded", self.uploads)
        return {}

    def complete(self, sent: dict[str, Any]) -> dict[str, Any]:
        """Raises Unknown: also for the second time, of which Slack makes no second share."""
        numbers = [str(file["id"]) for file in json.loads(sent["files"])]
        if not self._uploaded.issuperset(numbers):
            raise Unknown("file_not_found")
        self._uploaded.difference_update(numbers)
        names = [self._announced[number] for number in numbers]
        self.under.setdefault((sent["channel_id"], sent["thread_ts"]), []).extend(names)
        self.completions += 1
        self._happened("completed", self.completions)
        return {"files": [{"id": number, "name": name} for number, name in zip(numbers, names, strict=True)]}

    def replies(self, channel: str, ts: str) -> dict[str, Any]:
        shared = [{"ts": ts, "files": [{"name": name}]} for name in self.under.get((channel, ts), ())]
        return {"messages": [{"ts": ts}, *shared], "has_more": False}
