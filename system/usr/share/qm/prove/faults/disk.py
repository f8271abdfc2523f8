"""Fills, fragments and flushes the partition's disk, within a quota and with a reserve for the host.

    disk.py space | inodes | small | sparse | realtime [--bytes N] [--files N] [--reserve N] [--workers N]
"""

import ctypes
import mmap
import os
import time

import counted

MIB = 1 << 20
WORKERS = counted.option("workers", 2)
BYTES = counted.option("bytes", 1 << 30)
FILES = counted.option("files", 100000)
RESERVE = counted.option("reserve", 2 << 30)
IOPRIO_CLASS_RT = 1
IOPRIO_SET = {"x86_64": 251, "aarch64": 30}.get(os.uname().machine)


def space(_, told):
    """Takes space until the quota or the reserve is reached, gives it back, and takes it again."""
    place = counted.folder()
    file = os.open(place, os.O_RDWR | os.O_TMPFILE, 0o600)
    while True:
        for at in range(BYTES // WORKERS // MIB):
            if not counted.room(place, RESERVE):
                break
            try:
                os.posix_fallocate(file, at * MIB, MIB)
            except OSError:
                break
            told(1)
        time.sleep(0.2)
        os.ftruncate(file, 0)


def inodes(_, told):
    place = counted.folder()
    while True:
        made = 0
        while made < FILES // WORKERS and counted.room(place, RESERVE):
            try:
                os.mknod(os.path.join(place, str(made)), 0o100600)
            except OSError:
                break
            made += 1
            told(1)
        for number in range(made):
            os.unlink(os.path.join(place, str(number)))


def small(_, told):
    """Small files made, written and removed: what a build or a mail server does."""
    place = counted.folder()
    number = 0
    while True:
        number = (number + 1) % 1000
        name = os.path.join(place, str(number))
        with open(name, "wb", buffering=0) as file:
            file.write(b"x" * 512)
        os.rename(name, name + ".b")
        os.unlink(name + ".b")
        told(1)


def sparse(_, told):
    """Files that say they are huge: a terabyte each, written here and there."""
    place = counted.folder()
    number = 0
    while True:
        number = (number + 1) % 64
        file = os.open(os.path.join(place, str(number)), os.O_CREAT | os.O_RDWR | os.O_TRUNC, 0o600)
        try:
            os.ftruncate(file, 1 << 40)
            for at in range(0, 1 << 40, 1 << 36):
                os.pwrite(file, b"x", at)
        except OSError:
            pass
        finally:
            os.close(file)
        told(1)


def realtime(number, told):
    """Writes past the cache with the real-time class of I/O, where that is granted: ioprio_set(2)."""
    try:
        counted.call(IOPRIO_SET, 1, 0, IOPRIO_CLASS_RT << 13)
        granted = "granted"
    except OSError:
        granted = "refused"
    if number == 0:
        counted.note("the real-time class of I/O was " + granted)
    place = counted.folder()
    try:
        file = os.open(place, os.O_RDWR | os.O_TMPFILE | os.O_DIRECT, 0o600)
    except OSError:
        file = os.open(place, os.O_RDWR | os.O_TMPFILE | os.O_DSYNC, 0o600)
    # whole pages at a whole page, as O_DIRECT wants them
    block = mmap.mmap(-1, MIB)
    while True:
        for at in range(64):
            os.pwrite(file, block, at * MIB)
            told(1)
        os.fdatasync(file)


KINDS = {"space": space, "inodes": inodes, "small": small, "sparse": sparse, "realtime": realtime}


if __name__ == "__main__":
    counted.work(KINDS[counted.kind()], WORKERS)
