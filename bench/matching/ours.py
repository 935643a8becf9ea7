"""Klik's own run, in a process of its own: `python -m bench.matching.ours MENTEES SEED PAIRS_FILE`.

Writes the pairs and their scores to the file for the others to solve, and prints one line of JSON.
"""

import importlib
import json
import sys
from dataclasses import replace

import numpy as np

from bench.matching.cohort import PROGRAMME, cohort
from bench.matching.measure import Times, memory, peak
from bot.domain.matching import explain, optimum
from bot.domain.matching.eligible import Eligible
from bot.domain.matching.solve import solve
from bot.domain.matching.task import Task
from bot.domain.matching.verify import Verdict, verify


def main() -> None:
    mentees, seed, file = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    people = cohort(mentees, seed)
    plain = replace(PROGRAMME, floor=False)
    times = Times()
    importlib.import_module("pylmcf")
    before = memory()

    def scored() -> tuple[Task, Eligible]:
        task = Task(people, plain)
        pairs = task.eligible()
        return task, pairs

    task, pairs = times.all("scoring", scored)

    def solved() -> Verdict:
        how = optimum.terms(pairs, task.places(), np.zeros(pairs.width, np.int64), 0)
        best = optimum.best(pairs, how, "pylmcf")
        hashes = explain.hashed(task.field.rows.people), explain.hashed(task.field.columns.people)
        return verify(pairs, how, optimum.settled(pairs, how, best, hashes, "pylmcf"), best.prices)

    verdict = times.all("solving", solved)
    megabytes = peak() - before
    np.savez(file, starts=pairs.starts, columns=pairs.columns, scores=pairs.scores, places=task.places())
    plan = times.all("reasons", lambda: solve(people, plain))
    times.all("floored", lambda: solve(people, PROGRAMME))
    if plan.total != verdict.total:
        raise SystemExit("the parts come to another plan than the whole")
    print(  # noqa: T201
        json.dumps(
            {
                **times.least,
                **{f"first {part}": seconds for part, seconds in times.first.items()},
                "megabytes": megabytes,
                "matched": len(plan.matches),
                "total": plan.total,
                "pairs": int(pairs.columns.size),
                "gap": plan.certificate.gap,
            }
        )
    )


if __name__ == "__main__":
    main()
