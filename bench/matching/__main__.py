"""`make bench-matching`: Klik and the others side by side, each in a process of its own. Ends with 1 on a missed goal.

`python -m bench.matching PYTHON_OF_THE_OTHERS [MENTEES ...]`
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path

import typer

from bench.matching.cohort import cohort

HERE = Path(__file__).parent
SIZES = (100, 300, 1000, 3000, 10_000, 30_000)
SEED = 1
PEERS = {
    "mentor-match": 1000,
    "munkres": 3000,
    "networkx": 3000,
    "scipy": 10_000,
    "ortools": 30_000,
    "ortools-max-flow": 30_000,
}
"""Up to how many mentees each is tried: beyond, the design's measurements say it takes too long, or too much memory."""
NAMES = {
    "munkres": "munkres",
    "networkx": "networkx network_simplex",
    "scipy": "scipy linear_sum_assignment",
    "ortools": "OR-tools min-cost flow",
    "ortools-max-flow": "OR-tools max flow of min cost",
}
"""Those that find the best plan."""
SAME = {
    "OPENBLAS_NUM_THREADS": "1",
    "MALLOC_MMAP_THRESHOLD_": str(4 << 20),
    "MALLOC_TRIM_THRESHOLD_": str(64 << 20),
}
"""For everybody: one thread, and memory that is freed stays with the process, or a small round's figure says how quick
the system is with pages."""
PATIENCE = 900
"""Seconds that the others have, on a machine that may be busy."""
MOST_MEMORY = 12 * 2**30

Figures = Mapping[str, float]


def main(others: str, sizes: Sequence[int]) -> bool:
    typer.echo(
        f"{'mentees':>8}  {'CPU seconds':32}{'scoring':>9}{'solving':>9}{'both':>9}{'x ours':>9}{'first':>9}"
        f"{'MB':>8}{'matched':>9}{'total':>13}"
    )
    results = {size: side_by_side(others, size) for size in sizes}
    met = [check(*goal) for goal in goals(results)]
    return all(met)


def side_by_side(others: str, size: int) -> Mapping[str, Figures]:
    with tempfile.TemporaryDirectory() as folder:
        pairs, people = Path(folder, "pairs.npz"), Path(folder, "people.json")
        ours = run([sys.executable, "-m", "bench.matching.ours", str(size), str(SEED), str(pairs)], None)
        if ours is None:
            raise SystemExit("Klik's own run failed")
        everybody = sorted(cohort(size, SEED), key=lambda person: person.id)
        rows, columns = (
            [
                {
                    "level": person.level,
                    "offers": person.offers,
                    "seeks": person.seeks,
                    "week": person.week,
                    "team": person.team,
                    "languages": sorted(person.languages),
                    "capacity": person.capacity,
                }
                for person in everybody
                if person.learns == learns
            ]
            for learns in (True, False)
        )
        people.write_text(json.dumps({"rows": rows, "columns": columns}))
        results = {"Klik": ours}
        show(size, f"Klik: {ours['pairs']:,.0f} pairs", ours, ours)
        for part, words in (("reasons", "  and the reasons"), ("floored", "  and a floor")):
            typer.echo(
                f"{size:8}  {words:50}{ours[part]:9.3f}{ours[part] / both(ours):9.1f}{ours['first ' + part]:9.3f}"
            )
        for name, most in PEERS.items():
            if size > most:
                continue
            command = [others, str(HERE / "peers.py"), name, str(pairs), str(people)]
            found = run(command, PATIENCE)
            if found is None:
                typer.echo(f"{size:8}  {NAMES.get(name, name):32} more than {PATIENCE} s or {MOST_MEMORY >> 30} GB")
            else:
                results[name] = found
                show(size, NAMES.get(name, name), found, ours)
        return results


def both(figures: Figures) -> float:
    """Seconds from people to a plan."""
    return figures.get("scoring", 0) + figures["solving"]


def run(command: Sequence[str], patience: int | None) -> Figures | None:
    """What it prints. None: it took too long or too much memory."""

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))

    try:
        # No limit of processor time: under one, Linux counts it in ticks of some milliseconds.
        done = subprocess.run(
            command,
            env={**os.environ, **SAME},
            capture_output=True,
            text=True,
            timeout=patience,
            check=False,
            preexec_fn=limited,
        )
    except subprocess.TimeoutExpired:
        return None
    if done.returncode:
        if "MemoryError" in done.stderr:
            return None
        raise SystemExit(done.stderr)
    figures: Figures = json.loads(done.stdout.splitlines()[-1])
    return figures


def show(size: int, name: str, figures: Figures, ours: Figures) -> None:
    scoring = f"{figures['scoring']:9.3f}" if "scoring" in figures else " " * 9
    first = figures.get("first scoring", 0) + figures["first solving"]
    typer.echo(
        f"{size:8}  {name:32}{scoring}{figures['solving']:9.3f}{both(figures):9.3f}{both(figures) / both(ours):9.1f}"
        f"{first:9.3f}{figures['megabytes']:8.0f}{figures['matched']:9.0f}{figures['total']:13,.0f}"
    )


def goals(results: Mapping[int, Mapping[str, Figures]]) -> list[tuple[str, float, float]]:
    """What is claimed, its figure, and what the figure may be at most."""
    claims: list[tuple[str, float, float]] = []
    for size, by_name in results.items():
        ours = by_name["Klik"]
        claims.append((f"{size}: distance from the proven optimum", ours["gap"], 0))
        for name in NAMES:
            if name in by_name:
                same = (by_name[name]["matched"], by_name[name]["total"]) == (ours["matched"], ours["total"])
                claims.append((f"{size}: another optimum than {name}", float(not same), 0))
                if size == 1000:
                    claims.append((f"{size}: scoring and solving by {name}", both(ours) / both(by_name[name]), 1))
        if "mentor-match" in by_name and size == 1000:
            claims.append((f"{size}: by mentor-match", both(ours) / both(by_name["mentor-match"]), 0.001))
        if "scipy" in by_name and size == 10_000:
            claims.append((f"{size}: solving by scipy", ours["solving"] / by_name["scipy"]["solving"], 0.5))
            claims.append((f"{size}: memory by scipy", ours["megabytes"] / by_name["scipy"]["megabytes"], 0.25))
        if size == 30_000:
            claims.append((f"{size}: MB", ours["megabytes"], 2048))
    sizes = [size for size in results if size >= 3000]
    for small, large in pairwise(sizes):
        one, two = results[small]["Klik"], results[large]["Klik"]
        claims.append(
            (f"{large}: time by pair against {small}", both(two) / two["pairs"] / (both(one) / one["pairs"]), 1)
        )
    return claims


def check(claim: str, figure: float, most: float) -> bool:
    typer.echo(f"{claim:48}{figure:10.4g}  goal {most:g}: {'met' if figure <= most else 'MISSED'}")
    return figure <= most


if __name__ == "__main__":
    sys.exit(not main(sys.argv[1], [int(size) for size in sys.argv[2:]] or SIZES))
