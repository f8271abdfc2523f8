"""Spins on processors, with a nice value, or with a real-time policy as far as it is allowed.

    spin.py nice | realtime [--workers N] [--nice N]
"""

import os

import counted

ROUNDS = 20000


def prepare(number):
    if counted.kind() == "realtime":
        try:
            os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))
            if number == 0:
                counted.note("a real-time policy was granted")
        except OSError:
            pass
    else:
        try:
            os.setpriority(os.PRIO_PROCESS, 0, counted.option("nice", -20))
        except OSError as failure:
            if number == 0:
                counted.note("the nice value was refused: %s" % os.strerror(failure.errno))


prepared = set()


def step(number, _):
    if number not in prepared:
        prepared.add(number)
        prepare(number)
    for _ in range(ROUNDS):
        pass
    return 1


def above():
    """Whoever counts must get a processor beside those that spin in a real-time policy."""
    try:
        os.sched_setscheduler(0, os.SCHED_FIFO | os.SCHED_RESET_ON_FORK, os.sched_param(2))
    except OSError:
        pass


if __name__ == "__main__":
    if counted.kind() == "realtime":
        above()
    counted.work(step, counted.option("workers", 2 * (os.cpu_count() or 1)))
