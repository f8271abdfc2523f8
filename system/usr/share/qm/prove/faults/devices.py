"""Opens, asks and closes every device that the partition has, again and again.

    devices.py [--workers N]

Nothing is written, and no watchdog is opened: opening one would be a promise to restart the machine.
"""

import os
import select
import stat

import counted

FOLDER = "/dev"
SPARED = ("watchdog",)


def devices(folder=FOLDER, depth=0):
    found = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.startswith(SPARED):
                    continue
                mode = entry.stat(follow_symlinks=False).st_mode
                if stat.S_ISCHR(mode) or stat.S_ISBLK(mode):
                    found.append(entry.path)
                elif stat.S_ISDIR(mode) and depth < 2:
                    found += devices(entry.path, depth + 1)
    except OSError:
        pass
    return found


def step(_, told):
    places = devices()
    while True:
        for place in places:
            told(1)
            try:
                one = os.open(place, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY)
            except OSError:
                continue
            try:
                if select.select([one], [], [], 0)[0]:
                    os.read(one, 512)
            except (OSError, ValueError):
                pass
            finally:
                os.close(one)


if __name__ == "__main__":
    counted.work(step, counted.option("workers", 4))
