"""Contends for the locks of files and folders that both sides use.

    inodes.py [--workers N]
"""

import os

import counted

# seen by both: the door, and the programs of the partition on the host's disk
SHARED = ("/run/ipc", "/etc", "/var", "/proc", "/sys/fs/cgroup")


def step(number, told):
    place = counted.folder()
    pair = [os.path.join(place, name) for name in ("a", "b")]
    for part in pair:
        os.makedirs(part, exist_ok=True)
    name = "file%d" % number
    open(os.path.join(pair[0], name), "w").close()
    while True:
        # from folder to folder: one lock for the file system
        os.rename(os.path.join(pair[0], name), os.path.join(pair[1], name))
        os.rename(os.path.join(pair[1], name), os.path.join(pair[0], name))
        for folder in SHARED:
            try:
                os.listdir(folder)
                os.stat(os.path.join(folder, "qm-prove-none"))
            except OSError:
                continue
        told(2 + 2 * len(SHARED))


if __name__ == "__main__":
    counted.work(step, counted.option("workers", 8))
