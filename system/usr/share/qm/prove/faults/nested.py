"""Containers of the partition's own Podman: made and dropped, restarted, or out of memory.

    nested.py storm | restarts | oom [--workers N]

They run in the control group of the fault (--cgroups=split), so that they end with it.
"""

import time

import counted
import inside

IMAGE = "localhost/qm-demo-stress"
LABEL = "qm-prove=yes"
HOG = "held = []\nwhile True: held.append(bytearray(1 << 20))"


def options(*more):
    return ["podman", "run", "--cgroups=split", "--pull=never", "--network=none", "--label=" + LABEL, *more]


def storm(told):
    while True:
        inside.run(*options("--rm"), IMAGE, "/usr/bin/busybox", "true")
        told(1)


def restarts(told):
    made = inside.run(*options("--detach", "--restart=always"), IMAGE, "/usr/bin/busybox", "false")
    name = made.strip()[:64]
    if not name.isalnum():
        raise OSError(5, "the container did not start")
    seen = 0
    while True:
        time.sleep(0.2)
        count = inside.run("podman", "inspect", "--format={{.RestartCount}}", name).strip()
        if count.isdigit() and len(count) < 12 and int(count) > seen:
            told(int(count) - seen)
            seen = int(count)


def oom(told):
    while True:
        inside.run(*options("--rm", "--memory=48m"), IMAGE, "/usr/bin/python3", "-S", "-c", HOG)
        told(1)


def step(_, told):
    {"storm": storm, "restarts": restarts, "oom": oom}[counted.kind()](told)


if __name__ == "__main__":
    counted.work(step, counted.option("workers", 2))
