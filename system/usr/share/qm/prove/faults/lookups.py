"""Asks for files all the time: some that are there, and some that are not.

    lookups.py [--workers N]
"""

import os

import counted

PLACES = ("/", "/proc/self", "/usr/bin", "/var", "/run", "/usr/lib/qm-prove-none", "/dev/null")


def step(_, __):
    for _ in range(100):
        for place in PLACES:
            try:
                os.stat(place)
            except OSError:
                continue
    return 100 * len(PLACES)


if __name__ == "__main__":
    counted.work(step, counted.option("workers", 4))
