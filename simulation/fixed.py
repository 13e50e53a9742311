"""Plays the seeds that always run, until one breaks: `python -m simulation.fixed`."""

import sys

from simulation import scenarios
from simulation.run import run


def main() -> int:
    for name in scenarios.NAMES:
        scenario = scenarios.named(name)
        for seed in scenario.fixed:
            played = run(scenario, seed)
            if played.failure is not None:
                print(f"{name} {seed}: {played.failure}")
                return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
