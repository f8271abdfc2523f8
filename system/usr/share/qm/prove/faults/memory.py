"""Takes memory of a kind, a mebibyte an operation, up to a bound and over the partition's own.

    memory.py touch | mmap | tmpfs | cache | sockets | pipes | names | locked | thrash | churn --bytes N [--percent N] [--workers N]
"""

import ctypes
import mmap
import os
import random
import socket
import time

import counted

MIB = 1 << 20
WORKERS = counted.option("workers", 2)
BYTES = counted.option("bytes", 64 * MIB) * counted.option("percent", 100) // 100
# of each worker
SHARE = max(1, BYTES // MIB // WORKERS)
CHUNK = bytes(MIB)


def touch(_, told):
    """Memory as a program that leaks has it."""
    held = []
    for _ in range(SHARE):
        held.append(bytearray(CHUNK))
        told(1)
    while True:
        # touched again and again, so that it is the youngest there is
        for part in held:
            part[0] = (part[0] + 1) & 255
        told(1)
        time.sleep(0.01)


def mapped(_, told):
    held = []
    for _ in range(SHARE):
        part = mmap.mmap(-1, MIB)
        for at in range(0, MIB, mmap.PAGESIZE):
            part[at] = 1
        held.append(part)
        told(1)
    while True:
        for part in held:
            part[0] = (part[0] + 1) & 255
        told(1)
        time.sleep(0.01)


def tmpfs(_, told):
    """Files in memory, without a name, so that they go with the process."""
    place = os.open(counted.word("tmpfs", "/dev/shm"), os.O_RDWR | os.O_TMPFILE, 0o600)
    while True:
        # once all is taken, the same again
        for part in range(SHARE):
            os.pwrite(place, CHUNK, part * MIB)
            told(1)


def cache(_, told):
    """Page cache: a sparse file read again and again takes memory and no disk."""
    place = os.open(counted.folder(), os.O_RDWR | os.O_TMPFILE, 0o600)
    os.ftruncate(place, SHARE * MIB)
    while True:
        for part in range(SHARE):
            os.pread(place, MIB, part * MIB)
            told(1)


def sockets(_, told):
    """Buffers of sockets that nobody reads."""
    exhausted = 0
    held = []
    while exhausted < SHARE:
        pair = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        pair[0].setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 8 * MIB)
        pair[0].setblocking(False)
        held.append(pair)
        sent = 0
        try:
            while True:
                sent += pair[0].send(CHUNK[: 64 << 10])
        except BlockingIOError:
            pass
        told(max(1, sent // (64 << 10)))
        exhausted += 1
    while True:
        # one goes and fills again
        for one, other in held:
            other.recv(64 << 10)
            try:
                one.send(CHUNK[: 64 << 10])
            except BlockingIOError:
                pass
            told(1)
            time.sleep(0.001)


def pipes(_, told):
    F_SETPIPE_SZ = 1031
    import fcntl

    held = []
    for _ in range(SHARE):
        reading, writing = os.pipe()
        os.set_blocking(writing, False)
        try:
            fcntl.fcntl(writing, F_SETPIPE_SZ, MIB)
        except OSError:
            pass
        try:
            while True:
                os.write(writing, CHUNK)
        except BlockingIOError:
            pass
        held.append((reading, writing))
        told(1)
    while True:
        for reading, writing in held:
            os.read(reading, 64 << 10)
            try:
                os.write(writing, CHUNK[: 64 << 10])
            except BlockingIOError:
                pass
            told(1)
            time.sleep(0.001)


def names(_, told):
    """Names of files that are not there: a dentry each; and inodes of a file system in memory."""
    place = counted.word("tmpfs", "/dev/shm")
    number = 0
    mine = os.path.join(place, "qm-prove-%d" % os.getpid())
    while True:
        for _ in range(500):
            number += 1
            try:
                os.stat("%s/%d-%s" % (place, number, "n" * 200))
            except OSError:
                pass
        try:
            os.close(os.open(mine, os.O_CREAT | os.O_RDWR, 0o600))
            os.unlink(mine)
        except OSError:
            pass
        told(500)


def locked(_, told):
    """Memory that the kernel may not take back: mlock(2)."""
    held = []
    for _ in range(SHARE):
        part = mmap.mmap(-1, MIB)
        at = ctypes.addressof(ctypes.c_char.from_buffer(part))
        try:
            counted.failing(
                counted.LIBC.mlock(ctypes.c_void_p(at), ctypes.c_size_t(MIB)), "mlock"
            )
        except OSError as failure:
            counted.note("locked %d MiB, then: %s" % (len(held), os.strerror(failure.errno)))
            break
        held.append(part)
        told(1)
    while True:
        told(1)
        time.sleep(0.01)


def thrash(number, told):
    """Just below the bound: the rest holds a part of a file that is read all over."""
    held = []
    # most is taken by the first; the others read what no longer fits
    if number == 0:
        for _ in range(max(1, BYTES // MIB - 256)):
            held.append(bytearray(CHUNK))
            told(1)
        while True:
            for part in held:
                part[0] = (part[0] + 1) & 255
            told(1)
            time.sleep(0.01)
    size = 512
    place = os.open(counted.folder(), os.O_RDWR | os.O_TMPFILE, 0o600)
    for _ in range(size):
        os.write(place, CHUNK)
    os.fsync(place)
    while True:
        os.pread(place, 64 << 10, random.randrange(size) * MIB)
        told(1)


def churn(_, told):
    """Grows until the kernel ends it, and begins anew: an OOM kill after the other."""
    held = []
    while True:
        held.append(bytearray(CHUNK))
        told(1)
        if len(held) >= SHARE:
            held.clear()


KINDS = {
    "touch": touch,
    "mmap": mapped,
    "tmpfs": tmpfs,
    "cache": cache,
    "sockets": sockets,
    "pipes": pipes,
    "names": names,
    "locked": locked,
    "thrash": thrash,
    "churn": churn,
}


if __name__ == "__main__":
    counted.work(KINDS[counted.kind()], WORKERS)
