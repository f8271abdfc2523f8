"""Starts programs that end at once, as fast as can be.

    programs.py [--workers N]
"""

import os

import counted


def step(_, told):
    while True:
        child = os.posix_spawn("/proc/self/exe", ["python3", "-S", "-E", "-c", ""], {})
        os.waitpid(child, 0)
        told(1)


if __name__ == "__main__":
    counted.work(step, counted.option("workers", 4))
