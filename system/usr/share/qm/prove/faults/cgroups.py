"""Makes control groups and drops them, in the group of this process: the kernel has one lock for all.

    cgroups.py [--workers N]
"""

import os

import counted


def own_groups():
    """The folder of this process's group in each hierarchy that is mounted."""
    mounts = {}
    with open("/proc/self/mountinfo", encoding="utf-8", errors="replace") as lines:
        for line in lines:
            before, _, after = line.partition(" - ")
            kind, _, options = (after.split(" ", 2) + ["", ""])[:3]
            if kind == "cgroup2":
                mounts[""] = before.split(" ")[4]
            elif kind == "cgroup":
                for name in options.strip().split(","):
                    mounts[name] = before.split(" ")[4]
    groups = []
    with open("/proc/self/cgroup", encoding="utf-8", errors="replace") as lines:
        for line in lines:
            _, names, path = line.rstrip("\n").split(":", 2)
            for name in names.split(","):
                if name in mounts:
                    groups.append(mounts[name] + path)
                    break
    return groups


def writable():
    """Where groups can be made. What a killed run leaves lies below the unit's group, and goes with it."""
    for group in own_groups():
        place = os.path.join(group, "qm-prove")
        try:
            os.makedirs(place, exist_ok=True)
            yield place
        except OSError:
            continue


PLACES = list(writable())


def step(number, _):
    if not PLACES:
        raise OSError(1, "no control group can be made here")
    place = os.path.join(PLACES[number % len(PLACES)], "g%d" % os.getpid())
    os.mkdir(place)
    os.rmdir(place)
    return 1


if __name__ == "__main__":
    counted.work(step, counted.option("workers", 4))
