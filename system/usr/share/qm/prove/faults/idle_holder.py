"""Takes locks of the kernel in the idle class, and keeps the processors busy beside it.

Who holds such a lock and gets no processor keeps it: everybody who wants it waits, whatever their own priority.

    idle_holder.py rename | netns | cgroup [--spinners N] [--holders N]
"""

import os

import counted

SPINNERS = counted.option("spinners", 2 * (os.cpu_count() or 1))
HOLDERS = counted.option("holders", 2)
state = {}


def rename(number):
    """A rename from folder to folder holds a lock of the whole file system, which the host may share."""
    if number not in state:
        place = counted.folder()
        pair = [os.path.join(place, name) for name in ("a", "b")]
        for part in pair:
            os.makedirs(part, exist_ok=True)
        open(os.path.join(pair[0], "file"), "w").close()
        state[number] = pair
    first, second = state[number]
    os.rename(os.path.join(first, "file"), os.path.join(second, "file"))
    os.rename(os.path.join(second, "file"), os.path.join(first, "file"))
    return 2


def netns(_):
    counted.unshare(counted.CLONE_NEWNET)
    return 1


def cgroup(number):
    import cgroups

    return cgroups.step(number, None)


HOLD = {"rename": rename, "netns": netns, "cgroup": cgroup}


def step(number, _):
    if number >= HOLDERS:
        # no operation of its own: the fault is the one that starves
        for _ in range(100000):
            pass
        return 0
    if (number, "idle") not in state:
        state[(number, "idle")] = True
        os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
    return HOLD.get(counted.kind(), rename)(number)


if __name__ == "__main__":
    counted.work(step, HOLDERS + SPINNERS)
