"""What a client of a channel in /run/ipc may do wrong, or do to harm.

    channel.py flood | slow | half | garbage | connections [--workers N] [--most N]
"""

import os
import random
import socket
import stat
import time

import counted

FOLDER = counted.word("ipc", "/run/ipc")
DEEPEST = 3


def sockets(folder=FOLDER, depth=0):
    found = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                mode = entry.stat(follow_symlinks=False).st_mode
                if stat.S_ISSOCK(mode):
                    found.append(entry.path)
                elif stat.S_ISDIR(mode) and depth < DEEPEST:
                    found += sockets(entry.path, depth + 1)
    except OSError:
        pass
    return found


def connected(place):
    for kind in (socket.SOCK_STREAM, socket.SOCK_SEQPACKET, socket.SOCK_DGRAM):
        one = socket.socket(socket.AF_UNIX, kind)
        try:
            one.setblocking(False)
            one.connect(place)
            return one
        except BlockingIOError:
            # the queue of those that wait is full: what was wanted
            one.close()
            return None
        except OSError:
            one.close()
    return None


def conversations():
    places = sockets()
    if not places:
        raise OSError(2, "there is no channel in " + FOLDER)
    return places


def sending(told, payload, pause):
    places = conversations()
    held = {}
    while True:
        for place in places:
            one = held.get(place) or connected(place)
            if one is None:
                time.sleep(0.001)
                continue
            held[place] = one
            try:
                one.send(payload())
                told(1)
            except BlockingIOError:
                # and nothing is read, so that answers pile up on the other side
                time.sleep(0.001)
            except OSError:
                one.close()
                held[place] = None
        time.sleep(pause)


def flood(told):
    sending(told, lambda: b"qm prove\n" * 1000, 0)


def slow(told):
    """Asks, and takes the answer a byte at a time."""
    places = conversations()
    held = []
    for place in places:
        for _ in range(20):
            one = connected(place)
            if one is not None:
                held.append(one)
    while True:
        for one in held:
            try:
                one.send(b"qm prove\n")
                told(1)
                one.recv(1)
            except OSError:
                continue
        time.sleep(0.01)


def half(told):
    """Begins messages and goes."""
    places = conversations()
    while True:
        for place in places:
            one = connected(place)
            if one is None:
                time.sleep(0.001)
                continue
            try:
                one.send(b"\x00\x00\x10\x00begun and never")
            except OSError:
                pass
            one.close()
            told(1)


def garbage(told):
    sending(told, lambda: random.randbytes(random.choice((1, 17, 4096))), 0)


def connections(told):
    """Thousands of connections that say nothing."""
    most = counted.option("most", 4000)
    held = []
    places = conversations()
    while True:
        for place in places:
            one = connected(place)
            if one is None:
                time.sleep(0.001)
            else:
                held.append(one)
                told(1)
        if len(held) >= most:
            for one in held[: most // 2]:
                one.close()
            del held[: most // 2]


KINDS = {"flood": flood, "slow": slow, "half": half, "garbage": garbage, "connections": connections}


if __name__ == "__main__":
    import exhaust

    exhaust.raise_file_limit()
    counted.work(lambda _, told: KINDS[counted.kind()](told), counted.option("workers", 2))
